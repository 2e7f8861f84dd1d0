"""What a policy says of one request: kind, status, whole header list, and the step that fails."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy, Decision, decide
from corsgate.decision import Headers
from support.policies import METHODS, REQUEST_HEADERS, origins_near, policies

APP = "https://app.example.com"
PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"

POLICY = CorsPolicy(
    allow_origins=[APP, "https://*.preview.example.com"],
    allow_methods=["PUT", "DELETE"],
    allow_headers=["Content-Type", "Authorization"],
    expose_headers=["ETag"],
    allow_credentials=True,
    max_age=600,
)
PUBLIC = CorsPolicy(allow_origins=["*"], allow_methods=["PUT"], expose_headers=["etag"])

PREFLIGHT_HEADERS = Headers(
    (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "DELETE, PUT"),
        ("Access-Control-Allow-Headers", "authorization, content-type"),
        ("Access-Control-Max-Age", "600"),
        ("Vary", PREFLIGHT_VARY),
    )
)
ACTUAL_HEADERS = Headers(
    (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "DELETE, PUT"),
        ("Access-Control-Expose-Headers", "etag"),
        ("Vary", "Origin"),
    )
)


def preflight(
    policy: CorsPolicy = POLICY,
    *,
    origin: str = APP,
    method: str = "PUT",
    headers: str | list[str] | None = None,
) -> Decision:
    """Decide a preflight."""
    return decide(
        policy, method="OPTIONS", origin=origin, request_method=method, request_headers=headers
    )


def test_an_allowed_preflight() -> None:
    """204, and everything that the policy allows."""
    assert preflight(headers="authorization,content-type") == Decision(
        kind="preflight", allowed=True, status=204, headers=PREFLIGHT_HEADERS
    )


def test_a_preflight_from_a_stranger() -> None:
    """403 with Vary and no CORS header: https://fetch.spec.whatwg.org/#http-responses."""
    assert preflight(origin="https://attacker.example", method="TEAPOT") == Decision(
        kind="preflight",
        allowed=False,
        status=403,
        headers=Headers([("Vary", PREFLIGHT_VARY)]),
        reason="origin_not_allowed",
        refused="https://attacker.example",
    )


def test_a_preflight_for_another_method() -> None:
    """204 with the policy's headers, so that the console names the method; method before header."""
    assert preflight(method="PATCH", headers="x-other") == Decision(
        kind="preflight",
        allowed=False,
        status=204,
        headers=PREFLIGHT_HEADERS,
        reason="method_not_allowed",
        refused="PATCH",
    )


def test_a_preflight_for_another_header() -> None:
    """204 with the policy's headers; the refused header is named in lower case."""
    assert preflight(headers="authorization, X-Other") == Decision(
        kind="preflight",
        allowed=False,
        status=204,
        headers=PREFLIGHT_HEADERS,
        reason="header_not_allowed",
        refused="x-other",
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_safelisted_methods_pass_unlisted(method: str) -> None:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 step 7."""
    assert preflight(method=method).allowed
    assert decide(POLICY, method=method, origin=APP).allowed


@pytest.mark.parametrize("method", ["put", "Put", "", "PUT ", "PU", "get"])
def test_methods_are_compared_byte_by_byte(method: str) -> None:
    """https://fetch.spec.whatwg.org/#methods: case-sensitive, and no part of another."""
    assert preflight(method=method).reason == "method_not_allowed"


@pytest.mark.parametrize(
    "headers",
    [
        None,
        "",
        [],
        "authorization",
        "authorization,content-type",
        "content-type,authorization",
        " Authorization ,\tCONTENT-TYPE",
        ",,authorization,,,content-type,",
        ["authorization", "content-type"],
        ["authorization", "", "content-type,authorization"],
    ],
)
def test_request_headers_as_intermediaries_may_write_them(headers: str | list[str] | None) -> None:
    """Any case and order, blanks, empty elements, several lines: rs/cors issue 184."""
    assert preflight(headers=headers).allowed


def test_a_wildcard_header_does_not_cover_authorization() -> None:
    """https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name."""
    star = PUBLIC.replace(allow_headers=["*"])
    assert preflight(star, headers="x-anything,x-authorization").allowed
    refused = preflight(star, headers="x-anything,Authorization")
    assert (refused.reason, refused.refused) == ("header_not_allowed", "authorization")
    both = PUBLIC.replace(allow_headers=["*", "authorization"])
    assert preflight(both, headers="authorization,x-anything").allowed


def test_a_wildcard_method_covers_every_method() -> None:
    """Without credentials, which the policy guarantees."""
    assert preflight(PUBLIC.replace(allow_methods=["*"]), method="PURGE").allowed


def test_an_actual_request() -> None:
    """The handler's status stands; exposed headers go on actual responses only: trap 38."""
    assert decide(POLICY, method="PUT", origin=APP) == Decision(
        kind="actual", allowed=True, status=None, headers=ACTUAL_HEADERS
    )


def test_an_actual_request_from_a_stranger() -> None:
    """Vary and nothing else."""
    assert decide(POLICY, method="PUT", origin="null") == Decision(
        kind="actual",
        allowed=False,
        status=None,
        headers=Headers([("Vary", "Origin")]),
        reason="origin_not_allowed",
        refused="null",
    )


def test_an_actual_request_with_another_method() -> None:
    """Its preflight has failed already, so nothing is held back that the policy gives."""
    assert decide(POLICY, method="PATCH", origin=APP) == Decision(
        kind="actual",
        allowed=False,
        status=None,
        headers=ACTUAL_HEADERS,
        reason="method_not_allowed",
        refused="PATCH",
    )


def test_a_request_without_origin() -> None:
    """Vary keeps a cache from handing it to a page; the methods are harmless and expected."""
    assert decide(POLICY, method="GET", origin=None) == Decision(
        kind="not_cors",
        allowed=True,
        status=None,
        headers=Headers([("Access-Control-Allow-Methods", "DELETE, PUT"), ("Vary", "Origin")]),
    )


def test_options_without_a_requested_method_is_no_preflight() -> None:
    """All three make a preflight: https://fetch.spec.whatwg.org/#http-requests."""
    assert decide(POLICY, method="OPTIONS", origin=APP).kind == "actual"
    assert decide(POLICY, method="OPTIONS", origin=None, request_method="PUT").kind == "not_cors"
    assert decide(POLICY, method="GET", origin=APP, request_method="PUT").kind == "actual"


def test_a_public_policy_needs_no_vary() -> None:
    """``*`` goes on every response, with or without ``Origin``: the response is always the same."""
    headers = (
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Expose-Headers", "etag"),
    )
    assert decide(PUBLIC, method="GET", origin=None).headers == headers
    assert decide(PUBLIC, method="GET", origin="null").headers == headers
    assert preflight(PUBLIC, origin="https://any.test").headers == (
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers"),
    )


def test_an_empty_policy_sends_only_the_origin() -> None:
    """Nothing is listed, so no list is sent."""
    empty = CorsPolicy(allow_origins=[APP])
    assert preflight(empty, method="GET").headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Vary", PREFLIGHT_VARY),
    )


