"""CORS510: a path whose preflight lets other pages in than nearly all the others do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import RestApi, Severity
from support.apis import APP, PREFLIGHT_HEADERS, UNKNOWN, preflight, rest_api, route
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
