"""Targets that somebody made in order to read, run, hang or fool the audit: a table of them.

Each is written into a folder of its own, beside a folder with secrets that it must not reach.
"""

from __future__ import annotations

import json
import os
import socket
from typing import TYPE_CHECKING, Any

from support.hostile import (
    SECRET,
    VELOCITY,
    Target,
    include,
    mock,
    template,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def _written(name: str, content: object) -> Callable[[Path], Path]:
    """Return what writes one file."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return make


def _with(name: str, content: object, *besides: Callable[[Path], object]) -> Callable[[Path], Path]:
    """Return what writes a file with others beside it."""

    def make(folder: Path) -> Path:
        for beside in besides:
            beside(folder)
        return _written(name, content)(folder)

    return make


def _pipe(name: str) -> Callable[[Path], object]:
    return lambda folder: os.mkfifo(folder / name)


def _link(name: str, to: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).symlink_to(to)


def _socket(name: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        before = os.open(".", os.O_RDONLY)
        os.chdir(folder)  # the path of a socket is short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(name)
        os.fchdir(before)
        os.close(before)

    return make


def _holes(name: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / name).touch()
        os.truncate(folder / name, 2**40)

    return make


def _doubling_includes(folder: Path) -> Path:
    for number in range(40):
        following = include(f"x{number + 1}.json")
        _written(f"x{number}.json", {"a": following, "b": following})(folder)
    _written("x40.json", {"a": "1"})(folder)
    return _written("t.json", template(include("x0.json")))(folder)


def _aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join([*lines, "Resources: {Api: {Type: 'AWS::ApiGateway::RestApi', P: *a8}}"])


def _many_functions() -> str:
    properties = "{Handler: a.b, Runtime: python3.13, InlineCode: x, Events: {E: {Type: Api, "
    functions = [
        f"  F{n}: {{Type: AWS::Serverless::Function, Properties: {properties}"
        f"Properties: {{Path: /p{n}, Method: get}}}}}}}}}}"
        for n in range(800)
    ]
    return "\n".join(["Transform: AWS::Serverless-2016-10-31", "Resources:", *functions])


def _nested_text() -> dict[str, Any]:
    text: dict[str, Any] = {"Fn::Sub": ["${A}${A}", {"A": "xx"}]}
    for _ in range(30):
        text = {"Fn::Sub": ["${A}${A}", {"A": text}]}
    return text


def _stack(url: object, **metadata: object) -> dict[str, Any]:
    """Return a template with a nested stack."""
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    return template(Resources={"Nested": {**nested, "Metadata": metadata}})


def _body(location: object, **metadata: object) -> dict[str, Any]:
    """Return a template with an API that is imported from a file."""
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"BodyS3Location": location}}
    return template(Resources={"Imported": {**api, "Metadata": metadata}})


def _sam(kind: str, **properties: object) -> dict[str, Any]:
    made = {"Type": f"AWS::Serverless::{kind}", "Properties": properties}
    return template(Transform="AWS::Serverless-2016-10-31", Resources={"Sam": made})


def _assembly(**artifact: object) -> Callable[[Path], Path]:
    """Return what writes an assembly, and names its folder."""

    def make(folder: Path) -> Path:
        _written("cdk.out", {"version": "36.0.0"})(folder)
        _written("Good.template.json", template())(folder)
        good = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": "Good.template.json"},
        }
        _written("manifest.json", {"artifacts": {"Bad": artifact, "Good": good}})(folder)
        return folder

    return make


def _plan() -> dict[str, Any]:
    body = _aliases().partition("\nResources")[0] + "\nopenapi: 3.0.1\n"
    api = {
        "address": "aws_api_gateway_rest_api.a",
        "mode": "managed",
        "type": "aws_api_gateway_rest_api",
        "name": "a",
        "values": {"name": "a", "body": body},
    }
    return {"format_version": "1.2", "planned_values": {"root_module": {"resources": [api]}}}


def _linked_target(folder: Path) -> Path:
    _link("t.json", "../outside/token")(folder)
    return folder / "t.json"


_OUTSIDE = "outside the folder of the target"
_PROCESS = "/proc/self/environ"
FILES: Mapping[str, Target] = {
    "include-outside": Target(
        _written("t.json", template(include("../outside/secret.json"))), _OUTSIDE
    ),
    "include-through-a-folder": Target(
        _with(
            "t.json", template(include("a/../../outside/secret.json")), lambda f: (f / "a").mkdir()
        ),
        _OUTSIDE,
    ),
    "include-absolute": Target(_written("t.json", template(include(_PROCESS))), _OUTSIDE),
    "include-unparsable": Target(
        _written("t.json", template(include("../outside/token"))), _OUTSIDE
    ),
    "include-of-a-link": Target(
        _with("t.json", template(include("l.json")), _link("l.json", "../outside/secret.json")),
        _OUTSIDE,
    ),
    "include-below-a-link": Target(
        _with("t.json", template(include("l/secret.json")), _link("l", "../outside")), _OUTSIDE
    ),
    "include-in-a-text": Target(
        _written(
            "t.json",
            template(
                include({"Fn::Sub": "..${A}/secret.json"}),
                Parameters={"A": {"Type": "String", "Default": "/outside"}},
            ),
        ),
        _OUTSIDE,
    ),
    "include-of-a-pipe": Target(
        _with("t.json", template(include("p.json")), _pipe("p.json")), "a pipe"
    ),
    "include-of-a-device": Target(
        _with("t.json", template(include("z.json")), _link("z.json", "/dev/zero")), _OUTSIDE
    ),
    "include-of-a-socket": Target(
        _with("t.json", template(include("s.json")), _socket("s.json")), "a socket"
    ),
    "include-of-holes": Target(
        _with("t.json", template(include("h.json")), _holes("h.json")), "more than 20,971,520 bytes"
    ),
    "include-of-a-loop": Target(
        _with("t.json", template(include("l.json")), _link("l.json", "l.json")), "was not read"
    ),
    "include-with-a-null": Target(_written("t.json", template(include("a\0b"))), _OUTSIDE),
    "include-with-a-long-name": Target(
        _written("t.json", template(include("a" * 5000))), "was not read"
    ),
    "include-of-the-template": Target(_with("t.json", template(include("t.json"))), ""),
    "include-bomb": Target(_doubling_includes, "number of includes"),
    "stack-of-a-pipe": Target(_with("t.json", _stack("pipe.json"), _pipe("pipe.json")), "a pipe"),
    "stack-outside": Target(_written("t.json", _stack("../outside/stack.json")), _OUTSIDE),
    "stack-absolute": Target(_written("t.json", _stack(_PROCESS)), _OUTSIDE),
    "stack-asset": Target(
        _written("t.json", _stack("https://s3/x", **{"aws:asset:path": "../outside/stack.json"})),
        _OUTSIDE,
    ),
    "stack-in-the-list-of-assets": Target(
        _with(
            "T.template.json",
            _stack("https://s3.amazonaws.com/b/abc.json"),
            _written(
                "T.assets.json", {"files": {"abc": {"source": {"path": "../outside/stack.json"}}}}
            ),
        ),
        _OUTSIDE,
    ),
    "stack-in-itself": Target(_written("t.json", _stack("./t.json")), "nested in itself"),
    "body-of-a-process": Target(_written("t.json", _body(_PROCESS)), _OUTSIDE),
    "body-outside": Target(_written("t.json", _body("../outside/api.json")), _OUTSIDE),
    "body-with-a-name-twice": Target(_written("t.json", _body("../outside/twice.json")), _OUTSIDE),
    "body-asset": Target(
        _written(
            "t.json",
            _body(
                {"Bucket": "b", "Key": "k"},
                **{"aws:asset:path": "../outside/api.json", "aws:asset:property": "BodyS3Location"},
            ),
        ),
        _OUTSIDE,
    ),
    "sam-definition": Target(
        _written("t.json", _sam("Api", StageName="a", DefinitionUri="../outside/api.json")),
        _OUTSIDE,
    ),
    "sam-code": Target(
        _written(
            "t.json",
            _sam("Function", CodeUri="../outside", Handler="token.handler", Runtime="python3.12"),
        )
    ),
    "openapi-include": Target(
        _written(
            "t.json",
            {
                "openapi": "3.0.1",
                "info": {"title": "a"},
                "x-amazon-apigateway-cors": include("../outside/secret.json"),
                "paths": {},
            },
        ),
        _OUTSIDE,
    ),
    "openapi-reference": Target(
        _written(
            "t.json",
            {
                "openapi": "3.0.1",
                "info": {"title": "a"},
                "x-amazon-apigateway-cors": {},
                "paths": {"/items": {"$ref": "file:../outside/api.json#/info"}},
            },
        ),
        "the reference does not lead to an object",
    ),
    "aliases": Target(_written("t.yaml", _aliases()), "once aliases are expanded"),
    "long-alias": Target(
        _written(
            "t.yaml",
            f"A: &a {'x' * 2**20}\nB: [{', '.join(['*a'] * 100_000)}]\nResources: {{}}\n",
        ),
        "once aliases are expanded",
    ),
    "deep": Target(_written("t.json", '{"Resources":' * 5000 + "{}" + "}" * 5000), "levels deep"),
    "deep-yaml": Target(_written("t.yaml", "Resources: " + "[" * 60_000), "levels deep"),
    "sam-without-end": Target(_written("t.yaml", _many_functions()), "more than 500 resources"),
    "doubling-text": Target(
        _written("t.json", template({"AllowOrigins": [_nested_text()]})), "longer than"
    ),
    "list-bomb": Target(
        _written("t.json", template({"AllowOrigins": {"Fn::Split": ["x", "x" * 500_000]}})),
        "more than 1,000 values",
    ),
    "many-origins": Target(
        _written(
            "t.json",
            template(
                {
                    "AllowOrigins": [f"https://a{number}.example" for number in range(20_000)],
                    "AllowMethods": ["*"],
                }
            ),
        ),
        "more than 1,000 values",
    ),
    "many-stars": Target(
        _written("t.json", template({"AllowOrigins": [f"https://{'*' * 5000}.example"]})),
    ),
    "control-characters": Target(
        _written("t.json", template(name="\x1b]0;owned\x07\x1b[2J\r\n::error::owned")),
    ),
    "not-a-text": Target(_written("t.yaml", f"Resources: '\x01{SECRET}'"), "not valid YAML"),
    "quoted-in-an-error": Target(_written("t.yaml", f"Resources: *{SECRET}"), "undefined alias"),
    "target-is-a-link": Target(_linked_target, "an object is expected at the top"),
    "terraform-body": Target(_written("t.json", _plan()), "once aliases are expanded"),
    "assembly-stack": Target(
        _assembly(
            type="aws:cloudformation:stack", properties={"templateFile": "../outside/stack.json"}
        ),
        _OUTSIDE,
    ),
    "assembly-nested": Target(
        _assembly(type="cdk:cloud-assembly", properties={"directoryName": "../outside"}), _OUTSIDE
    ),
    "folder-of-pipes": Target(
        lambda folder: (
            _with(
                "t.json",
                template(),
                _pipe("p.yaml"),
                _pipe("p.py"),
                _socket("s.yaml"),
                _link("z.template", "/dev/zero"),
                _link("o.json", "../outside/stack.json"),
                _link("o.py", "../outside/token"),
            )(folder).parent
        ),
        "a pipe",
    ),
}


TARGETS: Mapping[str, Target] = {
    **FILES,
    **{
        f"velocity-{name}": Target(_written("t.json", mock(*templates)))
        for name, templates in VELOCITY.items()
    },
}
"""All of them, by name."""
