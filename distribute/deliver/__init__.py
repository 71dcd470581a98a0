"""The state machine that sends each post at most once."""
