"""Lambda handlers in Python: read as source, never run."""
