"""CORS settings of a function URL that allow no page at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.rules.configured import configured, names_no_origin
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: FunctionUrl) -> Iterator[FunctionUrl]:
    """List the URL as a whole, where it has settings."""
    return configured(api)


def check(_: FunctionUrl, api: FunctionUrl) -> Violation | None:
    """Look for an empty list of origins."""
    return names_no_origin(api)


def repair(api: FunctionUrl, _: Violation, wanted: Wanted) -> FunctionUrl:
    """Name the origins of the pages."""
    return with_settings(api, lambda cors: replace(cors, allow_origins=wanted.origins()))


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
