"""A developer's own machine among the allowed origins of what is in production."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, HttpApi, Kind, RestApi, Severity
from corsgate_audit.rules.allowed_origins import example_of, let_in
from corsgate_audit.rules.origin_hosts import host_of, is_loopback
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door

_says_production = re.compile(r"(?:^|[^a-z])(?:prod|production|prd|live)(?:$|[^a-z])").search


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for loopback origins on an API that names a stage or itself production."""
    named = _production(api)
    if named is None:
        return
    for found in let_in(api, _page):
        if isinstance(found, Undecided):
            yield found
            continue
        cookies = " with the visitor's cookies" * found.credentials
        yield Violation(
            subject=found.place.subject,
            message=f"{found.place.name} names {found.place.value!r}, and the API is in "
            f"production ({named}): whatever listens there on a visitor's machine can call it"
            f"{cookies}.",
            expected="the origins of the pages in production",
            actual=repr(found.place.value),
            detail=found.place.value,
            witness=found.grant.witness,
            confidence=found.grant.confidence,
        )


def _page(value: str) -> str | None:
    page = example_of(value) if is_loopback(host_of(value)) else ""
    return page if is_origin(page) else None


def _production(api: Door) -> str | None:
    """Return what says that an API is in production; None where nothing does."""
    for stage in api.stages if isinstance(api, RestApi | HttpApi) else ():
        if _says_production(stage.lower()):
            return f"stage {stage!r}"
    if isinstance(api.name, str) and _says_production(api.name.lower()):
        return f"its name is {api.name!r}"
    return None


RULE = Rule(
    id="CORS504",
    slug="loopback-origin-in-prod",
    severity=Severity.MEDIUM,
    kind=Kind.SECURITY,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    check=check,
    summary="An API in production allows localhost or another name of the visitor's own machine.",
    why="""\
http://localhost:3000 is in order while one develops. In production it allows whatever happens to
listen there on a visitor's machine: another project's development server, a program that was
installed for something else, a page that such a program serves. The audit takes an API for
production if a stage or the API itself is called prod, production, prd or live.
""",
    browser="""\
Nothing: what is served on that port gets through.
""",
    symptoms=(),
    example="""\
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: {StageName: prod}
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    CorsConfiguration:
      AllowOrigins: ['https://app.example.com', 'http://localhost:3000']
""",
    use_instead=UseInstead(
        cdk="""\
origins = ["https://app.example.com"] if production else ["http://localhost:3000"]
policy = CorsPolicy(allow_origins=origins)
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: !If [IsProduction, ['https://app.example.com'], ['http://localhost:3000']]
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API \\
  --cors-configuration AllowOrigins=https://app.example.com
""",
    ),
    when_not="""\
A program that your users install serves pages on that port, and is meant to call the API.
""",
    sources=(
        "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy",
        "https://jub0bs.com/posts/2023-02-08-fearless-cors",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Remove the origin from the production API; keep it in that of development.",
    ),
)
