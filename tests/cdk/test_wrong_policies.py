"""Policies that no construct is ever given: they are refused where they are written."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy, PolicyError

ORIGIN = "https://app.example.com"
LITERAL = (
    "'*' is not a wildcard with credentials: the browser takes it literally; name each value, or "
    "set allow_credentials=False"
)
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "trap 9, not even an origin": (
        {"allow_origins": ["a.b.c"]},
        "allow_origins: 'a.b.c' has no scheme; write 'https://a.b.c'",
    ),
    "trap 17, a star that is no label": (
        {"allow_origins": ["https://*example.com"]},
        (
            "allow_origins: 'https://*example.com' has a '*' right below 'com', where anyone can "
            "register a matching name; list the origins"
        ),
    ),
    "trap 18, a trailing slash": (
        {"allow_origins": [f"{ORIGIN}/"]},
        (
            f"allow_origins: '{ORIGIN}/' ends with a slash, but an origin has no slash at the "
            f"end; write '{ORIGIN}'"
        ),
    ),
    "trap 18, the null origin": (
        {"allow_origins": ["null"]},
        (
            "allow_origins: 'null' is what any sandboxed frame or local file sends, so it allows "
            "every page; serve the page from an https origin and list that"
        ),
    ),
    "trap 18, what would end a text of Velocity": (
        {"allow_origins": ['https://"x']},
        (
            """allow_origins: 'https://"x' has no valid host: '"x'; a host is labels of a-z, """
            "0-9, '-' and '_' joined by dots"
        ),
    ),
    "trap 19, every origin with credentials": (
        {"allow_origins": ["*"], "allow_credentials": True},
        f"allow_origins: {LITERAL}",
    ),
    "trap 19, every header with credentials": (
        {"allow_origins": [ORIGIN], "allow_headers": ["*"], "allow_credentials": True},
        f"allow_headers: {LITERAL}",
    ),
    "trap 20, every https origin": (
        {"allow_origins": ["https://*"], "allow_credentials": True},
        "allow_origins: 'https://*' has a '*' in place of the domain; list the origins",
    ),
    "trap 24, API Gateway's own word": (
        {"allow_origins": [ORIGIN], "allow_methods": ["ANY"]},
        (
            "allow_methods: 'ANY' is a route of API Gateway, not a method that browsers send; "
            "write '*', or name each"
        ),
    ),
    "trap 28, several headers in one": (
        {"allow_origins": [ORIGIN], "allow_headers": ["content-type,authorization"]},
        (
            "allow_headers: 'content-type,authorization' is not a header name; write for example "
            "'x-trace'"
        ),
    ),
    "trap 33, several origins in one": (
        {"allow_origins": ["https://a.test,https://b.test"]},
        (
            "allow_origins: 'https://a.test,https://b.test' holds several origins; give a list: "
            "['https://a.test', 'https://b.test']"
        ),
    ),
    "trap 37, a negative age": (
        {"allow_origins": [ORIGIN], "max_age": -1},
        (
            "max_age: -1 is out of range; give 0 (do not cache) to 86400 seconds, or None for no "
            "header"
        ),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_fails_before_there_is_a_construct(wrong: str) -> None:
    """A policy that exists can be deployed."""
    given, sentence = WRONG[wrong]
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(**given)
    assert str(caught.value) == f"CORS policy: {sentence}"
