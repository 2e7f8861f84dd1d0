"""The file that a fix is about: one that somebody wrote, and that can be written again."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.cdk_out import is_assembly
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_folder, read_named
from corsgate_audit.collect.openapi.document import is_openapi
from corsgate_audit.collect.reach import missing_folders, reach_of
from corsgate_audit.collect.serverless.kind import is_serverless
from corsgate_audit.collect.template.document import parse_document, read_document
from corsgate_audit.collect.template.read import is_template
from corsgate_audit.collect.terraform.files import is_terraform
from corsgate_audit.collect.terraform.plan import is_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.template.document import Document

_BOM = "\ufeff"
GENERATED = (
    "is what the CDK generates: the next `cdk synth` overwrites it. Change the app instead, with "
    "the constructs of corsgate_cdk: CorsRestApi, CorsHttpApi, CorsFunctionUrl, or add_cors(api, "
    "policy) for an API that is there"
)
"""Why a template of the CDK's is not changed, after its name."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file, its text and its content.

    Args:
        path: path of the file, as the user named it.
        text: text of the file, with its line ends, without a byte order mark.
        document: content of the text, parsed.
        has_mark: whether the file begins with a byte order mark.
    """

    path: Path
    text: str
    document: Document
    has_mark: bool = False

    def write(self, text: str) -> None:
        """Write another text in one step: a crash leaves the old file or the new one.

        Args:
            text: text that replaces the present one.

        Raises:
            TargetError: the file has changed since it was read, or cannot be written.
        """
        if _text_of(self.path) != (self.text, self.has_mark):
            message = f"{str(self.path)!r} has changed while it was being fixed; nothing is written"
            raise TargetError(message)
        try:
            replace_file(Path(os.path.realpath(self.path)), (_BOM * self.has_mark + text).encode())
        except OSError as error:
            message = f"{str(self.path)!r} cannot be written: {error.strerror or error}"
            raise TargetError(message) from error


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step: a crash leaves the old file or the new one.

    Args:
        path: path of the file, without links.
        data: its new content.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o7777)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def read_target(name: str, allowed: Sequence[Path] = ()) -> Target:
    """Read the file that shall be fixed.

    Args:
        name: its path.
        allowed: folders beside its own to whose files the paths in it may lead.

    Raises:
        TargetError: it cannot be read, or is nothing that a fix could change.
    """
    path = Path(name)
    if is_folder(path):
        what = f"{name!r} {GENERATED}" if is_assembly(path) else _folder(name)
        raise TargetError(what)
    if is_assembly(path.parent):
        message = f"{name!r} {GENERATED}"
        raise TargetError(message)
    missing = missing_folders(allowed)
    if missing:
        message = f"{missing[0]!r} is not a folder"
        raise TargetError(message)
    if is_terraform(path):
        message = (
            f"{name!r} is not changed by `corsgate fix`; `corsgate audit {name}` names the "
            "line, and `corsgate render --as hcl` prints what to write there"
        )
        raise TargetError(message)
    reach = reach_of(path, allowed)
    read_document(path, reach)  # says what is wrong with it as every command does
    text, has_mark = _text_of(path)
    return replace(target_of(text, path, name, reach), has_mark=has_mark)


def target_of(text: str, path: Path, name: str, reach: Reach | None = None) -> Target:
    """Read a text that shall be fixed, without a byte order mark.

    Args:
        text: text of a template or of an OpenAPI document.
        path: path of the file that the text stands in, or would stand in.
        name: name of the text in messages.
        reach: what the paths in it may lead to; None for nothing, as of a stack in an account.

    Raises:
        TargetError: it cannot be read, or is nothing that a fix could change.
    """
    document = parse_document(text, path, reach)
    if is_plan(document.content):
        message = (
            f"{name!r} is a plan that Terraform generates; put what `corsgate render --as "
            "hcl` prints into the configuration"
        )
        raise TargetError(message)
    if is_serverless(document.content):
        message = (
            f"{name!r} is not changed by `corsgate fix`; `corsgate audit {name}` names the event "
            "and the line whose `cors` has to be changed"
        )
        raise TargetError(message)
    if not (is_template(document) or is_openapi(document.content)):
        message = f"{name!r}: no CloudFormation or SAM template, and no OpenAPI document"
        raise TargetError(message)
    return Target(path, text, document)


def _folder(name: str) -> str:
    return f"{name!r} is a folder; name one file: a template or an OpenAPI document"


def _text_of(path: Path) -> tuple[str, bool]:
    text = read_named(path).decode("utf-8")
    return text.removeprefix(_BOM), text.startswith(_BOM)
