"""What makes a change of a REST API reach its stages: a deployment with another logical id.

CloudFormation makes a deployment when the resource is created, and never again: a template that
changes methods and keeps its deployment changes nothing that is served. With a new logical id a
new deployment is made, the stage is pointed to it, and the old one goes. The CDK and the Serverless
Framework do the same.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-deployment.html
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.template.rest import API, DEPLOYMENT
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit, value_at
from corsgate_audit.model import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DIGITS = 8
_own_suffix = re.compile(rf"[0-9a-f]{{{_DIGITS}}}$")


def deployment_edits(content: Mapping[str, Any], edits: Sequence[Edit]) -> Iterator[Edit | str]:
    """Yield the edits that make a template's changes reach the stages.

    Args:
        content: content of the template before the edits.
        edits: edits that are made in the template.

    Yields:
        An edit for each deployment; a sentence where the template has none of a REST API.
    """
    for home in dict.fromkeys(edit.home for edit in edits):
        if value_at(content, (*home, "Type")) != API:
            continue  # SAM deploys by itself; an HTTP API, by its stage
        of_api = [edit for edit in edits if edit.home == home]
        found = [name for name, body in content["Resources"].items() if _deploys(body, home[-1])]
        for name in found:
            yield _edit(content, name, of_api)
        if not found:
            yield (
                f"the template has no {DEPLOYMENT} of {of_api[0].api!r}: deploy its stages when "
                "the stack is updated, or the changes are not served"
            )


def _deploys(body: object, api: str) -> bool:
    if not isinstance(body, dict) or body.get("Type") != DEPLOYMENT:
        return False
    return bool(value_at(body, ("Properties", "RestApiId")) == {"Ref": api})


def _edit(content: Mapping[str, Any], name: str, edits: Sequence[Edit]) -> Edit:
    new = _new_name(name, edits)
    at = ("Resources", name, "DependsOn")
    # What another edit has it wait for is not overwritten.
    set_before = [each.value for edit in edits for each in edit.sets if tuple(each.names) == at]
    before = set_before[-1] if set_before else value_at(content, at)
    named = [] if before is ABSENT else before if isinstance(before, list) else [before]
    # With its new name it is made anew, and CloudFormation changes all others in any order.
    parts = dict.fromkeys(part for edit in edits for part in edit.parts)
    lacking = [part for part in parts if part not in named]
    waits = Assignment(names=at, value=[*named, *lacking], behind="Type")
    return Edit(
        api=edits[0].api,
        home=edits[0].home,
        summary=f"rename the deployment {name} to {new}, so that {edits[0].api!r} is deployed anew",
        resource=ResourceRef(type=DEPLOYMENT, api=edits[0].api, logical_id=name),
        sets=(waits,) if lacking else (),
        renames=((name, new),),
    )


def _new_name(name: str, edits: Sequence[Edit]) -> str:
    """Name a deployment after what is changed: the same changes, the same name."""
    values = [[list(each.names), each.value] for edit in edits for each in edit.sets]
    text = json.dumps([name, values], sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{_own_suffix.sub('', name)}{digest}"
