"""What answers behind integrations that are no proxy need."""

from __future__ import annotations

import pytest

from corsgate import CorsPolicy
from corsgate.render import integration_response, mock_preflight
from support.velocity import run

HEADER = "method.response.header."


def test_one_origin_is_a_header_that_serves_all() -> None:
    """With all that an actual response has, and the methods that the resource has."""
    policy = CorsPolicy(
        allow_origins=["https://app.example.com"],
        allow_methods=["GET", "PUT"],
        expose_headers=["etag"],
        allow_credentials=True,
    )
    assert integration_response(policy, methods=["PUT"], headers=["x-api-key"]) == (
        {
            f"{HEADER}Access-Control-Allow-Origin": "'https://app.example.com'",
            f"{HEADER}Access-Control-Allow-Credentials": "'true'",
            f"{HEADER}Access-Control-Allow-Methods": "'PUT'",
            f"{HEADER}Access-Control-Expose-Headers": "'etag'",
            f"{HEADER}Vary": "'Origin'",
        },
        "",
    )


def test_every_origin_is_a_header_that_serves_all() -> None:
    """Which does not vary."""
    policy = CorsPolicy(allow_origins=["*"])
    assert integration_response(policy) == ({f"{HEADER}Access-Control-Allow-Origin": "'*'"}, "")


@pytest.mark.parametrize(
    "origins", [["https://*.example.com"], ["https://a.example.com", "https://b.example.com"]]
)
def test_several_origins_are_selected_as_a_preflight_selects_them(origins: list[str]) -> None:
    """By the same Velocity."""
    policy = CorsPolicy(allow_origins=origins)
    (response,) = mock_preflight(policy)["Integration"]["IntegrationResponses"]
    assert integration_response(policy) == (
        {f"{HEADER}Vary": "'Origin'"},
        response["ResponseTemplates"]["application/json"],
    )


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://b.example.com", {"Access-Control-Allow-Origin": "https://b.example.com"}),
        ("https://attacker.example", {}),
    ],
)
def test_what_stands_behind_it_is_rendered_as_before(origin: str, allowed: dict[str, str]) -> None:
    """Not a blank more in the body, whoever asks."""
    policy = CorsPolicy(allow_origins=["https://a.example.com", "https://b.example.com"])
    _, velocity = integration_response(policy)
    rendered = run(velocity + '#set($id = 1){"id": $id}', {"Origin": origin})
    assert (rendered.body, rendered.overrides) == ('{"id": 1}', allowed)
