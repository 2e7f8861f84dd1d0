"""Each field accepts what it can mean, and says what is wrong with everything else at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy, Reason
from support.refusals import ORIGIN, refusals

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

BAD_FIELDS = [
    (
        {"allow_origins": ORIGIN},
        Reason.TYPE,
        (
            f"allow_origins: '{ORIGIN}' is a bare string where a list is expected; give a list: "
            "['https://app.example.com']"
        ),
    ),
    (
        {"allow_methods": "GET"},
        Reason.TYPE,
        (
            "allow_methods: 'GET' is a bare string where a list is expected; give a list: "
            "['GET', 'PUT']"
        ),
    ),
    (
        {"allow_headers": 7},
        Reason.TYPE,
        "allow_headers: 7 is not a list; give a list: ['authorization', 'content-type']",
    ),
    (
        {"expose_headers": [b"etag"]},
        Reason.TYPE,
        "expose_headers: b'etag' is not a string; give a list: ['etag']",
    ),
    (
        {"allow_origins": []},
        Reason.MISSING,
        (
            "allow_origins: [] lists no origin; name at least one, "
            "'https://app.example.com', or ['*'] "
            "for all"
        ),
    ),
    (
        {"allow_origins": ["*", ORIGIN]},
        Reason.CONFLICT,
        (
            f"allow_origins: ['*', '{ORIGIN}'] has '*' beside other origins; '*' "
            f"allows every origin: "
            "keep it alone or remove it"
        ),
    ),
    (
        {"allow_methods": ["patch"]},
        Reason.CASE,
        (
            "allow_methods: 'patch' is not upper-case; methods are case-sensitive; write 'PATCH', "
            "here and in fetch(url, {method: 'PATCH'}): the browser does not change it to upper "
            "case, and no route of API Gateway answers 'patch'"
        ),
    ),
    (
        {"allow_methods": ["Put"]},
        Reason.CASE,
        (
            "allow_methods: 'Put' is not upper-case, which is what browsers send; methods are "
            "case-sensitive; write 'PUT'"
        ),
    ),
    (
        {"allow_methods": ["trace"]},
        Reason.FORBIDDEN,
        "allow_methods: 'trace' cannot be sent by a page; remove it",
    ),
    (
        {"allow_methods": ["GET, PUT"]},
        Reason.MALFORMED,
        "allow_methods: 'GET, PUT' is not an HTTP method; write for example 'PUT'",
    ),
    *(
        (
            {"allow_methods": [word]},
            Reason.MALFORMED,
            (
                f"allow_methods: {word!r} is a route of API Gateway, not a method that browsers "
                "send; write '*', or name each"
            ),
        )
        for word in ("ANY", "any")
    ),
    (
        {"allow_headers": ["Access-Control-Allow-Origin"]},
        Reason.RESPONSE_HEADER,
        (
            "allow_headers: 'Access-Control-Allow-Origin' is a header of responses, which corsgate "
            "sends by itself; remove it"
        ),
    ),
    (
        {"allow_headers": ["Cookie"]},
        Reason.FORBIDDEN,
        "allow_headers: 'Cookie' is set only by the browser and needs no permission; remove it",
    ),
    (
        {"allow_headers": ["Sec-Purpose"]},
        Reason.FORBIDDEN,
        (
            "allow_headers: 'Sec-Purpose' is set only by the browser and needs no permission; "
            "remove it"
        ),
    ),
    (
        {"allow_headers": ["x trace"]},
        Reason.MALFORMED,
        "allow_headers: 'x trace' is not a header name; write for example 'x-trace'",
    ),
    (
        {"expose_headers": ["Set-Cookie"]},
        Reason.FORBIDDEN,
        "expose_headers: 'Set-Cookie' cannot be read by a page; remove it",
    ),
    (
        {"allow_credentials": "true"},
        Reason.TYPE,
        "allow_credentials: 'true' is not a bool; write True or False",
    ),
    *(
        (
            {"max_age": value},
            reason,
            (
                f"max_age: {value!r} {text}; give 0 (do not cache) to 86400 seconds, "
                f"or None for no "
                "header"
            ),
        )
        for value, reason, text in (
            (-1, Reason.RANGE, "is out of range"),
            (True, Reason.TYPE, "is not an integer"),
            (600.0, Reason.TYPE, "is not an integer"),
            ("600", Reason.TYPE, "is not an integer"),
        )
    ),
    *(
        (
            {"allow_credentials": True, field: ["*"]},
            Reason.WILDCARD,
            (
                f"{field}: '*' is not a wildcard with credentials: the browser takes it literally; "
                "name each value, or set allow_credentials=False"
            ),
        )
        for field in ("allow_origins", "allow_methods", "allow_headers", "expose_headers")
    ),
    (
        {"allow_credentials": True, "allow_origins": ["http://app.example.com"]},
        Reason.INSECURE,
        (
            "allow_origins: 'http://app.example.com' is not encrypted, so with "
            "credentials anyone on "
            "the network path can act for its users; write 'https://', or set "
            "dangerously_allow_insecure_origins=True"
        ),
    ),
    (
        {"allow_credentials": True, "allow_origins": ["https://*.com"]},
        Reason.PUBLIC_SUFFIX,
        (
            "allow_origins: 'https://*.com' covers a public suffix, so with credentials anyone who "
            "registers a domain there is allowed; name your own domain, or set "
            "dangerously_allow_public_suffixes=True"
        ),
    ),
]


@pytest.mark.parametrize(("fields", "reason", "message"), BAD_FIELDS)
def test_a_field_is_refused_with_its_value_and_its_fix(
    fields: dict[str, Any], reason: Reason, message: str
) -> None:
    """Each row is one problem, told in one sentence."""
    assert refusals(**fields) == [(message.partition(":")[0], reason, message)]


def test_every_problem_is_told_at_once() -> None:
    """Also those that only credentials make a problem, and two of one origin."""
    found = refusals(
        allow_origins=["http://app.example.com/", "app.example.com"],
        allow_methods=["patch", "*"],
        max_age=-1,
        allow_credentials=True,
    )
    assert [(field, reason) for field, reason, _ in found] == [
        ("allow_origins", Reason.MALFORMED),
        ("allow_origins", Reason.MALFORMED),
        ("allow_methods", Reason.CASE),
        ("max_age", Reason.RANGE),
        ("allow_methods", Reason.WILDCARD),
        ("allow_origins", Reason.INSECURE),
    ]


@pytest.mark.parametrize(
    ("origin", "switch"),
    [
        ("http://app.example.com", "dangerously_allow_insecure_origins"),
        ("https://*.com", "dangerously_allow_public_suffixes"),
    ],
)
def test_a_danger_is_accepted_by_name_and_needs_none_without_credentials(
    origin: str, switch: str
) -> None:
    """The switch is spelled out where the risk is real, and only there."""
    fields: dict[str, Any] = {switch: True}
    with_credentials = CorsPolicy(allow_origins=[origin], allow_credentials=True, **fields)
    without = CorsPolicy(allow_origins=[origin])
    assert with_credentials.allow_origins == without.allow_origins == (origin,)


def test_what_stands_behind_a_plain_origin_or_a_star_is_looked_at() -> None:
    """An origin that needs no second look ends no list."""
    plain = "https://one.example.com"
    for fields in ({"allow_origins": [plain, "nonsense"]}, {"allow_origins": ["*", "nonsense"]}):
        assert ("allow_origins", Reason.MALFORMED) in [each[:2] for each in refusals(**fields)]
    risky = [plain, "http://two.example.com", plain, "https://*.github.io"]
    reasons = [each[1] for each in refusals(allow_origins=risky, allow_credentials=True)]
    assert reasons == [Reason.INSECURE, Reason.PUBLIC_SUFFIX]


@pytest.mark.parametrize(
    "origin", ["https://.example.com", "https://app.example.1", "https://a.1", "https://a..b"]
)
def test_an_origin_that_nearly_is_the_commonest_kind(origin: str) -> None:
    """An empty label, or a last one that makes the host an IPv4 address to browsers."""
    ((field, _, message),) = refusals(allow_origins=[origin])
    assert field == "allow_origins"
    assert repr(origin) in message


def test_a_pattern_with_credentials_stays_allowed() -> None:
    """Only a bare ``*`` is refused with credentials."""
    policy = CorsPolicy(allow_origins=["https://*.example.com"], allow_credentials=True)
    assert policy.allows_origin("https://a.example.com")


@pytest.mark.parametrize("method", ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"])
def test_a_method_that_browsers_put_into_upper_case(method: str) -> None:
    """https://fetch.spec.whatwg.org/#concept-method-normalize."""
    ((_, _, message),) = refusals(allow_methods=[method.lower()])
    assert message.startswith(f"allow_methods: {method.lower()!r} is not upper-case")
    assert message.endswith(f"; write {method!r}")


