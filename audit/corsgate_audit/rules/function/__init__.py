"""Rules about what a function's own code answers."""
