"""A policy as the OPTIONS method of a REST API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy, decide
from corsgate.render import RenderError, mock_preflight
from support.policies import METHODS, REQUEST_HEADERS, origins_near, policies
from support.velocity import preflight_answer, run

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
ADMIN = "https://admin.example.com:8443"
TWO_ORIGINS = CorsPolicy(
    allow_origins=[APP, ADMIN],
    allow_methods=["DELETE", "GET", "PUT"],
    allow_headers=["content-type", "x-trace"],
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=600,
)


def template_for(*origins: str) -> str:
    """Render the response template for a few origins."""
    method = mock_preflight(CorsPolicy(allow_origins=origins))
    (response,) = method["Integration"]["IntegrationResponses"]
    return str(response["ResponseTemplates"]["application/json"])


def allowed_origin(template: str, origin: str) -> str | None:
    """Return the Access-Control-Allow-Origin that a request from an origin gets."""
    return run(template, {"Origin": origin}).overrides.get("Access-Control-Allow-Origin")


def test_a_preflight_has_every_setting_that_keeps_it_from_failing() -> None:
    """Traps 1 to 4: text on both sides, NEVER, valid JSON with the status, nothing to pass."""
    assert mock_preflight(TWO_ORIGINS, methods=["PUT", "DELETE"], headers=["Authorization"]) == {
        "HttpMethod": "OPTIONS",
        "AuthorizationType": "NONE",
        "ApiKeyRequired": False,
        "Integration": {
            "Type": "MOCK",
            "PassthroughBehavior": "NEVER",
            "ContentHandling": "CONVERT_TO_TEXT",
            "RequestTemplates": {"application/json": '{"statusCode": 204}'},
            "IntegrationResponses": [
                {
                    "StatusCode": "204",
                    "ContentHandling": "CONVERT_TO_TEXT",
                    "ResponseParameters": {
                        "method.response.header.Access-Control-Allow-Credentials": "'true'",
                        "method.response.header.Access-Control-Allow-Methods": "'DELETE, PUT'",
                        "method.response.header.Access-Control-Allow-Headers": (
                            "'authorization, content-type, x-trace'"
                        ),
                        "method.response.header.Access-Control-Max-Age": "'600'",
                        "method.response.header.Vary": (
                            "'Origin, Access-Control-Request-Method, "
                            "Access-Control-Request-Headers'"
                        ),
                    },
                    "ResponseTemplates": {
                        "application/json": (
                            "#set($origin = $input.params().header.get('Origin'))"
                            "#set($lower = $input.params().header.get('origin'))"
                            "#if($lower && $lower != '')#set($origin = $lower)#end"
                            f"#if($origin == '{APP}' || $origin == '{ADMIN}')"
                            "#set($context.responseOverride.header.Access-Control-Allow-Origin"
                            " = $origin)#end"
                        )
                    },
                }
            ],
        },
        "MethodResponses": [
            {
                "StatusCode": "204",
                "ResponseParameters": {
                    "method.response.header.Access-Control-Allow-Origin": True,
                    "method.response.header.Access-Control-Allow-Credentials": True,
                    "method.response.header.Access-Control-Allow-Methods": True,
                    "method.response.header.Access-Control-Allow-Headers": True,
                    "method.response.header.Access-Control-Max-Age": True,
                    "method.response.header.Vary": True,
                },
            }
        ],
    }


def test_every_origin_needs_no_velocity() -> None:
    """With ``*`` the header is the same for all, and there is nothing to look up."""
    method = mock_preflight(CorsPolicy(allow_origins=["*"], allow_methods=["GET"]))
    (response,) = method["Integration"]["IntegrationResponses"]
    assert response == {
        "StatusCode": "204",
        "ContentHandling": "CONVERT_TO_TEXT",
        "ResponseParameters": {
            "method.response.header.Access-Control-Allow-Origin": "'*'",
            "method.response.header.Access-Control-Allow-Methods": "'GET'",
            "method.response.header.Vary": (
                "'Access-Control-Request-Method, Access-Control-Request-Headers'"
            ),
        },
    }


def test_the_request_template_is_json_with_the_status_of_the_response() -> None:
    """Trap 3: a template that is no JSON works by luck, one with another status by accident."""
    method = mock_preflight(TWO_ORIGINS)
    template = method["Integration"]["RequestTemplates"]["application/json"]
    (response,) = method["Integration"]["IntegrationResponses"]
    (declared,) = method["MethodResponses"]
    assert json.loads(template) == {"statusCode": 204}
    assert response["StatusCode"] == declared["StatusCode"] == "204"


@pytest.mark.parametrize("header", ["Origin", "origin"])
@pytest.mark.parametrize("origin", [APP, ADMIN])
def test_an_allowed_origin_is_answered_in_either_case_of_the_header(
    header: str, origin: str
) -> None:
    """HTTP/2 has ``origin``, HTTP/1.1 ``Origin``, and API Gateway compares names with case."""
    answer = preflight_answer(mock_preflight(TWO_ORIGINS, methods=["GET"]), {header: origin})
    assert answer == (
        204,
        {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": "GET",
            "Access-Control-Allow-Headers": "content-type, x-trace",
            "Access-Control-Max-Age": "600",
            "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
        },
        "",
    )


@pytest.mark.parametrize("headers", [{"Origin": "https://attacker.test"}, {}, {"Origin": ""}])
def test_trap_16_a_stranger_is_not_told_the_first_origin(headers: dict[str, str]) -> None:
    """Without a match there is no Access-Control-Allow-Origin, and ``Vary`` all the same (34)."""
    _, answered, body = preflight_answer(mock_preflight(TWO_ORIGINS), headers)
    assert "Access-Control-Allow-Origin" not in answered
    assert answered["Vary"].startswith("Origin, ")
    assert body == ""


def test_a_query_parameter_called_origin_is_not_taken_for_the_header() -> None:
    """``/flights?origin=LHR`` is a fine URL; ``$input.params("origin")`` would return LHR."""
    _, answered, _ = preflight_answer(
        mock_preflight(TWO_ORIGINS),
        {"origin": APP},
        {"origin": "LHR", "Origin": "https://attacker.test"},
    )
    assert answered["Access-Control-Allow-Origin"] == APP


def test_one_override_at_the_end() -> None:
    """Trap 16: a second override of the same header is a 5XX, says AWS."""
    template = template_for(APP, ADMIN, "https://*.example.net", "http://localhost:*")
    assert template.count("$context.responseOverride") == 1
    assert template.endswith(
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end"
    )


@pytest.mark.parametrize(
    "attack",
    [
        "https://app.example.com.evil.io",
        "https://evilexample.com",
        "https://example.com",
        "https://.example.com",
        "https://a..example.com",
        "https://APP.example.com",
        "https://app.Example.com",
        "HTTPS://app.example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com:",
        "https://app.example.com/",
        "https://user@app.example.com",
        "https://user:secret@app.example.com",
        "https://evil.io?.example.com",
        "https://evil.io#.example.com",
        "https://evil.io/.example.com",
        "https://evil.io\\.example.com",
        "https://appXexample.com",
        "https://app.exampleXcom",
        "https://app.example.com\n",
        "\nhttps://app.example.com",
        "https://app.example.com https://app.example.com",
        "https://app.example.com,https://app.example.com",
        f"https://{'a' * 64}.example.com",
        f"https://{'a.' * 130}example.com",
        "https://[::1].example.com",
        "null",
        "*",
        "",
    ],
)
def test_trap_17_a_pattern_leaves_no_room(attack: str) -> None:
    """The pattern matches whole labels below one domain, on one scheme, without a port."""
    assert allowed_origin(template_for("https://*.example.com"), attack) is None


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com",
        "https://a.b.c.example.com",
        "https://pr-7_x.example.com",
        "https://xn--bcher-kva.example.com",
        f"https://{'a' * 63}.example.com",
    ],
)
def test_a_pattern_matches_one_or_more_labels(origin: str) -> None:
    """What the pattern is for."""
    assert allowed_origin(template_for("https://*.example.com"), origin) == origin


@pytest.mark.parametrize(
    ("port", "allowed"),
    [
        ("", True),
        (":1", True),
        (":80", True),
        (":9999", True),
        (":10000", True),
        (":59999", True),
        (":65535", True),
        (":65536", False),
        (":66000", False),
        (":70000", False),
        (":100000", False),
        (":0", False),
        (":080", False),
        (":", False),
        (":80x", False),
        (":-1", False),
    ],
)
@pytest.mark.parametrize("host", ["localhost", "[::1]", "127.0.0.1"])
def test_any_port_means_a_port_that_exists(host: str, port: str, *, allowed: bool) -> None:
    """``:*`` takes what a browser can write, on hosts of every form."""
    origin = f"http://{host}{port}"
    assert allowed_origin(template_for(f"http://{host}:*"), origin) == (origin if allowed else None)


def test_every_port_from_0_to_70000_is_judged_as_the_policy_does() -> None:
    """The digits of the regular expression add up to the range that a number has."""
    policy = CorsPolicy(allow_origins=["http://localhost:*"])
    template = template_for("http://localhost:*")
    ports = [*range(0, 70_000, 7), *range(65_000, 66_000), *range(9_990, 10_010)]
    differences = [
        port
        for port in ports
        if (allowed_origin(template, f"http://localhost:{port}") is not None)
        != policy.allows_origin(f"http://localhost:{port}")
    ]
    assert differences == []


@given(
    policies(any_origin=False).flatmap(lambda each: st.tuples(st.just(each), origins_near(each)))
)
def test_the_rendered_velocity_agrees_with_the_policy(case: tuple[CorsPolicy, str]) -> None:
    """For every policy and every origin, near misses above all."""
    policy, origin = case
    answered = allowed_origin(template_for(*policy.allow_origins), origin)
    assert answered == (origin if policy.allows_origin(origin) else None)


@given(
    st.lists(
        st.sampled_from(["https://", "http://", "a", "b", "-", "_", ".", "..", ":", "8", "443"])
        | st.sampled_from(["example.com", "EXAMPLE.com", "[::1]", "/", "@", "*", "\n", "é"]),
        max_size=7,
    ).map("".join)
)
def test_origins_made_of_odd_parts_are_judged_as_the_policy_does(origin: str) -> None:
    """The grammar's own pieces in every order: what a parser and an expression may disagree on."""
    origins = ["https://*.example.com", "https://a.example.com:*", "http://*.b:*", "http://[::1]:*"]
    policy = CorsPolicy(allow_origins=origins)
    expected = origin if policy.allows_origin(origin) else None
    assert allowed_origin(template_for(*origins), origin) == expected


