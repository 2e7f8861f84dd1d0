"""The Lambda event behind a WSGI or ASGI request, as far as the adapters hand it on.

apig-wsgi and Mangum keep the whole event; the Lambda Web Adapter sends its ``requestContext`` as a
header, https://awslabs.github.io/aws-lambda-web-adapter/features/request-context.html.
"""

from __future__ import annotations

import json

from ._front_doors import front_door_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._options import Options
    from ._types import Anything

REQUEST_CONTEXT = "X-Amzn-Request-Context"


def check_app(middleware: object, app: object) -> None:
    """Refuse what is no application when it is wrapped, and not with the first request.

    Args:
        middleware: that wraps it.
        app: the application.

    Raises:
        TypeError: it is not callable.
    """
    if not callable(app):
        name = type(middleware).__name__
        message = f"{name} wraps an application, not {app!r}; write {name}(app, policy)"
        raise TypeError(message)


def gateway_owns(options: Options, event: Anything, context: str | None) -> bool:
    """Tell whether the front door that a request came through owns CORS.

    Args:
        options: of the middleware.
        event: that the adapter has kept; None if it has not.
        context: the value of `REQUEST_CONTEXT`. Outside Lambda a client may send it, and then gets
            an answer without CORS headers: it lets nobody in.

    Returns:
        False outside Lambda.
    """
    door = front_door_of(event or _event_of(context))
    return door is not None and door.name in options.gateway_owns


def _event_of(context: str | None) -> Anything:
    """Return as much of an event in payload format 2.0 as tells its front door."""
    try:
        return {"version": "2.0", "requestContext": json.loads(context or "null")}
    except (ValueError, RecursionError):  # not from the adapter
        return None
