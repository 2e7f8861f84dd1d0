"""HTTP APIs: what they answer to preflights, and what they do with headers of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import (
    ATTACKER,
    ORIGIN,
    OTHER_ORIGIN,
    Case,
    Exhibit,
    get,
    preflight,
)
from corsgate_audit.verify.questions import BODY, STATUS, Basis, Front, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

CORS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
_ANSWER = "corsgate_audit.gateway.http_api:answer_http_api"
_PREFLIGHT = "corsgate_audit.gateway.cors_configuration:preflight_headers"
_ACTUAL = "corsgate_audit.gateway.cors_configuration:actual_headers"
_MATCHING = "corsgate_audit.gateway.cors_configuration:matching_origin"
_ORIGIN, _METHODS, _HEADERS, _EXPOSED, _CREDENTIALS, _MAX_AGE = (
    f"access-control-{name}"
    for name in (
        "allow-origin",
        "allow-methods",
        "allow-headers",
        "expose-headers",
        "allow-credentials",
        "max-age",
    )
)


def _asked(  # noqa: PLR0913, PLR0917 - columns of a table
    name: str,
    says: str,
    front: Front,
    request: Request,
    code: str,
    compares: Sequence[str],
    basis: Basis = Basis.DOCUMENTED,
    *,
    exhibits: tuple[Exhibit, ...] = (),
) -> Case:
    return Case(
        id=f"http-{name}",
        says=says,
        basis=basis,
        source=CORS,
        relied_on_by=(code,),
        front=front,
        exhibits=exhibits,
        request=request,
        compares=tuple(compares),
    )


_PATH = "/function"
_FROM = {"Origin": ORIGIN}
_GUESS = Basis.INFERRED
CASES = (
    _asked(
        "preflight-status",
        "A preflight gets 204, though no route has OPTIONS.",
        Front.HTTP,
        preflight(_PATH),
        _ANSWER,
        [STATUS, "body"],
        Basis.RECORDED,
    ),
    _asked(
        "preflight-origin",
        "A preflight gets the origin that asks, where several are allowed, and credentials.",
        Front.HTTP,
        preflight(_PATH, origin=OTHER_ORIGIN),
        _PREFLIGHT,
        [_ORIGIN, _CREDENTIALS],
    ),
    _asked(
        "preflight-lists",
        "A preflight gets every configured method and header, joined by commas, and the age.",
        Front.HTTP,
        preflight(_PATH, headers="content-type"),
        _PREFLIGHT,
        [_METHODS, _HEADERS, _MAX_AGE],
        _GUESS,
    ),
    _asked(
        "preflight-exposed",
        "A preflight does not get the exposed headers.",
        Front.HTTP,
        preflight(_PATH),
        _PREFLIGHT,
        [_EXPOSED],
        _GUESS,
    ),
    _asked(
        "preflight-other-origin",
        "A preflight of another origin gets 204 and no CORS headers.",
        Front.HTTP,
        preflight(_PATH, origin=ATTACKER),
        _MATCHING,
        [STATUS, _ORIGIN, _METHODS, _HEADERS, _CREDENTIALS],
        _GUESS,
    ),
    _asked(
        "preflight-other-method",
        "A preflight for a method that is not allowed gets 204 and the same headers.",
        Front.HTTP,
        preflight(_PATH, "DELETE"),
        _PREFLIGHT,
        [STATUS, _ORIGIN, _METHODS],
        _GUESS,
    ),
    _asked(
        "preflight-missing-path",
        "A preflight for a path without a route gets 204 too.",
        Front.HTTP,
        preflight("/nowhere"),
        _ANSWER,
        [STATUS, _ORIGIN],
        _GUESS,
    ),
    _asked(
        "preflight-any-route",
        "A preflight is answered by the API, and not by the function of a route of ANY.",
        Front.HTTP,
        preflight("/any"),
        _ANSWER,
        (STATUS, BODY, _ORIGIN, "x-function"),
        _GUESS,
        exhibits=(Exhibit(path="/any", method="ANY", properties={}),),
    ),
    _asked(
        "preflight-options-route",
        "A preflight is answered by the API, and not by the function of a route of OPTIONS.",
        Front.HTTP,
        preflight("/options"),
        "corsgate_cdk._http_routes:add_open_options",
        (STATUS, BODY, _ORIGIN, "x-function"),
        _GUESS,
        exhibits=(Exhibit(path="/options", method="OPTIONS", properties={}),),
    ),
    _asked(
        "options-route",
        "OPTIONS that is no preflight reaches a route of OPTIONS.",
        Front.HTTP,
        get("/options-route", method="OPTIONS"),
        _ANSWER,
        (STATUS, BODY, "x-function"),
        _GUESS,
        exhibits=(Exhibit(path="/options-route", method="OPTIONS", properties={}),),
    ),
    _asked(
        "options-without-method",
        "OPTIONS with an origin alone is no preflight: no route has it.",
        Front.HTTP,
        get(_PATH, _FROM, method="OPTIONS"),
        _ANSWER,
        [STATUS],
        _GUESS,
    ),
    _asked(
        "dropped-headers",
        "The CORS headers of a function are dropped, and those of the API are sent.",
        Front.HTTP,
        get(_PATH, _FROM),
        _ACTUAL,
        [STATUS, _ORIGIN, _CREDENTIALS, _EXPOSED],
    ),
    _asked(
        "dropped-without-origin",
        "The CORS headers of a function are dropped where the request has no origin.",
        Front.HTTP,
        get(_PATH),
        _ACTUAL,
        [STATUS, _ORIGIN],
        _GUESS,
    ),
    _asked(
        "actual-other-origin",
        "A request of another origin is answered by the function, without CORS headers.",
        Front.HTTP,
        get(_PATH, {"Origin": ATTACKER}),
        _MATCHING,
        [STATUS, _ORIGIN],
        _GUESS,
    ),
    _asked(
        "not-found-cors",
        "The gateway's own 404 carries the CORS headers.",
        Front.HTTP,
        get("/nowhere", _FROM),
        _ANSWER,
        [STATUS, "body", _ORIGIN],
        _GUESS,
    ),
    _asked(
        "origin-lower-case",
        "The name of Origin may be in lower case over HTTP/1.1.",
        Front.HTTP,
        get(_PATH, {"origin": ORIGIN}, http_version="1.1"),
        _MATCHING,
        [_ORIGIN],
        _GUESS,
    ),
    _asked(
        "origin-http2",
        "Over HTTP/2 the same holds.",
        Front.HTTP,
        get(_PATH, {"origin": ORIGIN}, http_version="2"),
        _MATCHING,
        [_ORIGIN],
        _GUESS,
    ),
    _asked(
        "any-origin",
        "Where * is allowed, * is sent.",
        Front.HTTP_ANY,
        get(_PATH, _FROM),
        _ACTUAL,
        [_ORIGIN],
        _GUESS,
    ),
    _asked(
        "any-preflight",
        "Where * is allowed everywhere, a preflight gets * for origin, methods and headers.",
        Front.HTTP_ANY,
        preflight(_PATH, headers="x-any"),
        _PREFLIGHT,
        [STATUS, _ORIGIN, _METHODS, _HEADERS],
        _GUESS,
    ),
    _asked(
        "pattern",
        "https://* matches every origin of that scheme.",
        Front.HTTP_PATTERN,
        preflight(_PATH),
        _MATCHING,
        [STATUS, _ORIGIN],
    ),
    _asked(
        "pattern-other-scheme",
        "https://* does not match an origin of http.",
        Front.HTTP_PATTERN,
        preflight(_PATH, origin="http://app.example.com"),
        _MATCHING,
        [STATUS, _ORIGIN],
    ),
    _asked(
        "guarded-preflight",
        "An authorizer of $default refuses preflights with 401, for all the CORS settings.",
        Front.HTTP_GUARDED,
        preflight("/guarded", "GET"),
        _ANSWER,
        (STATUS, _ORIGIN),
        exhibits=(Exhibit(path="$default", method="", properties={}),),
    ),
    _asked(
        "guarded-refusal",
        "A request that an authorizer refuses gets 401 with the configured headers.",
        Front.HTTP_GUARDED,
        get("/guarded", _FROM),
        _ANSWER,
        (STATUS, _ORIGIN),
        Basis.INFERRED,
    ),
    _asked(
        "guarded-options-route",
        "A route of OPTIONS without authorizer beside a guarded $default lets preflights pass.",
        Front.HTTP_GUARDED,
        preflight("/open", "GET"),
        _ANSWER,
        (STATUS, _ORIGIN),
        exhibits=(Exhibit(path="/open", method="OPTIONS", properties={}),),
    ),
    _asked(
        "plain-preflight",
        "Without CORS settings a preflight that no route takes is a 404.",
        Front.HTTP_PLAIN,
        preflight(_PATH),
        _ANSWER,
        [STATUS, "body", _ORIGIN],
        _GUESS,
    ),
    _asked(
        "plain-headers",
        "Without CORS settings those of the function are sent.",
        Front.HTTP_PLAIN,
        get(_PATH, _FROM),
        _ANSWER,
        [STATUS, _ORIGIN],
        _GUESS,
    ),
)
