"""CORS510: a path whose preflight lets other pages in than nearly all the others do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, RestApi, Route, Severity, Text
from support.apis import APP, PREFLIGHT_HEADERS, UNKNOWN, USERS, mock, preflight, rest_api, route
from support.judging import findings, only_finding

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


RULE = "CORS510"
OLD = "https://old.example.com"


def _api(*origins: str, credentials: str = "") -> RestApi:
    """Return an API with a path for each origin; the last one's has these credentials."""
    routes = []
    for number, origin in enumerate(origins):
        path = f"/p{number}"
        headers = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": f"'{origin}'"}
        if credentials and number == len(origins) - 1:
            headers["Access-Control-Allow-Credentials"] = f"'{credentials}'"
        routes += [route("PUT", path), preflight(path, headers=headers)]
    return rest_api(*routes)


def test_the_odd_one_out(snapshot: SnapshotAssertion) -> None:
    """The whole finding: what it answers, and what the others do."""
    found = only_finding(_api(APP, APP, OLD), RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "hygiene")
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/p2")
    assert found.message == snapshot
    everyone = f"{APP}, {OLD}, https://attacker.example"
    assert found.evidence.expected == f"{APP} for {everyone}"
    assert found.evidence.actual == f"{OLD} for {everyone}"
    assert found.witness is not None
    assert found.witness.request.origin == APP
    assert found.witness.verdict.error == "PreflightAllowOriginMismatch"


def test_credentials_make_a_difference() -> None:
    """The same origin, with them."""
    found = only_finding(_api(APP, APP, APP, credentials="true"), RULE)

    assert found.evidence.actual.startswith(f"{APP} with credentials for ")


def test_without_a_clear_majority_nobody_is_odd() -> None:
    """Two paths differ; three of three do; two of four."""
    for origins in ((APP, OLD), (APP, OLD, "*"), (APP, APP, OLD, OLD), (APP, APP, APP)):
        assert findings(_api(*origins), RULE) == ()
    assert findings(rest_api()) == ()


def test_what_is_not_known_is_not_compared() -> None:
    """A function's preflight, and one that could not be resolved."""
    unresolved = preflight(
        "/p9", headers={**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": UNKNOWN}
    )
    api = _api(APP, APP)
    more = (route("OPTIONS", "/p8"), route("PUT", "/p8"), unresolved, route("PUT", "/p9"))

    assert findings(replace(api, routes=(*api.routes, *more)), RULE) == ()


def test_a_path_that_lets_in_more_than_the_others() -> None:
    """A stranger's page shows it."""
    api = _api(APP, APP, "*")
    found = only_finding(api, RULE)

    assert found.evidence.actual.startswith("* for ")
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.verdict.allowed


def test_what_a_repair_has_narrowed_on_other_paths_makes_none_odd() -> None:
    """CORS501 takes the star from paths with an authorizer; the one without has what all had."""
    guard = {"authorization": "COGNITO_USER_POOLS", "authorizer": USERS}
    star = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": "'*'"}
    paths = [f"/p{number}" for number in range(4)]
    guarded = [route("PUT", path, **guard) for path in paths[:3]]
    api = rest_api(
        *guarded, route("PUT", "/p3"), *(preflight(path, headers=star) for path in paths)
    )

    found = judge_collection(Collection(apis=(api,))).findings

    assert {(each.rule, each.resource.path) for each in found} == {
        ("CORS501", path) for path in paths[:3]
    }


def test_an_odd_path_behind_another_fault_is_found() -> None:
    """A MOCK that answers 500 hides what its preflight says of origins."""
    api = _api(APP, APP, OLD)
    broken = [
        replace(each, integration=mock(dict(_headers_of(each)), template="{}"))
        if (each.method, each.path) == ("OPTIONS", "/p2")
        else each
        for each in api.routes
    ]
    found = judge_collection(Collection(apis=(replace(api, routes=tuple(broken)),))).findings

    assert {(each.rule, each.after) for each in found} >= {
        ("CORS105", ()),
        ("CORS510", ("CORS105",)),
    }


def _headers_of(options: Route) -> tuple[tuple[str, Text], ...]:
    assert options.integration is not None
    headers = options.integration.responses[0].headers
    assert isinstance(headers, tuple)
    return headers
