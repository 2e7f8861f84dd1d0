"""Peers' claims about policies that are not one for all, judged as a browser does.

Origins decided at run time, by functions and coroutines, policies by method, and by route.
"""

from __future__ import annotations

import pytest

from support.peers import (
    APP,
    OTHER,
    OWN,
    PUBLIC,
    ROUTE,
    TTL,
    Row,
    awaited,
    by_origin,
    check,
    of_subdomain,
    policy,
    reflected,
)

# Peer and claim; the policy, those of routes, the origin and the method; what the peer answers.
BY_ROUTE = [
    ("Powertools", "a route without CORS", OWN, {ROUTE: None}, APP, "GET", False),
    ("Powertools", "the other routes", OWN, {"/else": None}, APP, "GET", True),
    ("flask-cors", "a route of a resource", PUBLIC, {ROUTE: OWN}, OTHER, "GET", False),
    ("flask-cors", "an application's origins for it", PUBLIC, {ROUTE: OWN}, APP, "GET", True),
    ("flask-cors", "a view that overrides", OWN, {ROUTE: PUBLIC}, OTHER, "GET", True),
    ("flask-cors", "and leaves nothing", PUBLIC, {ROUTE: policy(OTHER)}, OTHER, "PUT", False),
    ("flask-cors", "a space is no plus", PUBLIC, {"/items/{id+}": OWN}, OTHER, "GET", True),
    ("django-cors-headers", "some URLs for everybody", OWN, {ROUTE: PUBLIC}, OTHER, "GET", True),
    ("django-cors-headers", "and no others", OWN, {"/api": PUBLIC}, OTHER, "GET", False),
]
ROWS = [
    Row("middy", "a function for the origin", lambda: OWN, APP, theirs=True, options=TTL),
    Row(
        "middy",
        "a function that returns what came",
        reflected,
        OTHER,
        theirs=True,
        options=TTL,
    ),
    Row("rs/cors", "a function that allows", of_subdomain, OTHER, theirs=True, options=TTL),
    Row(
        "rs/cors",
        "a function that does not",
        of_subdomain,
        "https://example.org",
        theirs=False,
        options=TTL,
    ),
    Row("rs/cors", "a function beside a list for all", of_subdomain, APP, theirs=True, options=TTL),
    Row(
        "rs/cors",
        "a function, and a header that is not allowed",
        of_subdomain,
        APP,
        theirs=False,
        headers=(("x-b", "1"),),
        options=TTL,
    ),
    Row(
        "Hono", "a function by the end of the origin", of_subdomain, OTHER, theirs=True, options=TTL
    ),
    Row(
        "Hono",
        "another origin gets a fixed one",
        of_subdomain,
        "https://evil-example.com",
        theirs=False,
        options=TTL,
    ),
    Row("Hono", "a function that returns a promise", awaited, OTHER, theirs=True, options=TTL),
    Row(
        "Hono",
        "the same for another origin",
        awaited,
        "https://evil-example.com",
        theirs=False,
        options=TTL,
    ),
    Row(
        "django-cors-headers", "a signal that says yes", of_subdomain, APP, theirs=True, options=TTL
    ),
    Row(
        "django-cors-headers",
        "a signal that says no",
        of_subdomain,
        "https://example.org",
        theirs=False,
        options=TTL,
    ),
    Row(
        "Hono",
        "methods by a function: the application's",
        by_origin,
        APP,
        theirs=True,
        method="DELETE",
        options=TTL,
    ),
    Row(
        "Hono",
        "methods by a function: everybody's",
        by_origin,
        OTHER,
        theirs=False,
        method="DELETE",
        options=TTL,
    ),
    Row(
        "Hono",
        "methods by a function: GET is everybody's",
        by_origin,
        OTHER,
        theirs=True,
        options=TTL,
    ),
    Row(
        "Hono",
        "QUERY is a method",
        policy(APP, allow_methods=["QUERY"]),
        APP,
        theirs=True,
        method="QUERY",
    ),
    Row("middy", "a method that is asked for and listed", OWN, APP, theirs=True, method="PUT"),
    Row("middy", "one that is not listed", OWN, APP, theirs=False, method="DELETE"),
    Row(
        "middy",
        "methods are compared with their case",
        policy(APP, allow_methods=["PATCH"]),
        APP,
        theirs=False,
        method="patch",
    ),
    Row(
        "middy",
        "a method and a header, both listed",
        OWN,
        APP,
        theirs=True,
        method="PUT",
        headers=(("X-A", "1"),),
    ),
    Row(
        "middy",
        "a method that is listed, a header that is not",
        OWN,
        APP,
        theirs=False,
        method="PUT",
        headers=(("x-b", "1"),),
    ),
    Row(
        "middy",
        "a safelisted header beside it",
        OWN,
        APP,
        theirs=True,
        method="PUT",
        headers=(("x-a", "1"), ("accept", "a/b")),
    ),
    Row(
        "Powertools",
        "the POST of a route without CORS",
        {"GET": PUBLIC},
        APP,
        theirs=False,
        method="POST",
    ),
    Row("Powertools", "its GET", {"GET": PUBLIC}, APP, theirs=True),
    Row(
        "Powertools",
        "several origins",
        policy("https://origin1.test", "https://origin3.test"),
        "https://origin3.test",
        theirs=True,
    ),
    Row(
        "Powertools",
        "none of them",
        policy("https://origin1.test", "https://origin3.test"),
        "https://wrong.test",
        theirs=False,
    ),
    *(
        Row(peer, claim, given, origin, theirs=theirs, method=method, options={"routes": routes})
        for peer, claim, given, routes, origin, method, theirs in BY_ROUTE
    ),
    Row(
        "Hono",
        "a policy for each path",
        of_subdomain,
        "https://x.test",
        theirs=True,
        options={"ttl": 60, "routes": {ROUTE: PUBLIC}},
    ),
    Row(
        "Starlette",
        "every origin without credentials",
        policy("*", allow_methods=["*"]),
        OTHER,
        theirs=True,
        method="DELETE",
    ),
    Row(
        "Starlette",
        "all headers",
        policy("*", allow_headers=["*"]),
        OTHER,
        theirs=True,
        headers=(("x-example", "1"),),
    ),
    Row(
        "Starlette",
        "a header beside content-type",
        policy(APP, allow_headers=["x-example", "content-type"]),
        APP,
        theirs=True,
        method="POST",
        headers=(("x-example", "1"), ("content-type", "a/b")),
    ),
    Row(
        "rs/cors",
        "no list of headers: any",
        policy(APP),
        APP,
        theirs=True,
        ours=False,
        headers=(("x-requested-with", "1"),),
        documented="nothing by default: name what you allow",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.peer}: {row.claim}")
def test_a_claim(row: Row) -> None:
    """The page gets its response, or not."""
    check(row)
