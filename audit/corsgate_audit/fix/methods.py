"""What differs of a REST API's method, in the names of whatever source writes it.

Only what differs is written: a value that a source computes stays as it is, and so does what the
model has no place for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.model import IntegrationResponse, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.fix.difference import Part
    from corsgate_audit.model import Integration, Route

    Pairs = tuple[tuple[str, Any], ...]

RESPONSE_HEADER = "method.response.header."
_NOTHING = IntegrationResponse(status_code="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one kind of source writes a method's integration.

    Args:
        integration: name of the integration in the method.
        type: name of its type.
        passthrough: name of its passthrough behavior.
        content: name of the content handling, of the request and of a response.
        request: name of the request templates.
        parameters: name of a response's headers.
        templates: name of a response's templates.
        upper: enumerated values are written in capitals.
    """

    integration: str
    type: str
    passthrough: str
    content: str
    request: str
    parameters: str
    templates: str
    upper: bool

    def enumerated(self, value: object) -> object:
        """Write one of AWS's enumerated values."""
        return value if self.upper or not isinstance(value, str) else value.lower()


class Field(NamedTuple):
    """A value of an integration, and the one that it follows where it is new."""

    names: tuple[str, ...]
    value: Any
    behind: str


def integrations_of(before: Route, after: Route) -> tuple[Integration | None, Integration | None]:
    """Return both integrations.

    Args:
        before: a method as it is.
        after: the same, repaired.

    Raises:
        UnfixableError: they are of different types.
    """
    old, new = before.integration, after.integration
    if old is None or new is None:
        return old, new
    if old.type != new.type:
        message = f"{before.method} {before.path} would have to be answered by something else"
        raise UnfixableError(message)
    return old, new


def is_asked_for_less(part: Part) -> bool:
    """Whether a request validator is not to look at a method's requests any more.

    Args:
        part: the method before and after its repair.
    """
    before, after = part.before, part.after
    return (before.validates_request, before.needs_body) != (
        after.validates_request,
        after.needs_body,
    )


def integration_fields(form: Form, old: Integration, new: Integration) -> Iterator[Field]:
    """Yield what differs of an integration, but for its responses.

    Args:
        form: names that the kind of source uses.
        old: integration as it was read.
        new: integration repaired.
    """
    at = form.integration
    if old.passthrough_behavior != new.passthrough_behavior:
        value = form.enumerated(new.passthrough_behavior)
        yield Field((at, form.passthrough), value, form.type)
    if old.content_handling != new.content_handling:
        yield Field((at, form.content), new.content_handling, form.type)
    if old.request_templates != new.request_templates:
        templates = dict(_known(new.request_templates))
        yield Field((at, form.request), templates, form.type)


def response_fields(
    form: Form, body: Mapping[str, Any], old: IntegrationResponse | None, new: IntegrationResponse
) -> dict[str, Any]:
    """Return an integration response as a source has it, with what differs.

    Args:
        form: names that the kind of source uses.
        body: integration response as the source has it.
        old: integration response as it was read; None where there is none.
        new: integration response repaired.
    """
    old = old or _NOTHING
    written = dict(body)
    changes: list[tuple[str, Any, Any, str | None]] = [
        (form.content, old.content_handling, new.content_handling, None),
        (form.parameters, old.headers, new.headers, RESPONSE_HEADER),
        (form.templates, old.templates, new.templates, ""),
    ]
    for name, was, then, prefix in changes:
        if was == then:
            continue
        value = then if prefix is None else _pairs(written.get(name) or {}, was, then, prefix)
        if value in ({}, None):
            written.pop(name, None)
        else:
            written[name] = value
    return written


def _pairs(
    present: Mapping[str, Any], old: Pairs | Unresolved, new: Pairs | Unresolved, prefix: str
) -> dict[str, Any]:
    """Return headers or templates as a source has them, with what differs."""
    was, then = dict(_known(old)), dict(_known(new))
    folded = {name.lower(): name for name in then}
    written: dict[str, Any] = {}
    for name, value in present.items():
        bare = name[len(prefix) :] if name.lower().startswith(prefix) else None
        meant = folded.pop(bare.lower(), None) if bare is not None else None
        if bare is None or (meant is not None and was.get(bare) == then[meant]):
            written[name] = value
        elif meant is not None:
            written[name] = then[meant]
    return {**written, **{f"{prefix}{name}": then[name] for name in folded.values()}}


def _known(pairs: Pairs | Unresolved) -> Pairs:
    """Return pairs whose values can be written.

    Raises:
        UnfixableError: they cannot.
    """
    if isinstance(pairs, Unresolved):
        message = f"{pairs.expression} is not known before deployment"
        raise UnfixableError(message)
    return pairs
