"""``null`` among the allowed origins: an origin that every page can give itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.allowed_origins import let_in
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door

_NULL = "null"


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for ``null`` where it lets a page in."""
    for found in let_in(api, lambda value: _NULL if value == _NULL else None):
        if isinstance(found, Undecided):
            yield found
            continue
        cookies = ", with the cookies of its visitors" * found.credentials
        yield Violation(
            subject=found.place.subject,
            message=f"{found.place.name} names 'null', the origin of every sandboxed frame: any "
            f"page on the web can open one and so get in{cookies}.",
            expected="the origins of your pages by name, without 'null'",
            actual=f"{found.place.name} names 'null'",
            witness=found.grant.witness,
            severity=Severity.HIGH if found.credentials else None,
            confidence=found.grant.confidence,
        )


RULE = Rule(
    id="CORS502",
    slug="null-origin",
    severity=Severity.MEDIUM,
    kind=Kind.SECURITY,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    check=check,
    summary="The origin 'null' is allowed.",
    why="""\
`null` is what a browser sends for a page without an origin of its own: a sandboxed frame, a file,
a page behind some redirects. Any page can put itself into such a frame, so that `null` allows
everybody, and unlike `*` it is good for requests with credentials. It is most often put there to
make a page work that was opened from disk. The finding is `high` with credentials.
""",
    browser="""\
Nothing: every page that wants to gets through.
""",
    symptoms=(),
    example="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com', 'null']
  AllowCredentials: true
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"])  # refuses 'null'
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
The API is for everybody; write `*` then, which says so and excludes credentials.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#basic-safe-cors-protocol-setup",
        "https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque",
        "https://w3c.github.io/webappsec-cors-for-developers/#avoid-returning-access-control-allow-origin-null",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Remove 'null'; serve the page that needed it over HTTP from an origin of its own.",
    ),
)
