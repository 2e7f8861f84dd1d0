"""What is left to do where the front door owns CORS. Loaded where one does."""

from __future__ import annotations

from . import _log
from ._header_maps import cors_headers_of
from .decision import PREFLIGHT, Decision, Headers
from .handler import answer, decision_for, message
from .names import ALLOW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ._front_door import FrontDoor
    from ._options import Options
    from ._types import Anything

_NO_CONTENT = 204
_ERROR = 500


def left_to_answer(decision: Decision) -> Decision | None:
    """Return what is left to answer of a decision where the front door owns CORS.

    Args:
        decision: decision as it would be elsewhere.

    Returns:
        For a preflight 204 without headers: the front door puts its own on it, and what is behind
        knows nothing of preflights. For an enforced refusal the same refusal without the headers
        that the front door adds: it hands requests of other origins over as well. Else None.
    """
    if decision.status is None:
        return None
    if decision.kind == PREFLIGHT:
        return Decision(PREFLIGHT, allowed=True, status=_NO_CONTENT, headers=Headers(()))
    kept = Headers(pair for pair in decision.headers if pair[0] == ALLOW)
    kind, allowed, status, _, reason, refused = decision
    return Decision(kind, allowed, status, kept, reason, refused)


def answered_by_owner(
    door: FrontDoor, event: Anything, call: Callable[[], Anything], options: Options
) -> Anything:
    """Add nothing: an HTTP API drops the headers, a function URL sends them twice.

    Args:
        door: door that owns CORS.
        event: event of that door.
        call: calls the handler.
        options: options of the handler.

    Returns:
        What the handler returned, or what is left to answer in its place.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    decision = decision_for(door, event, options)
    left = left_to_answer(decision)
    if left is not None:
        return answer(door, left, options)
    try:
        result = call()
    # Whatever a handler raises: where nothing adds headers to a failed invocation, raising it again
    # would leave the page an answer that it may not read.
    except Exception:
        if not options.answers_errors(door):
            raise
        _log.failure(door.name)
        return door.answer(_ERROR, {}, message(_ERROR, {}))
    if options.debug:
        _log.owned(door.name, decision, cors_headers_of(result))
    return result
