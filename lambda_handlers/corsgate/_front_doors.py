"""The table of front doors: how their events are told apart, and who reads and answers them.

A front door's own module is loaded with its first event: a function stands behind one or two.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._front_door import FrontDoor
    from ._types import Anything, Event

_NO_CONTEXT: dict[str, Anything] = {}
_REST_API = "_gateway_doors.RestApi"
_HTTP_API = "_gateway_doors.HttpApi2"
_FUNCTION_URL = "_gateway_doors.FunctionUrl"


def front_door_of(event: Anything) -> FrontDoor | None:
    """Tell through which front door an event came.

    Args:
        event: anything that a function can be invoked with.

    Returns:
        The front door; None for the events of other services and of authorizers.
    """
    # What reads like `is_authorizer` is that, without the call: this runs with every event.
    if not isinstance(event, dict) or "methodArn" in event or "routeArn" in event:
        return None
    context = event.get("requestContext")
    if not isinstance(context, dict):
        context = _NO_CONTEXT
    # Events of an ALB and of a Bedrock agent have a method as well, and those of a web socket may.
    # They say what they are: https://docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
    if (
        "httpMethod" in event
        and "version" not in event
        and "elb" not in context
        and "connectionId" not in context
        and "messageVersion" not in event
    ):
        return _LOADED.get(_REST_API) or _load(_REST_API)
    if event.get("version") == "2.0" and isinstance(context.get("http"), dict):
        # <id>.lambda-url.<region>.on.aws: a function URL has no other domain name.
        domain = context.get("domainName")
        name = _FUNCTION_URL if isinstance(domain, str) and ".lambda-url." in domain else _HTTP_API
        return _LOADED.get(name) or _load(name)
    for recognises, name in RARER:
        if recognises(event, context):
            return _LOADED.get(name) or _load(name)
    return None


def raw_event(event: Anything) -> Anything:
    """Return the event that was sent for one that a decorator above has made a type of its own of.

    Args:
        event: a map; one of Powertools' data classes, which keep it; a model of pydantic, which can
            be written back under the names that it was read by; or anything else.
    """
    if event.__class__ is dict:
        return event
    raw = getattr(event, "raw_event", None)
    if isinstance(raw, dict):
        return raw
    dump = getattr(event, "model_dump", None)
    if dump is not None:
        return dump(by_alias=True, exclude_unset=True)
    return event


def is_authorizer(event: dict[str, Anything]) -> bool:
    """Tell whether an event asks a Lambda authorizer, which answers with a policy document.

    It has the request's method and headers as well, but its answer is not what the browser gets.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
    """
    return "methodArn" in event or "routeArn" in event


def _is_http_api_1(event: Event, _context: Event) -> bool:
    return event.get("version") == "1.0" and "httpMethod" in event


def _is_alb(event: Event, context: Event) -> bool:
    return "elb" in context and "httpMethod" in event


def _is_alb_multi_value(event: Event, context: Event) -> bool:
    """By the map that the event has instead of ``headers``."""
    return "multiValueHeaders" in event and _is_alb(event, context)


def _is_lattice_2(event: Event, context: Event) -> bool:
    arn = context.get("serviceNetworkArn") or context.get("serviceArn")
    return isinstance(arn, str) and ":vpc-lattice:" in arn and "method" in event


def _is_lattice_1(event: Event, _context: Event) -> bool:
    """By ``raw_path``, whose spelling no other front door has."""
    return "raw_path" in event and "method" in event


def _is_edge_request(event: Event, _context: Event) -> bool:
    return _edge_event_type(event) in {"viewer-request", "origin-request"}


def _is_edge_response(event: Event, _context: Event) -> bool:
    return _edge_event_type(event) in {"viewer-response", "origin-response"}


def _edge_event_type(event: Event) -> str | None:
    """Return the event type of a CloudFront record that has a request, as all of them have.

    CloudFront always sends the type; the sample events of its console and of ``sam local
    generate-event cloudfront`` have none, and a response or not.
    """
    records = event.get("Records")
    first = records[0] if isinstance(records, list) and records else None
    cf = first.get("cf") if isinstance(first, dict) else None
    if not isinstance(cf, dict) or not isinstance(cf.get("request"), dict):
        return None
    config = cf.get("config")
    if not isinstance(config, dict) or "eventType" not in config:
        return "viewer-response" if "response" in cf else "viewer-request"
    kind = config["eventType"]
    return kind if isinstance(kind, str) else None


RARER = (
    (_is_http_api_1, "_gateway_doors.HttpApi1"),
    (_is_alb_multi_value, "_alb_doors.AlbMultiValue"),
    (_is_alb, "_alb_doors.Alb"),
    (_is_lattice_2, "_lattice_door.Lattice"),
    (_is_lattice_1, "_lattice_door.Lattice"),
    (_is_edge_request, "_edge_doors.EdgeRequest"),
    (_is_edge_response, "_edge_doors.EdgeResponse"),
)
"""The first that recognises an event is asked for everything else."""

_LOADED: dict[str, FrontDoor] = {}


def _load(name: str) -> FrontDoor:
    from importlib import import_module  # noqa: PLC0415 - loaded by every start of Python anyway

    module, _, kind = name.partition(".")
    door: FrontDoor = getattr(import_module(f".{module}", __package__), kind)()
    _LOADED[name] = door
    return door
