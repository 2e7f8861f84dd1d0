"""CORS202: an HTTP API that allows every origin of a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, cors, http_api, route
from support.judging import findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS202"


def test_every_https_origin_with_credentials(snapshot: SnapshotAssertion) -> None:
    """Any page on the web acts for its visitors: critical, with the exchange that shows it."""
    api = http_api(cors(allow_origins=(APP, "https://*"), allow_credentials=True))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.CRITICAL, "security")
    assert found.resource.type == "AWS::ApiGatewayV2::Api"
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.request.credentials == "include"
    assert found.witness.verdict.allowed
    assert found.browser_symptom is None
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


def test_every_https_origin_without_credentials() -> None:
    """Pages read what anybody could fetch: medium."""
    found = only_finding(http_api(cors(allow_origins=("https://*",))), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.witness is not None
    assert found.witness.request.credentials == "same-origin"
    assert found.witness.verdict.allowed


def test_every_http_origin_lets_the_network_in(snapshot: SnapshotAssertion) -> None:
    """Whoever changes an unencrypted page speaks for it."""
    found = only_finding(http_api(cors(allow_origins=("http://*",))), RULE)

    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "http://attacker.example"


def test_an_api_whose_only_route_answers_options_still_has_a_witness() -> None:
    """The gateway puts the headers on its own errors too."""
    api = http_api(cors(allow_origins=("https://*",)), route("OPTIONS"))
    found = only_finding(api, RULE)

    assert found.witness is not None
    assert found.witness.request.url == "https://api.example.com/"


def test_a_star_is_another_thing() -> None:
    """Browsers send no credentials with it."""
    assert rules_that_find(http_api(cors(allow_origins=("*",)))) == []


def test_unresolved_credentials_leave_the_severity_untold(snapshot: SnapshotAssertion) -> None:
    """The fault is reported, and that it may be worse."""
    api = http_api(cors(allow_origins=("https://*",), allow_credentials=UNKNOWN))

    found = only_finding(api, RULE)

    assert found.severity is Severity.MEDIUM
    assert found.evidence.actual == snapshot
    assert len(untold(api, RULE)) == 1


def test_unresolved_credentials_do_not_matter_without_a_scheme_wildcard() -> None:
    """No verdict of this rule depends on them."""
    assert untold(http_api(cors(allow_credentials=UNKNOWN)), RULE) == []


def test_unresolved_origins_are_untold() -> None:
    """One of them, the list, or the settings as a whole."""
    for settings in (cors(allow_origins=(UNKNOWN,)), cors(allow_origins=UNKNOWN), UNKNOWN):
        assert findings(http_api(settings)) == ()
        assert len(untold(http_api(settings), RULE)) == 1
