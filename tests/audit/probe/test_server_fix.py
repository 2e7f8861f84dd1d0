"""The fix: for which server, with what of the request, and code that holds only what it should."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest

from corsgate import CorsPolicy
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.server_fix import server_fix_for
from support.heard import ALLOW, APP, URL, Wire, heard

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

REQUEST = BrowserRequest(
    URL, APP, "PUT", (("Content-Type", "application/json"), ("X-A", "1")), "include"
)
REST = {"x-amz-apigw-id": "a", "x-amzn-errortype": "MissingAuthenticationTokenException"}

PYTHON = {
    "rest": (heard(403, REST), "CorsRestApi("),
    "http": (heard(404, {"apigw-requestid": "a"}, '{"message":"Not Found"}'), "CorsHttpApi("),
    "cloudfront": (heard(403, {"server": "CloudFront"}), "cors_behavior("),
    "flask": (heard(204, {"server": "Werkzeug/3.1"}), "CorsWsgiMiddleware("),
    "gunicorn": (heard(204, {"server": "gunicorn"}), "CorsWsgiMiddleware("),
    "uvicorn": (heard(405, {"server": "uvicorn"}), "CorsAsgiMiddleware("),
    "starlette": (heard(400, ALLOW, "Disallowed CORS method"), "CorsAsgiMiddleware("),
}


def found(preflight: Heard, request: BrowserRequest = REQUEST) -> Probe:
    """Probe with one answer to the preflight."""
    return probe(request, Wire(preflight))


@pytest.mark.parametrize(("preflight", "name"), PYTHON.values(), ids=PYTHON)
def test_python_code_holds_a_policy_that_allows_the_request(preflight: Heard, name: str) -> None:
    """It compiles, names our construct or middleware, and its policy can be built."""
    fix = server_fix_for(found(preflight))
    assert fix is not None
    assert fix.language == "python"
    assert name in fix.code
    assert policy_in(fix.code) == CorsPolicy(
        allow_origins=[APP],
        allow_methods=["PUT"],
        allow_headers=["content-type", "x-a"],
        allow_credentials=True,
    )


def policy_in(code: str) -> CorsPolicy:
    """Build the policy that a module assigns."""
    (value,) = [
        node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "policy"
    ]
    built = eval(ast.unparse(value), {"CorsPolicy": CorsPolicy})  # noqa: S307 - our own template
    assert isinstance(built, CorsPolicy)
    return built


def test_a_function_url() -> None:
    """Known by its host."""
    request = BrowserRequest("https://a.lambda-url.eu-central-1.on.aws/", APP, "PUT")
    fix = server_fix_for(found(heard(200), request))
    assert fix is not None
    assert "CorsFunctionUrl(" in fix.code
    assert policy_in(fix.code) == CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])


def test_what_the_server_allows_already_is_kept() -> None:
    """And what is no token of it is left out of the code."""
    answer = heard(
        204,
        {
            **ALLOW,
            "server": "Werkzeug/3",
            "Access-Control-Allow-Methods": "GET, OPTIONS, PATCH, *",
            "Access-Control-Allow-Headers": 'X-B, x"]); import os #, *',
        },
    )
    fix = server_fix_for(found(answer, BrowserRequest(URL, APP, "PUT")))
    assert fix is not None
    assert policy_in(fix.code) == CorsPolicy(
        allow_origins=[APP], allow_methods=["GET", "PATCH", "PUT"], allow_headers=["x-b"]
    )


def test_express() -> None:
    """The options of the cors package."""
    fix = server_fix_for(found(heard(200, {"X-Powered-By": "Express"})))
    assert fix is not None
    assert fix.language == "javascript"
    assert f"  origin: {json.dumps([APP])},\n" in fix.code
    assert '  methods: ["PUT"],\n  allowedHeaders: ["content-type", "x-a"],\n' in fix.code
    assert "  credentials: true,\n" in fix.code


def test_a_server_that_does_not_show(snapshot: SnapshotAssertion) -> None:
    """The answer that it has to give."""
    fix = server_fix_for(found(heard(204)))
    assert fix is not None
    assert fix.code == snapshot
    plain = server_fix_for(found(heard(204), BrowserRequest(URL, APP, "PUT")))
    assert plain is not None
    assert plain.code == (
        "HTTP/1.1 204 No Content\n"
        f"Access-Control-Allow-Origin: {APP}\n"
        "Access-Control-Allow-Methods: PUT\n"
        "Vary: Origin\n"
    )


@pytest.mark.parametrize(
    "answer",
    [
        Heard(None, problem="refused"),
        heard(301, {**ALLOW, "Location": "/x"}),
        heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PUT"}),
    ],
)
def test_where_no_setting_helps_there_is_no_fix(answer: Heard) -> None:
    """Nobody there, another address, nothing wrong."""
    assert server_fix_for(found(answer, BrowserRequest(URL, APP, "PUT"))) is None


def test_an_opaque_origin_has_no_fix() -> None:
    """No policy takes null: every sandboxed page of the world has it."""
    assert server_fix_for(found(heard(204), BrowserRequest(URL, "null", "PUT"))) is None


def test_plain_http_is_spelled_out() -> None:
    """The policy asks for the admission that anybody on the way can read along."""
    request = BrowserRequest(URL, "http://app.example.com", "PUT", (), "include")
    fix = server_fix_for(found(heard(204, {"server": "Werkzeug/3"}), request))
    assert fix is not None
    assert "    dangerously_allow_insecure_origins=True,\n" in fix.code
    assert policy_in(fix.code).allow_origins == ("http://app.example.com",)


def test_a_request_without_a_preflight_is_fixed_in_its_response(
    snapshot: SnapshotAssertion,
) -> None:
    """To answer preflights that no browser sends would change nothing."""
    fix = server_fix_for(probe(BrowserRequest(URL, APP), Wire(heard(204), heard(200))))
    assert fix is not None
    assert (fix.where, fix.code) == snapshot


def test_what_a_rest_api_hands_on_is_fixed_in_its_function() -> None:
    """No setting of the API adds a header to what a proxy integration returns."""
    made = probe(BrowserRequest(URL, APP), Wire(heard(204), heard(200, {"x-amz-apigw-id": "a"})))
    fix = server_fix_for(made)
    assert fix is not None
    assert fix.where == "the function"
    assert "@cors(policy)\ndef handler(event, context):" in fix.code
