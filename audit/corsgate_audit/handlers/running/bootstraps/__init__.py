"""Programs that run a handler: they are started, and never imported."""
