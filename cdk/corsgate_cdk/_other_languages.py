"""Functions that cannot run `@cors`: they are named, with the lines that their code needs."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from aws_cdk import Annotations

from corsgate._origins import has_token, is_pattern
from corsgate.names import ALLOW_ORIGIN, WILDCARD
from corsgate.render import origin_expression

from ._token_origins import resolved_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk.aws_lambda import CfnFunction

    from corsgate import CorsPolicy

_WARNING = "corsgate:function-without-cors"
_IMAGE = "Image"
_PYTHON = re.compile(r"python3\.(\d+)")
_OLDEST_PYTHON = 11
_AUDIT = ("corsgate_audit", "tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")


def runs_cors(properties: Mapping[str, Any]) -> bool:
    """Whether a function can run the library, as far as its runtime says.

    Args:
        properties: properties of the function, in JavaScript's names. A runtime that is a token may
            be any.
    """
    if properties.get("packageType") == _IMAGE:
        return False
    runtime = properties.get("runtime")
    if not isinstance(runtime, str):
        return True
    found = _PYTHON.fullmatch(runtime)
    return found is not None and int(found[1]) >= _OLDEST_PYTHON


def may_read_policy(properties: Mapping[str, Any]) -> bool:
    """Whether a function can make something of ``CORSGATE_POLICY``: an image may hold Python.

    Args:
        properties: properties of the function, in JavaScript's names.
    """
    return runs_cors(properties) or properties.get("packageType") == _IMAGE


def name_function(function: CfnFunction, properties: Mapping[str, Any], policy: CorsPolicy) -> None:
    """Warn of a function that has to send the headers by code of its own.

    Not where its code is in the app, can be read, and does so.

    Args:
        function: function behind a front door that leaves the headers to it.
        properties: properties of the function, in JavaScript's names.
        policy: policy of the front door.
    """
    if _answers_right(function, properties, policy):
        return
    kind = properties.get("runtime") or "a container image"
    needs = (
        "its code"
        if properties.get("packageType") != _IMAGE
        else "a handler in Python has @cors; another one"
    )
    Annotations.of(function).add_warning_v2(
        _WARNING,
        f"the function {function.node.path!r} ({kind}) cannot run @cors by itself, and its front "
        f"door leaves the headers to it; {needs} needs:\n{_lines(function, properties, policy)}\n"
        "Where it has them, name it in functions_with_own_policy=[...], or acknowledge the warning",
    )


def _lines(function: CfnFunction, properties: Mapping[str, Any], policy: CorsPolicy) -> str:
    headers = {name: value for name, value in policy.answers.actual if name != ALLOW_ORIGIN}
    if str(properties.get("runtime")).startswith("nodejs"):
        return _javascript(function, policy, headers)
    listed = [f"  {name}: {value}" for name, value in headers.items()]
    origins = ", ".join(_shown(each, function) for each in policy.allow_origins)
    origin = (
        origins
        if policy.allow_origins == (WILDCARD,)
        else f"the Origin of the request, if it is one of: {origins}"
    )
    return "\n".join(["  in every response:", f"  {ALLOW_ORIGIN}: {origin}", *listed])


def _javascript(function: CfnFunction, policy: CorsPolicy, headers: dict[str, str]) -> str:
    fixed = ", ".join(f'"{name}": "{value}"' for name, value in headers.items())
    if policy.allow_origins == (WILDCARD,):
        return f'  headers: {{ "{ALLOW_ORIGIN}": "*", {fixed} }}'
    plain = [f'"{_shown(each, function)}"' for each in policy.allow_origins if not is_pattern(each)]
    patterns = [
        f"new RegExp({json.dumps(f'^{origin_expression(each)}$')})"
        for each in policy.allow_origins
        if is_pattern(each)
    ]
    tests = [f"[{', '.join(plain)}].includes(origin)"] if plain else []
    tests += [f"{each}.test(origin)" for each in patterns]
    return "\n".join(
        [
            "  const origin = event.headers?.origin ?? event.headers?.Origin;",
            f"  const allowed = {' || '.join(tests)};",
            "  // in every response, error responses too:",
            f'  headers: {{ ...(allowed && {{ "{ALLOW_ORIGIN}": origin }}), {fixed} }}',
        ]
    )


def _shown(origin: str, function: CfnFunction) -> str:
    """Write an origin for people; of one that a deployment knows, the expression."""
    return f"<{resolved_text(origin, function)}>" if has_token(origin) else origin


def _answers_right(
    function: CfnFunction, properties: Mapping[str, Any], policy: CorsPolicy
) -> bool:
    """Read the code, where the packages that read it are installed."""
    if any(find_spec(name) is None for name in _AUDIT):
        return False
    from ._function_code import answers_right  # noqa: PLC0415 - needs the audit extra

    return answers_right(function, properties, policy)
