"""Checks of an issue and of the consistency between its translations."""
