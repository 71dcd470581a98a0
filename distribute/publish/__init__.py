"""What is to be posted now, what stands in the way, and the run itself."""
