"""AWS Chalice: routes and CORS of an ``app.py``, read as source and never imported."""
