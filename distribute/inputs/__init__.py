"""Bounded readers of untrusted files."""
