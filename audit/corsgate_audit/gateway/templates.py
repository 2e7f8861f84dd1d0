"""Which mapping template a MOCK integration uses.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
and https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.gateway.failures import UNSUPPORTED, MisconfiguredError, UndecidedError
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Integration, Text

_JSON = "application/json"
_FALLBACK = "$default"


def content_type(received: Received) -> str:
    """Return a request's media type; ``application/json`` where it has none, as a preflight."""
    return _media_type(received.header("content-type") or _JSON)


def accepted_type(received: Received) -> str:
    """Return the first media type of ``Accept``, the only one that API Gateway looks at."""
    return _media_type((received.header("accept") or "*/*").partition(",")[0])


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def request_template(integration: Integration, received: Received) -> str | None:
    """Return the request template; None where the body passes through.

    Raises:
        MisconfiguredError: none matches and the body may not pass through: 415.
        UndecidedError: the template, or whether one matches, is not resolved.
    """
    templates = integration.request_templates
    note = "The request template could not be resolved."
    if isinstance(templates, Unresolved):
        raise UndecidedError(note, templates)
    wanted = content_type(received)
    found = dict(templates).get(wanted, dict(templates).get(_FALLBACK))
    if isinstance(found, Unresolved):
        raise UndecidedError(note, found)
    if found is None:
        _check_passthrough(integration, wanted)
    return found


def _check_passthrough(integration: Integration, wanted: str) -> None:
    behavior = integration.passthrough_behavior
    if isinstance(behavior, Unresolved):
        note = "The passthrough behavior could not be resolved."
        raise UndecidedError(note, behavior)
    if behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and integration.request_templates):
        message = (
            f"No request template matches {wanted}, and the passthrough behavior is {behavior}."
        )
        raise MisconfiguredError(message, UNSUPPORTED)


def response_template(
    templates: tuple[tuple[str, Text], ...] | Unresolved, received: Received
) -> tuple[str, str]:
    """Return content type and text of the response template; an empty text where there is none.

    The one that matches ``Accept``, otherwise the first; AWS does not say which is the first of
    several, and seems to prefer JSON (localstack/localstack, ``integration_response.py``).

    Raises:
        UndecidedError: it is not resolved.
    """
    note = "The response template could not be resolved."
    if isinstance(templates, Unresolved):
        raise UndecidedError(note, templates)
    by_type = dict(templates)
    for name in (accepted_type(received), _JSON, *by_type):
        if name in by_type:
            text = by_type[name]
            if isinstance(text, Unresolved):
                raise UndecidedError(note, text)
            return name, text
    return _JSON, ""