def test_max_age_zero_is_sent() -> None:
    """0 forbids the cache; no header would mean 5 seconds."""
    assert ("Access-Control-Max-Age", "0") in preflight(POLICY.replace(max_age=0)).headers


def test_enforcement_refuses_origins_and_methods() -> None:
    """403 and 405, the latter with Allow; GET passes only if it is listed."""
    stranger = decide(POLICY, method="GET", origin="https://attacker.example", enforce=True)
    assert (stranger.status, stranger.headers) == (403, (("Vary", "Origin"),))
    unlisted = decide(POLICY, method="GET", origin=APP, enforce=True)
    assert (unlisted.allowed, unlisted.status) == (False, 405)
    assert unlisted.headers == (*ACTUAL_HEADERS, ("Allow", "DELETE, PUT"))
    assert decide(POLICY, method="PUT", origin=APP, enforce=True).status is None
    assert decide(POLICY, method="PATCH", origin=None, enforce=True).status is None


@given(st.data(), policies())
def test_a_stranger_never_appears_in_an_answer(data: st.DataObject, policy: CorsPolicy) -> None:
    """Whatever is asked, an origin that is not allowed is not repeated, nor let in."""
    origin = data.draw(origins_near(policy))
    decision = decide(
        policy,
        method=data.draw(st.sampled_from(METHODS)),
        origin=origin,
        request_method=data.draw(st.none() | st.sampled_from(METHODS)),
        request_headers=data.draw(st.none() | st.lists(st.sampled_from(REQUEST_HEADERS))),
    )
    sent = dict(decision.headers)
    assert len(sent) == len(decision.headers)
    if policy.allows_origin(origin):
        assert sent["Access-Control-Allow-Origin"] in {origin, "*"}
    else:
        assert set(sent) == {"Vary"}
        assert decision.reason == "origin_not_allowed"
    assert ("Origin" in sent.get("Vary", "")) is ("*" not in policy.allow_origins)
    assert not any(mark in value for value in sent.values() for mark in "\r\n\0")


@given(
    policies(), st.sampled_from(METHODS), st.lists(st.sampled_from(REQUEST_HEADERS), unique=True)
)
def test_a_preflight_agrees_with_a_naive_reading(
    policy: CorsPolicy, method: str, headers: list[str]
) -> None:
    """The oracle reads the policy's lists by the standard's words; a browser names each once."""
    origin = policy.allow_origins[0].replace("/*.", "/a.").replace(":*", ":1")
    origin = origin.replace("*", "a") if "://" in origin else origin
    decision = preflight(policy, origin=origin, method=method, headers=",".join(headers))
    method_ok = method in {*policy.allow_methods, "GET", "HEAD", "POST"} or (
        "*" in policy.allow_methods
    )
    headers_ok = all(
        name in policy.allow_headers or ("*" in policy.allow_headers and name != "authorization")
        for name in headers
    )
    assert decision.allowed is (method_ok and headers_ok)


