"""Instances of resources, data sources and modules: ``count`` and ``for_each``.

Source: https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from corsgate_audit.collect.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from corsgate_audit.collect.terraform.hcl.access import pairs
from corsgate_audit.collect.terraform.hcl.calls import render
from corsgate_audit.collect.terraform.hcl.operators import number
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    Traced,
    Unknown,
    is_marked,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corsgate_audit.collect.terraform.hcl.evaluator import Evaluator
    from corsgate_audit.collect.terraform.hcl.syntax import Block
    from corsgate_audit.collect.terraform.hcl.values import Value

LATER: Final = "known only after apply"
_MANAGED: Final[Mapping[str, Mapping[str, Any]]] = {
    "aws_cloudfront_cache_policy": CACHE_POLICIES,
    "aws_cloudfront_origin_request_policy": ORIGIN_REQUEST_POLICIES,
    "aws_cloudfront_response_headers_policy": RESPONSE_HEADERS_POLICIES,
}
"""Policies of CloudFront's own, which data sources find by name."""
_READ_LATER: Final = "AWS answers it when Terraform runs"
_MOST: Final = 2_000
"""Instances of one block. API Gateway takes 300 resources of an API."""
_META: Final = frozenset({"count", "for_each", "provider", "depends_on"})
_META_BLOCKS: Final = frozenset(
    {"lifecycle", "provisioner", "connection", "timeouts", "dynamic", "precondition"}
)


class Calling(Protocol):
    """The module in which a block stands."""

    address: str
    called_at: str

    @property
    def evaluator(self) -> Evaluator:
        """What evaluates the module's expressions."""


@dataclass(slots=True, eq=False)
class Instance:
    """One resource or data source.

    Args:
        block: block that declares it.
        address: ``module.shop.aws_apigatewayv2_api.shop["eu"]``.
        module: address of its module; empty for the root.
        key: index of ``count`` or ``for_each``; None where there is none.
        exists: why it is not known whether it exists; None for one that does.
        evaluator: what evaluates its expressions.
        called_at: places of the calls that lead to it.
    """

    block: Block
    address: str
    module: str
    key: object
    exists: Unknown | None
    evaluator: Evaluator
    called_at: str = ""
    _values: dict[str, Value] = field(default_factory=dict)

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""
        return self.block.type == "data"

    def attribute(self, name: str) -> Value:
        """Evaluate an attribute: what the block sets, or what only apply will tell."""
        if name not in self._values:
            own = f"{self.address}.{name}"
            self._values[name] = Unknown(own, f"{own} is defined in terms of itself")
            self._values[name] = self._traced(name, self._evaluated(name))
        return self._values[name]

    def _evaluated(self, name: str) -> Value:
        made = self._made(name)
        if made is not None:
            return made
        if name in self.block.attributes:
            return self.evaluator.value(self.block.attributes[name])
        nested = nested_blocks(self.evaluator, self.block)
        if name in nested:
            return nested[name]
        return Unknown(
            f"{self.address}.{name}", _READ_LATER if self.is_data else LATER, self.address, name
        )

    def _made(self, name: str) -> Value:
        """Evaluate what a data source makes of its arguments alone.

        Source: https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
        """
        managed = _MANAGED.get(self.block.labels[0])
        if managed is not None and name == "id":
            wanted = str(self.attribute("name")).removeprefix("Managed-")
            return next((key for key, each in managed.items() if each.name == wanted), None)
        if (self.block.labels[0], name) != ("template_file", "rendered"):
            return None
        text = self.attribute("template")
        values = self.attribute("vars") if "vars" in self.block.attributes else {}
        if not isinstance(text, str) or not isinstance(values, dict):
            return Unknown(f"{self.address}.{name}", "its template is not known")
        try:
            return render(self.evaluator, text, self.address, values)
        except EvaluationError as error:
            return Unknown(f"{self.address}.{name}", str(error))

    def _traced(self, name: str, value: Value) -> Value:
        if type(value) is str and not is_marked(value):
            return Traced.of(value, self.address, name)
        return value

    def values(self) -> dict[str, Value]:
        """Evaluate all that the block sets."""
        nested = nested_blocks(self.evaluator, self.block)
        names = [name for name in self.block.attributes if name not in _META]
        return {**nested, **{name: self.attribute(name) for name in names}}


Make = "Callable[[str, Evaluator], object]"


