"""The interface between the program and its adapters."""
