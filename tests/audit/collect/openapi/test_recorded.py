"""What was recorded on AWS of imports, against what AWS's prose says.

Source: https://github.com/localstack/localstack, tests/aws/services/apigateway, tests marked
``aws.validated``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import RestApi
from support.collected import of_kind, write

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """\
openapi: 3.0.1
info: {title: items, version: '1'}
TOP
components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
paths:
  /items:
    options:
      OWN
      responses: {}
      x-amazon-apigateway-integration: {type: mock}
"""


@pytest.mark.parametrize(
    ("top", "own", "asks"),
    [
        ("security: [{key: []}]", "", True),  # test_import_with_global_api_key_authorizer
        ("security: [{key: []}]", "security: []", False),
        ("", "security: [{key: []}]", True),
        ("", "", False),
    ],
)
def test_the_security_of_the_document(tmp_path: Path, top: str, own: str, *, asks: bool) -> None:
    """A method takes it, unless it has its own."""
    text = DOCUMENT.replace("TOP", top).replace("OWN", own)
    (api,) = of_kind(collect([write(tmp_path, "api.yaml", text)]).apis, RestApi)

    assert [route.api_key_required for route in api.routes] == [asks]
