"""CORS settings of a function URL that leave out what a signature needs."""

from __future__ import annotations

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.configured import headers_missed
from corsgate_audit.rules.rule import Rule, UseInstead

RULE = Rule(
    id="CORS305",
    slug="allow-headers-missing",
    severity=Severity.MEDIUM,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    check=headers_missed,
    summary="A function URL takes only signed requests, and does not allow a signature's headers.",
    why="""\
With AuthType AWS_IAM a function URL answers only requests that are signed, and a signature is made
of Authorization, X-Amz-Date and, with the temporary credentials that a page holds,
X-Amz-Security-Token. A browser sends those only if the answer to the preflight lists them; `*`
covers all but Authorization.
""",
    browser="""\
Request header field authorization is not allowed by Access-Control-Allow-Headers in preflight
response.
""",
    symptoms=(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,),
    example="""\
Url:
  Type: AWS::Lambda::Url
  Properties:
    AuthType: AWS_IAM
    Cors:
      AllowOrigins: ['https://app.example.com']
      AllowHeaders: ['*']
""",
    use_instead=UseInstead(
        cdk="""\
url = CorsFunctionUrl(self, "Url", function=function, policy=policy)  # adds what AWS_IAM needs
""",
        cloudformation="""\
Cors:
  AllowOrigins: ['https://app.example.com']
  AllowHeaders: [authorization, x-amz-date, x-amz-security-token, content-type]
""",
        cli="""\
aws lambda update-function-url-config --function-name $FUNCTION \\
  --cors AllowOrigins=https://app.example.com,AllowHeaders=authorization,x-amz-date,x-amz-security-token
""",
    ),
    when_not="""\
No page calls the URL: only servers sign requests to it. Remove its CORS settings then.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Add authorization, x-amz-date and x-amz-security-token to AllowHeaders of the "
        "function URL.",
    ),
)
