"""Rules about function URLs."""
