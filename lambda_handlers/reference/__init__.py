"""The handlers that the reference app deploys: an items API behind a REST API and an HTTP API."""
