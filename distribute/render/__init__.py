"""Output for people and programs: terminal, JSON, HTML."""
