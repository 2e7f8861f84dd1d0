"""Peers' claims about the headers themselves: `Vary`, private networks, and the handler's own."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import cors
from support.lambda_events import read_both, rest_event
from support.peers import (
    APP,
    OTHER,
    OWN,
    PUBLIC,
    ROUTE,
    TTL,
    Bytes,
    awaited,
    of_subdomain,
    policy,
    reflected,
)

APP_ALONE = {"access-control-allow-origin": APP, "vary": "Origin"}
ANY = {"access-control-allow-origin": "*"}
ASKED_VARY = "Access-Control-Request-Method, Access-Control-Request-Headers"
ANY_PREFLIGHT = {**ANY, "vary": ASKED_VARY}
ASKS = (("Origin", APP), ("Access-Control-Request-Method", "GET"))
ASKS_PRIVATELY = (*ASKS, ("Access-Control-Request-Private-Network", "true"))
PREFLIGHT_VARY = f"Origin, {ASKED_VARY}"
NO_BROWSER_ASKS = "no browser asks for it"
BYTES = [
    # --- Vary
    Bytes("middy", "one origin, reflected", policy(APP), APP_ALONE),
    Bytes(
        "middy",
        "joined with the handler's own",
        policy(APP, OTHER),
        {**APP_ALONE, "vary": "Accept-Encoding, Origin"},
        result={"Vary": "Accept-Encoding"},
    ),
    Bytes(
        "middy",
        "the handler's own has a lower-case name",
        policy(APP, OTHER),
        {**APP_ALONE, "vary": "Accept-Encoding, Origin"},
        result={"vary": "Accept-Encoding"},
    ),
    Bytes("middy", "an empty one", policy(APP), APP_ALONE, result={"Vary": ""}),
    Bytes("middy", "a function that reflects", reflected, APP_ALONE, options=TTL),
    Bytes(
        "middy",
        "a function that gives one origin, without Origin",
        lambda: policy(APP),
        {"vary": "Origin"},
        headers=(),
        options=TTL,
        why="no page reads it, and a cache asks again",
    ),
    Bytes(
        "middy",
        "credentials of the handler beside *",
        PUBLIC,
        ANY,
        result={"Access-Control-Allow-Credentials": "true"},
        why="a browser refuses both together",
    ),
    Bytes("rs/cors", "every origin", PUBLIC, ANY, why="the answer is the same for all"),
    Bytes("rs/cors", "an origin outside the list", policy(OTHER), {"vary": "Origin"}),
    Bytes(
        "rs/cors",
        "a preflight's",
        policy(APP),
        {**APP_ALONE, "vary": PREFLIGHT_VARY},
        "OPTIONS",
        ASKS,
    ),
    Bytes("rs/cors", "OPTIONS that is no preflight", policy(APP), APP_ALONE, "OPTIONS"),
    Bytes("rs/cors", "no Origin", policy(APP), {"vary": "Origin"}, headers=()),
    Bytes(
        "flask-cors",
        "one origin in the list",
        policy(APP),
        APP_ALONE,
        why="another origin gets no header, so a cache has to know",
    ),
    Bytes("flask-cors", "several", policy(APP, OTHER), APP_ALONE),
    Bytes(
        "flask-cors",
        "beside Accept-Encoding",
        policy(APP, OTHER),
        {**APP_ALONE, "vary": "Accept-Encoding, Origin"},
        result={"Vary": "Accept-Encoding"},
    ),
    Bytes("flask-cors", "every origin, no Origin", PUBLIC, ANY, headers=()),
    Bytes("flask-cors", "one origin, no Origin", policy(APP), {"vary": "Origin"}, headers=()),
    Bytes("django-cors-headers", "no Origin", policy(APP), {"vary": "Origin"}, headers=()),
    Bytes(
        "Starlette",
        "every origin keeps the handler's",
        PUBLIC,
        {**ANY, "vary": "Accept-Encoding"},
        result={"Vary": "Accept-Encoding"},
    ),
    Bytes(
        "Starlette",
        "one origin, joined",
        policy(APP),
        {**APP_ALONE, "vary": "Accept-Encoding, Origin"},
        result={"Vary": "Accept-Encoding"},
    ),
    Bytes(
        "Starlette",
        "no Origin, a list",
        policy(APP),
        {"vary": "Origin"},
        headers=(),
        why="a cache that keeps it would serve it to the page",
    ),
    Bytes("Hono", "every origin has none", PUBLIC, ANY),
    Bytes(
        "Hono",
        "every origin keeps the handler's",
        PUBLIC,
        {**ANY, "vary": "X-Custom"},
        result={"Vary": "X-Custom"},
    ),
    Bytes(
        "Hono",
        "a list, joined",
        policy(APP, OTHER),
        {**APP_ALONE, "vary": "X-Custom, Origin"},
        result={"Vary": "X-Custom"},
    ),
    Bytes("Hono", "a promise", awaited, APP_ALONE, options=TTL),
    Bytes(
        "Hono",
        "a function, without Origin",
        of_subdomain,
        {"vary": "Origin"},
        headers=(),
        options=TTL,
        why="no page reads it",
    ),
    Bytes(
        "Powertools",
        "no Origin, no header",
        policy(APP),
        {"vary": "Origin"},
        headers=(),
        why="a cache that keeps it would serve it to the page",
    ),
    # --- private networks
    *(
        Bytes(
            peer,
            "asked for in a preflight",
            PUBLIC,
            ANY_PREFLIGHT,
            "OPTIONS",
            ASKS_PRIVATELY,
            why=NO_BROWSER_ASKS,
        )
        for peer in ("rs/cors", "Starlette", "django-cors-headers", "flask-cors")
    ),
    Bytes(
        "rs/cors",
        "asked for and not allowed",
        policy(APP),
        {**APP_ALONE, "vary": PREFLIGHT_VARY},
        "OPTIONS",
        ASKS_PRIVATELY,
    ),
    Bytes(
        "Starlette",
        "not allowed is no 400",
        PUBLIC,
        ANY_PREFLIGHT,
        "OPTIONS",
        ASKS_PRIVATELY,
        why=NO_BROWSER_ASKS,
    ),
    *(
        Bytes(
            peer,
            "never on an actual request",
            policy(APP),
            APP_ALONE,
            headers=(("Origin", APP), ASKS_PRIVATELY[2]),
        )
        for peer in ("Starlette", "django-cors-headers", "flask-cors")
    ),
    Bytes(
        "django-cors-headers",
        "not for another origin",
        policy(OTHER),
        {"vary": "Origin"},
        headers=(("Origin", APP), ASKS_PRIVATELY[2]),
    ),
    Bytes(
        "flask-cors",
        "no 'false' either",
        PUBLIC,
        ANY,
        headers=(("Origin", APP), ASKS_PRIVATELY[2]),
        why=NO_BROWSER_ASKS,
    ),
    # --- the handler's own
    Bytes(
        "Powertools",
        "a header of one route",
        OWN,
        {"vary": "Origin"},
        result={"Access-Control-Allow-Origin": "*"},
        options={"routes": {ROUTE: None}},
        why="the policy decides, not the route's code",
    ),
    Bytes(
        "django-cors-headers",
        "a max age of 0",
        policy(APP, max_age=0),
        {**APP_ALONE, "access-control-max-age": "0", "vary": PREFLIGHT_VARY},
        "OPTIONS",
        ASKS,
        why="0 keeps a browser from caching, nothing means five seconds",
    ),
    Bytes(
        "W3C resource timing",
        "Timing-Allow-Origin is the handler's",
        OWN,
        {**APP_ALONE, "access-control-allow-methods": "PUT", "timing-allow-origin": "*"},
        result={"Timing-Allow-Origin": "*"},
    ),
]


@pytest.mark.parametrize("row", BYTES, ids=lambda row: f"{row.peer}: {row.claim}")
def test_a_claim_about_headers(row: Bytes) -> None:
    """The whole response; a difference has its reason in the row."""

    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200, "headers": row.result}

    decorated = cors(row.policy, **row.options)(handler)
    answer = read_both(decorated(rest_event(row.method, row.headers), None))
    assert answer.header_map() == row.sent, row.why
