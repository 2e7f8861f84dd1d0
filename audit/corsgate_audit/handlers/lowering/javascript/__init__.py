"""Lowers JavaScript and TypeScript."""
