"""The plan of what to post now, what prevents it, and the run itself."""
