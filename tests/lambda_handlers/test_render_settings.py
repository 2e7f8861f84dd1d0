"""A policy as the CORS settings of an HTTP API and of a function URL."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from corsgate import CorsPolicy
from corsgate.render import (
    RenderError,
    function_url,
    gateway_responses,
    http_api,
    inject_cors,
    mock_preflight,
)
from support.policies import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

WHOLE = CorsPolicy(
    allow_origins=["https://app.example.com", "https://admin.example.com"],
    allow_methods=["DELETE", "OPTIONS", "PUT"],
    allow_headers=["authorization", "x-trace"],
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=0,
)
SETTINGS = {
    "AllowOrigins": ["https://app.example.com", "https://admin.example.com"],
    "AllowMethods": ["DELETE", "OPTIONS", "PUT"],
    "AllowHeaders": ["authorization", "x-trace"],
    "ExposeHeaders": ["etag"],
    "AllowCredentials": True,
    "MaxAge": 0,
}


def test_trap_37_an_http_api_keeps_a_max_age_of_zero() -> None:
    """Zero seconds are a setting, not the absence of one."""
    assert http_api(WHOLE) == SETTINGS


def test_trap_26_a_function_url_is_not_given_options() -> None:
    """Lambda refuses the method, and answers preflights without it."""
    assert function_url(WHOLE) == {**SETTINGS, "AllowMethods": ["DELETE", "PUT"]}


@pytest.mark.parametrize("render", [http_api, function_url])
def test_what_the_policy_does_not_set_is_left_out(render: object) -> None:
    """Not an empty list, which says something else."""
    assert callable(render)
    assert render(CorsPolicy(allow_origins=["*"])) == {"AllowOrigins": ["*"]}


@given(policies(exact_only=True))
def test_trap_23_the_settings_of_an_http_api_are_never_empty(policy: CorsPolicy) -> None:
    """``{}`` blocks every page and drops the function's own headers."""
    assert http_api(policy)["AllowOrigins"] == list(policy.allow_origins)


def test_trap_20_fails_on_patterns_for_an_http_api(snapshot: SnapshotAssertion) -> None:
    """All of them, with the way out."""
    policy = CorsPolicy(allow_origins=["https://*.example.com", "http://localhost:*"])
    with pytest.raises(RenderError) as caught:
        http_api(policy)
    assert caught.value.problems == snapshot
    assert str(caught.value) == f"HTTP API: {' | '.join(caught.value.problems)}"


def test_fails_on_everything_that_a_function_url_cannot_hold_at_once(
    snapshot: SnapshotAssertion,
) -> None:
    """Patterns, other methods, and the documented limits."""
    many = [f"https://{number}.example.com" for number in range(100)]
    policy = CorsPolicy(
        allow_origins=["https://*.example.com", *many],
        allow_methods=["GET", "PURGE"],
        allow_headers=["x" * 1025],
        expose_headers=[f"x-{number}" for number in range(101)],
    )
    with pytest.raises(RenderError) as caught:
        function_url(policy)
    said = [problem.replace("x" * 1025, "X1025") for problem in caught.value.problems]
    assert said == snapshot


def test_an_error_survives_a_copy_between_processes() -> None:
    """As it does when a test runner sends it home."""
    error = RenderError("HTTP API", ["one", "two"])
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(copy), copy.problems) == ("HTTP API: one | two", ("one", "two"))


def test_a_function_url_takes_just_so_much(snapshot: SnapshotAssertion) -> None:
    """A hundred values, of 253 and 1,024 characters; one more of each is named."""
    origin = "https://" + ".".join(["a" * 63] * 3 + ["b" * 53])
    name = "x" * 1024
    fits = CorsPolicy(allow_origins=[origin], allow_headers=[*(f"x-{n}" for n in range(99)), name])
    assert len(origin) == 253
    assert function_url(fits)["AllowOrigins"] == [origin]
    beyond = fits.replace(
        allow_origins=[origin + "b"], allow_headers=[*(f"x-{n}" for n in range(100)), name + "x"]
    )
    with pytest.raises(RenderError, match=r"^function URL: ") as caught:
        function_url(beyond)
    said = [problem.replace(name, "X1024") for problem in caught.value.problems]
    assert said == snapshot


RENDERERS: dict[str, Callable[[Any], object]] = {
    "mock_preflight": mock_preflight,
    "gateway_responses": gateway_responses,
    "http_api": http_api,
    "function_url": function_url,
    "inject_cors": lambda policy: inject_cors({"openapi": "3.0.1", "paths": {}}, policy),
}


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("policy", [lambda: WHOLE, {"GET": WHOLE}])
def test_what_is_decided_at_run_time_is_rendered_nowhere(name: str, policy: object) -> None:
    """A provider and policies by method: the message says where their preflights go."""
    kind = type(policy).__name__
    with pytest.raises(
        TypeError,
        match=f"^a {kind} is not .* route OPTIONS to the function and leave the CORS settings",
    ):
        RENDERERS[name](policy)


def test_patterns_within_a_label_are_refused_where_origins_are_compared() -> None:
    """As sub-domain patterns are."""
    policy = CorsPolicy(allow_origins=["https://pr-*.example.com"], allow_methods=["GET"])
    for render in (http_api, function_url):
        with pytest.raises(RenderError, match=r"'https://pr-\*\.example\.com' is a pattern, which"):
            render(policy)
