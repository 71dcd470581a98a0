"""The adapter for a feed."""
