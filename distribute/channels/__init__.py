"""The built-in adapters, one module or folder each."""
