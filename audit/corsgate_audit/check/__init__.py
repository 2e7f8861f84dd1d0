"""Expectations about CORS as tests, held against a template, an account or a URL."""

from __future__ import annotations

from corsgate_audit.check.checking import Held, check
from corsgate_audit.check.expectations import Expectation, ExpectationsError, read_expectations
from corsgate_audit.check.sources import AskError, source_of

__all__ = [
    "AskError",
    "Expectation",
    "ExpectationsError",
    "Held",
    "check",
    "read_expectations",
    "source_of",
]
