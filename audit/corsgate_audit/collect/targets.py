"""Turns the targets that a user names into the templates that are read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.cdk_out import is_assembly, read_assembly
from corsgate_audit.collect.chalice.kind import is_chalice
from corsgate_audit.collect.errors import NoTemplateError, TargetError
from corsgate_audit.collect.files import is_folder, real_path, why_not_regular
from corsgate_audit.collect.marks import NO_MARK, is_marked
from corsgate_audit.collect.next_step import with_next_step
from corsgate_audit.collect.openapi.document import is_openapi
from corsgate_audit.collect.openapi.marks import is_for_api_gateway
from corsgate_audit.collect.openapi.read import NOT_FOR_API_GATEWAY, read_openapi
from corsgate_audit.collect.python.read import SUFFIX, read_python, writes_cors
from corsgate_audit.collect.reach import OUTSIDE, reach_of
from corsgate_audit.collect.serverless.kind import is_serverless, provider_of
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.files_within import parts_of_others
from corsgate_audit.collect.template.read import is_template, read_template, read_templates
from corsgate_audit.collect.terraform.files import is_terraform
from corsgate_audit.collect.terraform.plan import is_plan
from corsgate_audit.model import Collection, Coverage, CoverageState, Handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from corsgate_audit.collect.budget import Budget
    from corsgate_audit.collect.given import Given
    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.template.document import Document

MAX_FOLDERS = 100
"""Folders in each other that are searched."""
_SUFFIXES = frozenset({".json", ".yaml", ".yml", ".template"})
_NOT_SEARCHED = "hidden folders and node_modules are not searched"
_NOT_FOLLOWED = "links to folders are not followed"
_TOO_DEEP = "the folder is nested too deeply and was not searched"
_NO_TEMPLATE = "no CloudFormation template: it has no Resources"


_KINDS: tuple[tuple[Callable[[Mapping[str, object]], bool], str], ...] = (
    (lambda content: isinstance(content.get("Resources"), dict), "documents"),
    (is_plan, "plans"),
    (is_serverless, "services"),
)
"""What tells a document's kind, and where those of the kind are noted."""


def read_target(
    target: str,
    allowed: Sequence[Path] = (),
    budget: Budget | None = None,
    given: Given | None = None,
) -> Collection:
    """Read what one target names.

    Args:
        target: the path of a file or a folder.
        allowed: folders beside the target's own whose files its paths may lead to.
        budget: budget of the run.
        given: values for what the target leaves open; None for none.

    Raises:
        NoTemplateError: nothing in it describes an API.
        TargetError: it does not exist, or nothing in it can be read.
    """
    if not target:
        # Not the working folder, which is what Path makes of it: a variable was not set.
        message = "a target is the empty string ''; name a file or a folder ('.' for this one)"
        raise TargetError(message)
    path = Path(target)
    try:
        reach = reach_of(path, allowed, budget, given)
        return merge(_read_folder(path, reach)) if is_folder(path) else _read_file(path, reach)
    except NoTemplateError as error:
        raise NoTemplateError(with_next_step(str(error), path)) from error
    except TargetError as error:
        raise TargetError(with_next_step(str(error), path)) from error


def nothing_in(target: str, reason: str) -> Collection:
    """Return what there is of a target that describes no API: an entry of the coverage.

    Args:
        target: path of a file or a folder.
        reason: why nothing of it is judged.
    """
    return _uncovered("files", Path(target), CoverageState.SKIPPED, reason)


def merge(collections: Sequence[Collection]) -> Collection:
    """Join collections, in order."""
    return Collection(
        apis=tuple(api for part in collections for api in part.apis),
        coverage=tuple(entry for part in collections for entry in part.coverage),
        functions=tuple(each for part in collections for each in part.functions),
        shared={name: each for part in collections for name, each in part.shared.items()},
        texts={name: each for part in collections for name, each in part.texts.items()},
    )


def _read_file(path: Path, reach: Reach) -> Collection:
    """Read one file that the user has named."""
    if is_chalice(path):
        return _read_chalice(path, reach)
    if path.suffix == SUFFIX:
        return read_python(path, reach)
    if is_terraform(path):
        if (why := why_not_regular(path)) is not None:
            message = f"{str(path)!r}: {why}"
            raise TargetError(message)
        return merge(_read_modules([path.parent], path.parent, reach))
    try:
        document = read_document(path, reach)
    except TargetError as error:
        (entry,) = _unread(path, reach, str(error)).coverage
        if entry.state is CoverageState.SKIPPED:
            raise NoTemplateError(str(error)) from error
        raise
    return read_parsed(document)