@given(
    policies(),
    st.sets(st.sampled_from(METHODS), min_size=1),
    st.sets(st.sampled_from(REQUEST_HEADERS)),
    st.data(),
)
def test_the_answer_has_the_headers_of_the_decision(
    policy: CorsPolicy, methods: set[str], headers: set[str], data: st.DataObject
) -> None:
    """The gateway and the decorator send the same headers, strangers' 403 and 204 aside."""
    origin = data.draw(origins_near(policy))
    effective = policy.for_route(methods=methods, headers=headers)
    decision = decide(effective, method="OPTIONS", origin=origin, request_method="PUT")
    _, answered, _ = preflight_answer(
        mock_preflight(policy, methods=methods, headers=headers), {"Origin": origin}
    )
    if policy.allows_origin(origin):
        assert answered == dict(decision.headers)
    else:
        assert "Access-Control-Allow-Origin" not in answered
        assert answered["Vary"] == dict(decision.headers)["Vary"]


def test_fails_on_a_quote_in_a_header_name(snapshot: SnapshotAssertion) -> None:
    """A quote would end the mapping expression, and CloudFormation fail half-way."""
    policy = CorsPolicy(allow_origins=["*"], allow_headers=["x-it's"])
    with pytest.raises(RenderError) as caught:
        mock_preflight(policy)
    assert str(caught.value) == snapshot
