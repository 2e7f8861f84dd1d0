"""Where the code of a Lambda function lies.

``filename`` names it, or ``s3_key`` the object that is uploaded; an ``archive_file`` makes either.

Source: https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file and
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_object
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.archives import text_of_handler
from corsgate_audit.collect.terraform.hcl.values import Traced, Unknown, is_marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.terraform.hcl.instances import Instance
    from corsgate_audit.collect.terraform.hcl.values import Value

ARCHIVE: Final = "archive_file"
OBJECTS: Final = frozenset({"aws_s3_object", "aws_s3_bucket_object"})


@dataclass(frozen=True, slots=True)
class Packed:
    """What a configuration makes of its code.

    Args:
        archives: data sources that make archives.
        objects: objects that are uploaded to S3.
    """

    archives: Sequence[Instance]
    objects: Sequence[Instance]


def code_of(values: Mapping[str, Value], packed: Packed) -> str | dict[str, str] | None:
    """Return where a function's code lies, relative to the root module.

    Args:
        values: arguments of the function.
        packed: the archives, and the objects that are uploaded.

    Returns:
        A folder, or an archive; ``{"ZipFile": code}`` for code that is written into an archive;
        None where the code is elsewhere.
    """
    name = values.get("filename")
    if name is None:
        uploaded = _behind(values.get("s3_key"), packed.objects, "key")
        name = None if uploaded is None else uploaded.attribute("source")
    if not isinstance(name, str) or is_marked(name):
        return None
    archive = _behind(name, packed.archives, "output_path")
    if archive is None:
        return posixpath.normpath(name)
    path = _sources(archive)
    return _written(archive, values.get("handler")) if path is None else posixpath.normpath(path)


def _behind(value: Value, made: Sequence[Instance], attribute: str) -> Instance | None:
    """Find what has a value as an attribute: by a reference to it, or by the same text."""
    if isinstance(value, Traced | Unknown):
        for each in made:
            if value.address == each.address:
                return each
    if not isinstance(value, str) or is_marked(value):
        return None
    return next((each for each in made if each.attribute(attribute) == value), None)


def _sources(archive: Instance) -> str | None:
    folder, file = archive.attribute("source_dir"), archive.attribute("source_file")
    if isinstance(folder, str) and not is_marked(folder):
        return str(folder)
    if isinstance(file, str) and not is_marked(file):
        return posixpath.dirname(file)
    return None


def _written(archive: Instance, handler: Value) -> dict[str, str] | None:
    blocks = archive.attribute("source")
    texts = [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []
    names = ("source_content_filename", "source_content")
    own = dict(zip(("filename", "content"), map(archive.attribute, names), strict=True))
    known = (each for each in (*texts, own) if not is_marked(each.get("content")))
    return text_of_handler(known, handler)
