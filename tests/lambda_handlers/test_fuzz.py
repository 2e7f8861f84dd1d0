"""Events broken in every way: nothing is raised, nobody is let in, no header line is forged."""

from __future__ import annotations

import copy
import json
import os
import random
from typing import Any

import pytest

from corsgate import CorsPolicy, cors
from support.lambda_events import FRONT_DOORS, edge_response_event

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICIES = [
    CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], allow_headers=["x-a"]),
    CorsPolicy(allow_origins=["https://*.example.com", "http://localhost:*"], max_age=5),
    CorsPolicy(allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]),
]
EVENTS = int(os.environ.get("CORSGATE_FUZZ_EVENTS", "100000"))

JUNK: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "\r\nX-Evil: 1", "\0", "é", [], {}, [[]], [None], {"": None},
    {"a": {"b": []}}, "OPTIONS", "2.0", "1.0", ["OPTIONS"], {1: 2}, {"origin": {"value": 1}},
]  # fmt: skip
ORIGINS = [
    APP, STRANGER, "https://a.example.com", "http://localhost:1", "null", "*",
    APP + "\r\nX-Evil: 1", STRANGER + "\0", "https://[a.example.com", "https://a.example.com\n", "https://é.example.com",
    "https://" + "a." * 5000 + "example.com", [APP], {"value": APP},
]  # fmt: skip
METHODS = ["GET", "PUT", "OPTIONS", "options", "", "PATCH"]
RESULTS: list[Any] = [
    {"statusCode": 200},
    {"statusCode": 200, "headers": {"Vary": "Cookie"}, "multiValueHeaders": {"vary": ["a"]}},
    {"status": "200", "headers": {"vary": [{"key": "Vary", "value": "a"}]}},
]
ODD_RESULTS = [*JUNK, {"statusCode": 200, "headers": 7}, {"status": 1, "headers": [1]}]


def well_formed(rng: random.Random) -> Any:  # noqa: ANN401 - an event
    """Build an event of some front door."""
    headers: Any = [("Origin", rng.choice(ORIGINS))]
    if rng.random() < 0.5:
        headers.append(("Access-Control-Request-Method", rng.choice(METHODS)))
        headers.append(("Access-Control-Request-Headers", rng.choice(["x-a", "x-b", "\r\n", ","])))
    method = rng.choice(METHODS)
    if rng.random() < 0.1:
        return edge_response_event("origin-response", method, tuple(headers))
    return rng.choice(FRONT_DOORS).event(method, tuple(headers))


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    """List the ways to every value in a nest of maps and lists."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    return [path, *(deeper for key, each in items for deeper in paths(each, (*path, key)))]


def broken(rng: random.Random, event: Any) -> Any:  # noqa: ANN401 - an event
    """Replace or remove one value somewhere."""
    way = rng.choice(paths(event))
    if not way:
        return rng.choice(JUNK)
    *outer, last = way
    place = event
    for key in outer:
        place = place[key]
    if rng.random() < 0.3:
        del place[last]
    else:
        place[last] = copy.deepcopy(rng.choice(JUNK))
    return event


def sent(response: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any response
    """Return every header that a response has, whatever its form."""
    pairs: list[tuple[str, str]] = []
    for field in ("headers", "multiValueHeaders"):
        for name, value in (response.get(field) or {}).items():
            values = value if isinstance(value, list) else [value]
            pairs += [(name, each["value"] if isinstance(each, dict) else each) for each in values]
    return pairs


def check(policy: CorsPolicy, response: Any) -> None:  # noqa: ANN401 - any response
    """No line is forged, and no origin that is not allowed is sent."""
    assert STRANGER not in json.dumps(response)
    for name, value in sent(response):
        assert not set("\r\n\0") & set(f"{name}{value}")
        if name.lower() == "access-control-allow-origin":
            assert value == "*" or policy.allows_origin(value)


class FailedError(Exception):
    """What a handler raises, and nothing else may."""


def decorations(policy: CorsPolicy, handler: Any) -> list[Any]:  # noqa: ANN401 - a handler
    """Decorate a handler in ways that take different paths through an event."""
    routes = {"/items/{id}": ["PUT"]}
    owned: Any = ["http_api", "function_url"]
    return [
        cors(policy, on_error="raise")(handler),
        cors(policy, on_error="respond")(handler),
        cors(policy, enforce=True, routes=routes)(handler),
        cors(policy, enforce=True, gateway_owns=owned)(handler),
    ]


@pytest.mark.slow
def test_broken_events_raise_nothing_and_leak_nothing() -> None:
    """A stranger's origin is in no response, debug off; the seed is fixed, so a failure stays."""
    rng = random.Random(20260)  # noqa: S311 - not for secrets
    result: Any = None

    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        if result is None:
            raise FailedError
        return result

    handlers = [
        (policy, decorated) for policy in POLICIES for decorated in decorations(policy, handler)
    ]
    failed = 0
    for _ in range(EVENTS):
        event = well_formed(rng)
        for _ in range(rng.randrange(4)):
            event = broken(rng, event)
        policy, decorated = rng.choice(handlers)
        before = json.dumps(event, skipkeys=True)
        result = copy.deepcopy(rng.choice([*RESULTS, None]))
        try:
            check(policy, decorated(event, None))
        except FailedError:
            failed += 1
        assert json.dumps(event, skipkeys=True) == before
    assert 0 < failed < EVENTS / 4


@pytest.mark.slow
def test_odd_results_raise_nothing() -> None:
    """Whatever a handler returns is returned, or merged; it is never the decorator that fails."""
    rng = random.Random(20261)  # noqa: S311 - not for secrets
    result: Any = None

    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return result

    handlers = [cors(policy)(handler) for policy in POLICIES]
    for _ in range(EVENTS // 10):
        result = broken(rng, copy.deepcopy(rng.choice([*RESULTS, *ODD_RESULTS])))
        rng.choice(handlers)(well_formed(rng), None)
