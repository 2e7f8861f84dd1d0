"""What the audit promises of a fix in a Terraform configuration: which findings lines can end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.render import RenderError
from corsgate_audit.fix.promise import Promise
from corsgate_audit.fix.repairs import ONLY_A_POLICY, UnfixableError, repaired
from corsgate_audit.fix.terraform.arguments import arguments_of, places_of, written_in_lines
from corsgate_audit.model import FixSafety, Handler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.fix.repairs import Repair, Repaired
    from corsgate_audit.judging.judged import ApiJudgement
    from corsgate_audit.model import Door


def line_promises(
    judged: ApiJudgement, texts: Mapping[str, bytes]
) -> Iterator[tuple[str, Promise]]:
    """Yield the findings of a front door that lines of its configuration can end.

    Never as safe: corsgate knows nothing of the state that ``terraform plan`` compares with.

    Args:
        judged: judgement of the front door.
        texts: files of the configuration, by the name that locations have for each.

    Yields:
        Fingerprints, and what `corsgate fix` does with the findings.
    """
    api = judged.api
    if isinstance(api, Handler):
        return
    today = repaired(judged, api, None)
    with_policy = repaired(judged, api, None, is_allowed=True)
    alone = _in_lines(today, api, texts)
    needs = {each.fingerprint: why.partition(f"{ONLY_A_POLICY}: ")[2] for each, why in today.left}
    for finding in alone:
        yield finding, Promise(FixSafety.UNSAFE)
    for finding in _in_lines(with_policy, api, texts) - alone:
        if needs.get(finding):
            yield finding, Promise(FixSafety.UNSAFE, needs[finding])


def _in_lines(found: Repaired, api: Door, texts: Mapping[str, bytes]) -> set[str]:
    """Return the findings all of whose repairs lines can express."""
    written, others = set[str](), set[str]()
    for repair in found.repairs:
        marks = {each.fingerprint for each in repair.findings}
        (written if _is_in_lines(repair, found, api, texts) else others).update(marks)
    return written - others


def _is_in_lines(repair: Repair, found: Repaired, api: Door, texts: Mapping[str, bytes]) -> bool:
    try:
        resources = arguments_of(repair.part, api, found.api)
    except (UnfixableError, RenderError):
        return False
    places = [each for each in places_of(repair.part, api) if each.source in texts]
    return written_in_lines(resources, places, texts.__getitem__) is not None
