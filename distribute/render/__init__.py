"""What people and programs are shown: terminal, JSON, HTML."""
