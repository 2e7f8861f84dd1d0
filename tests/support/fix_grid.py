"""What a front door allows over a grid of origins, methods, headers and credentials."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import exchange
from corsgate_audit.model import routes_of
from corsgate_audit.rules.requests import url_of
from support.planted.rest import APP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate import CorsPolicy
    from corsgate_audit.model import Door


def differing(written: Door, meant: Door, policy: CorsPolicy) -> list[BrowserRequest]:
    """Return the requests that only one of two front doors allows, and the policy does not explain.

    Args:
        written: what was written and read again.
        meant: the model that was repaired.
        policy: what may be allowed beyond the model.
    """
    here, there = _allowed(written), _allowed(meant)
    assert here.keys() == there.keys()
    lost = [each for each in there if there[each] is not False and here[each] is False]
    more = [each for each in there if there[each] is False and here[each] is not False]
    return [*lost, *(each for each in more if not _is_of(policy, each))]


def _allowed(api: Door) -> dict[BrowserRequest, bool | None]:
    """Say of each request of the grid whether a page gets its answer; None: a function decides."""
    found = {}
    for route in routes_of(api):
        for request in _grid(url_of(route.path)):
            verdict = exchange(api, request).verdict
            found[request] = None if verdict is None else verdict.allowed
    return found


def _is_of(policy: CorsPolicy, request: BrowserRequest) -> bool:
    """Whether a policy allows a request of the grid."""
    names = {name for name, _ in request.headers}
    is_listed = request.method in policy.allow_methods and names <= {*policy.allow_headers}
    return request.origin in policy.allow_origins and is_listed


def _grid(url: str) -> Iterator[BrowserRequest]:
    origins = (APP, f"{APP}.attacker.example", "http://app.example.com", "null")
    headers = ((), (("content-type", "application/json"),), (("x-other", "1"),))
    for origin, method, sent, credentials in itertools.product(
        origins, ("GET", "PUT", "DELETE"), headers, ("omit", "include")
    ):
        yield BrowserRequest(url, origin, method, sent, credentials)
