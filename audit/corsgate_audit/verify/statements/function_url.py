"""Function URLs: preflights, echoed origins, doubled headers, signatures and permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import ATTACKER, ORIGIN, Case, get, preflight
from corsgate_audit.verify.questions import STATUS, Basis, Front, Request

if TYPE_CHECKING:
    from collections.abc import Sequence

URLS = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html"
DOUBLED = "https://github.com/aws-powertools/powertools-lambda-python/issues/4163"
_ANSWER = "corsgate_audit.gateway.function_url:answer_function_url"
_ORIGIN, _METHODS, _HEADERS, _CREDENTIALS, _MAX_AGE = (
    f"access-control-{name}"
    for name in ("allow-origin", "allow-methods", "allow-headers", "allow-credentials", "max-age")
)


def _asked(  # noqa: PLR0913, PLR0917 - columns of a table
    name: str,
    says: str,
    front: Front,
    request: Request,
    compares: Sequence[str],
    basis: Basis = Basis.INFERRED,
    source: str = URLS,
) -> Case:
    return Case(
        id=f"url-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(_ANSWER,),
        front=front,
        request=request,
        compares=tuple(compares),
    )


_FROM = {"Origin": ORIGIN}
CASES = (
    _asked(
        "preflight-status",
        "A preflight gets 200, and the function is not asked.",
        Front.URL,
        preflight("/any"),
        [STATUS, "x-function"],
    ),
    _asked(
        "preflight-headers",
        "A preflight gets the origin, the methods, the headers, credentials and the age.",
        Front.URL,
        preflight("/any", headers="content-type"),
        [_ORIGIN, _METHODS, _HEADERS, _CREDENTIALS, _MAX_AGE],
    ),
    _asked(
        "preflight-other-origin",
        "A preflight of another origin gets 200 without the configured headers.",
        Front.URL,
        preflight("/any", origin=ATTACKER),
        [STATUS, _ORIGIN, _METHODS, _HEADERS],
    ),
    _asked(
        "preflight-other-method",
        "A preflight for a method that is not allowed gets the configured ones all the same.",
        Front.URL,
        preflight("/any", "DELETE"),
        [STATUS, _ORIGIN, _METHODS],
    ),
    _asked(
        "actual",
        "An answer of the function gets the origin and credentials.",
        Front.URL,
        get("/any", _FROM),
        [STATUS, _ORIGIN, _CREDENTIALS],
        Basis.DOCUMENTED,
    ),
    _asked(
        "actual-other-origin",
        "A request of another origin is answered by the function, without CORS headers.",
        Front.URL,
        get("/any", {"Origin": ATTACKER}),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "origin-http2",
        "Origin is found over HTTP/2.",
        Front.URL,
        get("/any", {"origin": ORIGIN}, http_version="2"),
        [_ORIGIN],
    ),
    _asked(
        "any-echoed",
        "Where * is allowed, the origin that asks is sent back.",
        Front.URL_ANY,
        get("/any", _FROM),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "any-preflight",
        "Where * is allowed for methods, a preflight gets *.",
        Front.URL_ANY,
        preflight("/any"),
        [STATUS, _ORIGIN, _METHODS],
    ),
    _asked(
        "doubled",
        "The CORS headers of the function are sent beside those of the settings.",
        Front.URL_TWICE,
        get("/any", _FROM),
        [STATUS, _ORIGIN],
        Basis.RECORDED,
        DOUBLED,
    ),
    _asked(
        "plain",
        "Without settings the headers of the function are sent.",
        Front.URL_PLAIN,
        get("/any", _FROM),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "plain-preflight",
        "Without settings a preflight reaches the function.",
        Front.URL_PLAIN,
        preflight("/any"),
        [STATUS, _ORIGIN],
        Basis.DOCUMENTED,
    ),
    _asked(
        "iam-preflight",
        "A preflight is answered before a signature is asked for.",
        Front.URL_IAM,
        preflight("/any"),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "iam-refusal",
        "A request without a signature gets 403, with the configured headers.",
        Front.URL_IAM,
        get("/any", _FROM),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "closed-preflight",
        "A preflight is answered though nobody has the permission to call the function.",
        Front.URL_CLOSED,
        preflight("/any"),
        [STATUS, _ORIGIN],
    ),
    _asked(
        "closed-refusal",
        "A request that nobody has permitted gets 403, with the configured headers.",
        Front.URL_CLOSED,
        get("/any", _FROM),
        [STATUS, _ORIGIN],
    ),
)
