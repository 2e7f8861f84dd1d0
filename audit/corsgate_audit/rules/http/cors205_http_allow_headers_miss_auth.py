"""CORS settings of an HTTP API that leave out a header without which its routes refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model.editing import with_entries
from corsgate_audit.rules.configured import configured, headers_missed
from corsgate_audit.rules.preflight_repairs import needed_by
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for credentials that routes need and the settings do not permit."""
    return headers_missed(api)


def repair(api: HttpApi, _: Violation, wanted: Wanted) -> HttpApi:
    """List the headers that get past what stands before the function."""
    headers = needed_by(api.routes, wanted)
    return with_settings(
        api,
        lambda cors: replace(cors, allow_headers=with_entries(cors.allow_headers, headers)),
    )


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
