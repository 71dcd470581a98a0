"""The adapters that come along, one file each."""
