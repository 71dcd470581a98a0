"""What is wrong with an issue, and where its translations disagree."""
