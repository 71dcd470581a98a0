"""The chaos run: real processes are killed at every moment, and the results are counted."""
