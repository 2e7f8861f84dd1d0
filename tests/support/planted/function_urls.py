"""Function URLs whose CORS settings are at fault."""

from __future__ import annotations

from typing import Any, NamedTuple

from corsgate import CorsPolicy
from support.planted.fault import Fault
from support.planted.rest import APP, Resources

SETTINGS: dict[str, Any] = {
    "AllowOrigins": [APP],
    "AllowMethods": ["PUT"],
    "AllowHeaders": ["content-type"],
    "MaxAge": 600,
}
_POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])


class _Url(NamedTuple):
    """A function with a URL.

    Args:
        name: the function's logical id.
        rule: that finds the fault.
        what: the fault.
        settings: in the place of `SETTINGS`.
        auth: who is let in.
        decorated: the function answers CORS itself.
    """

    name: str
    rule: str
    what: str
    settings: dict[str, Any] = {}  # noqa: RUF012 - read only
    auth: str = "NONE"
    decorated: bool = False


URLS = (
    _Url(
        "StarCookies",
        "CORS301",
        "every page, with cookies",
        {"AllowOrigins": ["*"], "AllowCredentials": True},
    ),
    _Url("Star", "CORS302", "every page, where nobody asks who calls", {"AllowOrigins": ["*"]}),
    _Url("Doubled", "CORS303", "two write the headers", decorated=True),
    _Url("Asking", "CORS304", "Lambda takes no OPTIONS", {"AllowMethods": ["PUT", "OPTIONS"]}),
    _Url("Patient", "CORS304", "Lambda takes no more than a day", {"MaxAge": 86401}),
    _Url("Unsigned", "CORS305", "signatures are not allowed", auth="AWS_IAM"),
    _Url("Bodiless", "CORS306", "JSON is not allowed", {"AllowHeaders": []}),
    _Url("Closed", "CORS307", "no origin is named", {"AllowOrigins": []}),
    _Url("Opaque", "CORS502", "every sandboxed frame", {"AllowOrigins": ["null"]}),
    _Url("Plain", "CORS503", "a page without TLS", {"AllowOrigins": ["http://app.example.com"]}),
    _Url("Slashed", "CORS505", "a slash at the end", {"AllowOrigins": [f"{APP}/"]}),
)
FAULTS = (
    *(Fault(each.rule, f"Url{each.name}", each.what) for each in URLS),
    Fault("CORS308", "UrlSigned", "preflights are never signed, and nothing else answers them"),
    Fault("CORS607", "UrlLocked", "no permission lets anybody invoke the function"),
)


def resources() -> Resources:
    """Return the functions and their URLs."""
    made = url("Signed", None, auth="AWS_IAM", decorated=True)
    made |= url("Locked", SETTINGS, auth="NONE", decorated=False)
    del made["FunctionLockedPermission"]
    for each in URLS:
        settings = {**SETTINGS, **each.settings}
        made |= url(each.name, settings, auth=each.auth, decorated=each.decorated)
    return made


def url(name: str, settings: dict[str, Any] | None, *, auth: str, decorated: bool) -> Resources:
    """Return a function with a URL, and the role of all functions.

    Args:
        name: the end of their logical ids.
        settings: of CORS; None for none.
        auth: who is let in.
        decorated: the function answers CORS itself.
    """
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    trust = {"Version": "2012-10-17", "Statement": [allowed]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    properties = {
        "TargetFunctionArn": {"Ref": f"Function{name}"},
        "AuthType": auth,
        **({} if settings is None else {"Cors": settings}),
    }
    made = {"Role": role, **function(f"Function{name}", decorated=decorated)}
    return {**made, f"Url{name}": {"Type": "AWS::Lambda::Url", "Properties": properties}}


_DECORATED = """
from corsgate import cors

@cors
def handler(event, context):
    return {"statusCode": 200, "body": ""}
"""


def function(name: str, *, decorated: bool) -> Resources:
    """Return a function that everybody may invoke.

    Args:
        name: its logical id.
        decorated: it has a policy, and answers CORS itself.
    """
    variables = {"CORSGATE_POLICY": _POLICY.to_json()}
    environment = {"Environment": {"Variables": variables}} if decorated else {}
    properties = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Code": {"ZipFile": _DECORATED if decorated else "def handler(event, context): ..."},
        **environment,
    }
    everybody = {"Action": "lambda:*", "FunctionName": {"Ref": name}, "Principal": "*"}
    return {
        name: {"Type": "AWS::Lambda::Function", "Properties": properties},
        f"{name}Permission": {"Type": "AWS::Lambda::Permission", "Properties": everybody},
    }
