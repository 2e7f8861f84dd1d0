"""A first file of expectations, from what a target does today."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser.exchange import as_browsers_do
from corsgate_audit.check.expectations import KEYS, TABLE
from corsgate_audit.check.values import problems_of
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.addresses import api_id, default_stage, url_of
from corsgate_audit.gateway.behind import AS_READ
from corsgate_audit.gateway.deployed import as_served
from corsgate_audit.model import Api, Unresolved
from corsgate_audit.rules.preflights import candidate_origins
from corsgate_audit.rules.requests import (
    JSON,
    JSON_METHODS,
    known_headers,
    page_request,
    path_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.model import Collection, Route

OTHER_ORIGIN = "https://attacker.example"
"""A page that nobody means to let in; example is reserved, RFC 2606."""

_BODY = "{}"
"""The least that is JSON: validators and handlers refuse a request without a body."""

_HEAD = """\
# Expectations for corsgate check: which requests of which pages are allowed.
# Written from the current answers of the target: read each, and correct what you did not intend.
"""


def initial_text(collection: Collection) -> str | None:
    """Return a file of expectations, two a route: one of a page of its own, one of another.

    Args:
        collection: collection of the target. What cannot be determined, and what no page can ask,
            such as for a cookie of its own making, is left as a comment.

    Returns:
        None where nothing could be expected: `read_expectations` refuses such a file.
    """
    tables = [
        table
        for api in collection.apis
        if isinstance(api, Api)
        for route in api.routes
        if route.method != OPTIONS
        for table in _tables(api, route, several=len(collection.doors) > 1)
    ]
    if not any(table.startswith("[[") for table in tables):
        return None
    unread = [
        f"# not read: {part.resource} ({part.reason or part.state})\n"
        for part in collection.coverage
        if part.incomplete
    ]
    return "\n".join([_HEAD, *unread, *tables])


def _tables(api: Api, route: Route, *, several: bool) -> Iterator[str]:
    own = next(iter(candidate_origins(api)), None)
    for origin in dict.fromkeys(each for each in (own, OTHER_ORIGIN) if each):
        asked = _with_json(page_request(route, origin, headers=known_headers(route)))
        yield _table(api, route, asked, several=several)


def _with_json(asked: BrowserRequest) -> BrowserRequest:
    """Say of what a request carries that it is JSON, as nearly every page does."""
    if asked.method not in JSON_METHODS or any(name == JSON[0] for name, _ in asked.headers):
        return asked
    return replace(asked, headers=(JSON, *asked.headers))


def _table(api: Api, route: Route, asked: BrowserRequest, *, several: bool) -> str:
    path = path_of(route.path)
    stage = default_stage(api)
    served, request = as_served(api, stage), replace(asked, url=url_of(api, path, stage))
    has_body = asked.method in JSON_METHODS
    behind = AS_READ.with_body(_BODY.encode()) if has_body else AS_READ
    made = as_browsers_do(
        lambda profile: exchange(served, request, profile=profile, behind=behind), None
    )
    verdict = made.outcome()
    lines = ["[[expect]]"]
    name = _name(api) if several else None
    if name:
        lines.append(f"api = {json.dumps(name)}")
    lines += [
        f"origin = {json.dumps(asked.origin)}",
        f"method = {json.dumps(asked.method)}",
        f"path = {json.dumps(path)}",
    ]
    if asked.headers:
        pairs = ", ".join(
            f"{json.dumps(key)} = {json.dumps(value)}" for key, value in asked.headers
        )
        lines.append(f"headers = {{ {pairs} }}")
    if has_body:
        lines.append(f"body = {json.dumps(_BODY)}")
    if verdict is None:
        commented = [f"# {line}" for line in (*lines, "allowed = true  # undetermined")]
        return "\n".join((*commented, ""))
    lines.append(f"allowed = {'true' if verdict.allowed else 'false'}")
    (table,) = tomllib.loads("\n".join(lines))[TABLE]
    problems = [problem for _, problem in problems_of(table, KEYS)]
    if problems:
        lines = [f"# {line}" for line in (*lines, f"left out: {'; '.join(problems)}")]
    return "\n".join((*lines, ""))


def _name(api: Api) -> str | None:
    name = None if isinstance(api.name, Unresolved) else api.name
    return api.location.logical_id or api_id(api) or name