def test_a_method_in_lower_case_is_refused_in_so_many_words(snapshot: SnapshotAssertion) -> None:
    """With the reason, which is not obvious."""
    ((_, _, message),) = refusals(allow_methods=["put"])
    assert message == snapshot


def test_what_stands_behind_a_wildcard_is_checked(snapshot: SnapshotAssertion) -> None:
    """Each name, whatever the one before it is."""
    ((_, reason, message),) = refusals(allow_headers=["*", "x trace"])
    assert reason is Reason.MALFORMED
    assert message == snapshot


def test_a_safelisted_response_header_is_left_out_with_a_warning() -> None:
    """Every page may read it anyway: that is no reason for a function not to start."""
    text = (
        r"CORS policy: expose_headers: 'content-type' can be read by every page anyway; it is "
        "not sent"
    )
    with pytest.warns(UserWarning, match=text):
        policy = CorsPolicy(allow_origins=[ORIGIN], expose_headers=["Content-Type", "ETag"])
    assert policy.expose_headers == ("etag",)
    assert CorsPolicy.from_json(policy.to_json()) == policy


def test_a_warning_points_at_the_line_of_the_policy() -> None:
    """And not at one of this package."""
    with pytest.warns(UserWarning, match="content-type") as caught:
        CorsPolicy(allow_origins=[ORIGIN], expose_headers=["Content-Type"])
    assert caught[0].filename == __file__


def test_a_max_age_that_is_longer_than_browsers_keep_is_cut_with_a_warning() -> None:
    """To what they all keep at most."""
    text = "max_age: 86401 is longer than any browser caches a preflight; 86400 seconds are sent"
    with pytest.warns(UserWarning, match=text):
        policy = CorsPolicy(allow_origins=[ORIGIN], max_age=86401)
    assert policy.max_age == 86400
