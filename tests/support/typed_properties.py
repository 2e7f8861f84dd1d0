"""Writes the properties that the constructs take over from the CDK, with their types.

``make properties`` writes `corsgate_cdk._typed_properties`, so that editors complete them and type
checkers check them: the CDK's own properties, without those that a construct sets itself.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
import types
import typing
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from aws_cdk import aws_apigateway, aws_apigatewayv2, aws_cloudfront, aws_lambda

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).parents[2] / "cdk" / "corsgate_cdk" / "_typed_properties.py"

HEAD = '''"""The properties that the constructs take over from the CDK, by ``make properties``.

For type checkers and editors: nothing of this is imported when an app runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

'''


@dataclass(frozen=True)
class Taken:
    """The properties that one construct takes over.

    Args:
        name: name of the class that is written.
        base: the CDK's class whose properties they are, as people write it.
        properties: the CDK's class of these properties.
        without: names of those that the construct sets itself.
    """

    name: str
    base: str
    properties: type[Any]
    without: frozenset[str]


TAKEN = (
    Taken(
        "RestApiProperties",
        "aws_apigateway.RestApi",
        aws_apigateway.RestApiProps,
        frozenset({"policy", "default_cors_preflight_options"}),
    ),
    Taken(
        "LambdaRestApiProperties",
        "aws_apigateway.LambdaRestApi",
        aws_apigateway.LambdaRestApiProps,
        frozenset(
            {"policy", "default_cors_preflight_options", "default_integration", "handler", "proxy"}
        ),
    ),
    Taken(
        "SpecRestApiProperties",
        "aws_apigateway.SpecRestApi",
        aws_apigateway.SpecRestApiProps,
        frozenset({"policy", "api_definition"}),
    ),
    Taken(
        "HttpApiProperties",
        "aws_apigatewayv2.HttpApi",
        aws_apigatewayv2.HttpApiProps,
        frozenset({"cors_preflight"}),
    ),
    Taken(
        "FunctionUrlProperties",
        "aws_lambda.FunctionUrl",
        aws_lambda.FunctionUrlProps,
        frozenset({"cors", "function"}),
    ),
    Taken(
        "LayerVersionProperties",
        "aws_lambda.LayerVersion",
        aws_lambda.LayerVersionProps,
        frozenset({"code"}),
    ),
    Taken(
        "BehaviorProperties",
        "aws_cloudfront.BehaviorOptions",
        aws_cloudfront.BehaviorOptions,
        frozenset({"allowed_methods", "cached_methods", "origin", "origin_request_policy"}),
    ),
)


@dataclass(frozen=True)
class Shared:
    """A class that has what others have in common.

    Args:
        name: name of the class that is written.
        what: what it is, in its docstring.
        of: names of the classes that have these properties.
    """

    name: str
    what: str
    of: frozenset[str]


SHARED = (
    Shared(
        "AnyRestApiProperties",
        "Of every kind of REST API.",
        frozenset({"RestApiProperties", "LambdaRestApiProperties", "SpecRestApiProperties"}),
    ),
    Shared(
        "RoutedRestApiProperties",
        "Of the REST APIs whose routes are constructs.",
        frozenset({"RestApiProperties", "LambdaRestApiProperties"}),
    ),
)
"""The wider ones first: each takes over what the ones before it leave."""


class _Writer:
    """Writes types as source, and remembers what has to be imported for them."""

    def __init__(self) -> None:
        self.imports: dict[str, set[str]] = defaultdict(set)

    def written(self, hint: Any) -> str:  # noqa: ANN401 - any type
        if hint is Any or hint is object:
            return "Any"
        if hint is type(None):
            return "None"
        arguments = get_args(hint)
        origin = get_origin(hint)
        if origin in {typing.Union, types.UnionType}:
            return " | ".join(dict.fromkeys(map(self.written, arguments)))
        if origin is not None:
            generic = {dict: "dict", list: "Sequence", Mapping: "Mapping", Sequence: "Sequence"}
            return f"{generic[origin]}[{', '.join(map(self.written, arguments))}]"
        if hint.__module__ != "builtins":
            self.imports[hint.__module__].add(hint.__name__)
        return str(hint.__name__)


def rendered() -> str:
    """Return the module's text, formatted."""
    writer = _Writer()
    lines = list(_classes({taken.name: _fields(taken, writer) for taken in TAKEN}))
    imports = [
        f"    from {module} import {name}"
        for module, names in sorted(writer.imports.items())
        for name in sorted(names)
    ]
    text = HEAD + "\n".join([*imports, "", "", *lines])
    for command in (["check", "--fix", "--select", "I", "--quiet"], ["format"]):
        text = _ruff(command, text)
    return text


def _fields(taken: Taken, writer: _Writer) -> list[str]:
    init: Any = inspect.unwrap(taken.properties.__init__)
    # Not the module's own names: the CDK publishes a part of them only.
    hints = get_type_hints(init, init.__globals__)
    return [
        f"    {name}: {writer.written(hint)}"
        for name, hint in hints.items()
        if name not in {*taken.without, "return"}
    ]


def _classes(fields: dict[str, list[str]]) -> Iterator[str]:
    """Write a class for what others share, and then each with the rest."""
    bases = dict.fromkeys(fields, "TypedDict")
    for shared in SHARED:
        first, *others = (fields[name] for name in fields if name in shared.of)
        common = [each for each in first if all(each in other for other in others)]
        (base,) = {bases[name] for name in shared.of}
        yield from _class_lines(shared.name, base, shared.what, common)
        for name in shared.of:
            bases[name] = shared.name
            fields[name] = [each for each in fields[name] if each not in common]
    for taken in TAKEN:
        what = f"Of `{taken.base}`, but for those that a construct sets itself."
        yield from _class_lines(taken.name, bases[taken.name], what, fields[taken.name])


def _class_lines(name: str, base: str, what: str, fields: list[str]) -> list[str]:
    heading = f'    """{what}"""'
    return [f"class {name}({base}, total=False):", heading, "", *fields, "", ""]


def _ruff(command: list[str], text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    line = [str(ruff), *command, "--stdin-filename", str(PATH), "-"]
    done = subprocess.run(line, input=text, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> None:
    """Write the module."""
    PATH.write_text(rendered(), "utf-8")
    sys.stdout.write(f"{PATH.name} written\n")


if __name__ == "__main__":
    main()
