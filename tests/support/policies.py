"""Hypothesis strategies: policies, the origins that they allow, and those that they do not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from corsgate import CorsPolicy

HOSTS = ("app.example.com", "admin.example.com", "example.org", "xn--bcher-kva.example")
ORIGINS = (
    *tuple(f"https://{host}" for host in HOSTS),
    "https://app.example.com:8443",
    "http://localhost:3000",
    "http://[::1]:8080",
    "http://127.0.0.1",
)
PATTERNS = (
    "https://*.preview.example.com",
    "https://*.example.net:8443",
    "http://localhost:*",
    "https://*.example.net:*",
    "https://pr-*.example.com",
    "https://*-x.example.net:8443",
    "https://api.pr-*--site.example.org:*",
    "http://pr-*.localhost:3000",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE")
REQUEST_HEADERS = ("authorization", "content-type", "x-api-key", "x-trace", "if-match", "range")
RESPONSE_HEADERS = ("etag", "x-request-id", "location", "retry-after")

labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
hosts = st.lists(labels, min_size=1, max_size=3).map(lambda parts: ".".join([*parts, "test"]))
origins = st.sampled_from(ORIGINS) | hosts.map("https://{}".format)
patterns = st.sampled_from(PATTERNS) | hosts.map("https://*.{}".format)


def _some(elements: st.SearchStrategy[str], at_least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(elements, unique=True, min_size=at_least, max_size=4)


@st.composite
def policies(draw: st.DrawFn, *, exact_only: bool = False, any_origin: bool = True) -> CorsPolicy:
    """Draw a valid policy.

    Args:
        draw: hypothesis's.
        exact_only: no patterns.
        any_origin: ``*`` may be drawn.
    """
    credentials = draw(st.booleans())
    wildcard = not credentials
    some = origins if exact_only else origins | patterns
    allow_origins = draw(_some(some, at_least=1))
    if any_origin and wildcard and draw(st.booleans()):
        allow_origins = ["*"]

    def names(values: tuple[str, ...]) -> list[str]:
        drawn = draw(_some(st.sampled_from(values)))
        return [*drawn, "*"] if wildcard and draw(st.booleans()) else drawn

    fields: dict[str, Any] = {
        "allow_origins": allow_origins,
        "allow_methods": names(METHODS),
        "allow_headers": names(REQUEST_HEADERS),
        "expose_headers": names(RESPONSE_HEADERS),
        "allow_credentials": credentials,
        "max_age": draw(st.none() | st.integers(0, 86400)),
        "dangerously_allow_public_suffixes": True,
    }
    return CorsPolicy(**fields)


def _filled(origin: str) -> list[str]:
    """Put something in the place of a ``*`` within a label: what fits, and what nearly does."""
    if "*" not in origin or origin == "*":
        return [origin]
    return [
        origin.replace("*", part)
        for part in ("1", "a-b_c", "x" * 40, "", "a.b", "x" * 64, "A", "[a", "*", "a/", "a:1")
    ]


def origins_near(policy: CorsPolicy) -> st.SearchStrategy[str]:
    """Draw origins that the policy names, or nearly names, or never heard of."""
    named = [
        filled
        for origin in policy.allow_origins
        for filled in _filled(origin.replace("://*.", "://a.b.").replace(":*", ":1"))
    ]
    near = [
        variant
        for origin in named
        for variant in (
            origin + ".attacker.test",
            origin.replace("://", "://evil-"),
            origin.upper(),
            origin + "/",
            origin + "\n",
            origin + ":81",
        )
    ]
    return st.sampled_from([*named, *near, "null", "*", "", "https://attacker.test"])