def instances_of(
    module: Calling, block: Block, make: Callable[[str, Evaluator], object] | None = None
) -> Value:
    """Make the instances of a block.

    Args:
        module: module in which it stands.
        block: a resource, a data source, or the call of a module.
        make: what makes one of an address and an evaluator; None for an `Instance`.

    Returns:
        One of them, a list for ``count``, a map for ``for_each``. Where their number is not
        known, a list with the one that may be there.
    """
    address = ".".join(_address(module.address, block))
    evaluator = module.evaluator

    def one(key: object, exists: Unknown | None = None, **names: Value) -> object:
        at = address if key is None else f"{address}[{json.dumps(key)}]"
        inner = evaluator.with_names(names)
        if make is not None:
            return make(at, inner)
        made = Instance(block, at, module.address, key, exists, inner, module.called_at)
        inner = inner.with_names({"self": made})
        made.evaluator = inner
        return made

    if "count" in block.attributes:
        return _counted(evaluator, block, one)
    if "for_each" in block.attributes:
        return _each(evaluator, block, one)
    return one(None)


def _address(module: str, block: Block) -> Iterator[str]:
    if module:
        yield module
    if block.type in ("data", "module"):
        yield block.type
    yield from block.labels


def _counted(evaluator: Evaluator, block: Block, one: Callable[..., object]) -> Value:
    expression = block.attributes["count"]
    value = evaluator.value(expression)
    if isinstance(value, Unknown):
        return [one(0, _maybe(block, "count", value), count={"index": 0})]
    try:
        size = int(number(value))
    except EvaluationError as error:
        return Unknown(shown(source(expression.node)), str(error))
    if size > _MOST:
        return Unknown(shown(source(expression.node)), f"more than {_MOST:,} instances")
    return [one(index, count={"index": index}) for index in range(size)]


def _each(evaluator: Evaluator, block: Block, one: Callable[..., object]) -> Value:
    expression = block.attributes["for_each"]
    value = evaluator.value(expression)
    if isinstance(value, Unknown):
        unknown = Unknown("each.key", value.reason)
        given = {"key": unknown, "value": Unknown("each.value", value.reason)}
        return [one("…", _maybe(block, "for_each", value), each=given)]
    try:
        found = list(pairs(value))
    except EvaluationError as error:
        return Unknown(shown(source(expression.node)), str(error))
    if len(found) > _MOST:
        return Unknown(shown(source(expression.node)), f"more than {_MOST:,} instances")
    keyed = [(value if isinstance(key, int) else key, value) for key, value in found]
    return {
        str(key): one(str(key), each={"key": key, "value": item})
        for key, item in keyed
        if not isinstance(key, list | dict | Unknown)
    }


def _maybe(block: Block, name: str, value: Unknown) -> Unknown:
    written = shown(source(block.attributes[name].node))
    return Unknown(f"{name} = {written}", value.reason)


def nested_blocks(evaluator: Evaluator, block: Block) -> dict[str, Value]:
    """Evaluate the blocks within a block, as lists by type.

    Args:
        evaluator: evaluates the expressions.
        block: block around them.

    Returns:
        By type the list of blocks; unknown where a ``dynamic`` block's ``for_each`` is.
    """
    made: dict[str, Value] = {}
    for each in block.blocks:
        if each.type == "dynamic" and each.labels:
            _add(made, each.labels[0], _dynamic(evaluator, each))
        elif each.type not in _META_BLOCKS:
            _add(made, each.type, [_content(evaluator, each)])
    return made


def _add(made: dict[str, Value], kind: str, more: Value) -> None:
    before = made.get(kind, [])
    is_known = isinstance(before, list) and isinstance(more, list)
    made[kind] = [*before, *more] if is_known else more if isinstance(more, Unknown) else before  # type: ignore[misc]


def _content(evaluator: Evaluator, block: Block) -> dict[str, Value]:
    values = {name: evaluator.value(each) for name, each in block.attributes.items()}
    return {**values, **nested_blocks(evaluator, block)}


def _dynamic(evaluator: Evaluator, block: Block) -> Value:
    """Expand a ``dynamic`` block.

    Source: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
    """
    content = block.block("content")
    expression = block.attributes.get("for_each")
    if content is None or expression is None:
        return []
    collection = evaluator.value(expression)
    if isinstance(collection, Unknown):
        return Unknown(shown(source(expression.node)), collection.reason)
    given = block.attributes.get("iterator")
    name = source(given.node) if given is not None else block.labels[0]
    try:
        items = list(pairs(collection))
    except EvaluationError as error:
        return Unknown(shown(source(expression.node)), str(error))
    made: list[Value] = []
    for key, value in items[:_MOST]:
        names: Mapping[str, Value] = {name: {"key": key, "value": value}}
        made.append(_content(evaluator.with_names(names), content))
    return made
