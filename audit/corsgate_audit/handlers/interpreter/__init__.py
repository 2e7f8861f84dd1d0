"""Follows lowered code along every path."""
