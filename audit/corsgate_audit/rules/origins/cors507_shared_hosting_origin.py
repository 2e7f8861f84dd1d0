"""An allowed origin on a host where others have pages too, or may have them tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.allowed_origins import example_of, let_in
from corsgate_audit.rules.origin_hosts import host_of, is_everybodys, is_hosted
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api
    from corsgate_audit.rules.allowed_origins import LetIn


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for origins of shared hosts, and for names that pass from one owner to the next."""
    for found in let_in(api, _page):
        yield found if isinstance(found, Undecided) else _violation(found)


def _page(value: str) -> str | None:
    host = host_of(value)
    page = example_of(value) if is_everybodys(host) or is_hosted(host) else ""
    return page if is_origin(page) else None


def _violation(found: LetIn) -> Violation:
    place = found.place
    shared = is_everybodys(host_of(place.value))
    severity = Severity.HIGH if found.credentials else Severity.MEDIUM
    return Violation(
        subject=place.subject,
        message=f"{place.name} names {place.value!r}, {_SHARED if shared else _HOSTED}",
        expected="an origin under a domain of your own",
        actual=repr(place.value),
        detail=place.value,
        witness=found.grant.witness,
        severity=severity if shared else Severity.LOW,
        confidence=found.grant.confidence,
    )


_SHARED = "where everybody can publish pages: each of them can call the API and read the answer."
_HOSTED = "a name that the host gives away again once it is given up: whoever gets it next gets in."

RULE = Rule(
    id="CORS507",
    slug="shared-hosting-origin",
    severity=Severity.MEDIUM,
    kind=Kind.SECURITY,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    check=check,
    summary="An allowed origin is on a host that one shares with others.",
    why="""\
On some hosts the pages of many owners have one origin: a code playground, or S3's own name under
which all buckets are folders. Others give each owner a name below theirs, so that a pattern over it
(https://*.github.io) allows everybody's. Both are `medium`, and `high` with credentials. One name
below such a host is one's own as long as one keeps it; who gives it up, or deletes the bucket that
had it, leaves the permission to whoever takes the name next: that is `low`. Which hosts these are
is in the public suffix list; a domain above one of its suffixes counts too. Names that AWS makes
up, as under cloudfront.net, are not reported.
""",
    browser="""\
Nothing: pages of others get through.
""",
    symptoms=(),
    example="""\
CorsConfiguration:
  AllowOrigins: ['https://s3.amazonaws.com', 'http://shop.s3-website-us-east-1.amazonaws.com']
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"])
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API \\
  --cors-configuration AllowOrigins=https://app.example.com
""",
    ),
    when_not="""\
The name is yours, the API is public, and someone will remember the permission when the name is
given up.
""",
    sources=(
        "https://publicsuffix.org/list/",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html",
        "https://jub0bs.com/posts/2023-02-08-fearless-cors",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Serve the page under a domain of your own, and allow that origin instead.",
    ),
)
