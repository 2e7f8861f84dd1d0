"""What is said of web ACLs, wherever one stands before an API."""

from __future__ import annotations

UNJUDGED = "what a web ACL blocks is not judged; it may block preflights"
