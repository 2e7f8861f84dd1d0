"""Rules about HTTP APIs."""
