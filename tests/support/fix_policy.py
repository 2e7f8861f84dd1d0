"""The policy that the contract of fixes is tried with."""

from __future__ import annotations

from corsgate import CorsPolicy
from support.planted.rest import APP

POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["DELETE", "GET", "PATCH", "POST", "PUT"],
    allow_headers=["authorization", "content-type", "x-amz-date", "x-amz-security-token"],
    allow_credentials=True,
    max_age=600,
)
"""What allows all that the routes of the sources need."""
