"""What the files of one module declare.

Source: https://developer.hashicorp.com/terraform/language/files
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.terraform.files import is_json, is_terraform
from corsgate_audit.collect.terraform.hcl.json_syntax import parse_json
from corsgate_audit.collect.terraform.hcl.syntax import parse, source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.terraform.hcl.syntax import Block, Expression

Key = TypeVar("Key")
MODULES: Final = (".terraform", "modules", "modules.json")
_LIMIT: Final = 4 * 2**20
"""Bytes of one file: the parser takes some hundred times as much."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """One module as its files declare it.

    Args:
        folder: folder of the module.
        resources: blocks by type and name.
        data: data sources by type and name.
        variables: blocks by name.
        locals: expressions by name.
        outputs: expressions by name.
        calls: calls of other modules by name.
        texts: contents of the files by path.
    """

    folder: Path
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Expression] = field(default_factory=dict)
    outputs: dict[str, Expression] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    texts: Mapping[Path, bytes] = field(default_factory=dict)


def read_configuration(folder: Path, reach: Reach) -> Configuration:
    """Read the files of a module.

    Args:
        folder: folder of the module.
        reach: what the target may lead to.

    Raises:
        TargetError: a file is not valid, or cannot be read: what it declares is missing then.
    """
    texts: dict[Path, bytes] = {}
    problems = []
    for name in sorted(_names(folder), key=_order):
        path = folder / name
        if not is_terraform(path):
            continue
        try:
            texts[path] = reach.read(path, limit=_LIMIT)
        except TargetError as error:
            problems.append(str(error))
    if problems:
        raise TargetError("; ".join(problems))
    return configuration_of(folder, texts)


def configuration_of(folder: Path, texts: Mapping[Path, bytes]) -> Configuration:
    """Parse the files of a module.

    Args:
        folder: folder of the module.
        texts: contents of its files by path, overrides last.

    Raises:
        TargetError: a file is not valid; all of them are named.
    """
    made = Configuration(folder, texts=texts)
    problems = []
    for path, data in texts.items():
        try:
            top = (parse_json if is_json(path) else parse)(data, path)
        except TargetError as error:
            problems.append(str(error))
            continue
        for block in top.blocks:
            _declare(made, block, is_override=_is_override(path.name))
    if problems:
        raise TargetError("; ".join(problems))
    return made


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError:
        return []


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _order(name: str) -> tuple[bool, str]:
    """Sort override files last: https://developer.hashicorp.com/terraform/language/files/override."""
    return _is_override(name), name


def _declare(made: Configuration, block: Block, *, is_override: bool) -> None:
    labels = block.labels
    if block.type == "locals":
        made.locals.update(block.attributes)
    elif block.type == "output" and labels and "value" in block.attributes:
        made.outputs[labels[0]] = block.attributes["value"]
    elif block.type == "variable" and labels:
        _put(made.variables, labels[0], block, is_override=is_override)
    elif block.type == "module" and labels:
        _put(made.calls, labels[0], block, is_override=is_override)
    elif block.type in ("resource", "data") and len(labels) == 2:  # noqa: PLR2004 - type and name
        kind = made.resources if block.type == "resource" else made.data
        _put(kind, (labels[0], labels[1]), block, is_override=is_override)


def _put(blocks: dict[Key, Block], key: Key, block: Block, *, is_override: bool) -> None:
    """Note a block; an override changes the one that is there, attribute by attribute."""
    before = blocks.get(key)
    if before is None or not is_override:
        blocks[key] = block
        return
    replaced = {each.type for each in block.blocks}
    blocks[key] = replace(
        before,
        attributes={**before.attributes, **block.attributes},
        blocks=[*(each for each in before.blocks if each.type not in replaced), *block.blocks],
    )


def local_calls(folder: Path, reach: Reach) -> set[str]:
    """Return the local sources of the modules that a module calls: ``../modules/api``.

    Args:
        folder: folder of the module.
        reach: what the target may lead to.

    Raises:
        TargetError: a file is not valid.
    """
    written = (
        source(call.attributes["source"].node).strip('"')
        for call in read_configuration(folder, reach).calls.values()
        if "source" in call.attributes
    )
    return {each for each in written if each.startswith(".")}


def installed_modules(root: Path, reach: Reach) -> dict[str, Path]:
    """Read where ``terraform init`` has put the modules.

    Args:
        root: folder of the root module.
        reach: what the target may lead to.

    Returns:
        Folders by the key of the call: ``shop.api``.
    """
    path = root.joinpath(*MODULES)
    if not reach.allows(path) or not path.is_file():
        return {}
    try:
        listed = json.loads(reach.read(path)).get("Modules")
    except (TargetError, ValueError, AttributeError, RecursionError):
        return {}  # the modules are then reported as not there
    return {
        str(each["Key"]): root / str(each["Dir"])
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and isinstance(each.get("Dir"), str) and each.get("Key")
    }
