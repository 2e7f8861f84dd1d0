"""CORS120: a preflight that lets a page in, and an answer that shuts it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Integration, IntegrationResponse, MethodResponse, Severity
from support.apis import APP, DECORATED, PREFLIGHT_HEADERS, preflight, rest_api, route
from support.judging import error_of, findings, only_finding

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route

RULE = "CORS120"
ORIGIN, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
OLD = "https://old.example.com"
COOKIES = {CREDENTIALS: "'true'"}


def answering(origin: str, **headers: str) -> Route:
    """Return a PUT whose integration response maps these headers."""
    names = {ORIGIN: f"'{origin}'", **headers}
    answer = IntegrationResponse(status_code="200", headers=tuple(names.items()))
    return route(
        "PUT",
        integration=Integration(type="HTTP", responses=(answer,)),
        responses=(MethodResponse(status_code="200", headers=tuple(names)),),
    )


def test_an_answer_that_names_another_page(snapshot: SnapshotAssertion) -> None:
    """The whole finding: the request takes effect, and the page is told that it failed."""
    found = only_finding(rest_api(answering(OLD), preflight()), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert (found.resource.method, found.resource.path) == ("PUT", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == f"preflight: {ORIGIN}: {APP}; response: {ORIGIN}: {OLD}"
    assert error_of(found) == "AllowOriginMismatch"
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


@pytest.mark.parametrize(
    ("origin", "error"), [(APP, "InvalidAllowCredentials"), ("*", "WildcardOriginNotAllowed")]
)
def test_credentials_that_only_the_preflight_allows(
    origin: str, error: str, snapshot: SnapshotAssertion
) -> None:
    """Cookies are sent, and the answer is refused for them."""
    options = preflight(headers={**PREFLIGHT_HEADERS, **COOKIES})
    found = only_finding(rest_api(answering(origin), options), RULE)

    assert found.message == snapshot
    assert f"preflight: {ORIGIN}: {APP}, {CREDENTIALS}: true; " in found.evidence.actual
    assert error_of(found) == error


def test_a_function_with_another_policy() -> None:
    """The decorator refuses whom the MOCK lets in: it names nobody, and that is not this fault."""
    other = replace(DECORATED, function_policy=str(DECORATED.function_policy).replace(APP, OLD))
    api = rest_api(route("PUT", integration=other), preflight())

    assert findings(api, RULE) == ()


def test_two_that_agree() -> None:
    """One page, with credentials, and every page."""
    both = preflight(headers={**PREFLIGHT_HEADERS, **COOKIES})
    every = preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: "'*'"})
    for api in (
        rest_api(answering(APP), preflight()),
        rest_api(answering(APP, **{CREDENTIALS: "'true'"}), both),
        rest_api(answering("*"), every),
        rest_api(route("PUT", integration=DECORATED), preflight()),
    ):
        assert findings(api, RULE) == ()


@pytest.mark.parametrize("value", [f"{OLD}/", f"{APP},{OLD}"])
def test_what_other_rules_say_of_the_answer(value: str) -> None:
    """A malformed origin, and two of them: what is meant may still be another page."""
    api = rest_api(answering(value), preflight())

    assert findings(api) != ()
    assert all(found.after == ("CORS505",) for found in findings(api, RULE))


def test_what_the_source_does_not_say() -> None:
    """A proxy, no integration, and a method without a preflight."""
    for api in (
        rest_api(route("PUT"), preflight()),
        rest_api(route("PUT", integration=None), preflight()),
        rest_api(answering(OLD)),
    ):
        assert findings(api, RULE) == ()
