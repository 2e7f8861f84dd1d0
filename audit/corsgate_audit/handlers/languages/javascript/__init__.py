"""What JavaScript and Node bring."""