def test_a_hostile_list_of_headers_is_cut_short() -> None:
    """No more is read than the allowed names could fill, whatever it is made of."""
    known = preflight(headers="authorization," * 1000)
    assert known.reason == "header_not_allowed"
    assert preflight(headers="," * 10_000).reason == "header_not_allowed"
    unknown = preflight(headers="x" * 10_000)
    assert unknown.refused is not None
    assert len(unknown.refused) < 200


def test_strangers_do_not_fill_the_memory() -> None:
    """Origins that were allowed are remembered; those that patterns let in, a limited number."""
    policy = POLICY.replace()
    most = policy.answers.most_remembered
    for number in range(most + 100):
        origin = f"https://pr-{number}.preview.example.com"
        assert decide(policy, method="PUT", origin=origin).headers[0][1] == origin
        assert preflight(policy, origin=origin).headers[0][1] == origin
        decide(policy, method="PUT", origin=f"https://stranger-{number}.test")
        preflight(policy, origin=f"https://stranger-{number}.test")
    memories = policy.answers.by_origin, policy.answers.preflight_by_origin
    assert [len(memory) for memory in memories] == [100, 100]
    assert decide(policy, method="PUT", origin=APP).headers == ACTUAL_HEADERS
    assert preflight(policy).headers == PREFLIGHT_HEADERS
    assert all(APP in memory and "https://stranger-1.test" not in memory for memory in memories)


def test_all_named_origins_are_remembered() -> None:
    """A policy of many origins decides each of them once, and their number is the limit."""
    origins = [f"https://a{number}.example.com" for number in range(2000)]
    policy = CorsPolicy(allow_origins=origins)
    first = [decide(policy, method="GET", origin=origin) for origin in origins]
    assert all(
        decide(policy, method="GET", origin=origin) is decision
        for origin, decision in zip(origins, first, strict=True)
    )


def test_a_policy_for_every_origin_remembers_none() -> None:
    """Its answer is the same for all, and anybody can send any text as an origin."""
    policy = CorsPolicy(allow_origins=["*"], allow_methods=["GET"])
    decision = decide(policy, method="GET", origin="x" * 10_000)
    assert decision is decide(policy, method="GET", origin="https://a.example.com")
    assert preflight(policy, method="GET", headers="") is preflight(
        policy, origin="null", method="GET", headers=""
    )
    assert policy.answers.by_origin == policy.answers.preflight_by_origin == {}


def test_a_decision_is_a_value() -> None:
    """It cannot be changed, survives a copy, and names its parts when it is shown."""
    decision = preflight(origin="https://attacker.example")
    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301 - our own bytes
    with pytest.raises(AttributeError):
        decision.allowed = True  # type: ignore[misc]
    assert repr(decision) == (
        "Decision(kind='preflight', allowed=False, status=403, "
        f"headers=(('Vary', '{PREFLIGHT_VARY}'),), reason='origin_not_allowed', "
        "refused='https://attacker.example')"
    )


def test_a_decision_is_made_once_for_an_origin() -> None:
    """Its kind and status are those of the first time; another origin has its own."""
    policy = CorsPolicy(allow_origins=["https://*.example.com"], allow_methods=["PUT"])
    asked: dict[str, Any] = {"method": "OPTIONS", "request_method": "PUT"}
    for more, kind, status in (({"method": "PUT"}, "actual", None), (asked, "preflight", 204)):
        first = decide(policy, origin="https://a.example.com", **more)
        assert (first.kind, first.allowed, first.status) == (kind, True, status)
        assert decide(policy, origin="https://a.example.com", **more) is first
        assert decide(policy, origin="https://b.example.com", **more) != first


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ("a," * 17, None),
        ("a," * 18, "a,"),
        ("a," * 19, "a,a,"),
        ("\x0ba", "\x0ba"),
        ("\xa0a", "\xa0a"),
        (" \ta\t ", None),
    ],
)
def test_how_far_a_list_of_request_headers_is_read(asked: str, refused: str | None) -> None:
    """Sixteen elements beyond the policy's own; a blank is a space or a tab and nothing else."""
    policy = CorsPolicy(allow_origins=[APP], allow_headers=["a"])
    decision = decide(
        policy, method="OPTIONS", origin=APP, request_method="GET", request_headers=asked
    )
    assert decision.refused == refused


def test_a_name_is_authorization_as_a_whole() -> None:
    """A wildcard covers every other name, even one that merely looks like it."""
    policy = CorsPolicy(allow_origins=["*"], allow_headers=["*"])
    for asked, allowed in {"\xa0authorization": True, " Authorization\t": False}.items():
        decision = decide(
            policy, method="OPTIONS", origin=APP, request_method="GET", request_headers=asked
        )
        assert decision.allowed is allowed


def test_an_enforced_method_is_one_that_the_policy_lists() -> None:
    """A wildcard lists all; GET is let through by the standard and not by enforcement."""
    named = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
    every = CorsPolicy(allow_origins=[APP], allow_methods=["*"])
    assert decide(named, method="GET", origin=APP, enforce=True).status == 405
    assert decide(named, method="PUT", origin=APP, enforce=True).status is None
    assert decide(every, method="PATCH", origin=APP, enforce=True).status is None
