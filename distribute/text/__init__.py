"""Plain functions on text: parsing, counting, comparing."""
