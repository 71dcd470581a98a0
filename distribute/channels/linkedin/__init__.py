"""The adapter for LinkedIn."""
