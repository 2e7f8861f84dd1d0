"""An account that denies one call: what a role with too few permissions meets."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import botocore
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def denied(operation: str, part: str = "") -> Iterator[None]:
    """Deny an operation to every session that is made inside the block.

    Args:
        operation: ``apigateway.GetResources``.
        part: of the URLs that are denied; empty for all.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/CommonErrors.html
    """
    service, _, name = operation.partition(".")
    message = f"User: tester is not authorized to perform: {service}:{name}"

    def answer(request: Any, **_: object) -> AWSResponse | None:  # noqa: ANN401 - an AWSPreparedRequest
        if part not in request.url:
            return None
        headers = HTTPHeaders()
        headers["x-amzn-errortype"] = "AccessDeniedException"
        body = json.dumps({"Message": message}).encode()
        return AWSResponse(request.url, 403, headers, MockRawResponse(body))

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        events = session.get_component("event_emitter")
        # Before moto's own handler, which would answer.
        events.register_first(f"before-send.{operation}", answer)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)
