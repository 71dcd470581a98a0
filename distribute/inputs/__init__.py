"""Bounded readers of files that anybody may have written."""
