"""What the GitHub Action adds to the command line."""
