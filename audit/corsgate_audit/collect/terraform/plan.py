"""What a plan holds: its resources with their values, and what refers to what.

Source: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.terraform.declared import Planned

_LATER = "known only after apply"
_SECTIONS = ("planned_values", "values")
_MAJOR = "1."


def is_plan(content: Mapping[str, object]) -> bool:
    """Report whether a file's content is a plan or a state.

    Args:
        content: content of the file.
    """
    version = str(content.get("format_version"))
    return (version.startswith((_MAJOR, "0."))) and _section(content) is not None


def _section(content: Mapping[str, object]) -> str | None:
    found = (name for name in _SECTIONS if isinstance(content.get(name), Mapping))
    return next(found, None)


def resources_of(content: Mapping[str, Any]) -> Iterator[Planned]:
    """Walk all managed resources of a plan or a state.

    Args:
        content: content of which `is_plan` is true.
    """
    section = str(_section(content))
    unknown = {
        str(each.get("address")): mapping(each.get("change")).get("after_unknown")
        for each in maps(content.get("resource_changes"))
    }
    root = mapping(content[section].get("root_module"))
    yield from _of_module(root, (section, "root_module"), unknown)


def mapping(value: object) -> Mapping[str, Any]:
    """Return an object; an empty one in the place of what is none.

    Args:
        value: value of a member that may be absent.
    """
    return value if isinstance(value, Mapping) else {}


def maps(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list; an empty one in the place of each item that is none.

    Args:
        value: value of a member that may be absent.
    """
    return [mapping(each) for each in value] if isinstance(value, list) else []


def members_of(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the resources of a module and of those below it, data sources included.

    Args:
        module: module of a plan or a state, as it has them.
    """
    yield from maps(module.get("resources"))
    for child in maps(module.get("child_modules")):
        yield from members_of(child)


def _of_module(
    module: Mapping[str, Any], names: tuple[str, ...], unknown: Mapping[str, object]
) -> Iterator[Planned]:
    # Here, since every document is asked whether it is a plan, and few are.
    from corsgate_audit.collect.terraform.declared import Planned  # noqa: PLC0415 - see above

    for index, each in enumerate(maps(module.get("resources"))):
        if each.get("mode") == "managed":
            address = str(each.get("address"))
            yield Planned(
                address=address,
                type=str(each.get("type")),
                module=str(module.get("address", "")),
                name=str(each.get("name")),
                index=each.get("index"),
                values=_with_holes(mapping(each.get("values")), unknown.get(address), address),
                names=(*names, "resources", str(index)),
            )
    for index, child in enumerate(maps(module.get("child_modules"))):
        yield from _of_module(child, (*names, "child_modules", str(index)), unknown)


def _with_holes(value: Any, unknown: object, where: str) -> Any:  # noqa: ANN401 - any JSON
    """Put an `Unresolved` in the place of each value that the plan leaves open."""
    if unknown is True:
        return Unresolved(where, _LATER)
    if isinstance(unknown, Mapping) and unknown:
        known = value if isinstance(value, Mapping) else {}
        holes = {
            name: _with_holes(known.get(name), part, f"{where}.{name}")
            for name, part in unknown.items()
        }
        return {**known, **{name: part for name, part in holes.items() if part is not None}}
    if isinstance(unknown, list) and isinstance(value, list):
        parts = [*unknown, *[None] * len(value)]
        return [
            _with_holes(item, part, f"{where}[{index}]")
            for index, (item, part) in enumerate(zip(value, parts, strict=False))
        ]
    return value
