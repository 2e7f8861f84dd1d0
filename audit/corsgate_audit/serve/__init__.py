"""Serves APIs and their functions on loopback, with the browser's verdict on every request."""
