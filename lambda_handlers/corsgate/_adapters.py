"""The Lambda event behind a WSGI or ASGI request, as far as the adapters hand it on.

apig-wsgi and Mangum keep the whole event; the Lambda Web Adapter sends its ``requestContext`` as a
header, https://awslabs.github.io/aws-lambda-web-adapter/features/request-context.html.
"""

from __future__ import annotations

import json
import os

from ._front_doors import front_door_of
from ._owned import left_to_answer
from .decision import ACTUAL, Decision, Headers
from .names import VARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._options import Options
    from ._types import Anything

REQUEST_CONTEXT = "X-Amzn-Request-Context"

_INSIDE_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME"
"""The variable that tells, https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html."""


def check_app(middleware: object, app: object) -> None:
    """Refuse what is no application when it is wrapped, and not with the first request.

    Args:
        middleware: middleware that wraps it.
        app: the application.

    Raises:
        TypeError: it is not callable.
    """
    if not callable(app):
        name = type(middleware).__name__
        message = f"{name} wraps an application, not {app!r}; write {name}(app, policy)"
        raise TypeError(message)


def left_by_the_front_door(
    decision: Decision, options: Options, event: Anything, context: str | None
) -> Decision | None:
    """Return what is left to do of a decision, after the front door that a request came through.

    Args:
        decision: decision of the request.
        options: options of the middleware, with some front door that owns CORS.
        event: event that the adapter has kept; None if it has not.
        context: the value of `REQUEST_CONTEXT`. Outside Lambda any client may send it, so that it
            counts for nothing there. Inside, an adapter other than the Lambda Web Adapter may let
            a client's own through: it takes the policy's headers away, which lets nobody in, but
            neither ``Vary`` nor the removal of the application's own CORS headers.

    Returns:
        The decision itself where the front door does not own CORS; None where the application's
        response is to stay as it is.
    """
    if event is not None:
        return left_to_answer(decision) if _owns(options, event) else decision
    if (
        context is None
        or _INSIDE_LAMBDA not in os.environ
        or not _owns(options, _event_of(context))
    ):
        return decision
    left = left_to_answer(decision) or Decision(ACTUAL, True, None, Headers(()))  # noqa: FBT003 - its parts in order
    kind, allowed, status, kept, reason, refused = left
    vary = (pair for pair in decision.headers if pair[0] == VARY)
    return Decision(kind, allowed, status, Headers((*vary, *kept)), reason, refused)


def _owns(options: Options, event: Anything) -> bool:
    door = front_door_of(event)
    return door is not None and door.name in options.gateway_owns


def _event_of(context: str) -> Anything:
    """Return as much of an event in payload format 2.0 as tells its front door."""
    try:
        return {"version": "2.0", "requestContext": json.loads(context)}
    except (ValueError, RecursionError):  # not from the adapter
        return None
