"""A Terraform configuration in HCL, as people write it in ``*.tf``.

Sources:
https://developer.hashicorp.com/terraform/language/syntax/configuration
https://developer.hashicorp.com/terraform/language/style
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BLOCKS = frozenset({"cors", "cors_configuration"})
"""Arguments that are blocks of their own; a mapping elsewhere is a value."""

# What JSON syntax writes as a template of one expression HCL writes as the expression.
_expression = re.compile(r"\$\{([^{}]*)\}").fullmatch
_reference = re.compile(r"[a-z_]\w*(\.\w+)+").fullmatch
_control = re.compile(r"\\[bf]").sub
_CONTROL = {"\\b": "\\u0008", "\\f": "\\u000c"}


def hcl(configuration: Mapping[str, Any]) -> str:
    """Return a configuration in HCL, formatted as ``terraform fmt`` does.

    Args:
        configuration: variables and resources, as Terraform's JSON syntax has them.

    Example:
        >>> print(hcl({"variable": {"name": {"type": "string"}}}), end="")
        variable "name" {
          type = string
        }
    """
    variables = configuration.get("variable", {}).items()
    resources = configuration.get("resource", {}).items()
    blocks = [
        *(("variable", (name,), body) for name, body in variables),
        *(
            ("resource", (kind, name), body)
            for kind, named in resources
            for name, body in named.items()
        ),
    ]
    return "\n".join("".join(f"{line}\n" for line in _block(*each)) for each in blocks)


def _block(kind: str, labels: tuple[str, ...], body: Mapping[str, Any]) -> Iterator[str]:
    yield " ".join((kind, *map(json.dumps, labels), "{"))
    values = {name: value_lines(kind, name, value) for name, value in body.items()}
    arguments = {name: lines for name, lines in values.items() if name not in _BLOCKS}
    for group in _groups(arguments):
        width = max(map(len, group))
        for name, (first, *rest) in group.items():
            yield f"  {name:{width}} = {first}"
            yield from (f"  {line}" for line in rest)
    for number, name in enumerate(filter(_BLOCKS.__contains__, body)):
        if arguments or number:
            yield ""
        yield from (f"  {line}" for line in _block(name, (), body[name]))
    yield "}"


def _groups(arguments: Mapping[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """Group what `terraform fmt` aligns: neighbours of one line each."""
    group: dict[str, list[str]] = {}
    for name, lines in arguments.items():
        if len(lines) > 1:
            if group:
                yield group
            yield {name: lines}
            group = {}
        else:
            group[name] = lines
    if group:
        yield group


def value_lines(kind: str, name: str, value: object) -> list[str]:
    """Return the lines of a value.

    Args:
        kind: type of the block that it stands in: ``resource``.
        name: name of its argument.
        value: value, as Terraform's JSON syntax has it.
    """
    if isinstance(value, dict):
        keys = {_text(key): value_lines(kind, name, each)[0] for key, each in value.items()}
        width = max(map(len, keys), default=0)
        return ["{", *(f"  {key:{width}} = {each}" for key, each in keys.items()), "}"]
    if isinstance(value, list):
        return [f"[{', '.join(value_lines(kind, name, each)[0] for each in value)}]"]
    if not isinstance(value, str):
        return [json.dumps(value)]
    if (kind, name) == ("variable", "type") or (name == "depends_on" and _reference(value)):
        return [value]
    expression = _expression(value)
    return [expression[1] if expression else _text(value)]


def _text(value: str) -> str:
    """Quote a text; HCL knows all escapes of JSON's but two."""
    quoted = json.dumps(value, ensure_ascii=False)
    return _control(lambda found: _CONTROL[found[0]], quoted)
