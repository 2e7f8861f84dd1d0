"""An OpenAPI document: its operations, its references, and where in which file they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.model import Location

ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
_METHODS = frozenset({"delete", "get", "head", "options", "patch", "post", "put", ANY})
_REF = "$ref"


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where a document stands: a file, or a part of one.

    Args:
        file: file that holds it.
        names: names of the members that lead to it.
        logical_id: logical id of the template's resource that it is a part of.
    """

    file: Document
    names: tuple[str, ...] = ()
    logical_id: str | None = None

    def location(self, *names: str) -> Location:
        """Say where a part of the document is.

        Args:
            names: names of the members that lead to it from the document's top.
        """
        return self.file.location(*self.names, *names, logical_id=self.logical_id)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    Args:
        path: path as API Gateway writes it: ``/items/{id}``.
        method: upper-case; ``ANY`` for all.
        body: object of the operation; an `Unresolved` where it could not be read.
        item: the path item around it.
        location: location of the operation.
    """

    path: str
    method: str
    body: Shape | Unresolved
    item: Shape
    location: Location

    @property
    def is_default(self) -> bool:
        """Whether it is an HTTP API's route for what no other route takes."""
        marked = isinstance(self.body, Mapping) and self.body.get("isDefaultRoute") is True
        return marked or self.path.lstrip("/") == "$default"


@dataclass(frozen=True, slots=True)
class OpenApi:
    """A document.

    Args:
        content: resolved; links to a template's resources may stand in it.
        place: place of the document.
    """

    content: Shape
    place: DocumentPlace

    @property
    def is_swagger(self) -> bool:
        """Whether it is Swagger 2.0, else OpenAPI 3."""
        return "swagger" in self.content

    def operations(self) -> Iterator[Operation | tuple[Location, Unresolved]]:
        """Walk all operations.

        Yields:
            Each of them, and for a path whose methods could not be read its location and why.
        """
        paths = self.follow(self.content.get("paths") or {})
        if isinstance(paths, Unresolved):
            yield self.place.location("paths"), paths
            return
        for path, value in paths.items():
            if path.startswith("x-"):
                continue
            item = self.follow(value)
            if isinstance(item, Unresolved):
                yield self.place.location("paths", path), item
            else:
                yield from self._of_path(path, item)

    def _of_path(self, path: str, item: Shape) -> Iterator[Operation]:
        for key in sorted(_METHODS & item.keys()):
            yield Operation(
                path=path,
                method="ANY" if key == ANY else key.upper(),
                body=self.follow(item[key] or {}),
                item=item,
                location=self.place.location("paths", path, key),
            )

    def follow(self, value: object) -> Shape | Unresolved:
        """Return an object, or the one that a reference within the document leads to.

        Args:
            value: an object, or one of ``{"$ref": "#/components/…"}``.
        """
        if not isinstance(value, Mapping):
            plain = without_links(value)
            if isinstance(plain, Unresolved):
                return plain
            return Unresolved(show(plain), "an object is expected here")
        pointer = value.get(_REF)
        if pointer is None:
            return value
        found = self._at(pointer) if isinstance(pointer, str) else None
        if isinstance(found, Mapping) and _REF not in found:
            return found
        return Unresolved(
            show(pointer), "the reference does not lead to an object of this document"
        )

    def _at(self, pointer: str) -> object:
        """Follow a JSON pointer, https://www.rfc-editor.org/rfc/rfc6901."""
        root, *keys = pointer.split("/")
        found: object = self.content if root == "#" else None
        for key in keys:
            name = key.replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def is_openapi(content: Shape) -> bool:
    """Report whether a file's content is an OpenAPI or Swagger document."""
    return ("openapi" in content or "swagger" in content) and "Resources" not in content


def all_of(document: OpenApi, values: object) -> Iterator[Shape | Unresolved]:
    """Follow each object of a list, or say in its place why not."""
    if isinstance(values, list):
        yield from map(document.follow, values)
    elif values is not None:
        yield document.follow(values)
