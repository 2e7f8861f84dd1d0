"""Lowers Python."""
