"""A policy as the error responses of a REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy
from corsgate.render import RenderError, gateway_responses

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ORIGINS = ["https://app.example.com", "https://admin.example.com"]
PATTERN_FIRST = ["https://*.preview.example.com", "https://app.example.com"]


def parameters_for(origins: list[str], **choice: Any) -> dict[str, str]:  # noqa: ANN401
    """Render, and check that both defaults carry the same headers."""
    policy = CorsPolicy(
        allow_origins=origins,
        allow_methods=["PUT"],
        allow_headers=["x-trace"],
        expose_headers=["etag"],
        allow_credentials=origins != ["*"],
        max_age=600,
    )
    rendered = gateway_responses(policy, **choice)
    parameters: dict[str, str] = rendered["DEFAULT_4XX"]["ResponseParameters"]
    assert rendered == {
        "DEFAULT_4XX": {"ResponseType": "DEFAULT_4XX", "ResponseParameters": parameters},
        "DEFAULT_5XX": {"ResponseType": "DEFAULT_5XX", "ResponseParameters": parameters},
    }
    return parameters


def test_traps_8_and_10_one_origin_is_a_quoted_constant() -> None:
    """What an unquoted value leads to is a failed deployment."""
    assert parameters_for(ORIGINS[:1]) == {
        "gatewayresponse.header.Access-Control-Allow-Origin": "'https://app.example.com'",
        "gatewayresponse.header.Access-Control-Allow-Credentials": "'true'",
        "gatewayresponse.header.Access-Control-Allow-Methods": "'PUT'",
        "gatewayresponse.header.Access-Control-Expose-Headers": "'etag'",
        "gatewayresponse.header.Vary": "'Origin'",
    }


def test_every_origin_is_a_star_without_vary() -> None:
    """The same for everyone: a cache may keep it."""
    assert parameters_for(["*"]) == {
        "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
        "gatewayresponse.header.Access-Control-Allow-Methods": "'PUT'",
        "gatewayresponse.header.Access-Control-Expose-Headers": "'etag'",
    }


@pytest.mark.parametrize("origins", [ORIGINS, PATTERN_FIRST, PATTERN_FIRST[:1]])
def test_trap_9_several_origins_are_reflected_if_one_says_so(origins: list[str]) -> None:
    """An expression, and therefore without quotes; a lone pattern stands for several origins."""
    assert parameters_for(origins, error_origin="reflect") == {
        "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.origin",
        "gatewayresponse.header.Access-Control-Allow-Credentials": "'true'",
        "gatewayresponse.header.Access-Control-Allow-Methods": "'PUT'",
        "gatewayresponse.header.Access-Control-Expose-Headers": "'etag'",
        "gatewayresponse.header.Vary": "'Origin'",
    }


def test_several_origins_may_be_answered_with_the_first() -> None:
    """The order of the policy decides."""
    parameters = parameters_for(ORIGINS, error_origin="first")
    assert parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == f"'{ORIGINS[0]}'"


@pytest.mark.parametrize("choice", ["reflect", "first"])
@pytest.mark.parametrize("origins", [["*"], ORIGINS[:1]])
def test_a_choice_changes_nothing_where_there_is_none(origins: list[str], choice: str) -> None:
    """One stage of an app may have one origin, another several, and both the same code."""
    assert parameters_for(origins, error_origin=choice) == parameters_for(origins)


def test_fails_without_a_choice_between_several_origins(snapshot: SnapshotAssertion) -> None:
    """Never '*', never silently the first."""
    with pytest.raises(RenderError) as caught:
        parameters_for(ORIGINS)
    assert str(caught.value) == snapshot


def test_fails_where_the_first_origin_is_a_pattern(snapshot: SnapshotAssertion) -> None:
    """A header can carry no pattern."""
    with pytest.raises(RenderError) as caught:
        parameters_for(PATTERN_FIRST, error_origin="first")
    assert str(caught.value) == snapshot


def test_fails_on_an_unknown_choice(snapshot: SnapshotAssertion) -> None:
    """A typo is not taken for one of the two."""
    with pytest.raises(RenderError) as caught:
        parameters_for(ORIGINS, error_origin="mirror")
    assert str(caught.value) == snapshot