def read_parsed(document: Document) -> Collection:
    """Read one document, whatever it is.

    Args:
        document: document of a file, or what a file would hold.

    Raises:
        NoTemplateError: it is nothing that describes APIs.
        TargetError: it cannot be read.
    """
    path = document.path
    if is_template(document):
        return read_template(document)
    if is_openapi(document.content):
        if is_for_api_gateway(document.content):
            return read_openapi(document)
        message = f"{str(path)!r}: {NOT_FOR_API_GATEWAY}"
        raise NoTemplateError(message)
    if is_plan(document.content):
        return _read_plan(document)
    if is_serverless(document.content):
        return _read_service(document)
    provider = provider_of(document.content)
    other = f"a service of the provider {provider!r}; those of aws are read"
    message = f"{str(path)!r}: {other if provider else _NO_TEMPLATE}"
    raise NoTemplateError(message)


def _read_plan(document: Document) -> Collection:
    # Here, since few targets are plans, and these modules serve nothing else.
    from corsgate_audit.collect.terraform.read import read_plan  # noqa: PLC0415 - see above

    return read_plan(document)


def _read_service(document: Document) -> Collection:
    from corsgate_audit.collect.serverless.read import (  # noqa: PLC0415 - as for plans
        read_serverless,
    )

    return read_serverless(document)


def _read_chalice(path: Path, reach: Reach) -> Collection:
    from corsgate_audit.collect.chalice.read import read_chalice  # noqa: PLC0415 - as for plans

    return read_chalice(path, reach)


def _read_modules(folders: Sequence[Path], target: Path, reach: Reach) -> list[Collection]:
    if not folders:
        return []
    from corsgate_audit.collect.terraform.folder import (  # noqa: PLC0415 - as for plans
        read_modules,
    )

    return read_modules(folders, target, reach)


def _uncovered(service: str, path: Path, state: CoverageState, reason: str) -> Collection:
    """Say why a file or folder is not part of the model."""
    entry = Coverage(service=service, resource=str(path), state=state, reason=reason)
    return Collection(coverage=(entry,))


@dataclass(slots=True)
class _Found:
    """What is in a folder, and what its paths may lead to."""

    reach: Reach
    assemblies: list[Path] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    openapi: list[Document] = field(default_factory=list)
    plans: list[Document] = field(default_factory=list)
    modules: list[Path] = field(default_factory=list)
    services: list[Document] = field(default_factory=list)
    handlers: list[Collection] = field(default_factory=list)
    rest: list[Collection] = field(default_factory=list)

    @property
    def described(self) -> tuple[object, ...]:
        """What describes APIs by itself."""
        return self.plans, self.assemblies, self.handlers, self.modules, self.services


def _read_folder(folder: Path, reach: Reach) -> list[Collection]:
    """Read the templates of a folder and of those below it."""
    found = _Found(reach)
    for current, files in _folders(folder, found):
        if any(is_terraform(path) for path in files):
            found.modules.append(current)
        if is_assembly(current, reach):
            found.assemblies.append(current)
        else:
            _look_into(files, found)
        if reach.budget.spent:
            reason = (
                f"the run has reached its limit on the {reach.budget.spent}; the rest was not read"
            )
            found.rest.append(_uncovered("files", folder, CoverageState.FAILED, reason))
            break
    within = parts_of_others(found.documents)
    templates = [doc for doc in found.documents if real_path(doc.path) not in within]
    openapi = [doc for doc in found.openapi if real_path(doc.path) not in within]
    is_named = any(entry.incomplete for part in found.rest for entry in part.coverage)
    described = (
        templates,
        openapi,
        found.plans,
        found.assemblies,
        found.handlers,
        found.modules,
        found.services,
    )
    if not (any(described) or is_named):
        message = f"{str(folder)!r}: no template in this folder ({', '.join(sorted(_SUFFIXES))})"
        raise NoTemplateError(message)
    # First: what its functions read (OpenAPI documents) is a part of it.
    modules = _read_modules(found.modules, folder, reach)
    services = [_read_service(document) for document in found.services]
    return [
        *modules,
        *services,
        *(_read_assembly(path, folder, reach) for path in found.assemblies),
        *_read_templates(templates),
        *_read_templates(_not_joined(found.documents, templates, reach)),
        *(read_openapi(document) for document in openapi if not reach.has_joined(document.path)),
        *(read_openapi(document) for document in _not_joined(found.openapi, openapi, reach)),
        *(_read_plan(document) for document in found.plans),
        *found.handlers,
        *(each for each in found.rest if not _is_joined(each, reach)),
    ]


def _is_joined(unread: Collection, reach: Reach) -> bool:
    """Whether all that is not read is a part of another file, such as a template of Terraform's."""
    named = [entry.resource for entry in unread.coverage]
    return bool(named) and all(reach.has_joined(Path(name)) for name in named)


def _read_templates(documents: Sequence[Document]) -> Iterator[Collection]:
    if documents:
        yield read_templates([(document, {}) for document in documents])


