"""Function URLs whose CORS settings are at fault."""

from __future__ import annotations

from typing import Any, NamedTuple

from corsgate import CorsPolicy
from support.planted.fault import Fault
from support.planted.rest import APP, Resources

_SETTINGS: dict[str, Any] = {
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
        settings: in the place of `_SETTINGS`.
        auth: who is let in.
        decorated: the function answers CORS itself.
    """

    name: str
    rule: str
    what: str
    settings: dict[str, Any] = {}  # noqa: RUF012 - read only
    auth: str = "NONE"
    decorated: bool = False


_URLS = (
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
FAULTS = tuple(Fault(each.rule, f"Url{each.name}", each.what) for each in _URLS)


def resources() -> Resources:
    """Return the functions and their URLs."""
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    trust = {"Version": "2012-10-17", "Statement": [allowed]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    made: Resources = {"Role": role}
    for each in _URLS:
        properties = {
            "TargetFunctionArn": {"Ref": f"Function{each.name}"},
            "AuthType": each.auth,
            "Cors": {**_SETTINGS, **each.settings},
        }
        made |= function(f"Function{each.name}", decorated=each.decorated)
        made[f"Url{each.name}"] = {"Type": "AWS::Lambda::Url", "Properties": properties}
    return made


def function(name: str, *, decorated: bool) -> Resources:
    """Return a function.

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
        "Code": {"ZipFile": "def handler(event, context): ..."},
        **environment,
    }
    return {name: {"Type": "AWS::Lambda::Function", "Properties": properties}}
