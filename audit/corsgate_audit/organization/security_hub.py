"""Findings in Security Hub: what is there is imported, what is gone is archived.

Security Hub takes a finding only from the account that it names: a place imports its own with the
role of the account, or all stand under the auditor's account, with the member as their resource.

Sources:
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.model import Coverage, CoverageState
from corsgate_audit.organization.places import GLOBAL
from corsgate_audit.report.asff_report import BATCH, home_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.organization.places import Place
    from corsgate_audit.organization.storage import Storage

Asff = dict[str, Any]

_SERVICE = "securityhub"
_RESOURCE = "the import of findings"


def import_of_member(  # noqa: PLR0913 - a place, and what is known of it
    storage: Storage,
    key: str,
    identity: Identity,
    place: Place,
    findings: Sequence[Asff],
    *,
    time: str,
    is_complete: bool,
) -> tuple[Coverage, ...]:
    """Tell the Security Hub of an account what was found in one of its places.

    The right to do so is optional: where it is refused, the coverage says so, and the audit of the
    place is as complete as it was.

    Args:
        storage: bucket or folder with what the Security Hub was told before.
        key: key of that.
        identity: identity of the account.
        place: place.
        findings: the place's findings.
        time: time of the audit, as findings have it.
        is_complete: whether all of the place was seen; only then is something gone.
    """
    at = home_region(identity.partition) if place.region == GLOBAL else place.region
    before = [json.loads(line) for line in storage.lines(key)]
    now = {each["Id"] for each in findings}
    missing = [each for each in before if each["Id"] not in now]
    gone = [archived(each, time) for each in missing] if is_complete else []
    region = None if place.region == GLOBAL else place.region
    problems = import_findings(identity, at, [*findings, *gone])
    told = [*findings, *(() if is_complete else missing)]
    if problems:
        told += gone  # archived again by the next run
    storage.write(key, "".join(json.dumps(each) + "\n" for each in told).encode())
    return tuple(
        Coverage(
            account=place.account,
            region=region,
            service=_SERVICE,
            resource=_RESOURCE,
            state=CoverageState.SKIPPED,
            reason=problem,
        )
        for problem in problems
    )


def archived(finding: Asff, time: str) -> Asff:
    """Return a finding as it is told when it is gone.

    Args:
        finding: finding as it was imported.
        time: time of the audit.
    """
    return finding | {"RecordState": "ARCHIVED", "UpdatedAt": time}


def under_account(finding: Asff, account: str, region: str) -> Asff:
    """Return a finding of a member as one of the auditor's account.

    Args:
        finding: finding; its id and its resource name the member.
        account: id of the auditor's account.
        region: region of the Security Hub that is told.
    """
    partition = finding["ProductArn"].split(":")[1]
    product = f"arn:{partition}:securityhub:{region}:{account}:product/{account}/default"
    return finding | {"AwsAccountId": account, "ProductArn": product, "Region": region}


def import_findings(identity: Identity, region: str, findings: Iterable[Asff]) -> list[str]:
    """Import findings, 100 at a time, within half of the quota of 10 calls a second.

    Args:
        identity: account whose Security Hub is told.
        region: region of the Security Hub.
        findings: findings; an id that is known is updated.

    Returns:
        What went wrong, each problem once.
    """
    client = None
    problems: dict[str, None] = {}
    for batch in _batches(findings):
        client = client or identity.client(_SERVICE, region, Limits())
        try:
            answer = client.batch_import_findings(Findings=batch)
        except UNREADABLE as error:
            problems[one_line(error)] = None
            break  # what refuses one batch refuses all
        for each in answer.get("FailedFindings", []):
            problems[f"{each['ErrorCode']}: {each['ErrorMessage']}"] = None
    return list(problems)


def _batches(findings: Iterable[Asff]) -> Iterator[list[Asff]]:
    waiting = iter(findings)
    while batch := list(islice(waiting, BATCH)):
        yield batch
