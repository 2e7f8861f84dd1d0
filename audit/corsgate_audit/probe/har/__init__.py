"""A HAR saved by a browser's developer tools: its cross-origin requests, judged offline."""

from __future__ import annotations

from corsgate_audit.probe.har.judging import JudgedEntry, judged_requests
from corsgate_audit.probe.har.reading import HarError, Recorded, read_har

__all__ = ["HarError", "JudgedEntry", "Recorded", "judged_requests", "read_har"]
