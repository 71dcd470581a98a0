"""From an issue and its facts to the posts of each channel."""
