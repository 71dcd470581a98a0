"""The adapter for Bluesky."""
