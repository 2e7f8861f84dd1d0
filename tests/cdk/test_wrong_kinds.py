"""`add_cors` of what is no API: the message names what it is, and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk.aws_apigateway import CfnRestApi, MockIntegration, RestApi
from aws_cdk.aws_apigatewayv2 import CfnApi, WebSocketApi
from aws_cdk.aws_lambda import FunctionUrl

from corsgate_cdk import add_cors
from support.synthesis import POLICY, new_function, new_stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack

KINDS: dict[str, tuple[Callable[[Stack], Any], str]] = {
    "CfnApi": (
        lambda stack: CfnApi(stack, "Api", name="items", protocol_type="HTTP"),
        (
            "write HttpApi or CorsHttpApi, or api.add_property_override("
            '"CorsConfiguration", corsgate.render.http_api(policy))'
        ),
    ),
    "CfnRestApi": (
        lambda stack: CfnRestApi(stack, "Api", name="items"),
        (
            "import it with RestApi.from_rest_api_attributes(scope, id, rest_api_id=api.ref, "
            "root_resource_id=api.attr_root_resource_id), and pass that with stage_name='...'"
        ),
    ),
    "FunctionUrl": (
        lambda stack: FunctionUrl(stack, "Url", function=new_function(stack)),
        "write CorsFunctionUrl",
    ),
    "Method": (
        lambda stack: RestApi(stack, "Api").root.add_method("GET", MockIntegration()),
        "pass method.resource, because the preflight is for the whole resource",
    ),
    "WebSocketApi": (
        lambda stack: WebSocketApi(stack, "Api"),
        (
            "remove the call, because a WebSocket has no CORS: its $connect route checks the "
            "Origin header by itself"
        ),
    ),
    "Function": (new_function, "pass one of these"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_api_is_named(kind: str) -> None:
    """Each with its way out."""
    build, way_out = KINDS[kind]
    with pytest.raises(TypeError) as caught:
        add_cors(build(new_stack()), POLICY)
    assert str(caught.value) == (
        f"add_cors takes a RestApi, a resource of one, or an HttpApi, but got a {kind}; {way_out}"
    )
