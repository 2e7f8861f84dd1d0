"""An app is served as AWS would serve it, and each request has the browser's verdict."""

from __future__ import annotations

import json
import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway import Answer, Layer
from corsgate_audit.model import HttpApi, Location
from corsgate_audit.serve.apis import ServedApi
from corsgate_audit.serve.log import Entry, Log
from corsgate_audit.serve.seen import Judged, SeenKind
from support.served_app import PAGE, ServedApp, served_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FUNCTIONS = {
    "echo": "return answer(json.dumps(event))",
    "plain": "return {'statusCode': 200, 'body': 'no headers'}",
    "empty": "return {}",
    "raising": "raise ValueError('broken')",
    "exiting": "os._exit(3)",
    "nonsense": "return ['a', 1]",
    "large": "return answer('x' * 7_000_000)",
    "noisy": "print('y' * 3_000_000); return answer('quiet')",
}
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: index.handler, Timeout: 10}}
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors:
        AllowOrigin: "'https://app.example.com'"
        AllowMethods: "'GET,PUT'"
        AllowHeaders: "'content-type'"
      GatewayResponses:
        DEFAULT_5XX: {ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'*'"}}}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {AllowOrigins: ["https://app.example.com"], AllowMethods: [GET]}
"""
_FUNCTION = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {{AuthType: NONE}}
      Events:
        Rest: {{Type: Api, Properties: {{Path: /{name}, Method: ANY, RestApiId: !Ref Rest}}}}
        Http: {{Type: HttpApi, Properties: {{Path: /{name}, Method: GET, ApiId: !Ref Http}}}}
      InlineCode: |
        import json, os
        def answer(body):
            headers = {{"Access-Control-Allow-Origin": "https://app.example.com"}}
            return {{"statusCode": 200, "headers": headers, "body": body}}
        def handler(event, context):
            {body}
"""


def write_app(folder: Path) -> Path:
    """Write the template."""
    parts = (_FUNCTION.format(name=name, body=body) for name, body in FUNCTIONS.items())
    path = folder / "template.yaml"
    path.write_text(TEMPLATE + "".join(parts), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedApp]:
    """The app, once for all tests."""
    with served_app(write_app(tmp_path_factory.mktemp("app"))) as app:
        yield app


def verdict(app: ServedApp) -> tuple[SeenKind, bool | None, str | None]:
    """Return what was logged last of the verdict."""
    judged = app.entries[-1].judged
    return judged.kind, judged.is_allowed, judged.verdict.error if judged.verdict else None


def test_a_preflight_and_the_request_after_it(app: ServedApp) -> None:
    """Each is one entry, with what the browser makes of it."""
    url = f"{app.url('Rest')}/echo"
    got = app.preflight(url, "PUT", "content-type")
    cors = {name: value for name, value in got.headers.items() if "control" in name}
    assert (got.status, cors) == (
        200,
        {
            "access-control-allow-origin": PAGE,
            "access-control-allow-methods": "GET,PUT",
            "access-control-allow-headers": "content-type",
        },
    )
    assert verdict(app) == (SeenKind.PREFLIGHT, True, None)

    got = app.ask(f"{url}?a=1&a=2", "PUT", {"Content-Type": "application/json"}, b'{"b": 3}')
    event = got.json
    assert isinstance(event, dict)
    assert (got.status, event["httpMethod"], event["body"], event["path"]) == (
        200, "PUT", '{"b": 3}', "/echo",
    )  # fmt: skip
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert verdict(app) == (SeenKind.REQUEST, True, None)


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ("Rest /plain", 200, "MissingAllowOriginHeader"),
        ("Rest /empty", 502, None),
        ("Rest /raising", 502, None),
        ("Rest /exiting", 502, None),
        ("Rest /nonsense", 502, None),
        ("Rest /large", 502, None),
        ("Rest /noisy", 200, None),
        ("Rest /nowhere", 403, "MissingAllowOriginHeader"),
        ("Http /plain", 200, None),
        ("Http /empty", 200, None),
        ("Http /raising", 500, None),
        ("Http /exiting", 500, None),
        ("Http /nonsense", 200, None),
        ("Http /nowhere", 404, None),
        ("plainUrl /any", 200, "MissingAllowOriginHeader"),
        ("raisingUrl /any", 502, "MissingAllowOriginHeader"),
    ],
)
def test_what_functions_do(app: ServedApp, asked: str, status: int, error: str | None) -> None:
    """An answer that AWS refuses is refused; what a page may read is what the gateway lets it."""
    name, path = asked.split()
    assert app.ask(app.url(name) + path).status == status
    assert verdict(app) == (SeenKind.REQUEST, error is None, error)


