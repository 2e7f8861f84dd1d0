"""Libraries that answer, or that change answers: what they do with CORS headers."""
