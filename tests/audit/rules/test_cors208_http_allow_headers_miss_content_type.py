"""CORS208: CORS settings of an HTTP API that do not allow a page to send JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Confidence, Severity
from support.apis import UNKNOWN, cors, http_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Text

RULE = "CORS208"


def test_a_post_without_content_type(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    api = http_api(cors(allow_headers=("authorization",)), route("PUT"), route("GET"))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.confidence is Confidence.LIKELY
    assert found.message == snapshot
    assert found.evidence.expected == "allowHeaders with content-type"
    assert found.evidence.actual == "allowHeaders: authorization"
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "ANY"])
def test_every_method_that_carries_json(method: str) -> None:
    """An ANY counts for what the settings allow of it."""
    settings = cors(allow_methods=("POST", "PUT", "PATCH"), allow_headers=())

    assert len(findings(http_api(settings, route(method)), RULE)) == 1


@pytest.mark.parametrize("methods", [("*",), ("GET", "POST")])
def test_an_any_of_which_a_body_is_allowed(methods: tuple[str, ...]) -> None:
    """One of the methods is enough."""
    settings = cors(allow_methods=methods, allow_headers=())

    assert len(findings(http_api(settings, route("ANY", "$default")), RULE)) == 1


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        (("Content-Type",), "PUT"),
        (("*",), "PUT"),
        ((), "GET"),
        ((), "DELETE"),
    ],
)
def test_json_that_is_allowed_or_not_sent(headers: tuple[str, ...], method: str) -> None:
    """Names are compared without regard to case; what has no body needs no type."""
    settings = cors(allow_methods=("GET", "PUT", "DELETE"), allow_headers=headers)

    assert findings(http_api(settings, route(method)), RULE) == ()


def test_a_method_that_is_not_allowed_hides_nothing() -> None:
    """CORS204 comes first, and this once that is fixed."""
    settings = cors(allow_methods=("GET",), allow_headers=())
    (found,) = findings(http_api(settings, route("PUT")), RULE)

    assert found.after == ("CORS204",)


def test_an_origin_that_is_not_known_hides_nothing() -> None:
    """Whoever it is, it cannot send JSON."""
    for origins in ((UNKNOWN,), UNKNOWN):
        api = http_api(cors(allow_origins=origins, allow_headers=()), route("PUT"))
        assert len(findings(api, RULE)) == 1


@pytest.mark.parametrize("unknown", [UNKNOWN, (UNKNOWN,)])
def test_headers_that_are_not_known_are_untold(unknown: Text | tuple[Text, ...]) -> None:
    """Content-Type may be among them."""
    api = http_api(cors(allow_headers=unknown), route("PUT"))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
