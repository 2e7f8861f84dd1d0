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
    serverless_cloudfront,
)
from corsgate_audit.probe.values import Family, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
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
_CDN = FrontDoor.CLOUDFRONT
_GATEWAYS = frozenset({_REST, _HTTP, _URL})
_FRONT_DOORS = {
    Server.REST_API: _REST,
    Server.HTTP_API: _HTTP,
    Server.FUNCTION_URL: _URL,
    Server.CLOUDFRONT: _CDN,
}


class _Renderer(NamedTuple):
    tool: Tool
    language: str
    front_doors: frozenset[FrontDoor]
    render: Callable[[Wish], str]


def _form(form: Form) -> Callable[[Wish], str]:
    return lambda wish: by_render(form, wish)


def _template(name: str, **words: str) -> Callable[[Wish], str]:
    return lambda wish: by_template(name, wish, **words)


_BY_FRONT_DOOR = (
    (_REST, "rest_api"),
    (_HTTP, "http_api"),
    (_URL, "function_url"),
    (_CDN, "cloudfront"),
)
_CONSOLE = ((_REST, "rest"), (_HTTP, "http"), (_URL, "url"), (_CDN, "cloudfront"))


def _templates(
    tool: Tool, language: str, ending: str, names: Iterable[tuple[FrontDoor, str]], **words: str
) -> tuple[_Renderer, ...]:
    return tuple(
        _Renderer(tool, language, frozenset({door}), _template(f"{name}.{ending}.j2", **words))
        for door, name in names
    )


_CONSOLE_NAMES = [(door, f"console_{name}") for door, name in _CONSOLE]
_RENDERERS = (
    *_templates(Tool.CDK, "python", "py", _BY_FRONT_DOOR),
    *_templates(Tool.CDK, "typescript", "ts", _BY_FRONT_DOOR),
    _Renderer(Tool.SAM, "yaml", _GATEWAYS, _form(Form.SAM)),
    *_templates(Tool.SAM, "yaml", "yaml", _BY_FRONT_DOOR[3:]),
    _Renderer(Tool.CLOUDFORMATION, "yaml", _GATEWAYS, _form(Form.CLOUDFORMATION)),
    *_templates(Tool.CLOUDFORMATION, "yaml", "yaml", _BY_FRONT_DOOR[3:]),
    _Renderer(Tool.TERRAFORM, "hcl", _GATEWAYS, _form(Form.HCL)),
    *_templates(Tool.TERRAFORM, "hcl", "tf", _BY_FRONT_DOOR[3:]),
    _Renderer(Tool.SERVERLESS, "yaml", _GATEWAYS, serverless),
    _Renderer(Tool.SERVERLESS, "yaml", frozenset({_CDN}), serverless_cloudfront),
    _Renderer(Tool.CHALICE, "python", frozenset({_REST}), _template("chalice.py.j2")),
    *_templates(Tool.AMPLIFY, "typescript", "ts", _BY_FRONT_DOOR, scope="stack"),
    *_templates(Tool.CONSOLE, "text", "txt", _CONSOLE_NAMES),
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

_OF_FUNCTION = frozenset({Tool.HANDLER, Tool.CHALICE})
"""Tools that write what a function returns."""

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
        stays allowed. What only the function can do comes as the handler, whatever the tool.
    """
    cause = found.cause
    if cause is None or cause.family is Family.NETWORK:
        return ()
    fixes = [*_of_page(found), *([] if cause.slug in NO_SETTING else _of_api(found, tools))]
    wanted = {*tools, Tool.HANDLER} if writes_headers_itself(found) else {*tools}
    return tuple(fix for fix in fixes if not tools or fix.tool in wanted)


def writes_headers_itself(found: Probe) -> bool:
    """Whether the function has to return the headers: no setting of the API adds them.

    Args:
        found: what was found with its cause.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html,
    "Enabling CORS support for Lambda or HTTP proxy integrations"
    """
    cause = found.cause
    server = cause.server if cause else None
    front_door = _FRONT_DOORS.get(server, _REST) if server else _REST
    return cause is not None and front_door is _REST and cause.slug == "response-without-headers"


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
    path = path_in_api(request.url, front_door)
    wish = Wish(policy, front_door, request.method, path, request.url)
    for renderer in _RENDERERS:
        if front_door not in renderer.front_doors:
            continue
        if writes_headers_itself(found) and renderer.tool not in _OF_FUNCTION:
            continue
        if server is None and not asked and renderer.tool is not Tool.HANDLER:
            continue
        try:
            yield Fix(renderer.tool.value, renderer.language, renderer.render(wish))
        except RenderError:  # an HTTP API cannot express every policy: its handler can
            continue


def path_in_api(url: str, front_door: FrontDoor) -> str:
    """Return the path of a request as the API knows it: without the stage of a REST API's own URL.

    Args:
        url: URL that was asked.
        front_door: front door that answers there.

    Example:
        >>> path_in_api("https://a1.execute-api.eu-west-1.amazonaws.com/prod/x", FrontDoor.REST_API)
        '/x'

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
    """
    parts = urlsplit(url)
    path = parts.path or "/"
    has_stage = front_door is _REST and ".execute-api." in (parts.hostname or "")
    return f"/{path.lstrip('/').partition('/')[2]}" if has_stage else path


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
