"""``*`` with credentials: AWS refuses it for an HTTP API, and so would every browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.browser import BrowserRequest, CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import unresolved_in
from corsgate_audit.rules.configured import unguarded, unread, whole
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness

_STRANGER = "https://stranger.example"


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for ``*`` among the allowed origins together with credentials."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration) or cors.allow_credentials is False:
        return
    origins = cors.allow_origins
    if isinstance(origins, Unresolved) or WILDCARD not in origins:
        yield from unresolved_in(whole(api), origins)
    elif isinstance(cors.allow_credentials, Unresolved):
        yield from unresolved_in(whole(api), cors.allow_credentials)
    else:
        yield Violation(
            subject=whole(api),
            message="allowOrigins has '*' and allowCredentials is true: AWS refuses the two "
            "together, so the API is not deployed; and no browser takes '*' for an answer to a "
            "request with credentials.",
            expected="the origins of your pages by name, or no credentials",
            actual="allowOrigins has '*', allowCredentials is true",
            witness=_refused(api),
        )


def _refused(api: HttpApi) -> Witness | None:
    """Return the exchange that a browser would refuse if AWS did not refuse the settings."""
    routes = [route for route in api.routes if route.method != OPTIONS]
    request = (
        page_request(routes[0], _STRANGER)
        if routes
        else BrowserRequest(url=url_of("/"), origin=_STRANGER)
    )
    return exchange(unguarded(api), replace(request, credentials="include")).witness()


RULE = Rule(
    id="CORS201",
    slug="credentials-with-wildcard",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=check,
    summary="An HTTP API allows every origin and credentials at once, which AWS refuses.",
    why="""\
`Access-Control-Allow-Origin: *` is no answer to a request with credentials: the Fetch standard has
the browser refuse it. API Gateway does not even take the settings: the deployment ends with
'allow-credentials is not supported if allow-origin is *', after the template has passed review.
""",
    browser="""\
The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*'
when the request's credentials mode is 'include'; if the settings could be deployed at all.
""",
    symptoms=(
        CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
        CorsError.WILDCARD_ORIGIN_NOT_ALLOWED,
    ),
    example="""\
CorsConfiguration:
  AllowOrigins: ['*']
  AllowCredentials: true
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_credentials=True)
api = CorsHttpApi(self, "Api", policy=policy)
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowCredentials: true
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API \\
  --cors-configuration AllowOrigins=https://app.example.com,AllowCredentials=true
""",
    ),
    when_not="""\
Never: the settings cannot be deployed.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        "https://github.com/aws/aws-cdk/issues/9076",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="List the origins of your pages by name; or leave credentials out where pages send "
        "no cookies: an Authorization header that the page sets itself needs none.",
    ),
)
