"""The resource policy of a REST API, as far as it concerns callers without credentials.

Sources:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from corsgate_audit.collect.shapes import Shape, show, text, texts
from corsgate_audit.model import PolicyStatement, ResourcePolicy, Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model import Flag, Texts

_EVERYBODY = "*"
_NO_POLICY = "it is not a JSON policy"
_NEGATED = "exclusions are not evaluated"


def read_policy(value: object) -> ResourcePolicy | Unresolved | None:
    """Read a resource policy.

    Args:
        value: a text, an object, an `Unresolved`; None for no policy. AWS answers with a text of
            JSON whose quotes are escaped once more.

    Returns:
        None where there is no policy.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html
    """
    document = _parsed(value) if isinstance(value, str) else value
    if document is None or isinstance(document, Unresolved):
        return document
    if not isinstance(document, Mapping):
        return Unresolved(show(value), _NO_POLICY)
    statements = document.get("Statement")
    if isinstance(statements, Unresolved):
        return statements
    found = statements if isinstance(statements, list) else [statements]
    return _policy(found)


def _parsed(written: str) -> object:
    """Read a text; an empty one is no policy."""
    if not written.strip():
        return None
    for candidate in (written, written.replace('\\"', '"').replace("\\/", "/")):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return Unresolved(show(written), _NO_POLICY)


def _policy(found: list[object]) -> ResourcePolicy | Unresolved:
    statements = []
    for each in found:
        if isinstance(each, Unresolved):
            return each
        if not isinstance(each, Mapping):
            return Unresolved(show(each), "a statement of a policy is expected here")
        statements.append(_statement(each))
    return ResourcePolicy(statements=tuple(statements))


def _statement(shape: Shape) -> PolicyStatement:
    return PolicyStatement(
        allows=_effect(text(shape.get("Effect"))),
        for_anonymous=_everybody(shape),
        actions=_listed(shape, "Action"),
        resources=_listed(shape, "Resource"),
        condition_keys=_condition_keys(shape.get("Condition")),
    )


def _effect(effect: str | Unresolved) -> Flag:
    if isinstance(effect, Unresolved) or effect in {"Allow", "Deny"}:
        return effect if isinstance(effect, Unresolved) else effect == "Allow"
    return Unresolved(effect, "Allow or Deny is expected here")


def _everybody(shape: Shape) -> Flag:
    """Whether the principals are everybody: only then is somebody without credentials meant.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    if "NotPrincipal" in shape:
        return Unresolved("NotPrincipal", _NEGATED)
    principal = shape.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    found = named if isinstance(named, list) else [named]
    if _EVERYBODY in found:
        return True
    return next((each for each in found if isinstance(each, Unresolved)), False)


def _listed(shape: Shape, name: str) -> Texts:
    """Read one text or several."""
    if f"Not{name}" in shape:
        return Unresolved(f"Not{name}", _NEGATED)
    value = shape.get(name)
    return texts([value] if isinstance(value, str | Unresolved) else value)


def _condition_keys(conditions: object) -> tuple[str, ...] | Unresolved:
    """Name the keys of all operators."""
    if conditions is None or isinstance(conditions, Unresolved):
        return conditions or ()
    operators = list(conditions.values()) if isinstance(conditions, Mapping) else [conditions]
    keys: set[str] = set()
    for operator in operators:
        if isinstance(operator, Unresolved):
            return operator
        if not isinstance(operator, Mapping):
            return Unresolved(show(operator), "the keys of a condition are expected here")
        keys |= {str(key).lower() for key in operator}
    return tuple(sorted(keys))
