"""What a release says of itself: its long description, and where it is developed.

A checkout does not know where it is published. The release does, and sets ``CORSGATE_REPOSITORY``
(``https://github.com/OWNER/corsgate``): the README's links lead there then, since a package index
has none of the files beside it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = re.compile(r"(?P<image>!?)(?P<text>\[[^\]]*\])\((?P<path>(?![a-z]+:|#)[^)\s]+)\)")
"""A link or an image whose target is a file of the repository."""


class ReleaseMetadata(MetadataHookInterface):
    """Fills in the long description and the addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in ``readme`` and ``urls``.

        Args:
            metadata: Table ``[project]`` of ``pyproject.toml``, with the version.
        """
        text = (Path(self.root) / "README.md").read_text("utf-8")
        repository = os.environ.get("CORSGATE_REPOSITORY", "").rstrip("/")
        metadata["urls"] = {}
        if repository:
            text = absolute(text, f"{repository}/{{kind}}/v{metadata['version']}")
            metadata["urls"] = {
                "Documentation": f"{repository}/tree/v{metadata['version']}/docs",
                "Changelog": f"{repository}/blob/v{metadata['version']}/CHANGELOG.md",
                "Issues": f"{repository}/issues",
                "Source": repository,
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def absolute(text: str, address: str) -> str:
    """Return Markdown whose links to files are absolute.

    Args:
        text: Markdown with links relative to the repository's root.
        address: Address of the files of one version, ``{kind}`` in it for ``blob`` or ``raw``.
    """
    return RELATIVE.sub(
        lambda link: (
            f"{link['image']}{link['text']}"
            f"({address.format(kind='raw' if link['image'] else 'blob')}/{link['path']})"
        ),
        text,
    )
