"""Where the code of a Lambda function lies: ``filename``, and the ``archive_file`` that makes it.

Source: https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from corsgate_audit.collect.terraform.hcl.values import Traced, is_marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.terraform.hcl.instances import Instance
    from corsgate_audit.collect.terraform.hcl.values import Value

ARCHIVE = "archive_file"


def code_path(values: Mapping[str, Value], archives: Sequence[Instance]) -> str | None:
    """Return where a function's code lies, relative to the root module.

    Args:
        values: arguments of the function.
        archives: data sources that make archives.

    Returns:
        A folder, or an archive; None where the code is elsewhere, or made of several parts.
    """
    name = values.get("filename")
    if not isinstance(name, str) or is_marked(name):
        return None
    for archive in archives:
        is_meant = isinstance(name, Traced) and name.address == archive.address
        if is_meant or archive.attribute("output_path") == name:
            return _packed(archive)
    return str(name)


def _packed(archive: Instance) -> str | None:
    folder, file = archive.attribute("source_dir"), archive.attribute("source_file")
    if isinstance(folder, str) and not is_marked(folder):
        return str(folder)
    if isinstance(file, str) and not is_marked(file):
        return posixpath.dirname(file) or "."
    return None
