"""Runs the rules over what was collected: findings, what is undetermined, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from corsgate_audit.judging.fingerprint import file_in_repository, fingerprint
from corsgate_audit.judging.judged import ApiJudgement, Fault, Judgement, api_name, worst_first
from corsgate_audit.judging.links import linked
from corsgate_audit.judging.rounds import judge_in_rounds
from corsgate_audit.model import (
    Coverage,
    CoverageState,
    Distribution,
    Evidence,
    Finding,
    FixSafety,
    FrontDoor,
    ResourceRef,
    Unresolved,
)
from corsgate_audit.rules.notices import UNRESOLVED_VALUE
from corsgate_audit.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from corsgate import CorsPolicy
    from corsgate_audit.fix.promise import Promise, Today
    from corsgate_audit.judging.rounds import Repair
    from corsgate_audit.judging.runs import Found, Run
    from corsgate_audit.model import Collection, Location, Target
    from corsgate_audit.rules.rule import Rule, Subject

SERVICES = {
    FrontDoor.REST_API: "apigateway",
    FrontDoor.HTTP_API: "apigatewayv2",
    FrontDoor.FUNCTION_URL: "lambda",
    FrontDoor.CLOUDFRONT: "cloudfront",
    FrontDoor.FUNCTION: "python",
}
# CloudFormation's type of the API as a whole, and of one of its methods.
_TYPES = {
    FrontDoor.REST_API: ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Method"),
    FrontDoor.HTTP_API: ("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Route"),
    FrontDoor.FUNCTION_URL: ("AWS::Lambda::Url", "AWS::Lambda::Url"),
    FrontDoor.CLOUDFRONT: ("AWS::CloudFront::Distribution", "AWS::CloudFront::Distribution"),
    FrontDoor.FUNCTION: ("AWS::Lambda::Function", "AWS::Lambda::Function"),
}


def judge_collection(
    collection: Collection,
    rules: Sequence[Rule] | None = None,
    *,
    policy: CorsPolicy | None = None,
) -> Judgement:
    """Judge every API by every rule, as it is and with what was found repaired.

    A rule that fails is an entry of the coverage that names it: neither the end of the audit nor a
    pass.

    Args:
        collection: what a collector read.
        rules: rules whose findings count; None for all. A fault that another rule would report
            hides nothing from these.
        policy: policy of the owner, which decides how the model is repaired; None for what each API
            allows today.

    Example:
        >>> from corsgate_audit.model import Collection
        >>> judge_collection(Collection()).findings
        ()
    """
    chosen = all_rules() if rules is None else tuple(rules)
    ids = {rule.id for rule in chosen}
    every = (*chosen, *(rule for rule in all_rules() if rule.repair and rule.id not in ids))
    runs: dict[int, list[Run]] = {}
    repairs: list[Repair] = []
    apis = linked(collection.apis)
    # Distributions last: what is behind them is repaired then.
    ordered = sorted(enumerate(apis), key=lambda each: isinstance(each[1], Distribution))
    for index, api in ordered:
        judged = judge_in_rounds(
            api, every, policy, repairs if isinstance(api, Distribution) else ()
        )
        runs[index] = list(judged.runs[: len(chosen)])
        repairs += judged.repairs
    in_order = [runs[index] for index in range(len(apis))]
    told = [run for of_api in in_order for run in of_api]
    judgements = tuple(map(_api_judgement, apis, in_order))
    for source, content in collection.shared.items():
        judgements = _with_shared(judgements, source, content)
    judgements = tuple(_with_lines(each, collection.texts) for each in judgements)
    return Judgement(
        apis=judgements,
        coverage=(*collection.coverage, *_undetermined(told), *_failed(told)),
    )


def _api_judgement(api: Target, runs: Sequence[Run]) -> ApiJudgement:
    # Once for all findings: it looks at every route.
    today = cache(partial(_today, api))
    made = [
        (_finding(run, each, today), Fault(run.rule, each))
        for run in runs
        for each in run.violations
    ]
    faults = tuple(sorted(made, key=lambda each: worst_first(each[0])))
    return ApiJudgement(
        api=api,
        findings=tuple(finding for finding, _ in faults),
        faults=faults,
        outcomes=tuple((run.rule.id, run.outcome) for run in runs),
    )


def _with_shared(
    judgements: tuple[ApiJudgement, ...], source: str, content: Mapping[str, Any]
) -> tuple[ApiJudgement, ...]:
    """Promise of a SAM template's front doors no more than what they inherit together allows."""
    own = [each for each in judgements if each.api.location.source == source and each.findings]
    if not own:
        return judgements
    # Here, as in `_finding`: nobody asks it of templates without findings.
    from corsgate_audit.fix.template.promises import shared_promises  # noqa: PLC0415 - see above

    promises = dict(shared_promises(own, content))
    return tuple(_promised(each, promises) if each in own else each for each in judgements)


def _with_lines(judged: ApiJudgement, texts: Mapping[str, bytes]) -> ApiJudgement:
    """Promise of a front door of Terraform's what lines of its configuration can end."""
    if judged.api.location.source not in texts or not judged.findings:
        return judged
    from corsgate_audit.fix.terraform.promises import line_promises  # noqa: PLC0415 - see above

    return _promised(judged, dict(line_promises(judged, texts)))


