"""The fix for an exchange that is blocked: code for the server that has to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import actual_request
from corsgate_audit.model import FrontDoor
from corsgate_audit.probe.fixes.choosing import NO_SETTING, path_in_api, writes_headers_itself
from corsgate_audit.probe.fixes.policies import policy_for
from corsgate_audit.probe.fixes.rendering import Wish, by_template
from corsgate_audit.probe.values import Family, Server

if TYPE_CHECKING:
    from corsgate_audit.probe.values import Probe


class ServerFix(NamedTuple):
    """What to change.

    Args:
        where: place of the change, in words.
        language: language of the code, as Markdown names it.
        code: code for this request's origin, method and headers.
    """

    where: str
    language: str
    code: str


class _Template(NamedTuple):
    where: str
    language: str
    file: str


_CDK = "the API's stack, with the CDK"
_WSGI = _Template("the WSGI application", "python", "wsgi.py.j2")
_ASGI = _Template("the ASGI application", "python", "asgi.py.j2")
_HANDLER = _Template("the function", "python", "handler.py.j2")
_ANY = _Template("whatever answers the preflight, which must send this", "http", "headers.http.j2")
_ANY_RESPONSE = _Template(
    "whatever answers the request: each response must have these headers, once",
    "http",
    "response_headers.http.j2",
)

_TEMPLATES = {
    Server.REST_API: _Template(_CDK, "python", "rest_api.py.j2"),
    Server.HTTP_API: _Template(_CDK, "python", "http_api.py.j2"),
    Server.FUNCTION_URL: _Template(
        "the function's stack, with the CDK", "python", "function_url.py.j2"
    ),
    Server.CLOUDFRONT: _Template(
        "the distribution's stack, with the CDK", "python", "cloudfront.py.j2"
    ),
    Server.NGINX: _Template("nginx", "nginx", "nginx.conf.j2"),
    Server.EXPRESS: _Template("the Express application", "javascript", "express.js.j2"),
    Server.FLASK: _WSGI,
    Server.GUNICORN: _WSGI,
    Server.STARLETTE: _ASGI,
    Server.UVICORN: _ASGI,
}


def server_fix_for(found: Probe) -> ServerFix | None:
    """Return the code that lets an exchange pass.

    Args:
        found: what was found with its cause.

    Returns:
        None where nothing is blocked, or no CORS setting fixes it. It allows what the server
        allows already and what this request needs, and nothing else.
    """
    cause = found.cause
    if cause is None or cause.family is Family.NETWORK or cause.slug in NO_SETTING:
        return None
    policy = policy_for(found)
    if policy is None:
        return None
    unknown = _ANY if found.preflight is not None and found.answer is None else _ANY_RESPONSE
    template = _TEMPLATES.get(cause.server, unknown) if cause.server else unknown
    if cause.server is Server.REST_API and writes_headers_itself(found):
        template = _HANDLER
    request = actual_request(found.request)
    path = path_in_api(request.url, FrontDoor.REST_API)
    wish = Wish(policy, FrontDoor.REST_API, request.method, path, request.url)
    return ServerFix(template.where, template.language, by_template(template.file, wish))
