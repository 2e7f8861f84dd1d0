"""Settings of a function URL that Lambda does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import CorsConfiguration, Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.allowed_origins import unresolved_in
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl

_METHODS = ("*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_DAY = 86_400


def check(api: FunctionUrl) -> Iterator[Violation | Undecided]:
    """Look for methods and ages that make the deployment fail."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration):
        return
    yield from unresolved_in(whole(api), cors.allow_methods, cors.max_age)
    for method in cors.allow_methods if isinstance(cors.allow_methods, tuple) else ():
        if isinstance(method, str) and method not in _METHODS:
            yield _violation(
                api,
                f"AllowMethods has {method!r}, which Lambda refuses{_why(method)}",
                f"methods among {', '.join(_METHODS)}",
                f"AllowMethods has {method!r}",
            )
    if isinstance(cors.max_age, int) and not 0 <= cors.max_age <= _DAY:
        yield _violation(
            api,
            f"MaxAge is {cors.max_age}, which Lambda refuses",
            f"a number of seconds from 0 to {_DAY}",
            f"MaxAge is {cors.max_age}",
        )


def _why(method: str) -> str:
    if method == "OPTIONS":
        return " (the URL answers preflights itself, and they need no leave)"
    return " (methods are upper-case)" if method.upper() in _METHODS else ""


def _violation(api: FunctionUrl, fault: str, expected: str, actual: str) -> Violation:
    return Violation(
        subject=whole(api),
        message=f"{fault}: the deployment fails, and the URL does not get its CORS settings.",
        expected=expected,
        actual=actual,
        detail=actual,
    )


RULE = Rule(
    id="CORS304",
    slug="invalid-method-or-max-age",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    check=check,
    summary="A function URL's CORS settings hold a method or an age that Lambda does not take.",
    why="""\
Lambda takes GET, PUT, HEAD, POST, PATCH, DELETE and `*` as methods, not OPTIONS, which people are
used to listing elsewhere; and ages from 0 to 86400 seconds. Anything else ends the deployment with
a validation error, after the template has passed review. There is no exchange to show: the URL does
not come to be as the template has it.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource; as long as the URL
stays without its settings.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Cors:
  AllowOrigins: ['https://app.example.com']
  AllowMethods: [GET, OPTIONS]
  MaxAge: 604800
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["GET"], max_age=7200)
url = CorsFunctionUrl(self, "Url", function=function, policy=policy)
""",
        cloudformation="""\
Cors:
  AllowOrigins: ['https://app.example.com']
  AllowMethods: [GET]
  MaxAge: 7200
""",
        cli="""\
aws lambda update-function-url-config --function-name $FUNCTION \\
  --cors AllowOrigins=https://app.example.com,AllowMethods=GET,MaxAge=7200
""",
    ),
    when_not="""\
Never: the settings cannot be deployed.
""",
    sources=(
        "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-url-cors.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Remove OPTIONS from AllowMethods, write the others in upper case, set MaxAge to "
        "86400 at most.",
    ),
)