def _promised(judged: ApiJudgement, promises: Mapping[str, Promise]) -> ApiJudgement:
    """Say of findings, by their fingerprints, what a fix does with them."""

    def kept(finding: Finding) -> Finding:
        promise = promises.get(finding.fingerprint)
        if promise is None or finding.fix is None:
            return finding
        return replace(finding, fix=replace(finding.fix, **promise._asdict()))

    return replace(
        judged,
        findings=tuple(map(kept, judged.findings)),
        faults=tuple((kept(finding), fault) for finding, fault in judged.faults),
    )


def _today(api: Target) -> Today:
    from corsgate_audit.fix.promise import Today  # noqa: PLC0415 - as below

    return Today.of(api)


def _finding(run: Run, found: Found, today: Callable[[], Today]) -> Finding:
    rule, subject, violation = run.rule, found.subject, found.violation
    location, witness = subject.location, violation.witness
    resource = _resource(run.api, subject)
    fix = replace(violation.fix or rule.fix, safety=FixSafety.MANUAL)
    # Here, since nobody asks what fixes an API without findings.
    from corsgate_audit.fix.promise import promised  # noqa: PLC0415 - see above

    with run.about(subject):  # a repair that fails is reported as a rule that fails
        promise = promised(run.api, rule, found, today)
        fix = replace(fix, safety=promise.safety, needs_policy=promise.needs_policy)
    return Finding(
        rule=rule.id,
        slug=rule.slug,
        severity=rule.page.severity if violation.severity is None else violation.severity,
        kind=rule.page.kind,
        confidence=violation.confidence,
        resource=resource,
        message=violation.message + _supposing(found.after),
        evidence=Evidence(
            source=location.source,
            pointer=location.pointer,
            expected=violation.expected,
            actual=violation.actual,
            line=location.line,
            construct=location.construct,
        ),
        witness=witness,
        browser_symptom=witness.console() if witness else None,
        fix=fix,
        after=found.after,
        fingerprint=fingerprint(rule.id, resource, violation.detail),
        fingerprint_v2=fingerprint(
            rule.id, resource, violation.detail, file_in_repository(location.source)
        ),
    )


def _supposing(after: tuple[str, ...]) -> str:
    """Say that an exchange does not happen before something else is fixed."""
    *others, last = after or ("",)
    names = f"{', '.join(others)} and {last}" if others else last
    report = "report" if others else "reports"
    return f" The exchange shows the API without what {names} {report}." if after else ""


def _resource(api: Target, subject: Subject) -> ResourceRef:
    whole, method = _types(api)
    return ResourceRef(
        type=whole if subject.path is None else method,
        api=api_name(api),
        stage=subject.stage,
        path=subject.path,
        method=subject.method,
        logical_id=subject.location.logical_id,
        arn=subject.location.arn,
        account=subject.location.account,
        region=subject.location.region,
    )


def _types(api: Target) -> tuple[str, str]:
    if isinstance(api, Distribution) and api.is_policy_alone:
        return ("AWS::CloudFront::ResponseHeadersPolicy",) * 2
    return _TYPES[api.front_door]


def _undetermined(runs: Sequence[Run]) -> Iterator[Coverage]:
    """Name each unresolved value once for each place, with the rules whose verdict it holds up."""
    rules: dict[tuple[Coverage, Unresolved], list[str]] = {}
    for run in runs:
        for subject, value in run.undetermined:
            part = _part(run.api, subject, CoverageState.UNRESOLVED)
            names = rules.setdefault((part, value), [])
            if run.rule.id not in names:
                names.append(run.rule.id)
    for (part, value), names in rules.items():
        are = "are" if names[1:] else "is"
        told = f"{', '.join(names)} {are} undetermined without {value.expression!r}: {value.reason}"
        yield replace(part, reason=f"{UNRESOLVED_VALUE.id}: {told}")


def _failed(runs: Sequence[Run]) -> Iterator[Coverage]:
    """Name each failure once: a repair is made in rounds, and to find out what can be written."""
    yield from dict.fromkeys(_failures(runs))


def _failures(runs: Sequence[Run]) -> Iterator[Coverage]:
    for run in runs:
        for subject, failure in run.failures:
            part = _part(run.api, subject, CoverageState.FAILED)
            kind = type(failure).__name__
            yield replace(part, reason=f"{run.rule.id} failed: {kind}: {failure}")


def part_name(location: Location, method: str | None = None, path: str | None = None) -> str:
    """Return how the coverage names an API, or a method on a path of it.

    Args:
        location: location where it was read.
        method: None for the API as a whole.
        path: None for the API as a whole.
    """
    place = location.arn or f"{location.source}#{location.logical_id or location.pointer}"
    return f"{place} {method} {path}" if path else place


def _part(api: Target, subject: Subject, state: CoverageState) -> Coverage:
    location = subject.location
    return Coverage(
        account=location.account,
        region=location.region,
        service=SERVICES[api.front_door],
        resource=part_name(location, subject.method, subject.path),
        state=state,
    )
