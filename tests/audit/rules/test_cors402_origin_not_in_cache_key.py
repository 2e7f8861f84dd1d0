"""CORS402: a behavior that keeps one page's answer for all, or does not tell the API who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    CachePolicy,
    Confidence,
    HeaderMode,
    HeaderSet,
    ResponseHeadersPolicy,
    Severity,
)
from support.apis import (
    ALL_BUT_HOST,
    APP,
    BY_ORIGIN,
    FUNCTION,
    UNKNOWN,
    behavior,
    cors,
    distribution,
    function_url,
    http_api,
    preflight,
    preflight_of_several_origins,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS402"
HTTP = http_api(cors(), route("GET"), route("PUT"))
KEEPS = CachePolicy(name="CachingOptimized", min_ttl=1)
OVERRIDING = ResponseHeadersPolicy(name="p", cors=cors(), origin_override=True)


def test_an_answer_that_was_kept_for_nobody_is_refused_to_a_page(
    snapshot: SnapshotAssertion,
) -> None:
    """The whole finding: what CloudFront kept has no header for the page."""
    found = only_finding(distribution(behavior(HTTP, "/*", cache=KEEPS)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.resource.path == "/*"
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert found.confidence is Confidence.CONFIRMED
    assert found.witness is not None
    assert (found.witness.request.origin, found.witness.request.method) == (APP, "GET")
    assert error_of(found) == "MissingAllowOriginHeader"
    assert found.fix is not None
    assert found.fix.safety == "manual"


def test_an_answer_for_a_stranger_is_kept_for_a_page() -> None:
    """A function URL echoes whoever asks: the page gets another's origin."""
    api = function_url(cors(allow_origins=("*",)))
    found = findings(distribution(behavior(api, "/*", cache=KEEPS)), RULE)

    assert [each.rule for each in found] == [RULE]


def test_answers_that_are_kept_only_where_the_api_says_so_are_likely(
    snapshot: SnapshotAssertion,
) -> None:
    """Few APIs say for how long."""
    cache = CachePolicy(name="UseHeaders", default_ttl=0)
    found = only_finding(distribution(behavior(HTTP, cache=cache)), RULE)

    assert found.confidence is Confidence.LIKELY
    assert found.message == snapshot


def test_an_api_that_is_not_told_who_asks(snapshot: SnapshotAssertion) -> None:
    """Whether anything is kept or not."""
    for cache in (KEEPS, CachePolicy(name="CachingDisabled", max_ttl=0)):
        given = behavior(HTTP, cache=cache, forwarded_headers=HeaderSet())
        found = only_finding(distribution(given), RULE)

        assert found.message == snapshot
        assert found.evidence.actual == snapshot
        assert str(error_of(found)).endswith("MissingAllowOriginHeader")


def test_a_template_that_chooses_by_origin_is_not_told_either(snapshot: SnapshotAssertion) -> None:
    """A MOCK preflight with Velocity; the answers of its functions are not known."""
    api = rest_api(route("PUT", integration=FUNCTION), preflight_of_several_origins())
    given = behavior(api, forwarded_headers=HeaderSet())

    assert only_finding(distribution(given), RULE).evidence.actual == snapshot


@pytest.mark.parametrize(
    "given",
    [
        behavior(HTTP),
        behavior(HTTP, cache=BY_ORIGIN),
        behavior(HTTP, cache=BY_ORIGIN, forwarded_headers=HeaderSet()),
        behavior(HTTP, cache=KEEPS, response_headers=OVERRIDING),
        behavior(http_api(cors(), route("PUT")), cache=KEEPS),
        behavior(http_api(None), cache=KEEPS, forwarded_headers=HeaderSet()),
        behavior(None, cache=KEEPS, forwarded_headers=HeaderSet()),
        behavior(rest_api(route("PUT"), preflight()), cache=KEEPS, forwarded_headers=HeaderSet()),
        behavior(
            HTTP, allowed_methods=("GET", "HEAD"), cache=BY_ORIGIN, forwarded_headers=ALL_BUT_HOST
        ),
    ],
    ids=[
        "nothing is kept",
        "by origin",
        "the key forwards it",
        "CloudFront writes the headers anew",
        "nothing that is kept",
        "no sign of CORS",
        "elsewhere",
        "one origin for all",
        "preflights are another rule's part",
    ],
)
def test_nothing_gets_mixed_up(given: object) -> None:
    """Each for its own reason."""
    assert findings(distribution(given), RULE) == ()  # type: ignore[arg-type] # behaviors all


def test_what_could_not_be_resolved_is_untold() -> None:
    """What is forwarded, what is in the key, for how long; where it matters."""
    for changes in (
        {"forwarded_headers": UNKNOWN},
        {"cache": UNKNOWN},
        {"cache": replace(KEEPS, max_ttl=UNKNOWN)},
        {"cache": replace(KEEPS, key_headers=HeaderSet(mode=HeaderMode.LISTED, names=UNKNOWN))},
    ):
        given = replace(behavior(HTTP, cache=KEEPS), **changes)
        api = distribution(given)
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    known = behavior(HTTP, cache=replace(BY_ORIGIN, max_ttl=UNKNOWN))
    assert untold(distribution(known), RULE) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "ANY"])
def test_what_cloudfront_itself_refuses_is_not_about_the_origin(method: str) -> None:
    """A method that the behavior does not allow is CORS401's part; the rest is found behind it."""
    nothing = HeaderSet(mode=HeaderMode.LISTED, names=())
    api = http_api(cors(), route(method))
    reading = behavior(api, allowed_methods=("GET", "HEAD"), forwarded_headers=nothing)
    through = distribution(reading)

    assert [each.after for each in findings(through, RULE)] == [("CORS401",)]
