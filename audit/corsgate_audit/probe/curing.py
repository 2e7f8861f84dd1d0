"""The cure for an exchange that is blocked: code for the server that has to be changed."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from corsgate import CorsPolicy, PolicyError, Reason
from corsgate.names import ALLOW_HEADERS, ALLOW_METHODS, OPTIONS, REQUEST_HEADERS, is_token
from corsgate_audit.browser import actual_request
from corsgate_audit.probe.values import Family, Server

if TYPE_CHECKING:
    from jinja2 import Environment

    from corsgate_audit.probe.values import Probe


class Cure(NamedTuple):
    """What to change.

    Args:
        where: in words.
        language: of the code, as Markdown names it.
        code: for this request's origin, method and headers.
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
_ANY = _Template("what answers the preflight; it has to say this", "http", "headers.http.j2")

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

_NO_CURE = frozenset({"unreachable", "never-sent", "preflight-redirected", "method-not-served"})
"""Causes that no CORS setting mends."""


def cure_for(found: Probe) -> Cure | None:
    """Return the code that lets an exchange pass.

    Args:
        found: with its cause.

    Returns:
        None where nothing is blocked, or no CORS setting mends it. It allows what the server
        allows already and what this request needs, and nothing else.
    """
    cause = found.cause
    if cause is None or cause.family is Family.NETWORK or cause.slug in _NO_CURE:
        return None
    policy = _policy_for(found)
    if policy is None:
        return None
    template = _TEMPLATES.get(cause.server, _ANY) if cause.server else _ANY
    values = {"policy": policy, "method": actual_request(found.request).method, "code": _code}
    code = _environment().get_template(template.file).render(values).strip() + "\n"
    return Cure(template.where, template.language, code)


def _policy_for(found: Probe) -> CorsPolicy | None:
    """Return a policy that covers a request; None where there is none, as for an opaque origin."""
    for insecure in (False, True):
        try:
            return CorsPolicy(
                allow_origins=[found.request.origin],
                allow_methods=_methods(found),
                allow_headers=_headers(found),
                allow_credentials=found.request.credentials == "include",
                dangerously_allow_insecure_origins=insecure,
            )
        except PolicyError as error:
            if {problem.reason for problem in error.problems} != {Reason.INSECURE}:
                return None
    return None


def _code(policy: CorsPolicy) -> str:
    """Write a policy as the call that makes it, one field a line."""
    fields = json.loads(policy.to_json())
    fields.pop("version")
    lines = (f"    {name}={_literal(value)}," for name, value in fields.items())
    return "\n".join(("CorsPolicy(", *lines, ")"))


def _literal(value: object) -> str:
    return str(value) if isinstance(value, bool) else json.dumps(value)


def _methods(found: Probe) -> list[str]:
    """Return what the server allows already, and this request's method."""
    heard = found.deciding
    named = heard.header(ALLOW_METHODS) if heard else ""
    methods = {*_tokens(named), actual_request(found.request).method}
    return sorted(methods - {OPTIONS, "*"})


def _headers(found: Probe) -> list[str]:
    """Return what the server allows already, and what this request's preflight asks for."""
    heard = found.deciding
    named = heard.header(ALLOW_HEADERS) if heard else ""
    asked = dict(found.preflight.headers).get(REQUEST_HEADERS, "") if found.preflight else ""
    names = {name.lower() for name in (*_tokens(named), *_tokens(asked))}
    return sorted(names - {"*"})


def _tokens(value: str) -> list[str]:
    """Split a list; what is no token is left out, for this goes into code."""
    return [part.strip() for part in value.split(",") if is_token(part.strip())]


@cache
def _environment() -> Environment:
    # Here, since only an exchange that is blocked needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("corsgate_audit.probe", "cures"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - code, no HTML; of a server's own words only tokens get here
        keep_trailing_newline=True,
    )
