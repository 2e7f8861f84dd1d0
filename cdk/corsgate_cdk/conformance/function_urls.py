"""Function URLs, each with a function of its own and the settings that the questions are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_cdk import Fn

from corsgate_audit.verify.cases import ORIGIN, OTHER_ORIGIN, Properties
from corsgate_audit.verify.questions import Front
from corsgate_cdk.conformance.resources import add, add_function

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Stack

    from corsgate_audit.verify.cases import Case

_SILENT = """\
def handler(event, context):
    return {"statusCode": 200, "headers": {"x-function": "1"}, "body": "function"}
"""
_SPEAKING = f"""\
def handler(event, context):
    headers = {{"access-control-allow-origin": "{OTHER_ORIGIN}"}}
    return {{"statusCode": 200, "headers": headers, "body": "function"}}
"""
_ONE: Properties = {
    "AllowOrigins": [ORIGIN],
    "AllowMethods": ["GET", "PUT"],
    "AllowHeaders": ["content-type"],
    "AllowCredentials": True,
    "MaxAge": 600,
}


@dataclass(frozen=True, slots=True)
class _Url:
    """A function URL.

    Args:
        code: source of its function.
        cors: its CORS settings; empty for none.
        auth: ``NONE`` or ``AWS_IAM``.
        is_open: whether everybody has the permission to call it.
    """

    code: str = _SILENT
    cors: Properties = field(default_factory=dict)
    auth: str = "NONE"
    is_open: bool = True


_URLS = {
    Front.URL: _Url(cors=_ONE),
    Front.URL_ANY: _Url(cors={"AllowOrigins": ["*"], "AllowMethods": ["*"]}),
    Front.URL_TWICE: _Url(_SPEAKING, _ONE),
    Front.URL_PLAIN: _Url(_SPEAKING),
    Front.URL_IAM: _Url(cors=_ONE, auth="AWS_IAM", is_open=False),
    Front.URL_CLOSED: _Url(cors=_ONE, is_open=False),
}


def function_urls(stack: Stack, fronts: Mapping[Front, Sequence[Case]]) -> Mapping[Front, str]:
    """Add the function URLs of a stack, and return where they answer.

    Args:
        stack: stack to add them to.
        fronts: front doors that are asked.
    """
    return {front: _function_url(stack, front, _URLS[front]) for front in fronts}


def _function_url(stack: Stack, front: Front, settings: _Url) -> str:
    function = add_function(stack, f"{front}Function", settings.code)
    cors = {"Cors": settings.cors} if settings.cors else {}
    add(
        stack,
        front,
        "Lambda::Url",
        TargetFunctionArn=function.ref,
        AuthType=settings.auth,
        **cors,
    )
    if settings.is_open:
        _open(stack, front, function.ref)
    return Fn.get_att(front, "FunctionUrl").to_string()


def _open(stack: Stack, front: Front, function: str) -> None:
    """Let everybody call it.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html (both are needed)
    """
    add(
        stack,
        f"{front}Open",
        "Lambda::Permission",
        Action="lambda:InvokeFunctionUrl",
        FunctionName=function,
        Principal="*",
        FunctionUrlAuthType="NONE",
    )
    add(
        stack,
        f"{front}OpenToo",
        "Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName=function,
        Principal="*",
        InvokedViaFunctionUrl=True,
    )
