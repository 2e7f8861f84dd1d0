"""CORS110: a preflight that leaves out a method which its path has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Severity, Unresolved
from support.apis import (
    PREFLIGHT_HEADERS,
    SEVERAL_ORIGINS,
    mock,
    preflight,
    preflight_of_several_origins,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS110"


def _listing(methods: str | None) -> dict[str, str]:
    headers = {
        name: str(value)
        for name, value in PREFLIGHT_HEADERS.items()
        if name != "Access-Control-Allow-Methods"
    }
    return headers | ({"Access-Control-Allow-Methods": f"'{methods}'"} if methods else {})


def test_a_method_that_the_preflight_does_not_list(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(rest_api(route("GET"), route("DELETE"), preflight()), RULE)

    assert found.severity is Severity.HIGH
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "Access-Control-Allow-Methods with DELETE"
    assert found.evidence.actual == "Access-Control-Allow-Methods: GET,POST,PUT"
    assert preflight_of(found).status == 204
    assert error_of(found) == "MethodDisallowedByPreflightResponse"
    assert found.browser_symptom is not None
    assert found.browser_symptom == snapshot
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_all_missing_methods_are_one_finding(snapshot: SnapshotAssertion) -> None:
    """One header is to be fixed once."""
    found = only_finding(rest_api(route("PATCH"), route("DELETE"), preflight()), RULE)

    assert found.message == snapshot


def test_a_greedy_preflight_answers_for_the_paths_below_it(snapshot: SnapshotAssertion) -> None:
    """The finding is about the preflight, and names the paths whose methods it leaves out."""
    api = rest_api(
        route("PATCH", "/{proxy+}"), route("DELETE"), route("PUT", "/a"), preflight("/{proxy+}")
    )
    found = only_finding(api, RULE)

    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/{proxy+}")
    assert found.message == snapshot
    assert found.evidence.expected == "Access-Control-Allow-Methods with DELETE, PATCH"


def test_a_preflight_without_the_header() -> None:
    """It permits what needs no permission."""
    found = only_finding(rest_api(route("PUT"), preflight(headers=_listing(None))), RULE)

    assert found.evidence.actual == "no such header"


def test_methods_are_compared_with_regard_to_case() -> None:
    """A browser asks for PATCH, and 'patch' is another method."""
    found = only_finding(rest_api(route("PATCH"), preflight(headers=_listing("patch"))), RULE)

    assert found.evidence.actual == "Access-Control-Allow-Methods: patch"


def test_a_star_lists_them_all() -> None:
    """Without credentials, which nothing here asks for."""
    assert rules_that_find(rest_api(route("PATCH"), preflight(headers=_listing("*")))) == []


def test_what_needs_no_listing() -> None:
    """GET, HEAD and POST pass whenever the origin does."""
    api = rest_api(*map(route, ("GET", "HEAD", "POST")), preflight(headers=_listing("PUT")))

    assert rules_that_find(api) == []


def test_the_origin_is_found_where_velocity_chooses() -> None:
    """A preflight is asked from an origin that it lets in, or its method list would not be seen."""
    found = only_finding(rest_api(route("DELETE"), preflight_of_several_origins()), RULE)

    assert found.witness is not None
    assert found.witness.request.origin == "https://app.example.com"


def test_it_is_reported_behind_a_broken_mock(snapshot: SnapshotAssertion) -> None:
    """Nobody can see the list today, and fixing the MOCK would only bring it to light."""
    api = rest_api(route("DELETE"), preflight(integration=mock(_listing("PUT"), template="{}")))
    first, second = findings(api)

    assert [(each.rule, each.after) for each in (first, second)] == [
        ("CORS105", ()),
        (RULE, ("CORS105",)),
    ]
    assert second.message == snapshot
    assert second.evidence.actual == "Access-Control-Allow-Methods: PUT"


def test_it_is_reported_beside_an_authorizer(snapshot: SnapshotAssertion) -> None:
    """With the exchange behind it."""
    first, second = findings(rest_api(route("DELETE"), preflight(authorization="AWS_IAM")))

    assert (first.rule, second.rule) == ("CORS102", RULE)
    assert second.message == snapshot
    assert error_of(second) == "MethodDisallowedByPreflightResponse"


def test_binary_media_types_that_do_no_harm_are_not_mentioned() -> None:
    """The preflight asks for text, so that CORS107 has nothing to report."""
    found = only_finding(rest_api(route("DELETE"), preflight(), binary_media_types=("*/*",)), RULE)

    assert "CORS107" not in found.message


def test_it_is_reported_beside_binary_media_types(snapshot: SnapshotAssertion) -> None:
    """With the exchange behind them."""
    bytes_only = preflight(integration=mock(content_handling=None))
    first, second = findings(rest_api(route("DELETE"), bytes_only, binary_media_types=("*/*",)))

    assert (first.rule, second.rule) == ("CORS107", RULE)
    assert second.message == snapshot


def test_trap_44_it_is_judged_where_a_template_has_an_origin_that_a_deployment_knows() -> None:
    """Which page passes nobody can tell; which methods such a page may use, everybody can."""
    options = preflight_of_several_origins()
    assert options.integration is not None
    (answer,) = options.integration.responses
    written = SEVERAL_ORIGINS.replace("https://admin.example.com", " ")
    unknown = Unresolved("!Join ...", "known only when the stack is deployed", literal=written)
    unknown_too = replace(answer, templates=(("application/json", unknown),))
    integration = replace(options.integration, responses=(unknown_too,))
    api = rest_api(route("DELETE"), replace(options, integration=integration))

    assert rules_that_find(api) == [RULE]


def test_a_template_that_writes_something_else_too_is_not_guessed() -> None:
    """What it writes there may be the methods."""
    options = preflight_of_several_origins()
    assert options.integration is not None
    (answer,) = options.integration.responses
    other = "#set($context.responseOverride.header.Access-Control-Allow-Methods = ' ')"
    unknown = Unresolved("!Join ...", "unknown", literal=SEVERAL_ORIGINS + other)
    unknown_too = replace(answer, templates=(("application/json", unknown),))
    integration = replace(options.integration, responses=(unknown_too,))
    api = rest_api(route("DELETE"), replace(options, integration=integration))

    assert rules_that_find(api) == []
