"""Which mapping template a MOCK integration uses.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
and https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.gateway.failures import UNSUPPORTED, MisconfiguredError
from corsgate_audit.model import Unresolved, known

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
        UndeterminedError: the template, or whether one matches, is not resolved.
    """
    note = "The request template is undetermined."
    templates = dict(known(integration.request_templates, note))
    wanted = content_type(received)
    found = templates.get(wanted, templates.get(_FALLBACK))
    if found is not None:
        return known(found, note)
    note = "The passthrough behavior is undetermined."
    behavior = known(integration.passthrough_behavior, note)
    if behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and templates):
        message = (
            f"No request template matches {wanted}, and the passthrough behavior is {behavior}."
        )
        raise MisconfiguredError(message, UNSUPPORTED)
    return None


def response_template(
    templates: tuple[tuple[str, Text], ...] | Unresolved, received: Received
) -> tuple[str, str]:
    """Return content type and text of the response template; an empty text where there is none.

    The one that matches ``Accept``, otherwise the first; AWS does not say which is the first of
    several, and seems to prefer JSON (localstack/localstack, ``integration_response.py``).

    Raises:
        UndeterminedError: it is not resolved.
    """
    note = "The response template is undetermined."
    by_type = dict(known(templates, note))
    for name in (accepted_type(received), _JSON, *by_type):
        if name in by_type:
            return name, known(by_type[name], note)
    return _JSON, ""
