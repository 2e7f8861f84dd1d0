"""What a person has to judge: what works today and would not any more."""

from __future__ import annotations

from dataclasses import replace

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
    ("origin", "reasons"),
    [
        (f"{APP}/", ()),
        *(
            (origin, (f"pages of {origin!r} are let in today, and are none of the policy's",))
            for origin in ("https://old.example.com", "http://localhost:3000", "null")
        ),
        ("*", ("pages of every origin are let in today; only those of the policy would be",)),
    ],
)
def test_an_origin_that_is_lost_is_named(origin: str, reasons: tuple[str, ...]) -> None:
    """One that no browser sends lets nobody in, so that nobody is shut out."""
    assert _weighed(_preflight(origin), _preflight(APP)) == reasons


def test_a_backend_that_answers_preflights_is_named() -> None:
    """Whether another method takes its work, or everybody may ask it from then on."""
    proxied = route("OPTIONS", integration=FUNCTION, authorization="AWS_IAM")
    before = rest_api(route("PUT"), proxied)
    opened = rest_api(route("PUT"), replace(proxied, authorization="NONE"))
    (reason,) = _weighed(before, opened)
    assert reason == (
        "what stands behind OPTIONS /items would get requests with OPTIONS that are no "
        "preflights, from anybody"
    )
    assert _weighed(before, rest_api(route("PUT"), preflight())) == (
        "OPTIONS /items (AWS_PROXY) answers OPTIONS /items today, and would not be asked any more",
    )


@pytest.mark.parametrize("make", [http_api, function_url])
def test_settings(make: object) -> None:
    """To allow more is what somebody decided; to allow less may break a page."""
    before = make(cors=_SETTINGS)  # type: ignore[operator]
    more = replace(_SETTINGS, allow_headers=("x-a", "x-b"), allow_methods=("*",))
    less = replace(_SETTINGS, allow_methods=("PUT",))
    assert _weighed(before, replace(before, cors=more)) == ()
    assert _weighed(before, replace(before, cors=less)) == (
        "AllowMethods loses the methods 'GET', which are allowed today",
    )
    new = replace(before, cors=None)
    assert len(_weighed(new, before)) == 1


def test_a_policy_allows_what_its_patterns_match() -> None:
    """And an origin that only a pattern names is none that is lost."""
    before = _preflight("https://a.b.example.com")
    options = next(each for each in before.routes if each.method == "OPTIONS")
    part = Part(kind=PartKind.PREFLIGHT, key=("/items", "OPTIONS"), before=options, after=options)
    policy = POLICY.replace(allow_origins=["https://*.b.example.com"])
    assert risks(before, part, policy) == ()
