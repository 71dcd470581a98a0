"""Choose the facts of an issue: a pipeline of named stages over its parsed text."""
