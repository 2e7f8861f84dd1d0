"""What Python brings."""
