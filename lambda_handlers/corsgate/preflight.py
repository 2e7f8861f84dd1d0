"""A handler of its own for those who route OPTIONS to a function."""

from __future__ import annotations

from ._front_doors import front_door_of, raw_event
from ._options import Options
from .handler import answer, decision_for, message
from .names import ALLOW, OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._types import Anything, PolicyProvider, Response, Routes
    from .policy import CorsPolicy

_NO_CONTENT = 204
_METHOD_NOT_ALLOWED = 405


def preflight_handler(
    policy: CorsPolicy | PolicyProvider | Mapping[str, CorsPolicy] | None = None,
    *,
    routes: Routes | None = None,
    debug: bool = False,
    ttl: float | None = None,
) -> Callable[[Anything, Anything], Response]:
    """Make a Lambda handler that answers preflights and nothing else.

    It answers even where ``CORSGATE_GATEWAY_OWNS`` names its front door: a request that reaches it
    was not answered by the front door.

    Args:
        policy: as for `corsgate.cors`.
        routes: as for `corsgate.cors`; the path that a preflight asks about is its route's.
        debug: as for `corsgate.cors`.
        ttl: as for `corsgate.cors`.

    Returns:
        A handler. OPTIONS requests that are no preflights get 204 and ``Allow``, all others 405.
        It raises `ValueError` for an event that is no HTTP request.

    Raises:
        PolicyError: as for `corsgate.cors`.

    Example:
        >>> from corsgate import CorsPolicy
        >>> handler = preflight_handler(
        ...     CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["PUT"])
        ... )
        >>> headers = {"origin": "https://app.example.com", "access-control-request-method": "PUT"}
        >>> handler({"httpMethod": "OPTIONS", "headers": headers}, None)["statusCode"]
        204
    """
    options = Options(policy=policy, routes=routes, debug=debug, gateway_owns=(), ttl=ttl)

    def handler(event: Anything, context: Anything) -> Response:
        del context
        return _answer(raw_event(event), options)

    return handler


def _answer(event: Anything, options: Options) -> Response:
    door = front_door_of(event)
    if door is None or not door.answers_preflights:
        text = "a preflight handler takes HTTP requests; give this event's trigger its own handler"
        raise ValueError(text)
    decision = decision_for(door, event, options)
    if decision.status is not None:
        return answer(door, decision, options)
    method, origin = door.asked(event)
    methods = options.policy_at(door.route(event), method, origin, None).allow_methods
    if method == OPTIONS:
        allow = ", ".join((*methods, OPTIONS))
        return door.answer(_NO_CONTENT, {**decision.headers.by_name, ALLOW: allow}, "")
    headers = {**decision.headers.by_name, ALLOW: OPTIONS}
    return door.answer(_METHOD_NOT_ALLOWED, headers, message(_METHOD_NOT_ALLOWED, {}))
