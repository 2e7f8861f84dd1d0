"""Expands a SAM template into the CloudFormation template that is deployed.

Source: https://github.com/aws/serverless-application-model
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.errors import SamRefusalError
from corsgate_audit.collect.sam.applications import stand_in_for_applications
from corsgate_audit.collect.sam.includes import join_includes, unread_includes
from corsgate_audit.collect.sam.local_files import restore_local_files, stand_in_for_local_files
from corsgate_audit.collect.sam.origins import SamPositions
from corsgate_audit.collect.sam.translation import TranslationError, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.template.document import Document

PREFIX = "AWS::Serverless"
_RESOURCE = f"{PREFIX}::"
_PSEUDO = ("AWS::Region", "AWS::Partition")
_MOST_RESOURCES = 500
_TOO_MUCH = (
    "SAM would make more than 500 resources of it, which CloudFormation does not take; "
    "audit the templates of its nested stacks, or split it"
)


def is_sam(document: Document) -> bool:
    """Report whether a template has resources of SAM's types.

    Args:
        document: a template.
    """
    return any(_is_of_sam(body) for body in document.resources.values())


def _is_of_sam(body: object) -> bool:
    return isinstance(body, dict) and str(body.get("Type")).startswith(_RESOURCE)


def expand(document: Document, parameters: Mapping[str, object] | None = None) -> Document:
    """Expand a SAM template; any other stays as it is.

    Args:
        document: a template. Its content stays as it is.
        parameters: values of its parameters that are known, beside the defaults.

    Returns:
        The template that is deployed, whose parts have the lines of the SAM source.

    Raises:
        SamRefusalError: the translator refuses the template, as it would when it is deployed, or
            CloudFormation would refuse what it makes.
    """
    if not is_sam(document):
        return document
    if _makes_too_much(document):
        message = f"{str(document.path)!r}: {_TOO_MUCH}"
        raise SamRefusalError(message, [_TOO_MUCH])
    # A pseudo parameter that stays a reference is not resolved to what is only this machine's.
    values = {**{name: kept_reference(name) for name in _PSEUDO}, **(parameters or {})}
    source = json.loads(json.dumps(document.content))  # aliases of YAML share what is changed here
    loops = _take_out_untyped(source["Resources"])
    stand_in_for_local_files(source)
    stand_in_for_applications(source["Resources"])
    content = _translated(source, values, document)
    resources = content["Resources"]
    resources.update(loops)
    restore_local_files(resources)
    left = _other_macros(document.content.get("Transform"))
    if left:
        content["Transform"] = left
    return replace(document, content=content, positions=SamPositions(document))


def kept_reference(name: str) -> str:
    """Return what stands for a parameter that is not known: SAM leaves what refers to it.

    Args:
        name: name of the parameter.

    Source: samtranslator.intrinsics.actions, ``_get_parameter_value``
    """
    return f"{{{{IntrinsicFunction:{name}}}}}"


def _makes_too_much(document: Document) -> bool:
    """Whether SAM would make more resources than CloudFormation takes.

    Each function is one and each of its events needs a permission, at least. The time that the
    translator takes grows faster than their number, and nobody could deploy such a template.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    """
    made = len(document.resources)
    for body in document.resources.values():
        properties = body.get("Properties") if isinstance(body, dict) else None
        events = properties.get("Events") if isinstance(properties, dict) else None
        made += len(events) if isinstance(events, dict) and _is_of_sam(body) else 0
    return made > _MOST_RESOURCES


def _take_out_untyped(resources: dict[str, object]) -> dict[str, object]:
    """Take out what is no resource: a loop, or a macro, which the translator cannot take."""
    names = [name for name, body in resources.items() if not isinstance(body, dict)]
    return {name: resources.pop(name) for name in names}


def _other_macros(transform: object) -> list[object]:
    """List the macros of a template but for SAM's own, which has run."""
    listed = transform if isinstance(transform, list) else [transform]
    return [each for each in listed if each is not None and not str(each).startswith(PREFIX)]


def _translated(
    source: dict[str, Any], values: dict[str, object], document: Document
) -> dict[str, Any]:
    """Translate a template as it is, or else with what its documents include.

    SAM merges its settings into a document, and refuses one that it cannot see; CloudFormation
    runs the include first. Without need it stays: lines of the file are those that people know.
    """
    kept = json.dumps(source)  # the translator changes what it is given
    try:
        return _translate(source, values, document)
    except SamRefusalError as error:
        refusal = error
    joined = json.loads(kept)
    is_joined = join_includes(joined["Resources"], document)
    unread = unread_includes(joined["Resources"], document)
    try:
        if is_joined:
            return _translate(joined, values, document)
    except SamRefusalError as error:
        refusal = error
    # Of a document that was not read nobody can tell whether SAM would refuse it.
    causes = [cause for cause in refusal.causes if not any(f"[{name}]" in cause for name in unread)]
    raise _refusal(document, causes, tuple(unread.values())) if unread else refusal


def _translate(
    source: dict[str, object], values: dict[str, object], document: Document
) -> dict[str, Any]:
    try:
        return translate(source, values)
    except TranslationError as error:
        causes = list(error.causes)
    # A translator that fails in a way of its own must not end the audit of everything else.
    except Exception as error:  # noqa: BLE001 - reported as a part that was not seen
        causes = [f"{type(error).__name__}: {error}"]
    raise _refusal(document, causes)


def _refusal(
    document: Document, causes: list[str], unread: tuple[str, ...] = ()
) -> SamRefusalError:
    refused = [f"the SAM translator rejects the template: {'; '.join(causes)}"] if causes else []
    told = "; ".join([*unread, *refused])
    return SamRefusalError(f"{str(document.path)!r}: {told}", causes)
