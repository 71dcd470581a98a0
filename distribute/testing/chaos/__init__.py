"""Real processes that are killed at every moment, and the table of what came of it."""
