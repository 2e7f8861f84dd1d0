"""Values that code may hold when it is read."""
