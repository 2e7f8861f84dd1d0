"""CORS204: a route whose method the CORS settings of its HTTP API do not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import JWT, UNKNOWN, cors, http_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS204"


def test_methods_that_are_not_listed(snapshot: SnapshotAssertion) -> None:
    """All of them are one finding: there is one list."""
    api = http_api(
        cors(), route("DELETE", "/items/{id}"), route("PATCH", "/items/{id}"), route("PUT")
    )
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.resource.path is None
    assert found.message == snapshot
    assert found.evidence.expected == "allowMethods with DELETE, PATCH"
    assert found.evidence.actual == "allowMethods: GET,PUT"
    assert error_of(found) == "MethodDisallowedByPreflightResponse"
    assert found.witness is not None
    assert found.witness.request.url == "https://api.example.com/items/1"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_settings_without_methods(snapshot: SnapshotAssertion) -> None:
    """Many routes are named in part."""
    paths = [route("PUT", f"/{name}") for name in "abcde"]
    found = only_finding(http_api(cors(allow_methods=()), *paths), RULE)

    assert found.evidence.actual == "allowMethods is empty"
    assert found.message == snapshot


def test_what_every_page_may_send_need_not_be_listed() -> None:
    """GET, HEAD and POST pass whenever the origin does."""
    api = http_api(cors(allow_methods=()), route("GET"), route("HEAD"), route("POST"))

    assert findings(api) == ()


def test_a_star_lists_every_method_where_no_credentials_are_sent() -> None:
    """And ANY names none."""
    settings = cors(allow_methods=("*",))

    assert findings(http_api(settings, route("PUT"), route("ANY", "/{proxy+}"))) == ()


def test_an_authorizer_before_the_preflight_does_not_hide_it() -> None:
    """Both faults are found at once."""
    api = http_api(
        cors(allow_methods=()),
        route("PUT"),
        route("ANY", "$default", authorization="JWT", authorizer=JWT),
    )

    assert {each.rule for each in findings(api)} == {"CORS203", "CORS204"}


def test_unresolved_methods_are_untold() -> None:
    """One of them, the list, or the settings as a whole."""
    for settings in (cors(allow_methods=UNKNOWN), cors(allow_methods=("GET", UNKNOWN)), UNKNOWN):
        api = http_api(settings, route("PUT"), route("DELETE"))

        assert (findings(api), len(untold(api, RULE))) == ((), 1)


def test_without_settings_there_is_no_list() -> None:
    """The functions answer, if anything does."""
    assert findings(http_api(None), RULE) == ()
