"""Guesses at what a preflight lets in: good enough to ask with, and asked before they are used."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from corsgate_audit.rules.origin_guesses import example_of, guessed_origins, policy_origins
from corsgate_audit.rules.preflights import candidate_origins, first_that_passes
from corsgate_audit.rules.requests import PAGE, page_request
from support.apis import APP, FUNCTION, UNKNOWN, mock, preflight, rest_api, route
from support.policies import policies


@pytest.mark.parametrize(
    "expression",
    [
        r"^https://[^.]+\.example\.com$",
        r"https://.*\.example\.com",
        r"https://.+[.]example[.]com",
        r"https://(www|app)\.example\.com",
        r"https://(?:\w+\.)?example\.com",
        r"https?://localhost:\d+",
        r"https://[a-z0-9-]+--site\.netlify\.app",
        r"https://a{1,3}\.example\.com",
        r"https://app\.example\.com(:[0-9]{1,5})?",
    ],
)
def test_the_usual_expressions_match_their_example(expression: str) -> None:
    """Anchors, classes, groups, alternatives, options and quantifiers."""
    assert re.fullmatch(expression, example_of(expression))


@given(policies())
def test_every_preflight_that_corsgate_renders_lets_a_candidate_in(policy: CorsPolicy) -> None:
    """Patterns included, whatever they are rendered to."""
    (template,) = (
        mock_preflight(policy)["Integration"]["IntegrationResponses"][0]
        .get("ResponseTemplates", {"": ""})
        .values()
    )
    guesses = guessed_origins(mock({}, template=template))

    named = [origin for origin in policy.allow_origins if "*" not in origin]
    assert set(named) <= set(guesses) or not template
    assert guesses or not template


@pytest.mark.parametrize(
    ("policy", "origins"),
    [
        (None, ()),
        (UNKNOWN, ()),
        ("no JSON", ()),
        (
            CorsPolicy(
                allow_origins=[APP, "https://*.example.net", "http://localhost:*"]
            ).to_json(),
            (APP, "https://app.example.net", "http://localhost:8443"),
        ),
        (CorsPolicy(allow_origins=["*"]).to_json(), ()),
    ],
)
def test_a_function_s_policy_names_origins(policy: object, origins: tuple[str, ...]) -> None:
    """Those that its patterns stand for; none where it has none that can be read."""
    assert set(policy_origins(replace(FUNCTION, function_policy=policy))) == set(origins)  # type: ignore[arg-type]


def test_a_text_that_has_nothing_to_do_with_origins_is_no_guess() -> None:
    """A template that never says origin compares something else."""
    assert guessed_origins(mock({}, template='#if($x == "https://a.example.com")#end')) == ()


def test_there_is_always_a_candidate() -> None:
    """The page that stands for any, where the API names none."""
    assert candidate_origins(rest_api(route("PUT"))) == (PAGE,)


def test_the_first_candidate_that_passes_is_taken_and_else_the_first() -> None:
    """A finding shows the page that the API was made for."""
    put = route("PUT")
    options = preflight()
    request = page_request(put, PAGE)

    passed = first_that_passes(rest_api(put, options), options, request)
    assert passed.request.origin == APP
    refused = first_that_passes(rest_api(put), options, request)
    assert refused.request.origin == APP
    assert refused.verdict is not None
    assert not refused.verdict.allowed
