"""What a handler is called with, whatever the event is and however it takes it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from aws_lambda_powertools.utilities.parser import event_parser
from aws_lambda_powertools.utilities.parser.models import (
    APIGatewayProxyEventModel,
    APIGatewayProxyEventV2Model,
)
from pydantic import BaseModel, Field

from corsgate import CorsPolicy, cors, preflight_handler
from support.lambda_events import http2_event, rest_event

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord
    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP])
ORIGIN = (("Origin", APP),)


def usual(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Take both."""
    return {"statusCode": 200, "body": [event, context]}


def optional(event: Any, context: Any = None) -> Any:  # noqa: ANN401 - as a handler is
    """Take one or both."""
    return usual(event, context)


@pytest.mark.parametrize("handler", [usual, optional])
@pytest.mark.parametrize("event", [rest_event("GET", ORIGIN), http2_event("GET", ORIGIN), {"a": 1}])
def test_the_event_and_the_context_reach_the_handler(handler: Any, event: Any) -> None:  # noqa: ANN401 - a row
    """Through a front door, one that owns CORS, and none; by position and by name."""
    decorated = cors(POLICY, gateway_owns=["http_api"])(handler)
    for response in (decorated(event, 7), decorated(event=event, context=7)):
        assert response["body"] == [event, 7]
        assert ("headers" in response) is ("resource" in event)


ALLOW_ORIGIN = "Access-Control-Allow-Origin"
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "GET"))


