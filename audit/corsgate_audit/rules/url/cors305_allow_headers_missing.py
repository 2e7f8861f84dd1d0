"""CORS settings of a function URL that leave out what a signature needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety
from corsgate_audit.rules.configured import configured, headers_missed
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl


def subjects(api: FunctionUrl) -> Iterator[FunctionUrl]:
    """List the URL as a whole, where it has settings."""
    return configured(api)


def check(_: FunctionUrl, api: FunctionUrl) -> Violation | None:
    """Look for credentials that the URL needs and the settings do not permit."""
    return headers_missed(api)


RULE = Rule.of_file(__file__, safety=FixSafety.SAFE, subjects=subjects, check=check)
