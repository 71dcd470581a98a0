"""The adapter for email."""
