"""What a backend answers, as far as anybody can tell from outside."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corsgate import CorsPolicy, PolicyError, decide
from corsgate.names import ORIGIN, REQUEST_HEADERS, REQUEST_METHOD
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.function_code import function_answer
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Integration

_POLICY = "CORSGATE_POLICY"
_OK = 200
_UNKNOWN = (
    "The gateway passes the request through and adds no CORS headers: the response depends on the "
    "headers that the backend returns."
)


def owned_by_gateway(integration: Integration, kind: str) -> bool | Unresolved:
    """Whether a function leaves CORS to its front door, as ``CORSGATE_GATEWAY_OWNS`` tells it.

    Args:
        integration: integration that hands requests to the function.
        kind: kind of the front door: ``http_api`` or ``function_url``.
    """
    owners = integration.gateway_owns
    if isinstance(owners, Unresolved):
        return owners
    return kind in {owner.strip() for owner in (owners or "").split(",")}


def backend(integration: Integration | None, received: Received) -> Answer:
    """Return the answer of what stands behind the gateway.

    A function whose code leaves no doubt answers as that says. One with a policy in its
    environment answers as the decorator does, if its handler is decorated; the status of an answer
    that the decorator leaves to the handler is taken for 200.

    Args:
        integration: integration of the route; None where the source holds none.
        received: the request.
    """
    policy = integration.function_policy if integration else None
    code = integration.code if integration else None
    if code is not None and (policy is None or code.undetermined is None):
        answered = function_answer(code, received)
        if policy is None or answered.response is not None:
            return answered
    if policy is None:
        return Answer(response=None, layer=Layer.BACKEND, note=_UNKNOWN)
    parsed = policy if isinstance(policy, Unresolved) else parsed_policy(policy)
    if isinstance(parsed, Unresolved):
        return Answer(response=None, layer=Layer.BACKEND, note=_UNKNOWN, unresolved=(parsed,))
    return _decorated(parsed, received)


@lru_cache(maxsize=256)
def parsed_policy(text: str) -> CorsPolicy | Unresolved:
    """Read the policy in a function's environment; with a text that is none, the function fails.

    Args:
        text: text of ``CORSGATE_POLICY``.
    """
    try:
        return CorsPolicy.from_json(text)
    except PolicyError as error:
        return Unresolved(_POLICY, "; ".join(problem.message for problem in error.problems))


def _decorated(policy: CorsPolicy, received: Received) -> Answer:
    decision = decide(
        policy,
        method=received.method,
        origin=received.header(ORIGIN),
        request_method=received.header(REQUEST_METHOD),
        request_headers=received.header(REQUEST_HEADERS),
    )
    reason = f" The policy blocks the request: {decision.reason}." if decision.reason else ""
    return Answer(
        response=HttpResponse(decision.status or _OK, decision.headers),
        layer=Layer.BACKEND,
        note=f"The function has a policy in {_POLICY}: this is the answer of the @cors decorator, "
        f"if the handler has it.{reason}",
    )
