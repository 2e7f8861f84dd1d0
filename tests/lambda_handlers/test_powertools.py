"""Powertools: the decorator around a real resolver, and a policy as its own CORSConfig."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, APIGatewayRestResolver
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from corsgate import CorsPolicy, PolicyError, Reason, cors
from support.lambda_events import http2_event, read_both, read_single, rest_event

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
OTHER = "https://other.example.com"
ALWAYS = ["authorization", "content-type", "x-amz-date", "x-amz-security-token", "x-api-key"]
POLICY = CorsPolicy(
    allow_origins=[APP, OTHER],
    allow_methods=["GET", "PUT"],
    allow_headers=[*ALWAYS, "x-a"],
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=60,
)
ORIGIN = (("Origin", OTHER),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))


@pytest.mark.parametrize(
    ("resolver", "make", "read"),
    [
        (APIGatewayRestResolver, rest_event, read_both),
        (APIGatewayHttpResolver, http2_event, read_single),
    ],
)
def test_the_decorator_around_a_resolver(resolver: Any, make: Any, read: Any) -> None:  # noqa: ANN401 - a row
    """Preflights never reach it; its answers, 404 included, get the headers."""
    app: APIGatewayRestResolver = resolver()

    @app.get("/items/<item>")
    def item(item: str) -> dict[str, str]:
        return {"id": item}

    @cors(POLICY)
    def handler(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return app.resolve(event, context)

    preflight = read(handler(make("OPTIONS", PREFLIGHT), None))
    assert (preflight.status, preflight.values("access-control-allow-origin")) == (204, [OTHER])
    found = read(handler(make("GET", ORIGIN), None))
    assert (found.status, json.loads(found.body)) == (200, {"id": "1"})
    missing = read(handler(make("GET", ORIGIN, "/nothing"), None))
    assert missing.status == 404
    for answer in (found, missing):
        assert answer.values("access-control-allow-origin") == [OTHER]
        assert answer.values("vary") == ["Origin"]


def test_the_decorator_within_an_event_source() -> None:
    """The data class is seen through."""

    @event_source(data_class=APIGatewayProxyEvent)
    @cors(POLICY)
    def handler(event: Any, context: Any) -> Any:  # noqa: ANN401, ARG001 - as a handler is
        return {"statusCode": 200, "body": event.path}

    response: Any = handler(rest_event("GET", ORIGIN), LambdaContext())
    assert response["body"] == "/items/1"
    assert response["headers"]["Access-Control-Allow-Origin"] == OTHER


def test_a_policy_as_a_cors_config() -> None:
    """Powertools answers a preflight with what the policy says, apart from Vary."""
    app = APIGatewayRestResolver(cors=POLICY.to_powertools(methods=["PUT"]))

    @app.put("/items/<item>")
    def item(item: str) -> dict[str, str]:
        return {"id": item}

    answer = read_both(app.resolve(rest_event("OPTIONS", PREFLIGHT), LambdaContext()))
    lists = {
        name: sorted(each.strip().lower() for each in value.split(","))
        for name, value in answer.header_map().items()
    }
    assert lists == {
        "access-control-allow-origin": [OTHER],
        "access-control-allow-credentials": ["true"],
        "access-control-allow-methods": ["options", "put"],
        "access-control-allow-headers": [*ALWAYS[:2], "x-a", *ALWAYS[2:]],
        "access-control-expose-headers": ["etag"],
        "access-control-max-age": ["60"],
    }


def test_what_a_cors_config_cannot_express_is_named(snapshot: SnapshotAssertion) -> None:
    """All of it at once, with the way out."""
    policy = POLICY.replace(allow_origins=["https://*.example.com"], allow_headers=ALWAYS[:4])
    with pytest.raises(PolicyError) as caught:
        policy.to_powertools(methods=["GET", "DELETE"])
    assert str(caught.value).startswith("Powertools' CORSConfig: ")
    assert [(each.field, each.reason) for each in caught.value.problems] == [
        ("allow_origins", Reason.PATTERN),
        ("allow_headers", Reason.CONFLICT),
        ("allow_methods", Reason.CONFLICT),
    ]
    assert [each.message for each in caught.value.problems] == snapshot


def test_wildcards_can_be_expressed() -> None:
    """They cover what Powertools sends by itself."""
    public = CorsPolicy(allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    assert public.to_powertools(methods=["PURGE"]).allowed_origin(APP) == "*"


def test_every_origin_is_its_own_answer() -> None:
    """The first, which Powertools takes apart from the others, as well; a stranger has none."""
    config = POLICY.to_powertools()
    assert [config.allowed_origin(each) for each in (APP, OTHER)] == [APP, OTHER]
    assert config.allowed_origin("https://attacker.example") is None
