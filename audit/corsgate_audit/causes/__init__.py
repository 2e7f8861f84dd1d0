"""Why a browser reports a CORS error: one table of causes, for `probe`, `explain` and the pages."""

from __future__ import annotations

from corsgate_audit.causes.catalogue import CAUSES, Description, described, rule_of

__all__ = ["CAUSES", "Description", "described", "rule_of"]
