"""The adapter that mails each reader of a list."""
