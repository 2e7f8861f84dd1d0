"""Errors stay those of WSGI's frameworks: nothing vanishes, nothing is replaced."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from functools import partial
from typing import Any

import pytest
from flask import Flask
from werkzeug.debug import DebuggedApplication
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from corsgate import CorsWsgiMiddleware
from support.failing_views import APP, ORIGIN, POLICY, PROBLEM, fail


def flask_app(**config: Any) -> Flask:  # noqa: ANN401 - Flask's settings
    """Return an application whose view fails, wrapped as the documentation says."""
    app = Flask("items")
    app.config.update(config)
    app.add_url_rule("/fail", view_func=fail)
    app.wsgi_app = CorsWsgiMiddleware(app.wsgi_app, POLICY)  # type: ignore[method-assign]
    return app


def test_flask_answers_its_errors_itself() -> None:
    """Its own handler, with the headers: nothing of it is replaced."""
    app = flask_app()
    app.register_error_handler(500, lambda _error: (PROBLEM, 500))
    answer = app.test_client().get("/fail", headers=ORIGIN)
    assert (answer.status_code, answer.json) == (500, PROBLEM)
    assert answer.headers["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    "config", [{"TESTING": True}, {"DEBUG": True}, {"PROPAGATE_EXCEPTIONS": True}]
)
def test_what_flask_propagates_is_raised(config: dict[str, bool]) -> None:
    """A test sees the exception of its view, whatever middleware is around or between."""
    app = flask_app(**config)
    with pytest.raises(LookupError, match="no such table"):
        app.test_client().get("/fail", headers=ORIGIN)
    within = CorsWsgiMiddleware(ProxyFix(app), POLICY)
    with pytest.raises(LookupError, match="no such table"):
        Client(within).get("/fail", headers=ORIGIN)


def test_what_flask_is_told_to_keep_is_answered() -> None:
    """PROPAGATE_EXCEPTIONS goes before testing."""
    app = flask_app(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    assert app.test_client().get("/fail", headers=ORIGIN).status_code == 500


@pytest.mark.parametrize("evalex", [True, False])
def test_flask_s_debugger_shows_the_traceback(*, evalex: bool) -> None:
    """As `flask --debug run` has it."""
    debugged = DebuggedApplication(flask_app(DEBUG=True), evalex=evalex)
    answer = Client(debugged).get("/fail", headers=ORIGIN)
    assert answer.status_code == 500
    assert "LookupError" in answer.text
    assert "no such table" in answer.text


def raising(_environ: Any, _start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
    """Fail at once."""
    fail()


def raising_late(_environ: Any, _start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
    """Fail with the first chunk."""
    yield from fail()


RAW = pytest.mark.parametrize("app", [raising, raising_late])


def call(app: Any, environ: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:  # noqa: ANN401
    """Call an application as a server does."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": APP, **environ}
    chunks = app(environ, lambda status, headers: started.append((status, headers)))
    body = b"".join(chunks)
    ((status, headers),) = started
    return status, dict(headers), body


@RAW
def test_an_exception_that_nobody_else_answers(
    app: Any,  # noqa: ANN401 - a row
    caplog: pytest.LogCaptureFixture,
) -> None:
    """500 with the headers; the traceback is in `wsgi.errors`, and in the log if there is one."""
    errors = io.StringIO()
    status, headers, body = call(CorsWsgiMiddleware(app, POLICY), {"wsgi.errors": errors})
    assert (status, headers["Access-Control-Allow-Origin"]) == ("500 Internal Server Error", APP)
    assert body == b'{"message": "Internal Server Error"}'
    assert errors.getvalue().startswith("Traceback (most recent call last):\n")
    assert errors.getvalue().endswith("LookupError: no such table\n")
    (record,) = caplog.records
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)


@RAW
@pytest.mark.parametrize(
    "key", ["werkzeug.debug.preserve_context", "x-wsgiorg.throw_errors", "paste.throw_errors"]
)
def test_an_exception_that_is_wanted_outside(app: Any, key: str) -> None:  # noqa: ANN401 - a row
    """By a debugger, or by a test client; unless the middleware is told to answer."""
    with pytest.raises(LookupError, match="no such table"):
        call(CorsWsgiMiddleware(app, POLICY), {key: True})
    answered = CorsWsgiMiddleware(app, POLICY, on_error="respond")
    assert call(answered, {key: True})[0] == "500 Internal Server Error"


def test_an_application_behind_a_partial_call_and_a_foreign_config() -> None:
    """What is inside is looked for in vain, however deep: the exception is answered."""

    class Other:
        config = "items.toml"

        def __call__(self, environ: Any, start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
            return raising(environ, start)

    class Circle(Other):
        @property
        def app(self) -> Circle:
            return self

    for app in (partial(raising), Other(), Other().__call__, Circle()):
        assert call(CorsWsgiMiddleware(app, POLICY), {})[0] == "500 Internal Server Error"


def test_without_any_configuration_an_error_is_on_standard_error_once() -> None:
    """Neither `wsgi.errors` nor logging is switched off, and neither says it twice."""
    program = """if True:
        import sys
        from corsgate import CorsPolicy, CorsWsgiMiddleware, cors
        policy = CorsPolicy(allow_origins=["*"])
        def app(environ, start):
            raise LookupError("in the application")
        middleware = CorsWsgiMiddleware(app, policy)
        for environ in ({"wsgi.errors": sys.stderr}, {}):
            middleware({"REQUEST_METHOD": "GET", **environ}, lambda *_: None)
        @cors(policy, on_error="respond")
        def handler(event, context):
            raise LookupError("in the handler")
        handler({"httpMethod": "GET", "headers": {}}, None)
    """
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    said = [line for line in ended.stderr.splitlines() if line.startswith("LookupError")]
    assert said == [
        "LookupError: in the application",
        "LookupError: in the application",
        "LookupError: in the handler",
    ]
