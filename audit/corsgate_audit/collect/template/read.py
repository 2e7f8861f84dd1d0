"""Reads one template, with the stacks nested in it, into the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.code.coverage import covered_code
from corsgate_audit.collect.errors import SamRefusalError
from corsgate_audit.collect.sam.expand import expand
from corsgate_audit.collect.sam.refusals import refused_apis
from corsgate_audit.collect.template.distributions import read_distributions
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
    from collections.abc import Mapping

    from corsgate_audit.collect.template.document import Document

_READERS = (read_rest_apis, read_http_apis, read_function_urls, read_web_acls)


def read_template(document: Document, pseudo: Mapping[str, str] | None = None) -> Collection:
    """Read a template.

    Args:
        document: document of which `is_template` is true.
        pseudo: the pseudo parameters that are known.
    """
    document, problems, refused = _expanded(document)
    scope = scope_of(document, pseudo or {})
    coverage = [
        *problems,
        Coverage(
            service="cloudformation", resource=str(document.path), state=CoverageState.SCANNED
        ),
        *join_nested(scope),
        *unread_macros(scope),
        *untyped_resources(scope),
    ]
    resources = list(scope.walk())
    permissions = Permissions(resources)
    read: list[Target | Coverage] = [
        permissions.of(part) if isinstance(part, Api) else part
        for reader in _READERS
        for part in reader(resources)
    ]
    apis = [part for part in read if isinstance(part, Api)]
    read += covered_code(apis)
    read += read_distributions(resources, apis)
    return Collection(
        apis=(*refused, *(part for part in read if not isinstance(part, Coverage))),
        coverage=(
            *coverage,
            *(part for part in read if isinstance(part, Coverage)),
            *document.reach.left_out(),
        ),
    )


def _expanded(document: Document) -> tuple[Document, list[Coverage], list[Api]]:
    """Expand a SAM template; of one that the translator refuses, the other resources are read."""
    try:
        return expand(document), [], []
    except SamRefusalError as error:
        failed = CoverageState.FAILED
        path = str(document.path)
        unread = Coverage(service="sam", resource=path, state=failed, reason=str(error))
        return document, [unread], list(refused_apis(document, error.causes))


def is_template(document: Document) -> bool:
    """Report whether a document is a CloudFormation template."""
    return isinstance(document.content.get("Resources"), dict)
