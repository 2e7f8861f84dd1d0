"""A function that compares the origin loosely, and so lets look-alikes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.code import severity_of, stranger_gets_in, told
from corsgate_audit.rules.rule import Rule, Subject, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Handler


def check(api: Handler) -> Iterator[Violation]:
    """Look for comparisons that an origin of somebody else's passes."""
    for use in api.origin_uses:
        for loose in use.loose:
            yield Violation(
                subject=Subject(location=use.location),
                message=f"{use.function!r} lets the origin in by {loose.text}: that lets in pages "
                f"of {loose.look_alike} too, {told(use)}; whoever registers such a name may read "
                "what the function answers.",
                expected="origins compared whole, with ==",
                actual=loose.text,
                detail=f"{use.function} {loose.text}",
                witness=stranger_gets_in(use, loose.look_alike),
                confidence=Confidence.LIKELY,
                severity=severity_of(use),
            )


RULE = Rule(
    id="CORS604",
    slug="handler-loose-origin-match",
    severity=Severity.HIGH,
    kind=Kind.SECURITY,
    front_doors=frozenset({FrontDoor.FUNCTION}),
    check=check,
    summary="A handler compares the request's Origin by a part of it, or by a loose pattern.",
    why="""\
`startswith` lets in what goes on behind the page's name, `endswith` and `in` what stands before it,
and a regular expression without an end, or with a dot that is not escaped, does both. A name that
gets in costs the price of a domain. The audit reads Python as source and runs none of it; it tries
each comparison with look-alikes of the origin in it. With credentials the finding is `high`,
otherwise `medium`.
""",
    browser="""\
Nothing: the stranger's page gets its answer.
""",
    symptoms=(),
    example="""\
# Python, in a handler.
origin = event["headers"].get("origin", "")
if origin.endswith("example.com"):
    headers["Access-Control-Allow-Origin"] = origin
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
Every name that gets in belongs to you; then say so with a suppression.
""",
    sources=(
        "https://portswigger.net/research/exploiting-cors-misconfigurations-for-bitcoins-and-bounties",
        "https://docs.python.org/3/library/re.html#search-vs-match",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Compare the whole origin with each of your own by ==, or use @cors.",
    ),
)
