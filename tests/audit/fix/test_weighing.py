"""What a person has to judge: what works today and would not any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.fix.difference import Part, PartKind, difference
from corsgate_audit.fix.weighing import risks
from corsgate_audit.model import CorsConfiguration, FunctionUrl, HttpApi, RestApi
from support.apis import (
    APP,
    FUNCTION,
    function_url,
    http_api,
    mock,
    preflight,
    rest_api,
    route,
)
from support.template_fix import POLICY

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

_SETTINGS = CorsConfiguration(
    allow_origins=(APP,), allow_methods=("GET", "PUT"), allow_headers=("X-A",)
)


def _weighed(before: RestApi | HttpApi | FunctionUrl, after: object) -> tuple[str, ...]:
    """Weigh the only part that differs."""
    (part,) = difference(before, after)  # type: ignore[arg-type]
    return risks(before, part, None)


def _preflight(origin: str) -> RestApi:
    headers = {"Access-Control-Allow-Origin": f"'{origin}'"}
    return rest_api(route("PUT"), preflight(integration=mock(headers=headers)))


@pytest.mark.parametrize(
    "origin",
    ["https://old.example.com", "http://app.example.com", "http://localhost:3000", "null", "*"],
)
def test_an_origin_that_is_lost_is_named(origin: str, snapshot: SnapshotAssertion) -> None:
    """In one sentence each."""
    assert _weighed(_preflight(origin), _preflight(APP)) == snapshot


def test_an_origin_that_no_browser_sends_is_not_lost() -> None:
    """It lets nobody in, so that nobody is shut out."""
    assert _weighed(_preflight(f"{APP}/"), _preflight(APP)) == ()


def test_a_backend_that_answers_preflights_is_named(snapshot: SnapshotAssertion) -> None:
    """Whether another method takes its work, or everybody may ask it from then on."""
    proxied = route("OPTIONS", integration=FUNCTION, authorization="AWS_IAM")
    before = rest_api(route("PUT"), proxied)
    opened = rest_api(route("PUT"), replace(proxied, authorization="NONE"))
    assert _weighed(before, opened) == snapshot
    assert _weighed(before, rest_api(route("PUT"), preflight())) == snapshot


@pytest.mark.parametrize("make", [http_api, function_url])
def test_settings(make: object, snapshot: SnapshotAssertion) -> None:
    """To allow more is what somebody decided; to allow less may break a page."""
    before = make(cors=_SETTINGS)  # type: ignore[operator]
    more = replace(_SETTINGS, allow_headers=("x-a", "x-b"), allow_methods=("*",))
    less = replace(_SETTINGS, allow_methods=("PUT",))
    assert _weighed(before, replace(before, cors=more)) == ()
    assert _weighed(before, replace(before, cors=less)) == snapshot
    plain = replace(before, cors=replace(_SETTINGS, allow_origins=("http://app.example.com",)))
    assert _weighed(plain, before) == snapshot
    new = replace(before, cors=None)
    assert len(_weighed(new, before)) == 1


def test_a_policy_allows_what_its_patterns_match() -> None:
    """And an origin that only a pattern names is none that is lost."""
    before = _preflight("https://a.b.example.com")
    options = next(each for each in before.routes if each.method == "OPTIONS")
    part = Part(kind=PartKind.PREFLIGHT, key=("/items", "OPTIONS"), before=options, after=options)
    policy = POLICY.replace(allow_origins=["https://*.b.example.com"])
    assert risks(before, part, policy) == ()
