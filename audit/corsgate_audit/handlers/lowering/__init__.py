"""Lowers source code into the small language."""
