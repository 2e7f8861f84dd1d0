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
from corsgate_audit.rules.allowed_origins import places
from corsgate_audit.rules.origin_values import is_origin, literal, static_values
from corsgate_audit.rules.requests import JSON_METHODS, PAGE, known_headers
from corsgate_audit.rules.wanted import meant_by

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
_REMARKS = {
    "of others": (
        "# Left out, for this machine or for sites of many owners: {}. Add those that you mean.\n"
    ),
    "plain": (
        "# Left out, though allowed today: {}.\n"
        "# Anybody on a visitor's network can change a page without TLS. Serve it over https and\n"
        "# add its https origin, or add this one with dangerously_allow_insecure_origins = true.\n"
    ),
    "corrected": "# Corrected, since no browser sends it: {}.\n",
    "everybody": (
        "# Left out, though allowed today: *, the pages of every origin. Add it if you mean it.\n"
    ),
    "no origin": "# Left out, since it is not the origin of one page: {}.\n",
}
"""What is said of values that are allowed today and are not in the policy as they are."""
_EVERY_METHOD = ("GET", "PUT", "POST", "PATCH", "DELETE")
_LONGEST = 7200


def first_policy(collection: Collection) -> str:
    """Return a policy file in TOML.

    Args:
        collection: front doors of a target or of an account; handlers are passed over.
    """
    doors = list(collection.doors)
    today = [allowed_by(each) for each in doors]
    written = _written(doors)
    origins = list(_origins(today, written))
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
    head = _HEAD + _remarks(origins, written, today)
    return head + "".join(f"{line}\n" for line in lines)


def _written(doors: Iterable[Door]) -> list[str]:
    """Return the origins that front doors name, as they are written, each once."""
    values = (each.value for door in doors for each in places(door))
    known = (each for value in values if isinstance(value, str) for each in _separated(value))
    return list(dict.fromkeys(known))


def _remarks(origins: Sequence[str], written: Iterable[str], today: Iterable[Permission]) -> str:
    """Say what of today is not in the policy as it is, and whether any origin was named at all."""
    found: dict[str, list[str]] = {name: [] for name in _REMARKS}
    for value in sorted({*written, *(origin for each in today for origin in each.origins)}):
        name = _why_not_as_it_is(value, origins)
        meant = f"{value} to {meant_by(value)}" if name == "corrected" else value
        found.get(name, []).append(meant)
    said = [text.format(", ".join(found[name])) for name, text in _REMARKS.items() if found[name]]
    if not origins:
        said.append(_PLACEHOLDER.format(PAGE) if said else _NO_ORIGIN)
    return "".join(said)


def _why_not_as_it_is(value: str, origins: Sequence[str]) -> str:
    """Return the name of a remark; empty where a value is in the policy as it is."""
    if value in origins:
        return ""
    if value == WILDCARD:
        return "everybody"
    if _is_plain(value):
        return "plain"
    if is_origin(value):
        return "of others" if _is_of_others(value) else ""
    return "corrected" if meant_by(value) in origins else "no origin"


def _is_plain(value: str) -> bool:
    """Whether a value is the origin of a page without TLS, of a site and not of this machine."""
    return value.startswith("http://") and not is_loopback(_host(value)) and bool(meant_by(value))


def _host(origin: str) -> str:
    return origin.partition("://")[2].partition(":")[0]


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _origins(today: Iterable[Permission], written: Iterable[str]) -> Iterator[str]:
    """Yield the origins that pages have, the most usual first; the star only where it is alone.

    The https origin of a page that is allowed without TLS is another one, until somebody says so.
    """
    plain = {meant_by(each) for each in written if _is_plain(each)}
    unasked = plain - {meant_by(each) for each in written if not _is_plain(each)}
    counted = Counter(origin for each in today for origin in each.origins)
    usual = sorted(counted, key=lambda each: (-counted[each], each))
    named = [each for each in usual if is_origin(each) and not _is_of_others(each)]
    meant = [each for each in named if each not in unasked]
    yield from meant or [each for each in usual if each == WILDCARD]


def _is_of_others(origin: str) -> bool:
    host = _host(origin)
    return is_everybodys(host) or is_hosted(host) or is_loopback(host)


def _separated(value: str) -> list[str]:
    return value.replace(",", " ").split()


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
