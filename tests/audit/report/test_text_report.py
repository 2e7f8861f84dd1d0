"""The text report: causes first, each with its places, and the exchange where it is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, Coverage, CoverageState, Location
from corsgate_audit.report.lines import plain
from corsgate_audit.report.text_report import explained_report, text_report
from support.apis import UNKNOWN, USERS, cors, http_api, preflight, rest_api, route
from support.judging import SOME_RULES
from support.reported import some_accepted

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def _text(collection: Collection) -> str:
    return "\n".join(plain(line) for line in text_report(judge_collection(collection, SOME_RULES)))


def _explained(collection: Collection) -> str:
    judgement = judge_collection(collection, SOME_RULES)
    return "\n".join(plain(line) for line in explained_report(judgement, judgement.findings))


def test_the_whole_report_of_an_api_with_one_fault(snapshot: SnapshotAssertion) -> None:
    """The cause, where, what the browser says; then the coverage, the sum, and what to run."""
    scanned = Coverage(
        service="cloudformation", resource="template.yaml", state=CoverageState.SCANNED
    )
    api = rest_api(route("DELETE"), preflight())

    assert _text(Collection(apis=(api,), coverage=(scanned,))) == snapshot


def test_what_was_not_seen_stands_before_what_was(snapshot: SnapshotAssertion) -> None:
    """And the last line says that the report is incomplete."""
    parts = (
        Coverage(service="apigateway", resource="a", state=CoverageState.SCANNED),
        Coverage(
            account="123456789012",
            region="eu-west-1",
            service="apigateway",
            resource="b",
            state=CoverageState.DENIED,
            reason="not authorized",
        ),
        Coverage(service="lambda", resource="c", state=CoverageState.SKIPPED, reason="private"),
    )

    assert _text(Collection(coverage=parts)) == snapshot


def test_an_api_without_a_finding_is_named(snapshot: SnapshotAssertion) -> None:
    """That it was judged is news too."""
    text = _text(Collection(apis=(http_api(cors()),)))

    assert text == snapshot


def test_two_apis_of_one_name_keep_their_own_findings() -> None:
    """Names need not be unique."""
    bad = rest_api(route("DELETE"), preflight())
    text = _text(Collection(apis=(bad, replace(bad, routes=()))))

    assert text.count("CORS110 allow-methods-incomplete") == 1
    assert text.count("no finding ") == 1
    assert "Judged 2 APIs" in text


def test_the_headers_that_a_page_sends_and_the_answer_itself_are_shown(
    snapshot: SnapshotAssertion,
) -> None:
    """A refused read: there is no preflight, and the answer has no CORS headers."""
    guarded = route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    api = rest_api(guarded, preflight(authorization="AWS_IAM"), gateway_responses=())
    text = _explained(Collection(apis=(api,)))

    assert text == snapshot
    assert "with authorization\n" in text
    assert "answer     401; no CORS headers\n" in text
    assert "preflight  403; no CORS headers\n" in text


def test_credentials_are_shown_and_what_a_browser_lets_through_is_explained() -> None:
    """An over-permission has no console sentence: ours takes its place."""
    api = http_api(cors(allow_origins=("https://*",), allow_credentials=True))
    text = _explained(Collection(apis=(api,)))

    assert "from https://attacker.example, with credentials\n" in text
    assert "the page can read it.\n" in text
    assert "1 finding (1 critical)" in text
    assert "browser  " in _text(Collection(apis=(api,)))


def test_a_live_api_is_shown_by_its_arn() -> None:
    """A pointer alone would lead nowhere."""
    live = Location(source="aws", pointer="GetResources", arn="arn:aws:apigateway:x::/restapis/a")
    api = rest_api(route("PUT", location=live), location=live)
    text = _text(Collection(apis=(api,)))

    assert "  arn:aws:apigateway:x::/restapis/a\n" in text
    assert "at         arn:aws:apigateway:x::/restapis/a GetResources\n" in _explained(
        Collection(apis=(api,))
    )


def test_a_name_that_is_not_resolved_is_shown_by_the_logical_id() -> None:
    """Nobody knows how it will be called."""
    assert "no finding REST API Api\n" in _text(Collection(apis=(rest_api(name=UNKNOWN),)))


def test_an_api_without_a_finding_is_not_called_determined_where_it_is_not() -> None:
    """No finding is no pass where a rule could not judge."""
    api = http_api(cors(allow_origins=(UNKNOWN,), allow_credentials=True))

    assert "no finding HTTP API orders, not all determined\n" in _text(Collection(apis=(api,)))


def test_a_cause_with_many_places_names_some_and_counts_the_others() -> None:
    """One screen for one API; the command for the others stands where they end."""
    paths = [f"/items/{number}" for number in range(8)]
    routes = [each for path in paths for each in (route("DELETE", path), preflight(path))]
    text = _text(Collection(apis=(rest_api(*routes),)))

    assert text.count("CORS110 allow-methods-incomplete") == 1
    assert [path for path in paths if f"OPTIONS {path}" in text] == paths[:6]
    assert "and 2 more: add --explain CORS110\n" in text


def test_what_is_accepted_is_listed_with_its_reason(snapshot: SnapshotAssertion) -> None:
    """After the findings that count, and with what is wrong with the suppressions."""
    text = "\n".join(plain(line) for line in text_report(some_accepted()))

    assert text == snapshot
