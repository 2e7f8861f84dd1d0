"""An allowed origin without encryption, for which anybody on the network can speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.allowed_origins import example_of, let_in
from corsgate_audit.rules.origin_hosts import host_of, is_loopback
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.allowed_origins import LetIn

_ALL = "http://*"  # which is CORS202's part


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for ``http`` origins, but those of the visitor's own machine."""
    for found in let_in(api, _page):
        yield found if isinstance(found, Undecided) else _violation(found)


def _page(value: str) -> str | None:
    if not value.startswith("http://") or value == _ALL or is_loopback(host_of(value)):
        return None
    page = example_of(value)
    return page if is_origin(page) else None


def _violation(found: LetIn) -> Violation:
    place = found.place
    cookies = " with the cookies of its visitors" * found.credentials
    severity = Severity.HIGH if found.credentials else None
    return Violation(
        subject=place.subject,
        message=f"{place.name} names {place.value!r}: whoever can change what passes over a "
        f"visitor's network can put a script into that page and call the API{cookies}.",
        expected=f"'https{place.value.removeprefix('http')}'",
        actual=repr(place.value),
        detail=place.value,
        witness=found.grant.witness,
        severity=severity if severity or found.authorized else Severity.LOW,
        confidence=found.grant.confidence,
    )


RULE = Rule(
    id="CORS503",
    slug="http-origin",
    severity=Severity.MEDIUM,
    kind=Kind.SECURITY,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    check=check,
    summary="An allowed origin has the scheme http, and is not the visitor's own machine.",
    why="""\
A page that comes over http can be changed by anybody between its server and the visitor: on an open
wireless network, for one. To allow its origin is to allow them too, and it undoes the encryption of
the API itself, since what the API answers can be read by a script in that page. The finding is
`high` with credentials, and `low` where neither credentials nor an authorizer are in play.
""",
    browser="""\
Nothing: the page gets through, whoever wrote the script in it.
""",
    symptoms=(),
    example="""\
CorsConfiguration:
  AllowOrigins: ['http://app.example.com']
  AllowCredentials: true
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_credentials=True)
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowCredentials: true
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API \\
  --cors-configuration AllowOrigins=https://app.example.com,AllowCredentials=true
""",
    ),
    when_not="""\
The page stands on a network of one's own that nobody else gets into, and cannot be served over
https.
""",
    sources=(
        "https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        "https://jub0bs.com/posts/2023-02-08-fearless-cors",
    ),
    fix=Fix(
        safety=FixSafety.UNSAFE,
        summary="Serve the page over https, and allow its https origin in the place of this one.",
    ),
)
