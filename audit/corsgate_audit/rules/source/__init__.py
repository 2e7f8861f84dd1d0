"""Rules about how templates, and what writes them, get CORS wrong."""
