"""What a handler is called with, whatever the event is and however it takes it."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy, cors
from support.lambda_events import http2_event, rest_event

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
