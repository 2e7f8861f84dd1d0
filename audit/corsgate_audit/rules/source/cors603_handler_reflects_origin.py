"""A function that answers every page with the page's own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.code import severity_of, stranger_gets_in, told
from corsgate_audit.rules.rule import Rule, Subject, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Handler

_STRANGER = "https://stranger.example"


def check(api: Handler) -> Iterator[Violation]:
    """Look for places where the origin is sent back and nothing in the function compares it."""
    for use in api.origin_uses:
        if use.is_compared:
            continue
        yield Violation(
            subject=Subject(location=use.location),
            message=f"{use.function!r} sends the origin of the request back as it came: any page "
            f"of the web may read what the function answers, {told(use)}.",
            expected="the origins of your own pages, compared with ==",
            actual=f"Access-Control-Allow-Origin is {use.text}, and nothing compares it",
            detail=f"{use.function} {use.text}",
            witness=stranger_gets_in(use, _STRANGER),
            confidence=Confidence.LIKELY,
            severity=severity_of(use),
        )


RULE = Rule(
    id="CORS603",
    slug="handler-reflects-origin",
    severity=Severity.HIGH,
    kind=Kind.SECURITY,
    front_doors=frozenset({FrontDoor.FUNCTION}),
    check=check,
    summary="A handler sends the request's Origin back without comparing it.",
    why="""\
That is Access-Control-Allow-Origin: * in disguise, and worse: browsers take it with credentials
too, for which they refuse the *. The audit reads Python as source and runs none of it: it follows
the origin through the names of one function, and takes any comparison, and any other function that
it is handed to, for care. With credentials the finding is `high`, otherwise `medium`.
""",
    browser="""\
Nothing: the stranger's page gets its answer.
""",
    symptoms=(),
    example="""\
# Python, in a handler.
headers = {"Access-Control-Allow-Origin": event["headers"]["origin"]}
""",
    use_instead=UseInstead(
        cdk="""\
CorsRestApi(self, "Api", policy=policy)  # puts the policy into each function's environment
""",
        cloudformation="""\
Environment:
  Variables:
    CORSGATE_POLICY: '{"version":1,"allow_origins":["https://app.example.com"]}'
""",
        cli="""\
pip install corsgate   # and in the handler: from corsgate import cors, and @cors above it
""",
    ),
    when_not="""\
Everything that the function answers is public, and it takes no cookies: then write '*'.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Compare the origin with each of your own before it is sent back, or use @cors.",
    ),
)
