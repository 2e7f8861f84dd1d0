"""A first policy, from what front doors allow today and what their routes need."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate.names import ALLOW_HEADERS, MAX_AGE, OPTIONS, WILDCARD
from corsgate_audit.fix.permission import Permission, allowed_by
from corsgate_audit.model import CorsConfiguration, routes_of, settings_of
from corsgate_audit.origins.hosts import is_everybodys, is_hosted, is_loopback
from corsgate_audit.rules.origin_values import is_origin, literal, static_values
from corsgate_audit.rules.requests import JSON_METHODS, PAGE, known_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.model import Collection, Door, Route

_HEAD = """\
# What pages of other origins may do, for: corsgate fix --policy
# Written from what is allowed today and what the routes need: read each line, and correct what is
# not meant.
"""
_NO_ORIGIN = "# Nothing names an origin today: write those of your pages.\n"
_PLACEHOLDER = "# Nothing else names an origin today: {} stands for those of your pages.\n"
_LEFT_OUT = (
    "# Left out, for this machine or for sites of many owners: {}. Add those that you mean.\n"
)
_EVERY_METHOD = ("GET", "PUT", "POST", "PATCH", "DELETE")
_LONGEST = 7200


def first_policy(collection: Collection) -> str:
    """Return a policy file in TOML.

    Args:
        collection: front doors of a target or of an account; handlers are passed over.
    """
    doors = list(collection.doors)
    today = [allowed_by(each) for each in doors]
    origins = list(_origins(today))
    credentials = any(each.credentials for each in today) and origins != [WILDCARD]
    policy = CorsPolicy(
        allow_origins=origins or [PAGE],
        allow_methods=list(_methods(doors)),
        allow_headers=list(_headers(doors)),
        allow_credentials=credentials,
        max_age=next(_ages(doors), None),
        dangerously_allow_public_suffixes=True,
    )
    lines = [f"allow_origins = {_list(policy.allow_origins)}"]
    lines += [f"allow_methods = {_list(policy.allow_methods)}"] if policy.allow_methods else []
    lines += [f"allow_headers = {_list(policy.allow_headers)}"] if policy.allow_headers else []
    lines += ["allow_credentials = true"] if credentials else []
    lines += [f"max_age = {policy.max_age}"] if policy.max_age else []
    head = _HEAD + _remarks(origins, _left_out(today))
    return head + "".join(f"{line}\n" for line in lines)


def _remarks(origins: Sequence[str], left_out: Sequence[str]) -> str:
    """Say what was left out of the origins, and whether any was named at all."""
    if not left_out:
        return "" if origins else _NO_ORIGIN
    said = _LEFT_OUT.format(", ".join(left_out))
    return said if origins else said + _PLACEHOLDER.format(PAGE)


def _left_out(today: Iterable[Permission]) -> list[str]:
    named = {origin for each in today for origin in each.origins}
    return sorted(each for each in named if is_origin(each) and _is_of_others(each))


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _origins(today: Iterable[Permission]) -> Iterator[str]:
    """Yield the origins that pages have, the most usual first; the star only where it is alone."""
    counted = Counter(origin for each in today for origin in each.origins)
    usual = sorted(counted, key=lambda each: (-counted[each], each))
    named = [each for each in usual if is_origin(each) and not _is_of_others(each)]
    yield from named or [each for each in usual if each == WILDCARD]


def _is_of_others(origin: str) -> bool:
    host = origin.partition("://")[2].partition(":")[0]
    is_plain = origin.startswith("http://")
    return is_plain or is_everybodys(host) or is_hosted(host) or is_loopback(host)


def _routes(doors: Iterable[Door]) -> list[Route]:
    return [each for door in doors for each in routes_of(door) if each.method != OPTIONS]


def _methods(doors: Iterable[Door]) -> Iterator[str]:
    named: dict[str, None] = {}
    for route in _routes(doors):
        methods = _EVERY_METHOD if route.method == "ANY" else (route.method,)
        named.update(dict.fromkeys(methods))
    yield from sorted(named)


def _headers(doors: Iterable[Door]) -> Iterator[str]:
    """Yield what the routes need, JSON's, and what is allowed by name today."""
    doors = list(doors)
    routes = _routes(doors)
    named = {name.lower() for route in routes for name in known_headers(route)}
    if any(route.method in {*JSON_METHODS, "ANY"} for route in routes):
        named.add("content-type")
    for text in _said(doors, ALLOW_HEADERS):
        named |= {each.strip().lower() for each in text.split(",") if each.strip()}
    for door in doors:
        settings = settings_of(door)
        if isinstance(settings, CorsConfiguration) and isinstance(settings.allow_headers, tuple):
            named |= {each.lower() for each in settings.allow_headers if isinstance(each, str)}
    yield from sorted(each for each in named if each.replace("-", "").isalnum())


def _ages(doors: Iterable[Door]) -> Iterator[int]:
    doors = list(doors)
    for text in _said(doors, MAX_AGE):
        if text.isdecimal() and 0 < int(text) <= _LONGEST:
            yield int(text)
    for door in doors:
        settings = settings_of(door)
        age = settings.max_age if isinstance(settings, CorsConfiguration) else None
        if isinstance(age, int) and 0 < age <= _LONGEST:
            yield age


def _said(doors: Iterable[Door], name: str) -> Iterator[str]:
    """Yield what the methods of REST APIs say in a header."""
    for door in doors:
        for route in routes_of(door):
            values = static_values(route.integration, name) if route.integration else ()
            yield from filter(None, map(literal, values))