class Api:
    """Handlers of every kind that a class has."""

    @cors(POLICY)
    def method(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Be called with the instance in front."""
        return {"statusCode": 200, "body": [type(self).__name__, event, context]}

    @classmethod
    @cors(POLICY)
    def below(cls, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Be called with the class in front."""
        return {"statusCode": 200, "body": [cls.__name__, event, context]}

    @cors(POLICY)
    @classmethod
    def above(cls, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Be decorated as a class method, which is no function."""
        return {"statusCode": 200, "body": [cls.__name__, event, context]}

    @cors(POLICY)
    @staticmethod
    def static(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Be called with nothing in front."""
        return {"statusCode": 200, "body": ["Api", event, context]}

    @cors(POLICY)
    def __call__(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Be the object itself."""
        return {"statusCode": 200, "body": [type(self).__name__, event, context]}


class Callable:
    """An object that is a handler."""

    def __call__(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Answer."""
        return {"statusCode": 200, "body": ["Api", event, context]}


@pytest.mark.parametrize(
    "handler",
    [Api().method, Api.below, Api().below, Api.above, Api.static, Api(), cors(POLICY)(Callable())],
)
@pytest.mark.parametrize("event", [rest_event("GET", ORIGIN), http2_event("GET", ORIGIN)])
def test_whatever_the_handler_is(handler: Any, event: Any) -> None:  # noqa: ANN401 - a row
    """Behind ``self`` and ``cls``, by position and by name."""
    calls = [handler(event, 7), handler(event=event, context=7), handler(event, context=7)]
    for response in calls:
        assert response["headers"][ALLOW_ORIGIN] == APP
        assert response["body"] == ["Api", event, 7]
    preflight = handler(rest_event("OPTIONS", PREFLIGHT), None)
    assert preflight["statusCode"] == 204


def test_a_method_passes_other_events_through(caplog: pytest.LogCaptureFixture) -> None:
    """And names their keys, not the instance."""

    class Consumer:
        """New here, since a handler warns of the first such event only."""

        @cors(POLICY)
        def method(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
            return [type(self).__name__, event, context]

    assert Consumer().method({"Records": 1}, 7) == ["Consumer", {"Records": 1}, 7]
    assert "['Records']" in caplog.text
    other = cors(POLICY)(lambda *args, **kwargs: (args, kwargs))
    assert other({"a": 1}) == (({"a": 1},), {})
    assert other() == ((), {})
    assert other({"a": 1}, context=7, more=8) == (({"a": 1},), {"context": 7, "more": 8})


def test_a_method_s_context_by_name(caplog: pytest.LogCaptureFixture) -> None:
    """What stands behind ``self`` is the event."""
    method = cors(POLICY)(lambda *args, **kwargs: (args, kwargs))
    assert method("self", {"Records": 1}, context=7) == (("self", {"Records": 1}), {"context": 7})
    assert "['Records']" in caplog.text


def test_what_looks_like_a_request_in_third_place_is_a_context() -> None:
    """A test may call a method with anything there."""
    method = cors(POLICY)(lambda *_args: {"statusCode": 200})
    assert method("self", {"Records": 1}, rest_event("GET", ORIGIN)) == {"statusCode": 200}


@pytest.mark.parametrize("kind", [classmethod, staticmethod])
def test_a_class_method_stays_one(kind: Any) -> None:  # noqa: ANN401 - a row
    """Decorated above or below, it is called through the class and through an instance."""

    def answer(*args: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200, "body": [*args[-2:]]}

    decorated = cors(POLICY)(kind(answer))
    assert isinstance(decorated, kind)
    of_class: Any = type("Handlers", (), {"handle": decorated})
    event = rest_event("GET", ORIGIN)
    for handle in (of_class.handle, of_class().handle):
        response = handle(event, 7)
        assert response["body"] == [event, 7]
        assert response["headers"][ALLOW_ORIGIN] == APP


class Event(BaseModel):
    """A model of one's own, with names of one's own."""

    http_method: str = Field(alias="httpMethod")
    headers: dict[str, str]


@pytest.mark.parametrize(
    ("model", "event"),
    [
        (APIGatewayProxyEventModel, rest_event),
        (APIGatewayProxyEventV2Model, http2_event),
        (Event, rest_event),
    ],
)
def test_a_typed_event(model: Any, event: Any) -> None:  # noqa: ANN401 - a row
    """`@event_parser` above `@cors` hands a model over, which the handler gets."""
    seen: list[Any] = []

    @cors(POLICY)
    def below(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        seen.append((event, context))
        return {"statusCode": 200}

    handler: Any = event_parser(model=model)(below)
    response = handler(complete(event("GET", ORIGIN)), None)
    assert response["headers"][ALLOW_ORIGIN] == APP
    assert isinstance(seen[0][0], model)
    typed = model.model_validate(complete(event("OPTIONS", PREFLIGHT)))
    assert preflight_handler(POLICY)(typed, None)["statusCode"] == 204


def complete(event: dict[str, Any]) -> dict[str, Any]:
    """Add what Powertools' models insist on."""
    context: dict[str, Any] = {
        "accountId": "1", "apiId": "a", "stage": "s", "protocol": "HTTP/1.1", "requestId": "r",
        "domainName": "d", "domainPrefix": "d", "path": "/", "resourcePath": "/", "time": "t",
        "requestTime": "t", "requestTimeEpoch": 1583348638390, "timeEpoch": 1583348638390,
        "httpMethod": "GET", "identity": {"sourceIp": "192.0.2.1"}, "routeKey": "$default",
    }  # fmt: skip
    http = {"path": "/", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "u"}
    given = event.get("requestContext", {})
    if "http" in given:
        context["http"] = {**http, **given["http"]}
    usual: dict[str, Any] = {
        "path": "/",
        "resource": "/",
        "body": None,
        "rawPath": "/",
        "rawQueryString": "",
    }
    usual |= {"isBase64Encoded": False, "routeKey": "$default", "multiValueHeaders": {}}
    return {**usual, **event, "requestContext": {**given, **context}}


def test_powertools_data_classes_reach_the_preflight_handler() -> None:
    """They keep the event that was sent."""
    event = APIGatewayProxyEvent(rest_event("OPTIONS", PREFLIGHT))
    assert preflight_handler(POLICY)(event, None)["statusCode"] == 204


class Memory(BasePersistenceLayer):
    """Remembers in the process."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Powertools' own
        self.records: dict[str, DataRecord] = {}

    def _get_record(self, idempotency_key: str) -> DataRecord:
        return self.records[idempotency_key]

    def _put_record(self, data_record: DataRecord) -> None:
        self.records[data_record.idempotency_key] = data_record

    def _update_record(self, data_record: DataRecord) -> None:
        self.records[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        self.records.pop(data_record.idempotency_key)


class Context:
    """As much of a Lambda context as Powertools asks for."""

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left."""
        return 1000


def answer(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer with what can be kept as JSON."""
    return {"statusCode": 200, "body": f"{event['httpMethod']} {bool(context)}"}


def test_idempotent_above_cors_is_warned_about(
    caplog: pytest.LogCaptureFixture, snapshot: SnapshotAssertion
) -> None:
    """Once; below it there is nothing to say."""
    policy = CorsPolicy(allow_origins=[APP])  # of whose requests none has come before
    made = idempotent(persistence_store=Memory(), config=IdempotencyConfig())
    wrong = made(cors(policy)(answer))
    right = cors(policy.replace(max_age=1))(made(answer))
    for number in range(2):
        wrong({**rest_event("GET", ORIGIN), "body": str(number)}, Context())
        right({**rest_event("GET", ORIGIN), "body": str(number)}, Context())
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == snapshot


def test_the_policy_s_fields_in_the_decorator() -> None:
    """Built as `CorsPolicy` would be, beside the decorator's own options."""
    decorated = cors(allow_origins=[APP], allow_methods=["PUT"], enforce=True)(usual)
    assert decorated(rest_event("PUT", ORIGIN), None)["headers"][ALLOW_ORIGIN] == APP
    assert decorated(rest_event("PATCH", ORIGIN), None)["statusCode"] == 405


@pytest.mark.parametrize(
    "given", [{"allow_origin": [APP]}, {"max_age": 5}, {"policy": POLICY, "max_age": 5}]
)
def test_fields_that_make_no_policy(given: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    """The message names what `cors` takes."""
    with pytest.raises(TypeError) as caught:
        cors(**given)
    assert str(caught.value) == snapshot


def test_a_plain_options_request_gets_the_methods_of_its_origin() -> None:
    """A provider by origin is asked for it, though the request is no preflight."""

    def of_tenant(origin: str) -> CorsPolicy:
        return CorsPolicy(allow_origins=[origin], allow_methods=["PUT"])

    event = rest_event("OPTIONS", (("Origin", "https://app.example.com"),))
    response = preflight_handler(of_tenant, ttl=60)(event, None)
    assert (response["statusCode"], response["headers"]["Allow"]) == (204, "PUT, OPTIONS")
