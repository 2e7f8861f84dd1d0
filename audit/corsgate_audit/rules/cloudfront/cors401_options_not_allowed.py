"""A behavior before an API that answers preflights with 403 itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import Layer, exchange
from corsgate_audit.model import (
    Confidence,
    includes,
    known,
)
from corsgate_audit.rules.behaviors import (
    api_behind,
    is_meant_for_pages,
    leads_to_api,
    pages_of,
    routes_through,
)
from corsgate_audit.rules.requests import page_request, preflighted_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_behavior
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Behavior, Distribution
    from corsgate_audit.rules.wanted import Wanted

_ASKING = (("authorization", "Bearer token"),)


def subjects(api: Distribution) -> Iterator[Behavior]:
    """List the behaviors that pages of other origins use and that may lead to an API."""
    for behavior in api.behaviors:
        if leads_to_api(behavior) is not False and is_meant_for_pages(behavior):
            yield behavior


def check(api: Distribution, behavior: Behavior) -> Violation | None:
    """Look for one that keeps preflights from the API."""
    if includes(behavior.allowed_methods, OPTIONS):
        return None
    known(leads_to_api(behavior))
    made = _stopped(api, behavior)
    return _violation(behavior, made) if made else None


def _stopped(api: Distribution, behavior: Behavior) -> Exchange | None:
    """Return an exchange whose preflight CloudFront refuses."""
    for request in _requests(api, behavior):
        made = exchange(api, request)
        asked = made.preflight_answer
        if asked is not None and asked.layer is Layer.CLOUDFRONT and asked.response is not None:
            return made
    return None


def _requests(api: Distribution, behavior: Behavior) -> Iterator[BrowserRequest]:
    page = pages_of(behavior)[0]
    for route in routes_through(api, behavior):
        if api_behind(behavior) is None:
            yield replace(page_request(route, page, body=False), headers=_ASKING)
        else:
            yield from filter(None, [preflighted_request(route, page)])


def _violation(behavior: Behavior, made: Exchange) -> Violation:
    methods = behavior.allowed_methods
    listed = ", ".join(map(str, methods)) if isinstance(methods, tuple) else ""
    setting = named("AllowedMethods", behavior.location)
    known = api_behind(behavior) is not None
    return Violation(
        message=f"The behavior {behavior.path_pattern!r} does not allow OPTIONS, so CloudFront "
        "answers every preflight with 403 and the browser blocks the request that the page wants "
        f"to send. Add OPTIONS to {setting}: pages of other origins use the API behind it.",
        expected=f"{setting} with OPTIONS",
        actual=f"{setting}: {listed}",
        witness=made.witness(),
        confidence=Confidence.CONFIRMED if known else Confidence.LIKELY,
    )


def repair(api: Distribution, violation: Violation, _: Wanted) -> Distribution:
    """Let all methods through: CloudFront takes OPTIONS with GET and HEAD, or with all of them."""
    return with_behavior(
        api, violation, lambda behavior: replace(behavior, allowed_methods=_ALL_METHODS)
    )


_ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE")


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
