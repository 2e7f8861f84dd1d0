"""The MOCK preflights that corsgate renders itself: each browser, each origin, each HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from corsgate_audit.verify.cases import ATTACKER, ORIGIN, OTHER_ORIGIN, Case, Exhibit, preflight
from corsgate_audit.verify.questions import BODY, STATUS, Basis, Front
from corsgate_audit.verify.statements._velocity import OVERRIDES

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Request

_RENDERED = "corsgate.render._mock_preflight:mock_preflight"
_TEMPLATE = "corsgate.render._velocity:allow_origin_template"
_SELECTION = "https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html"
_BINARY = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html"
_SEVERAL = CorsPolicy(
    allow_origins=[ORIGIN, OTHER_ORIGIN, "https://*.preview.example.com"],
    allow_methods=["GET", "PUT"],
    allow_headers=["content-type"],
    allow_credentials=True,
    max_age=600,
)
_PREVIEW = "https://pr-7.preview.example.com"
_HEADERS = tuple(
    f"access-control-{name}"
    for name in ("allow-origin", "allow-methods", "allow-headers", "allow-credentials", "max-age")
)


def _asked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    request: Request,
    *,
    policy: CorsPolicy = _SEVERAL,
    front: Front = Front.MOCK,
    source: str = OVERRIDES,
    code: str = _TEMPLATE,
) -> Case:
    properties = mock_preflight(policy)
    method = properties.pop("HttpMethod")
    return Case(
        id=f"rendered-{name}",
        says=says,
        basis=Basis.INFERRED,
        source=source,
        relied_on_by=(code,),
        front=front,
        exhibits=(Exhibit(path=f"/rendered-{name}", method=method, properties=properties),),
        request=request,
        compares=(STATUS, BODY, *_HEADERS),
    )


CASES = (
    _asked(
        "one-origin",
        "A rendered preflight of one origin answers 204 with the headers of its policy.",
        preflight("/rendered-one-origin"),
        policy=CorsPolicy(allow_origins=[ORIGIN], allow_methods=["PUT"], max_age=600),
        code=_RENDERED,
    ),
    _asked(
        "several-http-1",
        "A rendered preflight of several origins allows each of them over HTTP/1.1.",
        preflight("/rendered-several-http-1", origin=OTHER_ORIGIN, http_version="1.1"),
    ),
    _asked(
        "several-http-2",
        "A rendered preflight of several origins allows each of them over HTTP/2.",
        preflight("/rendered-several-http-2", origin=OTHER_ORIGIN, http_version="2"),
    ),
    _asked(
        "pattern",
        "A rendered preflight allows an origin that a pattern of its policy covers.",
        preflight("/rendered-pattern", origin=_PREVIEW),
    ),
    _asked(
        "pattern-base",
        "A rendered preflight does not allow the host that a pattern begins below.",
        preflight("/rendered-pattern-base", origin="https://preview.example.com"),
    ),
    _asked(
        "other-origin",
        "A rendered preflight answers another origin with 204 and no Access-Control-Allow-Origin.",
        preflight("/rendered-other-origin", origin=ATTACKER),
    ),
    _asked(
        "accept",
        "The template of a rendered preflight runs whatever Accept is.",
        preflight("/rendered-accept", accept="text/html"),
        source=_SELECTION,
        code=_RENDERED,
    ),
    _asked(
        "binary",
        "A rendered preflight works where every media type is binary.",
        preflight("/rendered-binary"),
        front=Front.BINARY,
        source=_BINARY,
        code=_RENDERED,
    ),
)
