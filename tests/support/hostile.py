"""What hostile targets are made of: templates, and Velocity that reaches for more than it may."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SECRET = "hunter2"  # noqa: S105 - what must be in no output
VARIABLE = "AWS_SECRET_ACCESS_KEY"
MARK = "PWNED"
"""The name of a file that some of them write, where they can."""
ORIGIN = "https://app.example.com"


@dataclass(frozen=True, slots=True)
class Target:
    """One target.

    Args:
        make: writes it into a folder, and returns the path that a user would name.
        says: what the coverage of its audit says, so that no part passes in silence; empty where
            everything of it can be read.
    """

    make: Callable[[Path], Path]
    says: str = ""


def secrets(folder: Path) -> None:
    """Write what must not be reached beside the folders of targets."""
    outside = folder / "outside"
    outside.mkdir()
    settings = {"AllowOrigins": [f"https://{SECRET}.example"], "AllowMethods": ["*"]}
    (outside / "secret.json").write_text(json.dumps(settings))
    (outside / "token").write_text(f"{SECRET}-0123456789abcdef")
    (outside / "twice.json").write_text(
        json.dumps(settings)[:-1] + f', "{SECRET}": 1, "{SECRET}": 2}}'
    )
    api = {"openapi": "3.0.1", "info": {"title": SECRET}, "paths": {}}
    (outside / "api.json").write_text(json.dumps(api))
    (outside / "stack.json").write_text(json.dumps(template(name=SECRET)))
    (outside / "manifest.json").write_text(
        json.dumps({"artifacts": {SECRET: {"type": "aws:cloudformation:stack"}}})
    )


# --- Templates ---------------------------------------------------------------------------------


def template(cors: object = None, *, name: str = "a", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a template's sections
    """Return an HTTP API with one route."""
    settings = {"AllowOrigins": [ORIGIN], "AllowMethods": ["PUT"]} if cors is None else cors
    resources = {
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {"Name": name, "ProtocolType": "HTTP", "CorsConfiguration": settings},
        },
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "PUT /items"},
        },
        **more.pop("Resources", {}),
    }
    return {"Resources": resources, **more}


def include(location: object) -> dict[str, object]:
    """Return what includes a file."""
    return {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": location}}}


def mock(request: str = "", response: str = "") -> dict[str, Any]:
    """Return a REST API whose preflight has mapping templates."""
    place = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Items"}}
    headers = {"Allow-Origin": f"'{ORIGIN}'", "Allow-Methods": "'PUT,OPTIONS'"}
    given = {
        f"method.response.header.Access-Control-{each}": text for each, text in headers.items()
    }
    answer = {
        "StatusCode": "200",
        "ResponseParameters": given,
        "ResponseTemplates": {"application/json": response},
    }
    integration = {
        "Type": "MOCK",
        "RequestTemplates": {"application/json": request + '{"statusCode": 200}'},
        "IntegrationResponses": [answer],
    }
    declared = [{"StatusCode": "200", "ResponseParameters": dict.fromkeys(given, True)}]
    method = {"Type": "AWS::ApiGateway::Method"}
    options = {"HttpMethod": "OPTIONS", "AuthorizationType": "NONE", "Integration": integration}
    put = {"HttpMethod": "PUT", "AuthorizationType": "NONE"}
    parent = {"Fn::GetAtt": ["Api", "RootResourceId"]}
    item = {"RestApiId": {"Ref": "Api"}, "ParentId": parent, "PathPart": "items"}
    return {
        "Resources": {
            "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "a"}},
            "Items": {"Type": "AWS::ApiGateway::Resource", "Properties": item},
            "Put": {**method, "Properties": {**place, **put}},
            "Options": {
                **method,
                "Properties": {**place, **options, "MethodResponses": declared},
            },
        }
    }


# --- Velocity: nothing of it runs, and nothing of this machine is in the answer ----------------

_SET = "#set($context.responseOverride.header.Access-Control-Allow-Methods="
_OPEN = f"open('{MARK}','w')"
VELOCITY: Mapping[str, tuple[str, str]] = {
    # name: request template, response template
    "evaluate": (
        (
            "#set($u='_')#set($d='$')"
            f'#set($c="{_OPEN}")'
            '#evaluate("${d}util.urlEncode.${u}_globals_${u}.${u}_builtins_${u}.exec(${d}c)")'
        ),
        "",
    ),
    "format": (
        "",
        (
            "#set($f='{0.urlEncode._'+'_globals_'+'_[sys].modules[os].environ["
            f"{VARIABLE}]}}'){_SET}$f.format($util))"
        ),
    ),
    "format-map": ("", f"#set($f='{{a._'+'_class_'+'_}}'){_SET}$f.format_map($context))"),
    "percent": ("", f"{_SET}$util.urlEncode.__globals__)"),
    "index": ("", f"#set($n='_'+'_class_'+'_'){_SET}$util[$n])"),
    "class": ("", f"{_SET}$input.class.forName('java.lang.Runtime').getRuntime().exec('id'))"),
    "get-class": ("", f"{_SET}$util.getClass().getClassLoader())"),
    "import": ("", "$util.urlEncode.func_globals.get('os').system('touch PWNED')"),
    "mro": ("", "#foreach($c in $util.__class__.__mro__)$c.__subclasses__()#end"),
    "parse": ("#parse('/proc/self/environ')", f"{_SET}'#parse(\"../outside/secret.json\")')"),
    "include": ("#include('../outside/token')", "#include('/proc/self/environ')"),
    "include-joined": ("#set($p='../outside/'+'token')#include($p)", ""),
    "asked-cleared": (
        "",
        "#if($stageVariables.mode == 'open')"
        + _SET
        + "'')#end#set($z=$stageVariables.asked.clear())",
    ),
    "context-cleared": ("", "$context.clear()$stageVariables.update({'a': 1})$context.pop('a')"),
    "macro": (f'#macro(run)#evaluate("{_OPEN}")#end#run()', ""),
    "define": (f'#define($x)#evaluate("{_OPEN}")#end$x', ""),
    "endless-macro": ("#macro(a)#a()#end#a()", ""),
    "endless-loop": ("#foreach($i in [1..100000000])#foreach($j in [1..100000000])x#end#end", ""),
    "doubling": ("#set($s='xxxxxxxx')#foreach($i in [1..60])#set($s=$s+$s)#end$s", ""),
    "doubling-lists": ("#set($s=[1,2])#foreach($i in [1..60])#set($x=$s.addAll($s))#end$s", ""),
    "regex": (
        f"#set($s='{'a' * 60}!')$s.replaceAll('(a+)+$','')$s.matches('(a|a)*b')$s.split('(a*)*b')",
        "",
    ),
    "deep-json": (f"$util.parseJson('{'[' * 5000}{']' * 5000}')", ""),
    "big-number": ("#set($n=9)#foreach($i in [1..40])#set($n=$n*$n)#end$n", ""),
    "deep-parentheses": (f"#set($n={'(' * 3000}1{')' * 3000})", ""),
    "banner": ("", "## ____ preflight ____ {}\n"),
}
