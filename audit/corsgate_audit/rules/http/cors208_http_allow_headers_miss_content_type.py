"""CORS settings of an HTTP API that do not allow a page to send JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.rules.configured import configured, content_type_missed
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for routes whose JSON the settings do not allow."""
    return content_type_missed(api)


def repair(api: HttpApi, _: Violation, wanted: Wanted) -> HttpApi:
    """List the header, beside those that are listed, unless a policy does not allow it."""
    return with_json(api, wanted)


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
