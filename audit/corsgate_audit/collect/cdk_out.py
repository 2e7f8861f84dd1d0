"""Reads a ``cdk.out`` folder: a cloud assembly, whose manifest names the stacks' templates.

Source: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file, real_path
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.read import read_template, read_templates
from corsgate_audit.model import Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.template.document import Document

MANIFEST = "manifest.json"
_MARK = "cdk.out"
_STACK = "aws:cloudformation:stack"
_ASSEMBLY = "cdk:cloud-assembly"
_UNKNOWN = "unknown-"
MAX_NESTED = 20
"""Assemblies in each other. A stage in a stage makes two."""
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


def is_assembly(folder: Path, reach: Reach | None = None) -> bool:
    """Report whether a folder holds a cloud assembly: a manifest with artifacts.

    Args:
        folder: folder that may be one.
        reach: reach of the target that it is, or is a part of; None for a target of its own.
    """
    if not is_file(folder / MANIFEST):
        return False
    # The CDK leaves this mark: an assembly whose manifest is broken is no folder of templates.
    if is_file(folder / _MARK):
        return True
    try:
        return isinstance(read_document(folder / MANIFEST, reach).content.get("artifacts"), dict)
    except TargetError:
        return False


def read_assembly(folder: Path, reach: Reach) -> Collection:
    """Read all stacks of an assembly and of those nested in it, as stages nest theirs.

    Args:
        folder: the assembly.
        reach: reach of the target that it is, or is a part of.

    Raises:
        TargetError: the manifest cannot be read, or names no stack.
    """
    parts = list(_read(folder, reach, ()))
    if not parts:
        message = f"{str(folder)!r}: the manifest names no stack"
        raise TargetError(message)
    return Collection(
        apis=tuple(api for part in parts for api in part.apis),
        coverage=tuple(entry for part in parts for entry in part.coverage),
        functions=tuple(each for part in parts for each in part.functions),
    )


def _read(folder: Path, reach: Reach, around: tuple[str | None, ...]) -> Iterator[Collection]:
    """Read the stacks of an assembly, one by one."""
    within = (*around, real_path(folder))
    stacks: dict[str, list[tuple[Document, Mapping[str, str]]]] = {}
    nested: list[Path] = []
    for name, artifact in sorted(_artifacts(folder, reach).items()):
        if artifact.get("type") == _STACK:
            try:
                read = _stack(folder, reach, name, artifact)
            except TargetError as error:
                yield _failed(f"{folder}#{name}", str(error))
            else:
                stacks.setdefault(str(artifact.get("environment")), []).append(read)
        elif artifact.get("type") == _ASSEMBLY:
            nested.append(folder / str(_properties(artifact).get("directoryName")))
    # An export is known in its own account and region alone.
    yield from map(read_templates, stacks.values())
    for below in nested:
        yield from _read_nested(below, reach, within)


def _read_nested(
    folder: Path, reach: Reach, around: tuple[str | None, ...]
) -> Iterator[Collection]:
    """Read an assembly in an assembly; a broken one does not keep the others from being read."""
    if real_path(folder) in around:
        yield _failed(str(folder), "the assembly is nested in itself")
        return
    if len(around) > MAX_NESTED:
        yield _failed(str(folder), f"more than {MAX_NESTED} assemblies are nested in each other")
        return
    try:
        yield from _read(folder, reach, around)
    except TargetError as error:
        yield _failed(str(folder), str(error))


def _failed(resource: str, reason: str) -> Collection:
    """Say that a part of an assembly could not be read."""
    entry = Coverage(
        service="cloudformation", resource=resource, state=CoverageState.FAILED, reason=reason
    )
    return Collection(coverage=(entry,))


def _artifacts(folder: Path, reach: Reach) -> dict[str, Mapping[str, object]]:
    """Read a manifest's artifacts."""
    artifacts = read_document(folder / MANIFEST, reach).content.get("artifacts")
    if not isinstance(artifacts, dict):
        message = f"{str(folder / MANIFEST)!r}: the manifest of a cloud assembly has artifacts"
        raise TargetError(message)
    return {name: part for name, part in artifacts.items() if isinstance(part, dict)}


def _stack(
    folder: Path, reach: Reach, name: str, artifact: Mapping[str, object]
) -> tuple[Document, Mapping[str, str]]:
    """Return the template of one stack, and the pseudo parameters that are known."""
    properties = _properties(artifact)
    stack = str(properties.get("stackName") or artifact.get("displayName") or name)
    document = read_document(folder / str(properties.get("templateFile")), reach)
    return document, _pseudo(stack, str(artifact.get("environment")))


def _properties(artifact: Mapping[str, object]) -> Mapping[str, object]:
    properties = artifact.get("properties")
    return properties if isinstance(properties, dict) else {}


def read_stack(
    path: Path, *, stack_name: str, environment: str, named: str, reach: Reach | None = None
) -> Collection:
    """Read the template of one stack; one that is broken is in the coverage.

    Args:
        path: path of the template.
        stack_name: stack name that ``AWS::StackName`` stands for.
        environment: account and region as the CDK writes them:
            ``aws://123456789012/eu-central-1``, where ``unknown-account`` and ``unknown-region``
            stand for what is not known.
        named: the stack, as the coverage names it.
        reach: reach of the assembly that the template is a part of; None where it is the target.
    """
    try:
        document = read_document(path, reach)
    except TargetError as error:
        return _failed(named, str(error))
    return read_template(document, _pseudo(stack_name, environment))


def _pseudo(stack: str, environment: str) -> dict[str, str]:
    """Take the pseudo parameters from the environment: ``aws://123456789012/eu-central-1``."""
    account, _, region = environment.removeprefix("aws://").partition("/")
    known = {"AWS::StackName": stack}
    if account and not account.startswith(_UNKNOWN):
        known["AWS::AccountId"] = account
    if region and not region.startswith(_UNKNOWN):
        known["AWS::Region"] = region
        known["AWS::Partition"] = next(
            (name for prefix, name in _PARTITIONS if region.startswith(prefix)), "aws"
        )
    return known
