"""The GitHub Action: runs the command line and reports to GitHub."""
