"""CORS settings of an HTTP API that leave out a header without which its routes refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety
from corsgate_audit.rules.configured import configured, headers_missed
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for credentials that routes need and the settings do not permit."""
    return headers_missed(api)


RULE = Rule.of_file(__file__, safety=FixSafety.SAFE, subjects=subjects, check=check)
