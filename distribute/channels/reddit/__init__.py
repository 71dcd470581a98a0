"""The adapter for Reddit."""
