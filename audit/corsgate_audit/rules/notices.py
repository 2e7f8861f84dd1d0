"""What reports say beside findings: ids with a page each, and no check over an API."""

from __future__ import annotations

from dataclasses import dataclass

from corsgate_audit.model import Kind, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """A notice, in words.

    Args:
        id: ``CORS9nn``; once released it never changes its meaning.
        slug: its name for people.
        severity: unless a notice says otherwise.
        kind: what sort of harm it is about.
        summary: what it says, one sentence.
        why: why it matters.
        instead: what to do.
    """

    id: str
    slug: str
    severity: Severity
    kind: Kind
    summary: str
    why: str
    instead: str


NOT_SCANNED = NoticeRule(
    id="CORS901",
    slug="not-scanned",
    severity=Severity.MEDIUM,
    kind=Kind.COVERAGE,
    summary="A part that was expected was denied, throttled, or could not be read.",
    why="""\
An audit that passes over what it may not see reports an account as clean that it has not looked
at. Every such part is in the coverage of the report, with the account, the region, the service and
AWS's own reason, and makes the exit status 3.
""",
    instead="""\
Give the role what `corsgate iam-policy audit` prints, or wait where AWS was asked too often.
`--allow-partial` keeps the exit status for what was seen; the report still names the part.
""",
)
UNRESOLVED_VALUE = NoticeRule(
    id="CORS902",
    slug="unresolved-value",
    severity=Severity.INFO,
    kind=Kind.COVERAGE,
    summary="A verdict depends on a value that the source names and does not hold.",
    why="""\
An import from another stack, a parameter without a default, a stage variable, a token of the CDK:
judging it on a guess would be a false alarm or a silent pass. The rules that could not tell are
named in the coverage, once for each value, and the exit status is 3.
""",
    instead="""\
Audit the synthesised or deployed form, in which the value is there: `cdk.out` with its context, a
Terraform plan, or the account itself.
""",
)
STALE = NoticeRule(
    id="CORS903",
    slug="stale-suppression",
    severity=Severity.MEDIUM,
    kind=Kind.HYGIENE,
    summary="A suppression matches no finding, or an entry of the baseline does.",
    why="""\
What it accepted has been mended, or has moved. Left where it is, it accepts the next fault that
happens to look the same. Nothing is called stale while a part of the target could not be seen, or
its rule was not asked.
""",
    instead="""\
Delete the suppression; `--update-baseline` drops what the baseline has too much.
""",
)
EXPIRED = NoticeRule(
    id="CORS904",
    slug="expired-suppression",
    severity=Severity.HIGH,
    kind=Kind.HYGIENE,
    summary="The last day of a suppression is over, and what it accepted counts again.",
    why="""\
Somebody has said until when a fault can wait.
""",
    instead="""\
Mend the finding, or write down a new reason and a new day.
""",
)
DIFFERS_FROM_POLICY = NoticeRule(
    id="CORS905",
    slug="differs-from-policy",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    summary="A route of a CDK app lets in a page that the policy does not, or the other way round.",
    why="""\
`CorsValidation(policy=…)` asks every route of a synthesised app what a browser would ask, from
pages that the policy lets in and from strangers. A method that was written by hand, or comes with
an imported document, may answer otherwise than the constructs do.
""",
    instead="""\
Use the constructs, or `add_cors(api, policy)`; for a route that is no page's,
`acknowledge_cors(scope, "CORS905", reason)`.
""",
)
NOTICES = (NOT_SCANNED, UNRESOLVED_VALUE, STALE, EXPIRED, DIFFERS_FROM_POLICY)


def notice_named(name: str) -> NoticeRule | None:
    """Return the notice with this id or slug, in any case; None where there is none.

    Example:
        >>> notice_named("cors903").slug
        'stale-suppression'
    """
    wanted = name.strip().casefold()
    return next((each for each in NOTICES if wanted in {each.id.casefold(), each.slug}), None)
