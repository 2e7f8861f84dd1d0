"""What is read of a library's settings is what the library itself answers."""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler
from support.lambda_events import rest_event
from support.read_answers import contains

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARLETTE = """
from mangum import Mangum
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
app = Starlette()
async def home(request): return PlainTextResponse("x")
async def fails(request): raise RuntimeError("x")
app.add_route("/", home)
app.add_route("/fails", fails)
app.add_middleware(CORSMiddleware, {settings})
handler = Mangum(app, lifespan="off")
"""
_FLASK = """
from apig_wsgi import make_lambda_handler
from flask import Flask
from flask_cors import CORS
app = Flask("x")
@app.route("/")
def home(): return "x"
@app.route("/fails")
def fails(): raise RuntimeError("x")
CORS(app{settings})
handler = make_lambda_handler(app)
"""
_POWERTOOLS = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
app = APIGatewayRestResolver(cors=CORSConfig({settings}))
@app.get("/")
def home(): return {{"x": 1}}
@app.get("/fails")
def fails(): raise NotFoundError("x")
@app.get("/without", cors=False)
def without(): return {{"x": 1}}, 201
def handler(event, context): return app.resolve(event, context)
"""
_CORSGATE = """
from corsgate import cors
@cors({settings})
def handler(event, context):
    if event["path"] == "/": return {{"statusCode": 200}}
    if event["path"] == "/fails": return {{"statusCode": 500}}
    return {{"statusCode": 201}}
"""
_CORSGATE_WSGI = """
from apig_wsgi import make_lambda_handler
from flask import Flask
from corsgate import CorsPolicy, CorsWsgiMiddleware
app = Flask("x")
@app.route("/")
def home(): return "x"
@app.route("/fails")
def fails(): raise RuntimeError("x")
app.wsgi_app = CorsWsgiMiddleware(app.wsgi_app, CorsPolicy({settings}))
handler = make_lambda_handler(app)
"""
_CORSGATE_ASGI = """
from mangum import Mangum
from fastapi import FastAPI
from corsgate import CorsAsgiMiddleware, CorsPolicy
app = FastAPI()
@app.get("/")
def home(): return "x"
@app.get("/fails")
def fails(): raise RuntimeError("x")
app.add_middleware(CorsAsgiMiddleware, policy=CorsPolicy({settings}))
handler = Mangum(app, lifespan="off")
"""
_OURS = (
    'allow_origins=["*"]',
    'allow_origins=["https://a.example"]',
    'allow_origins=["https://a.example", "https://b.example"], allow_credentials=True',
)
_SETTINGS = {
    _CORSGATE: _OURS,
    _CORSGATE_WSGI: _OURS,
    _CORSGATE_ASGI: _OURS,
    _STARLETTE: (
        'allow_origins=["*"]',
        'allow_origins=["https://a.example"]',
        'allow_origins=["https://a.example", "https://b.example"], allow_credentials=True',
        "allow_origins=[]",
    ),
    _FLASK: (
        "",
        ', origins="*"',
        ', origins=["https://a.example", "https://b.example"]',
        ', origins="*", supports_credentials=True',
        ', origins="https://a.example", supports_credentials=True',
    ),
    _POWERTOOLS: (
        "",
        'allow_origin="*", allow_credentials=True',
        'allow_origin="https://a.example"',
        (
            'allow_origin="https://a.example", extra_origins=["https://b.example"], '
            "allow_credentials=True"
        ),
    ),
}
_CASES = [(program, settings) for program, each in _SETTINGS.items() for settings in each]
_JUDGED = frozenset({"access-control-allow-origin", "access-control-allow-credentials"})


def _is_judged(name: str) -> bool:
    return name.lower() in _JUDGED


def _answers(source: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Run a handler; yield events with what it returns for them."""
    names: dict[str, Any] = {}
    # Mangum takes the thread's event loop, and closes none.
    with warnings.catch_warnings(), asyncio.Runner() as runner:
        runner.get_loop()
        warnings.simplefilter("ignore")  # about the libraries' own use of what is deprecated
        exec(source, names)  # noqa: S102 - the test's own program
        for path in ("/", "/fails", "/without", "/none"):
            for origin in ("https://a.example", "https://b.example", "https://other.example", None):
                headers = () if origin is None else (("origin", origin),)
                event = {"headers": {}, **rest_event("GET", headers, path)}
                event["headers"] = event["headers"] or {}
                yield event, names["handler"](event, _CONTEXT)


class _Context:
    """As much of a context as the adapters ask for."""

    aws_request_id = "1"
    function_name = "f"


_CONTEXT = _Context()


def _with_headers(response: dict[str, Any]) -> dict[str, Any]:
    """Return a response with the headers of several values among the others."""
    several = response.get("multiValueHeaders") or {}
    joined = {name: ", ".join(values) for name, values in several.items()}
    return {**response, "headers": {**joined, **(response.get("headers") or {})}}


@pytest.mark.slow
@pytest.mark.parametrize(("program", "settings"), _CASES)
def test_what_is_read_of_a_library_is_what_it_answers(program: str, settings: str) -> None:
    """The real library answers with one of the answers that were read, for every page."""
    source = program.format(settings=settings)
    reading = read_handler(
        Bundle({"app.py": source.encode()}), "python3.13", "app.handler", Environment()
    )
    assert not reading.undetermined
    for event, response in _answers(source):
        if not event["headers"]:
            continue  # no page sends it
        given = _with_headers(response)
        assert contains(reading, event, given, _is_judged), (reading, event, given)


@pytest.mark.slow
@pytest.mark.parametrize(("program", "settings"), _CASES)
def test_every_answer_that_was_read_of_a_library_is_given(program: str, settings: str) -> None:
    """No answer of the reading is made up: each has an event for which the library gives it."""
    source = program.format(settings=settings)
    reading = read_handler(
        Bundle({"app.py": source.encode()}), "python3.13", "app.handler", Environment()
    )
    given = [(event, _with_headers(response)) for event, response in _answers(source)]
    for answer in reading.answers:
        alone = type(reading)(answers=(answer,))
        assert any(contains(alone, *each, _is_judged) for each in given), answer
