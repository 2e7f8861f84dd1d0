"""CORS settings of an HTTP API that allow no page at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety
from corsgate_audit.rules.configured import configured, names_no_origin
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for an empty list of origins."""
    return names_no_origin(api)


RULE = Rule.of_file(__file__, safety=FixSafety.MANUAL, subjects=subjects, check=check)
