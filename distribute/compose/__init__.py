"""Compose each channel's posts from an issue and its facts."""
