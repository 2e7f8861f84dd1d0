"""Where the code of a plan's functions lies: a zip file, or the sources that one is made of.

Source: https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file and
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.terraform.plan import mapping, members_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ARCHIVE, _OBJECTS = "archive_file", frozenset({"aws_s3_object", "aws_s3_bucket_object"})
_SECTIONS = ("planned_values", "values", "prior_state")


class Archives:
    """The archives that a plan makes, and the objects that it uploads.

    Args:
        content: content of the plan.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._sources: dict[str, str] = {}
        self._texts: dict[str, list[object]] = {}
        self._objects: dict[str, str] = {}
        for each in _resources(content):
            values = mapping(each.get("values"))
            if each.get("type") == _ARCHIVE:
                self._add(values)
            elif each.get("type") in _OBJECTS:
                key, source = values.get("key"), values.get("source")
                if isinstance(key, str) and isinstance(source, str):
                    self._objects[key] = source

    def _add(self, archive: Mapping[str, Any]) -> None:
        made, folder, file = (
            archive.get(each) for each in ("output_path", "source_dir", "source_file")
        )
        if not isinstance(made, str):
            return
        if isinstance(folder, str):
            self._sources[made] = folder
        elif isinstance(file, str):
            self._sources[made] = posixpath.dirname(file) or "."
        else:
            own = {
                "filename": archive.get("source_content_filename"),
                "content": archive.get("source_content"),
            }
            blocks = archive.get("source")
            self._texts[made] = [*(blocks if isinstance(blocks, list) else ()), own]

    def code_of(self, function: Mapping[str, Any]) -> str | dict[str, str] | None:
        """Return where a function's code lies, relative to the folder of the root module.

        The sources of an archive go before the archive, which is made when the plan is applied.

        Args:
            function: values of the function.

        Returns:
            A folder or a zip file; ``{"ZipFile": code}`` for code that is written into an archive;
            None where the plan does not say.
        """
        named = function.get("filename")
        key = function.get("s3_key")
        path = named if isinstance(named, str) else self._objects.get(str(key))
        if path is None:
            return None
        written = text_of_handler(self._texts.get(path, ()), function.get("handler"))
        return written or self._sources.get(path, path)


def text_of_handler(files: Iterable[object], handler: object) -> dict[str, str] | None:
    """Find the file of a handler among the texts that an archive is made of.

    Args:
        files: ``filename`` and ``content`` of each.
        handler: ``app.handler``.

    Returns:
        Its text as CloudFormation has inline code; None where it is not among them.
    """
    for each in files:
        file, content = mapping(each).get("filename"), mapping(each).get("content")
        if not isinstance(file, str) or not isinstance(content, str):
            continue
        if posixpath.splitext(file)[0] == str(handler).rpartition(".")[0]:
            return {"ZipFile": str(content)}
    return None


def _resources(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield all resources, data sources included, of what is planned and what was there before."""
    for name in _SECTIONS:
        section = mapping(content.get(name))
        for holder in (section, mapping(section.get("values"))):
            yield from members_of(mapping(holder.get("root_module")))