def test_a_preflight_that_fails(app: ServedApp) -> None:
    """The entry has the console's sentence."""
    app.preflight(f"{app.url('Rest')}/echo", "DELETE")
    entry = app.entries[-1]
    assert verdict(app) == (SeenKind.PREFLIGHT, False, "MethodDisallowedByPreflightResponse")
    assert entry.judged.verdict is not None
    assert "Method DELETE is not allowed" in entry.judged.verdict.console


def test_a_response_that_is_blocked(app: ServedApp) -> None:
    """The entry has what the audit says: the rule, the path and the place."""
    app.ask(f"{app.url('Rest')}/plain")
    finding = app.entries[-1].finding
    assert finding is not None
    assert (finding.rule, finding.resource.path) == ("CORS701", "/plain")
    assert finding.fix is not None


def test_a_function_that_fails_where_a_page_cannot_see_it(tmp_path: Path) -> None:
    """What the audit says of the answer that did not come is not said; the line that raised is."""
    target = tmp_path / "template.yaml"
    target.write_text(textwrap.dedent(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Rest:
            Type: AWS::Serverless::Api
            Properties: {StageName: prod, Cors: {AllowOrigin: "'https://app.example.com'"}}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.11
              Handler: index.handler
              Events: {A: {Type: Api, Properties: {Path: /a, Method: GET, RestApiId: !Ref Rest}}}
              InlineCode: |
                def handler(event, context):
                    if event["queryStringParameters"]:
                        raise ValueError("broken")
                    return {"statusCode": 200, "body": "no headers"}
        """
    ), encoding="utf-8")  # fmt: skip
    with served_app(target) as app:
        url = f"{app.url('Rest')}/a"
        app.ask(url)
        assert app.ask(f"{url}?fail=1").status == 502
        silent, failed = app.entries
    assert silent.finding is not None
    assert silent.finding.rule == "CORS701"
    assert failed.finding is not None
    assert failed.finding.resource.path is None
    assert failed.finding.rule == "CORS113"
    assert "/index.py, line 3: ValueError: broken" in failed.answer.note


@pytest.mark.parametrize(
    ("path", "headers", "status", "kind"),
    [
        ("/echo", {"Sec-Fetch-Mode": "navigate"}, 200, SeenKind.NOT_CORS),
        ("/echo", {"Sec-Fetch-Site": "same-origin"}, 200, SeenKind.NOT_CORS),
        ("/echo", {"Host": "attacker.example"}, 403, SeenKind.REQUEST),
    ],
)
def test_what_is_no_request_of_a_page(
    app: ServedApp, path: str, headers: dict[str, str], status: int, kind: SeenKind
) -> None:
    """A navigation is not judged; a name that leads here from elsewhere gets no answer."""
    assert app.ask(app.url("Rest") + path, headers=headers).status == status
    assert app.entries[-1].judged.kind is kind


def test_a_path_without_its_stage(app: ServedApp) -> None:
    """API Gateway answers 403, and the entry says what is wrong."""
    url = app.url("Rest").removesuffix("/prod")
    got = app.ask(f"{url}/echo")
    assert (got.status, got.json) == (403, {"message": "Forbidden"})
    assert "does not begin with the stage /prod/" in app.entries[-1].answer.note


def test_credentials_decide(app: ServedApp) -> None:
    """Without a cookie nobody knows whether the page sends any: both verdicts are there."""
    app.ask(f"{app.url('Rest')}/echo")
    judged = app.entries[-1].judged
    assert (judged.is_allowed, judged.with_credentials and judged.with_credentials.error) == (
        True,
        "InvalidAllowCredentials",
    )
    app.ask(f"{app.url('Rest')}/echo", headers={"Cookie": "a=b"})
    assert verdict(app) == (SeenKind.REQUEST, False, "InvalidAllowCredentials")
    assert app.entries[-1].judged.with_credentials is None


@pytest.mark.slow
def test_two_hundred_at_once(app: ServedApp) -> None:
    """All are answered, each with its own event."""
    url = app.url("Rest")

    def ask(number: int) -> object:
        event = app.ask(f"{url}/echo?number={number}").json
        assert isinstance(event, dict)
        return event["queryStringParameters"]["number"]

    with ThreadPoolExecutor(200) as pool:
        assert list(pool.map(ask, range(200))) == [str(number) for number in range(200)]


def test_a_request_that_is_too_large(app: ServedApp) -> None:
    """More than 10 MB never reaches an API, more than 6 MB no function: neither is customised."""
    rest, http, url = (app.url(name) for name in ("Rest", "Http", "echoUrl"))
    got = app.ask(f"{rest}/echo", "PUT", body=b"x" * (10 * 2**20 + 1))
    assert (got.status, got.body, got.headers["content-type"]) == (
        413, b"HTTP content length exceeded 10485760 bytes.", "text; charset=utf-8",
    )  # fmt: skip
    got = app.ask(f"{http}/echo", body=b"x" * (10 * 2**20 + 1))
    assert (got.status, got.json) == (413, {"message": "Request Entity Too Large"})
    large = b"x" * 6 * 2**20
    got = app.ask(f"{rest}/echo", "PUT", {"Content-Type": "text/plain"}, large)
    assert (got.status, got.json) == (413, {"message": "Request Too Long"})
    assert "access-control-allow-origin" not in got.headers
    assert verdict(app) == (SeenKind.REQUEST, False, "MissingAllowOriginHeader")
    assert "echo is not called: the event has 629" in app.entries[-1].answer.note
    assert app.ask(url, "PUT", {"Content-Type": "text/plain"}, large).status == 413


def test_the_summary(app: ServedApp) -> None:
    """Routes that were called, blocked, and never called."""
    app.ask(f"{app.url('Rest')}/plain")
    summary = app.run.log.summary([each.served for each in app.run.hosted])
    assert "ANY /prod/plain" in summary.called
    assert summary.blocked["GET /prod/plain"] > 0
    assert "ANY of the function URL plainUrl" in (*summary.called, *summary.never_called)
    assert "ANY /prod/nowhere" not in summary.called


def test_what_comes_after_the_summary() -> None:
    """A request that was waiting when the run ended has no line below the summary."""
    entries: list[Entry] = []
    log = Log(entries.append)
    assert log.end([]).requests == 0
    given = Answer(response=HttpResponse(200), layer=Layer.FUNCTION, note="")
    here = Location(source="template.yaml", pointer="/")
    served = ServedApi(api=HttpApi(name="h", location=here), stage="$default")
    log.add(
        Entry(
            time=0,
            served=served,
            method="GET",
            path="/",
            route=None,
            answer=given,
            judged=Judged(kind=SeenKind.NOT_CORS, origin=None, method="GET"),
            milliseconds=0,
            function_ms=0,
        )
    )
    assert (entries, log.summary([]).requests) == ([], 0)


def test_changed_code_and_a_changed_template(tmp_path: Path) -> None:
    """The next request meets the new code, the one after it the new settings."""
    code = tmp_path / "src"
    code.mkdir()
    handler = "def handler(event, context):\n    return {'statusCode': 200, 'body': '%s'}\n"
    (code / "app.py").write_text(handler % "old", encoding="utf-8")
    template = textwrap.dedent(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.11
              Handler: app.handler
              CodeUri: src
              FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ["%s"]}}
        """
    )
    path = tmp_path / "template.yaml"
    path.write_text(template % "https://other.example.com", encoding="utf-8")
    from corsgate_audit.collect import collect  # noqa: PLC0415 - as the command does it
    from corsgate_audit.serve.apis import served_apis  # noqa: PLC0415

    with served_app(path) as app:
        url = app.url("FUrl")
        assert app.ask(url).body == b"old"
        assert verdict(app)[1] is False
        (code / "app.py").write_text(handler % "new", encoding="utf-8")
        app.run.reload()
        assert app.ask(url).body == b"new"
        path.write_text(template % PAGE, encoding="utf-8")
        collection = collect([str(path)])
        assert app.run.renew(collection, served_apis(collection)) == []
        app.ask(url)
        assert verdict(app)[1] is True


def test_events_of_three_front_doors(app: ServedApp) -> None:
    """Each sends its own format."""
    assert app.ask(f"{app.url('Rest')}/echo").status == 200
    versions = [
        json.loads(app.ask(app.url(name) + "/echo").body).get("version")
        for name in ("Rest", "Http", "echoUrl")
    ]
    assert versions == [None, "2.0", "2.0"]
