"""Reads one template, with the stacks nested in it, into the model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.collect.code.coverage import covered_code
from corsgate_audit.collect.errors import SamRefusalError
from corsgate_audit.collect.sam.expand import expand, is_sam
from corsgate_audit.collect.sam.parameters import parameters_of
from corsgate_audit.collect.sam.refusals import refused_apis
from corsgate_audit.collect.template.distributions import read_distributions
from corsgate_audit.collect.template.exports import SharedExports
from corsgate_audit.collect.template.function_policy import FUNCTION
from corsgate_audit.collect.template.function_urls import read_function_urls
from corsgate_audit.collect.template.http import read_http_apis
from corsgate_audit.collect.template.macros import unread_macros, untyped_resources
from corsgate_audit.collect.template.nesting import join_nested
from corsgate_audit.collect.template.permissions import Permissions
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.collect.template.rest import read_rest_apis
from corsgate_audit.collect.template.web_acls import read_web_acls
from corsgate_audit.model import Api, Collection, Coverage, CoverageState, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.collect.template.stack import Resource, Scope
    from corsgate_audit.model import FunctionSettings

_READERS = (read_rest_apis, read_http_apis, read_function_urls, read_web_acls)


def read_template(document: Document, pseudo: Mapping[str, str] | None = None) -> Collection:
    """Read a template.

    Args:
        document: document of which `is_template` is true.
        pseudo: the pseudo parameters that are known.
    """
    return read_templates([(document, pseudo or {})])


def read_templates(documents: Sequence[tuple[Document, Mapping[str, str]]]) -> Collection:
    """Read templates that may import what another of them exports.

    Args:
        documents: documents of which `is_template` is true, each with the pseudo parameters that
            are known.
    """
    stacks = [_Stack.of(document, pseudo) for document, pseudo in documents]
    if len(stacks) > 1:
        exports = SharedExports([stack.scope for stack in stacks])
        for stack in stacks:
            stack.scope.exports = exports
    resources = [resource for stack in stacks for resource in stack.scope.walk()]
    permissions = Permissions(resources)
    read: list[Target | Coverage] = [
        permissions.of(part) if isinstance(part, Api) else part
        for reader in _READERS
        for part in reader(resources)
    ]
    apis = [part for part in read if isinstance(part, Api)]
    read += covered_code(apis)
    read += read_distributions(resources, apis)
    functions = _settings_of([each for each in resources if each.type == FUNCTION])
    shared = {
        str(document.path): document.content
        for document, _ in documents
        if "Globals" in document.content and is_sam(document)
    }
    return replace(_in_order(stacks, read), functions=functions, shared=shared)


def _settings_of(functions: Sequence[Resource]) -> tuple[FunctionSettings, ...]:
    if not functions:
        return ()
    # Few templates of one file have functions, and the classes of their code take long to make.
    from corsgate_audit.collect.code.function_settings import settings_of  # noqa: PLC0415 - see above

    return tuple(map(settings_of, functions))


class _Stack(NamedTuple):
    """One template of those that are read together.

    Args:
        document: template, expanded.
        scope: its scope.
        coverage: what of it could not be read.
        refused: APIs that SAM refuses.
    """

    document: Document
    scope: Scope
    coverage: tuple[Coverage, ...]
    refused: tuple[Api, ...]

    @classmethod
    def of(cls, document: Document, pseudo: Mapping[str, str]) -> _Stack:
        """Expand a template."""
        parameters = parameters_of(document)
        expanded, problems, refused = _expanded(document, parameters)
        scope = scope_of(expanded, pseudo, arguments=parameters)
        scanned = Coverage(
            service="cloudformation", resource=str(expanded.path), state=CoverageState.SCANNED
        )
        nested = join_nested(scope)
        return cls(expanded, scope, (*problems, scanned, *nested), tuple(refused))

    @property
    def unread(self) -> tuple[Coverage, ...]:
        """What the audit does not read, once its values can be resolved."""
        return (*self.coverage, *unread_macros(self.scope), *untyped_resources(self.scope))


def _in_order(stacks: Sequence[_Stack], read: Sequence[Target | Coverage]) -> Collection:
    """Sort what was read by the template that it is of."""
    order = {
        resource.location.source: number
        for number, stack in enumerate(stacks)
        for resource in stack.scope.walk()
    }

    def number_of(part: Target | Coverage) -> int:
        if isinstance(part, Coverage):
            source = part.resource.rpartition("#")[0]
        else:
            source = part.location.source
        return order.get(source, len(stacks) - 1)

    apis: list[Target] = []
    coverage: list[Coverage] = []
    for number, stack in enumerate(stacks):
        own = [part for part in read if number_of(part) == number]
        apis += [*stack.refused, *(part for part in own if not isinstance(part, Coverage))]
        coverage += [*stack.unread, *(part for part in own if isinstance(part, Coverage))]
        coverage += stack.document.reach.left_out()
    return Collection(apis=tuple(apis), coverage=tuple(dict.fromkeys(coverage)))


def _expanded(
    document: Document, parameters: Mapping[str, object]
) -> tuple[Document, list[Coverage], list[Api]]:
    """Expand a SAM template; of one that the translator refuses, the other resources are read."""
    try:
        return expand(document, parameters), [], []
    except SamRefusalError as error:
        failed = CoverageState.FAILED
        path = str(document.path)
        unread = Coverage(service="sam", resource=path, state=failed, reason=str(error))
        return document, [unread], list(refused_apis(document, error.causes))


def is_template(document: Document) -> bool:
    """Report whether a document is a CloudFormation template."""
    return isinstance(document.content.get("Resources"), dict)