def _not_joined(
    documents: Sequence[Document], read: Sequence[Document], reach: Reach
) -> list[Document]:
    """Return what another file names and has not read after all: it is judged by itself."""
    paths = {each.path for each in read}
    rest = [each for each in documents if each.path not in paths]
    return [each for each in rest if not reach.has_joined(each.path)]


def _unread(path: Path, reach: Reach, reason: str) -> Collection:
    """Say that a file of a folder cannot be parsed, and whether anybody would expect it to be.

    A ``tsconfig.json`` with comments or a chart full of Jinja describes no API: only a file that
    has a mark of one of the kinds that are read keeps the scan from being complete.
    """
    try:
        is_expected = is_marked(path, reach.read(path))
    except TargetError:
        is_expected = True  # nobody knows what is in it
    if is_expected:
        return _uncovered("files", path, CoverageState.FAILED, reason)
    return _uncovered("files", path, CoverageState.SKIPPED, f"{NO_MARK} ({reason})")


def _why_not_read(path: Path, reach: Reach) -> str | None:
    """Say why a file of a folder is passed over; None for one that is read."""
    return why_not_regular(path) if reach.allows(path) else OUTSIDE


def _handlers_of(path: Path, reach: Reach) -> list[Collection]:
    if is_chalice(path):
        try:
            return [_read_chalice(path, reach)]
        except TargetError as error:
            return [_uncovered("chalice", path, CoverageState.FAILED, str(error))]
    return [_handlers(path, reach)] if writes_cors(path, reach) else []


def _handlers(path: Path, reach: Reach) -> Collection:
    """Read a Python file of a folder; one that is broken is no end of the others.

    Of the many that send no origin back nothing is left to be judged but that they were read.
    """
    try:
        read = read_python(path, reach)
        return replace(
            read,
            apis=tuple(api for api in read.apis if isinstance(api, Handler) and api.origin_uses),
        )
    except TargetError as error:
        return _uncovered("python", path, CoverageState.FAILED, str(error))


def _read_assembly(path: Path, folder: Path, reach: Reach) -> Collection:
    """Read an assembly; one that is broken is an error where it is the target itself."""
    try:
        return read_assembly(path, reach)
    except TargetError as error:
        if path == folder:
            raise
        return _uncovered("cloudformation", path, CoverageState.FAILED, str(error))


def _folders(folder: Path, found: _Found) -> Iterator[tuple[Path, list[Path]]]:
    """Walk the folders with their files; an assembly's own are its manifest's business."""

    def unreadable(error: OSError) -> None:
        path = Path(error.filename)
        reason = error.strerror or str(error)
        found.rest.append(_uncovered("files", path, CoverageState.DENIED, reason))

    for name, below, files in os.walk(folder, onerror=unreadable):
        current = Path(name)
        yield current, [current / file for file in sorted(files)]
        depth = len(current.parts) - len(folder.parts)
        skipped = {part: reason for part in below if (reason := _why_not(current / part, depth))}
        found.rest.extend(
            _uncovered("files", current / part, state, reason)
            for part, (state, reason) in sorted(skipped.items())
        )
        below[:] = [] if is_assembly(current, found.reach) else sorted(set(below) - skipped.keys())


def _why_not(folder: Path, depth: int) -> tuple[CoverageState, str] | None:
    """Say why a folder is not searched; None for one that is."""
    if folder.name.startswith(".") or folder.name == "node_modules":
        return CoverageState.SKIPPED, _NOT_SEARCHED
    if folder.is_symlink():
        return CoverageState.SKIPPED, _NOT_FOLLOWED
    return None if depth < MAX_FOLDERS else (CoverageState.FAILED, _TOO_DEEP)


def _look_into(files: Sequence[Path], found: _Found) -> None:
    """Sort a folder's files. One that is broken does not keep the others from being read."""
    for path in files:
        if path.suffix.lower() not in {*_SUFFIXES, SUFFIX} or is_terraform(path):
            continue
        if (reason := _why_not_read(path, found.reach)) is not None:
            found.rest.append(_uncovered("files", path, CoverageState.FAILED, reason))
            continue
        if path.suffix.lower() == SUFFIX:
            found.handlers.extend(_handlers_of(path, found.reach))
            continue
        try:
            document = read_document(path, found.reach)
        except TargetError as error:
            found.rest.append(_unread(path, found.reach, str(error)))
            continue
        kind = next((kind for is_it, kind in _KINDS if is_it(document.content)), None)
        if kind is not None:
            getattr(found, kind).append(document)
        elif not is_openapi(document.content):
            found.rest.append(_uncovered("files", path, CoverageState.SKIPPED, _NO_TEMPLATE))
        elif is_for_api_gateway(document.content):
            found.openapi.append(document)
        else:
            found.rest.append(
                _uncovered("openapi", path, CoverageState.SKIPPED, NOT_FOR_API_GATEWAY)
            )
