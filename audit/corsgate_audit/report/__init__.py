"""Reports: pure functions of what the audit found, one format in one file."""
