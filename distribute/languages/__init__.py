"""What the program knows of each language: one typed data module per language."""
