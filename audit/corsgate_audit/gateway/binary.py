"""Whether API Gateway hands a payload to a template as bytes, which no template can take.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html

Not verified on AWS: `mock-binary-both-as-text` and `mock-binary-get`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.gateway.failures import MisconfiguredError
from corsgate_audit.model import known

if TYPE_CHECKING:
    from corsgate_audit.model import Text, Texts

_TEXT, _BINARY = "CONVERT_TO_TEXT", "CONVERT_TO_BINARY"
_ANY = "*/*"


def check_text(types: Texts, media_type: str, handling: Text | None, *, payload: str) -> None:
    """Make sure that a template gets text.

    AWS's log has one line for each side: "Unable to transform request", as in
    https://github.com/aws/serverless-application-model/issues/553, and "Unable to transform
    response", as in https://github.com/serverless/serverless/issues/7243. The empty body of a
    preflight counts as binary like any other.

    Args:
        types: ``binaryMediaTypes`` of the API.
        media_type: media type of the payload: ``Content-Type`` of a request, ``Accept`` for a
            response.
        handling: ``contentHandling`` of the integration, or of its response.
        payload: ``"request"`` or ``"response"``.

    Raises:
        MisconfiguredError: it gets bytes: the answer is 500.
        UndeterminedError: that depends on an unresolved value.
    """
    handling = known(handling, f"How the {payload} is converted is undetermined.")
    if handling == _TEXT:
        return
    if handling == _BINARY or _is_binary(types, media_type, payload):
        side = "integration" if payload == "request" else "integration response"
        message = (
            f"Unable to transform {payload}: {media_type} is among the API's binary media types, "
            f"and the {side} does not have contentHandling {_TEXT}."
        )
        raise MisconfiguredError(message)


def _is_binary(types: Texts, media_type: str, payload: str) -> bool:
    note = f"Whether the {payload} is binary is undetermined."
    known_types = known(types, note)
    if media_type in known_types or _ANY in known_types:
        return True
    for each in known_types:
        known(each, note)
    return False
