"""The table of front doors: the first that recognises an event is asked for everything else."""

from __future__ import annotations

from ._alb_door import Alb, AlbMultiValue
from ._edge_door import Edge, EdgeResponse
from ._gateway_doors import FunctionUrl, HttpApi1, HttpApi2, RestApi
from ._lattice_door import Lattice1, Lattice2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._front_door import FrontDoor
    from ._types import Anything

FRONT_DOORS: tuple[FrontDoor, ...] = (
    RestApi(),
    FunctionUrl(),
    HttpApi2(),
    HttpApi1(),
    AlbMultiValue(),
    Alb(),
    Lattice2(),
    Lattice1(),
    Edge(),
    EdgeResponse(),
)

_NO_CONTEXT: dict[str, Anything] = {}


def front_door_of(event: Anything) -> FrontDoor | None:
    """Tell through which front door an event came.

    Args:
        event: anything that a function can be invoked with.

    Returns:
        The front door; None for the events of other services and of authorizers.
    """
    if not isinstance(event, dict) or is_authorizer(event):
        return None
    context = event.get("requestContext")
    if not isinstance(context, dict):
        context = _NO_CONTEXT
    for door in FRONT_DOORS:
        if door.recognises(event, context):
            return door
    return None


def is_authorizer(event: dict[str, Anything]) -> bool:
    """Tell whether an event asks a Lambda authorizer, which answers with a policy document.

    It has the request's method and headers as well, but its answer is not what the browser gets.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
    """
    return "methodArn" in event or "routeArn" in event
