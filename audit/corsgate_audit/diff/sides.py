"""One side of a comparison: an API in a stage, and what pages meet there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS, OPTIONS, ORIGIN
from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.browser.actual import actual_request
from corsgate_audit.browser.exchange import STANDARD, carry_out
from corsgate_audit.browser.profiles import ENGINES
from corsgate_audit.diff.assuming import Assuming, is_assumed, name_of
from corsgate_audit.diff.bare import bare, texts
from corsgate_audit.gateway import Exchange, answer, match_route
from corsgate_audit.gateway.addresses import url_of
from corsgate_audit.gateway.values import REFUSING
from corsgate_audit.model import Api, FunctionUrl, HttpApi, RestApi
from corsgate_audit.rules.requests import known_headers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.browser import HttpRequest, HttpResponse
    from corsgate_audit.gateway import Answer
    from corsgate_audit.model import Door, Route, Unresolved

_BEHIND = Assuming()
_SAMPLES = {"content-type": "application/json"}
"""Values without which a browser would send no preflight; any other header needs one anyway."""
_asks_for_path = re.compile(
    r"request\.path|resourcePath|context\.path|params\(\s*\)(?!\.(?:header|querystring))"
).search
_reads_origin = re.compile(
    r"""(?:\$!?input\.)?params\((?:\s*\)\.header\.get\()?\s*["']origin["']\s*\)"""
    r"|method\.request\.header\.origin",
    re.IGNORECASE,
).sub
_asks_for_request = re.compile(r"params|request\.header|\$input", re.IGNORECASE).search
_param = re.compile(r"params\(\s*[\"']([^\"']*)[\"']").findall


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks of both sides, but for the address.

    Args:
        path: path of the request, without stage.
        origin: origin of the page.
        method: method of the request.
        credentials: ``omit`` or ``include``.
        headers: names of the headers that the page sets.
        asks_first: the browser sends a preflight whatever the request is.
    """

    path: str
    origin: str
    method: str
    credentials: str = "omit"
    headers: tuple[str, ...] = ()
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """What a page meets on one side.

    Args:
        exchange: None where the side has no such API.
        allowed: whether the page gets the response; None where that is not known.
        error: Chromium's name for what blocks it; None for none.
        is_sent: the request itself is sent, whatever comes of it.
        is_error: the answer is an error of the front door's own.
        unknown: values without which nothing is known.
        assumed_preflight: the preflight was answered by what nobody has read.
        assumed: name of what answers the request, where nobody has read it; empty otherwise.
    """

    exchange: Exchange | None
    allowed: bool | None = False
    error: str | None = None
    is_sent: bool = False
    is_error: bool = False
    unknown: tuple[Unresolved, ...] = ()
    assumed_preflight: bool = False
    assumed: str = ""


class Side:
    """An API as one stage serves it.

    Args:
        api: None where this side has no such API: nothing is sent then.
        stage: name of the stage; empty where the front door has none.
    """

    def __init__(self, api: Door | None, stage: str = "") -> None:
        self.api, self.stage = api, stage
        self._met: dict[Asked, Met] = {}
        self._routes: dict[tuple[str, str], Route | None] = {}
        self._answers: dict[object, Answer] = {}
        self._ignorings: dict[str, object | None] = {}

    @cached_property
    def common(self) -> object:
        """What decides about all routes alike."""
        if isinstance(self.api, RestApi):
            return bare((self.api.gateway_responses, self.api.binary_media_types))
        if isinstance(self.api, HttpApi):
            return bare((self.api.cors,))
        return bare(self.api)

    def route(self, method: str, path: str) -> Route | None:
        """Return the route that a request reaches; None for none."""
        if (method, path) not in self._routes:
            api = self.api
            found = match_route(api, method, path) if isinstance(api, Api) else None
            self._routes[method, path] = found
        return self._routes[method, path]

    def signature(self, path: str, methods: Iterable[str]) -> object:
        """Return what decides the answers on a path: equal for paths that answer alike."""
        if not isinstance(self.api, RestApi | HttpApi):
            return (path, self.common)
        found = [self.route(method, path) for method in (*methods, OPTIONS)]
        parts = tuple(None if each is None else bare(each)[3:] for each in found)
        named = tuple(None if each is None else each.method for each in found)
        return (named, parts, path if self._reads_path(found, parts) else "")

    @staticmethod
    def _reads_path(routes: Iterable[Route | None], parts: object) -> bool:
        """Whether a template or a mapping asks for the path, or for a variable in it."""
        variables = {part.strip("{}+") for each in routes if each for part in each.path.split("/")}
        return any(
            _asks_for_path(text) or variables.intersection(_param(text)) for text in texts(parts)
        )

    def needed_headers(self, method: str, path: str) -> tuple[str, ...]:
        """Return the headers without which a route's authorizer or key refuses a request."""
        route = self.route(method, path)
        return () if route is None else known_headers(route)

    def answers(self, asked: Asked, headers: tuple[str, ...]) -> tuple[object, ...]:
        """Return what goes over the wire for a page, its own origin written as ``{origin}``.

        Pages for which this is the same, but for their name, meet the same.
        """
        if self.api is None:
            return ()
        every: list[Answer] = []
        for names in dict.fromkeys(((), headers)):
            request = self._request(replace(asked, headers=names))
            preflight = preflight_request(replace(request, asks_first=True))
            every += [] if preflight is None else [self._answer(preflight, asked.path)]
            every.append(self._answer(actual_request(request), asked.path))
        return tuple(
            (_anonymous(each.response, asked.origin), each.unresolved, is_assumed(each))
            for each in every
        )

    def listed_headers(self, asked: Asked) -> tuple[str, ...]:
        """Return the names that the preflight's response lists in Access-Control-Allow-Headers."""
        if self.api is None:
            return ()
        preflight = preflight_request(replace(self._request(asked), asks_first=True))
        found = self._answer(preflight, asked.path).response if preflight else None
        lists = [
            value
            for name, value in (found.headers if found else ())
            if name.lower() == "access-control-allow-headers"
        ]
        return tuple(name.strip().lower() for text in lists for name in text.split(","))

    def meets(self, asked: Asked) -> Met:
        """Return what a page meets."""
        if asked not in self._met:
            self._met[asked] = self._asked(asked)
        return self._met[asked]

    def _asked(self, asked: Asked) -> Met:
        if self.api is None:
            return Met(None)
        request = self._request(asked)
        made = self._made(request, STANDARD, asked.path)
        if made.is_blocked_nowhere():
            made = self._made(request, ENGINES[0], asked.path)
        verdict = made.outcome()
        last = made.deciding
        route = self.route(asked.method, asked.path)
        values = [
            value
            for each in (made.preflight_answer, made.answer)
            if each
            for value in each.unresolved
        ]
        return Met(
            made,
            allowed=None if verdict is None else verdict.allowed,
            error=None if verdict is None else verdict.error,
            is_sent=made.actual is not None,
            is_error=made.answer is not None and self._is_error(made.answer, route),
            unknown=tuple(values) if verdict is None else (),
            assumed_preflight=is_assumed(made.preflight_answer),
            assumed=name_of(route.integration if route else None) if is_assumed(last) else "",
        )

    def _is_error(self, found: Answer, route: Route | None) -> bool:
        """Whether the front door itself answers: it refuses, or has no route for the request."""
        return found.layer in REFUSING or (isinstance(self.api, Api) and route is None)

    def _made(self, request: BrowserRequest, profile: str, path: str) -> Exchange:
        api = self.api
        if api is None:
            raise AssertionError(request)
        return carry_out(
            Exchange(api=api, request=request, profile=profile),
            lambda each: self._answer(each, path),
        )

    def _answer(self, request: HttpRequest, path: str) -> Answer:
        """Return what the API answers; a preflight that it does not look into is asked once."""
        if self.api is None:
            raise AssertionError(request)
        key: object = request
        if request.method == OPTIONS:
            ignoring = self._ignoring(path)
            origin = next((value for name, value in request.headers if name == ORIGIN), None)
            key = request if ignoring is None else (ignoring, origin)
        if key not in self._answers:
            self._answers[key] = answer(self.api, request, _BEHIND)
        return self._answers[key]

    def _ignoring(self, path: str) -> object | None:
        """Return what answers the preflights of a path, where that reads their origin alone."""
        if path not in self._ignorings:
            self._ignorings[path] = self._reading_origin_alone(path)
        return self._ignorings[path]

    def _reading_origin_alone(self, path: str) -> object | None:
        if isinstance(self.api, HttpApi | FunctionUrl):
            return path if self.api.cors is not None else None
        route = self.route(OPTIONS, path)
        if route is None or route.integration is None or route.integration.type != "MOCK":
            return None
        parts = bare(route)[3:]
        every = [_reads_origin("", text) for text in texts(parts)]
        reads_more = self._reads_path([route], parts) or any(map(_asks_for_request, every))
        return None if reads_more else parts

    def _request(self, asked: Asked) -> BrowserRequest:
        if self.api is None:
            raise AssertionError(asked)
        return BrowserRequest(
            url_of(self.api, asked.path, self.stage),
            asked.origin,
            asked.method,
            tuple((name, _SAMPLES.get(name, "corsgate")) for name in asked.headers),
            asked.credentials,
            asks_first=asked.asks_first,
        )


def _anonymous(response: HttpResponse | None, origin: str) -> object:
    """Return a response with the page's own origin taken out, so that pages can be compared."""
    if response is None:
        return None
    headers = tuple(
        (name.lower(), "{origin}" if value == origin else value)
        for name, value in response.headers
        if name.lower() in CORS_RESPONSE_HEADERS
    )
    return response.status, headers
