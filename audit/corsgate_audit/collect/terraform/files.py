"""What tells Terraform's own files from others."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.reach import reach_of

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

SUFFIXES: Final = (".tf", ".tofu")
JSON_SUFFIXES: Final = (".tf.json", ".tofu.json")
_DESCRIBING: Final = frozenset({"openapi", "swagger", "Resources"})
_MARK: Final = re.compile(
    rb"aws(?:cc)?_(?:api_?gateway|lambda_function_url|lambda_url|cloudfront)|apigateway"
)


def is_terraform(path: Path) -> bool:
    """Whether a file is one of Terraform's own.

    Args:
        path: path of the file, as the user named it or in a folder that the user named.
    """
    return path.name.endswith(SUFFIXES) or (is_json(path) and not _describes_itself(path))


def is_json(path: Path) -> bool:
    """Whether a file of Terraform's own is in its JSON syntax.

    Args:
        path: path of the file.
    """
    return path.name.endswith(JSON_SUFFIXES)


def declares_front_door(folder: Path, reach: Reach) -> bool:
    """Whether the text of a module names an API or a distribution, valid or not.

    Args:
        folder: folder of the module.
        reach: what the target may lead to.
    """
    for path in sorted(folder.iterdir()):
        if is_terraform(path):
            try:
                if _MARK.search(reach.read(path)):
                    return True
            except TargetError:
                return True  # nobody knows what is in it
    return False


def _describes_itself(path: Path) -> bool:
    """Whether a file is an OpenAPI document or a template for all its name: ``api.tf.json``."""
    try:
        content = json.loads(reach_of(path.parent).read(path))
    except (TargetError, ValueError, RecursionError):
        return False  # whoever reads it as Terraform's says what is wrong
    return isinstance(content, dict) and not _DESCRIBING.isdisjoint(content)
