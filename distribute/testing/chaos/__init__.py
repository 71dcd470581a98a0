"""The chaos run: real processes are killed at every point in time, and the resulting posts are counted."""
