"""Turn an issue and its facts into each channel's posts."""
