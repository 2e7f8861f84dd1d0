"""Which fixes an exchange gets: by its cause, by the front door, by the tools of a folder."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.browser import actual_request
from corsgate_audit.fix.rendered.forms import Form
from corsgate_audit.model import FrontDoor
from corsgate_audit.probe.fixes.policies import policy_for
from corsgate_audit.probe.fixes.rendering import (
    Fix,
    RenderError,
    Wish,
    by_render,
    by_template,
    serverless,
)
from corsgate_audit.probe.values import Family, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corsgate_audit.probe.values import Probe


class Tool(StrEnum):
    """What an API is written with."""

    CDK = "cdk"
    SAM = "sam"
    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    SERVERLESS = "serverless"
    CHALICE = "chalice"
    AMPLIFY = "amplify"
    CONSOLE = "console"
    HANDLER = "handler"
    PAGE = "page"


_REST, _HTTP, _URL = FrontDoor.REST_API, FrontDoor.HTTP_API, FrontDoor.FUNCTION_URL
_GATEWAYS = frozenset({_REST, _HTTP, _URL})
_FRONT_DOORS = {
    Server.REST_API: _REST,
    Server.HTTP_API: _HTTP,
    Server.FUNCTION_URL: _URL,
    Server.CLOUDFRONT: FrontDoor.CLOUDFRONT,
}


class _Renderer(NamedTuple):
    tool: Tool
    language: str
    front_doors: frozenset[FrontDoor]
    render: Callable[[Wish], str]


def _form(form: Form, language: str) -> Callable[[Wish], str]:
    return lambda wish: by_render(form, language, wish)


def _template(name: str) -> Callable[[Wish], str]:
    return lambda wish: by_template(name, wish)


_RENDERERS = (
    _Renderer(Tool.CDK, "python", frozenset({_REST}), _template("rest_api.py.j2")),
    _Renderer(Tool.CDK, "python", frozenset({_HTTP}), _template("http_api.py.j2")),
    _Renderer(Tool.CDK, "python", frozenset({_URL}), _template("function_url.py.j2")),
    _Renderer(Tool.CDK, "python", frozenset({FrontDoor.CLOUDFRONT}), _template("cloudfront.py.j2")),
    _Renderer(Tool.CDK, "typescript", frozenset({_REST}), _template("rest_api.ts.j2")),
    _Renderer(Tool.CDK, "typescript", frozenset({_HTTP}), _template("http_api.ts.j2")),
    _Renderer(Tool.CDK, "typescript", frozenset({_URL}), _template("function_url.ts.j2")),
    _Renderer(Tool.SAM, "yaml", _GATEWAYS, _form(Form.SAM, "yaml")),
    _Renderer(Tool.CLOUDFORMATION, "yaml", _GATEWAYS, _form(Form.CLOUDFORMATION, "yaml")),
    _Renderer(Tool.TERRAFORM, "json", _GATEWAYS, _form(Form.TERRAFORM, "json")),
    _Renderer(Tool.SERVERLESS, "yaml", _GATEWAYS, serverless),
    _Renderer(Tool.CHALICE, "python", frozenset({_REST}), _template("chalice.py.j2")),
    _Renderer(Tool.AMPLIFY, "typescript", frozenset({_REST}), _template("rest_api.ts.j2")),
    _Renderer(Tool.CONSOLE, "text", frozenset({_REST}), _template("console_rest.txt.j2")),
    _Renderer(Tool.CONSOLE, "text", frozenset({_HTTP}), _template("console_http.txt.j2")),
    _Renderer(Tool.CONSOLE, "text", frozenset({_URL}), _template("console_url.txt.j2")),
    _Renderer(Tool.HANDLER, "python", frozenset({_REST}), _template("handler.py.j2")),
    _Renderer(Tool.HANDLER, "javascript", frozenset({_REST}), _template("handler.mjs.j2")),
)
"""An HTTP API and a function URL with CORS settings own the headers: a handler must not add any."""

NO_SETTING = frozenset(
    {
        "unreachable",
        "never-sent",
        "mixed-content",
        "local-network-access",
        "preflight-redirected",
        "redirected",
        "method-not-served",
        "aws-control-plane",
        "wrong-stage-or-path",
        "no-api-mapping",
        "upstream-down",
        "response-header-in-request",
    }
)
"""Causes that no CORS setting of the API ends."""

_OF_PAGE = frozenset(
    {"preflight-redirected", "redirected", "response-header-in-request", "credentials-not-allowed"}
)


def fixes_for(found: Probe, tools: Sequence[Tool] = ()) -> tuple[Fix, ...]:
    """Return the code that lets an exchange pass, for each tool.

    Args:
        found: what was found with its cause.
        tools: tools that are wanted; none for all that fit.

    Returns:
        Nothing where nothing is blocked, or no change of these ends it. What is allowed today
        stays allowed.
    """
    cause = found.cause
    if cause is None or cause.family is Family.NETWORK:
        return ()
    fixes = [*_of_page(found), *([] if cause.slug in NO_SETTING else _of_api(found, tools))]
    return tuple(fix for fix in fixes if not tools or fix.tool in tools)


def _of_api(found: Probe, tools: Sequence[Tool]) -> Iterator[Fix]:
    policy = policy_for(found)
    server = found.cause.server if found.cause else None
    # Whoever names a tool of AWS has an API there, though its answer does not show it.
    asked = any(tool in tools for tool in Tool if tool is not Tool.PAGE)
    front_door = _FRONT_DOORS.get(server) if server else None
    front_door = front_door or (_REST if asked or server is None else None)
    if policy is None or front_door is None:
        return
    request = actual_request(found.request)
    path = urlsplit(request.url).path or "/"
    wish = Wish(policy, front_door, request.method, path, request.url)
    for renderer in _RENDERERS:
        if front_door not in renderer.front_doors:
            continue
        if server is None and not asked and renderer.tool is not Tool.HANDLER:
            continue
        try:
            yield Fix(renderer.tool.value, renderer.language, renderer.render(wish))
        except RenderError:  # an HTTP API cannot express every policy: its handler can
            continue


def _of_page(found: Probe) -> Iterator[Fix]:
    cause, request = found.cause, found.request
    if cause is None or cause.slug not in _OF_PAGE:
        return
    policy = policy_for(found)
    if policy is None:
        return
    named = tuple(name for name, _ in request.headers if name.lower() in CORS_RESPONSE_HEADERS)
    heard = found.deciding
    sent = actual_request(request)
    url = (heard.header("location") if heard else "") or sent.url
    method = sent.method
    wish = Wish(policy, _REST, method, "/", url, named)
    yield Fix(Tool.PAGE.value, "javascript", by_template(f"page_{_page(cause.slug)}.js.j2", wish))


def _page(slug: str) -> str:
    return "redirected" if "redirected" in slug else slug.replace("-", "_")


_SIGNS: tuple[tuple[str, Tool], ...] = (
    ("cdk.json", Tool.CDK),
    ("serverless.yml", Tool.SERVERLESS),
    ("serverless.yaml", Tool.SERVERLESS),
    ("serverless.ts", Tool.SERVERLESS),
    (".chalice/config.json", Tool.CHALICE),
    ("amplify/team-provider-info.json", Tool.AMPLIFY),
    ("amplify/backend.ts", Tool.AMPLIFY),
    ("samconfig.toml", Tool.SAM),
)
LONGEST_TEMPLATE = 65_536
"""Characters of a template in which its transform is looked for."""

_SAM_TRANSFORM = "AWS::Serverless-2016-10-31"
_TEMPLATES = ("template.yaml", "template.yml", "template.json")


def tools_in(folder: Path) -> tuple[Tool, ...]:
    """Return the tools that a folder is written with, by the files that lie in it.

    Args:
        folder: folder to look at; nothing below it is.
    """
    found = [tool for name, tool in _SIGNS if (folder / name).is_file()]
    found += [Tool.TERRAFORM] if any(folder.glob("*.tf")) else []
    for name in _TEMPLATES:
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", errors="replace") as file:
                text = file.read(LONGEST_TEMPLATE)
            found.append(Tool.SAM if _SAM_TRANSFORM in text else Tool.CLOUDFORMATION)
    return tuple(dict.fromkeys(found))
