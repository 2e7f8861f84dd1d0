"""Every block of Python in docs/policies.md is executed; AWS is moto and a loopback server."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from support.lambda_events import rest_event

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
APP = "https://app.example.com"
STRANGER = "https://attacker.example"
POLICY = '{"allow_origins": ["https://app.example.com"], "allow_methods": ["PUT"]}'


def executed(name: str) -> dict[str, Any]:
    """Execute a block and return what it defines."""
    namespace: dict[str, Any] = {}
    exec(BLOCKS[name], namespace)  # noqa: S102 - the page is ours
    return namespace


def allowed(handler: Any, origin: str, method: str = "GET", asked: str = "") -> str | None:  # noqa: ANN401
    """Return the origin that a response names."""
    headers = [("Origin", origin)] + ([("Access-Control-Request-Method", asked)] if asked else [])
    response = handler(rest_event(method, tuple(headers)), None)
    assert "Origin" in response["headers"].get("Vary", "") or response["headers"] == {
        "Access-Control-Allow-Origin": "*"
    }
    name: str | None = response["headers"].get("Access-Control-Allow-Origin")
    return name


def check(handler: Any) -> None:  # noqa: ANN401 - a handler
    """The application is allowed, with a preflight and without; a stranger is not."""
    assert allowed(handler, APP) == APP
    assert allowed(handler, APP, "OPTIONS", "PUT") == APP
    assert allowed(handler, STRANGER) is None
    assert allowed(handler, STRANGER, "OPTIONS", "PUT") is None


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let moto answer."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


def test_every_python_block_is_named() -> None:
    """A block without a name would not be executed."""
    assert PAGE.count("```python") == len(BLOCKS)


def test_the_fields() -> None:
    """What the tables say of patterns and of previews."""
    policy = executed("fields")["policy"]
    assert policy.allows_origin("https://pr-1.preview.example.com")
    assert not policy.allows_origin("https://pr-a.b.preview.example.com")


@pytest.mark.parametrize("name", ["environment", "order"])
def test_the_environment_and_the_order(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bare decorator, and the one with the fields of a policy."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY)
    check(executed(name)["handler"])


def test_by_method() -> None:
    """Everybody reads, the application writes."""
    handler = executed("methods")["handler"]
    assert allowed(handler, STRANGER) == "*"
    assert allowed(handler, STRANGER, "OPTIONS", "PUT") is None
    assert allowed(handler, APP, "OPTIONS", "PUT") == APP


def test_by_route() -> None:
    """One for everybody, one by method, one for no page, and the rest."""
    namespace = executed("methods")
    exec(BLOCKS["routes"], namespace)  # noqa: S102 - the page is ours
    routes = {
        "/public": ["*", "*"],
        "/items/{id}": ["*", None],
        "/internal": [None, None],
        "/else": [None, None],
    }
    for route, answers in routes.items():
        sent = [
            namespace["handler"](
                {**rest_event(method, (("Origin", origin),)), "resource": route}, None
            )["headers"].get("Access-Control-Allow-Origin")
            for method, origin in (("GET", STRANGER), ("PUT", STRANGER), ("PUT", APP))
        ]
        assert sent[:2] == answers
        assert (sent[2] is None) is (route == "/internal")


@pytest.mark.usefixtures("aws")
def test_from_parameter_store() -> None:
    """A parameter that is missing allows nobody."""
    missing = executed("ssm")["handler"]
    assert allowed(missing, APP) is None
    boto3.client("ssm").put_parameter(Name="/items/cors-policy", Value=POLICY, Type="String")
    check(executed("ssm")["handler"])


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_tenants() -> None:
    """The table knows one."""
    table = boto3.resource("dynamodb").create_table(
        TableName="tenants",
        KeySchema=[{"AttributeName": "origin", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "origin", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"origin": APP})
    check(executed("tenants")["handler"])


class Extension(BaseHTTPRequestHandler):
    """What AppConfig's extension answers on loopback."""

    def do_GET(self) -> None:
        """Answer with the configuration."""
        known = self.path == "/applications/items/environments/prod/configurations/cors"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(POLICY.encode())

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.mark.slow
@pytest.mark.enable_socket
def test_from_app_config(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the extension's own port variable; without an extension nobody is allowed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Extension)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("AWS_APPCONFIG_EXTENSION_HTTP_PORT", str(server.server_port))
    try:
        check(executed("appconfig")["handler"])
        late = executed("appconfig")["handler"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert allowed(late, APP) is None


def test_testing() -> None:
    """The page's own tests pass."""
    found = executed("testing")
    found["test_the_app_may_replace_items"]()
    found["test_the_answer_has_the_headers"]()
