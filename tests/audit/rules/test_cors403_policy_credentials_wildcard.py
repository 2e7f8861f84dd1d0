"""CORS403: ``*`` with credentials in a response headers policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Distribution, ResponseHeadersPolicy, Severity
from support.apis import UNKNOWN, behavior, cors, distribution
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS403"


def _api(*patterns: str, **changes: Any) -> Distribution:  # noqa: ANN401 - any setting
    settings = cors(**({"allow_credentials": True} | changes))
    policy = ResponseHeadersPolicy(name="p", cors=settings)
    return distribution(
        *(behavior(None, each, response_headers=policy) for each in patterns or ("*",))
    )


@pytest.mark.parametrize(
    ("changes", "name", "error"),
    [
        (
            {"allow_origins": ("*",)},
            "Access-Control-Allow-Origin",
            "PreflightWildcardOriginNotAllowed",
        ),
        (
            {"allow_headers": ("x-a", "*")},
            "Access-Control-Allow-Headers",
            "HeaderDisallowedByPreflightResponse",
        ),
        (
            {"allow_methods": ("*",)},
            "Access-Control-Allow-Methods",
            "MethodDisallowedByPreflightResponse",
        ),
    ],
)
def test_a_star_in_each_list(
    changes: dict[str, Any], name: str, error: str, snapshot: SnapshotAssertion
) -> None:
    """With what a browser would make of it if CloudFront took it."""
    found = only_finding(_api(**changes), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert found.evidence.actual == (f"'*' for {name}, and Access-Control-Allow-Credentials: true")
    assert found.witness is not None
    assert found.witness.request.credentials == "include"
    assert error_of(found) == error


def test_a_policy_that_several_behaviors_share_is_one_fault() -> None:
    """At the first of them."""
    found = only_finding(_api("/a/*", "/b/*", allow_headers=("*",)), RULE)

    assert found.resource.path == "/a/*"


@pytest.mark.parametrize(
    "changes",
    [
        {"allow_credentials": False, "allow_origins": ("*",), "allow_headers": ("*",)},
        {"allow_methods": ("ALL",)},
        {"allow_origins": ("https://*.example.com",)},
    ],
)
def test_names_and_patterns_are_in_order(changes: dict[str, Any]) -> None:
    """``ALL`` is spelled out, and a pattern is no star."""
    assert findings(_api(**changes), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """Whether there are credentials, and what is in the lists."""
    for changes in (
        {"allow_credentials": UNKNOWN, "allow_origins": ("*",)},
        {"allow_headers": UNKNOWN},
        {"allow_origins": ("https://app.example.com", UNKNOWN)},
    ):
        api = _api(**changes)
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    assert untold(_api(allow_credentials=UNKNOWN), RULE) == []
