"""An OpenAPI document as API Gateway imports it: its version, its paths, and its references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ._errors import RenderError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

METHODS = {
    **{name.lower(): name for name in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")},
    "trace": "TRACE",
    "x-amazon-apigateway-any-method": "ANY",
}
"""The methods by their keys in a path item.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
"""

TARGET = "OpenAPI document"

_SWAGGER = "2.0"
_OPENAPI = "3.0."
_PATH_FIELDS = frozenset({"description", "parameters", "servers", "summary"})
_HTTP_API_CORS = "x-amazon-apigateway-cors"


class Document:
    """A copy of an OpenAPI document, and what is wrong with it.

    Args:
        given: what was read from JSON or YAML. It stays as it is: all objects and lists are copied.

    Attributes:
        content: the copy.
        is_swagger: Swagger 2.0, else OpenAPI 3.0.
        problems: a sentence for each thing that could not be read.

    Raises:
        RenderError: it is no document of a version that API Gateway imports, so that nothing else
            can be said of it.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
    """

    def __init__(self, given: object) -> None:
        self.problems: list[str] = []
        self.content: dict[str, Any] = _copied(given) if isinstance(given, Mapping) else {}
        self.is_swagger = str(self.content.get("swagger")) == _SWAGGER
        if not self.is_swagger and not str(self.content.get("openapi")).startswith(_OPENAPI):
            raise RenderError(TARGET, [_version_problem(given)])
        if _HTTP_API_CORS in self.content:
            self.problems.append(
                f"{_HTTP_API_CORS} is for HTTP APIs, and REST APIs ignore it; remove it, or give "
                "an HTTP API the settings of corsgate.render.http_api(policy)"
            )

    def paths(self) -> dict[str, dict[str, Any]]:
        """Return the path items that can be read, and note those that cannot."""
        paths = self.content.get("paths")
        if not isinstance(paths, dict):
            self.problems.append(f"paths: {paths!r} is not an object of path items")
            return {}
        # Extensions are allowed beside the paths.
        items = {path: item for path, item in paths.items() if not str(path).startswith("x-")}
        return {path: item for path, item in items.items() if self._is_readable(path, item)}

    def operations(self, path: str, item: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the operations of a path item by method, ``ANY`` for all.

        Args:
            path: path as it is written.
            item: its path item.
        """
        found = {METHODS[key]: each for key, each in item.items() if key in METHODS}
        for method, operation in found.items():
            if not isinstance(operation, dict):
                self.problems.append(f"{method} {path}: {operation!r} is not an operation object")
        return {method: each for method, each in found.items() if isinstance(each, dict)}

    def parameters(self, where: str, holder: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the parameters of a path item or an operation, references followed.

        Args:
            where: name of the holder in a sentence: ``GET /items``.
            holder: holder of ``parameters``.
        """
        listed = holder.get("parameters", [])
        if not isinstance(listed, list):
            self.problems.append(f"{where}: parameters: {listed!r} is not a list")
            return []
        found = [self._resolved(f"{where}: parameters", each) for each in listed]
        return [each for each in found if each is not None]

    def security_scheme(self, where: str, name: str) -> dict[str, Any]:
        """Return a security scheme, empty if there is none.

        Args:
            where: name of the operation that asks for it, in a sentence: ``GET /items``.
            name: name of the scheme.
        """
        place = ["securityDefinitions"] if self.is_swagger else ["components", "securitySchemes"]
        scheme = _at(self.content, [*place, name])
        if isinstance(scheme, dict):
            return self._resolved(f"security scheme {name!r}", scheme) or {}
        self.problems.append(
            f"{where}: security names {name!r}, which is not in the document's {'.'.join(place)}; "
            "define it there, or correct the name"
        )
        return {}

    def _is_readable(self, path: object, item: object) -> bool:
        problems = list(_path_problems(path, item))
        self.problems += problems
        return not problems

    def _resolved(self, where: str, value: object) -> dict[str, Any] | None:
        pointer = value.get("$ref") if isinstance(value, dict) else None
        if pointer is None and isinstance(value, dict):
            return value
        found = _at(self.content, _keys(pointer)) if isinstance(pointer, str) else None
        if isinstance(found, dict) and "$ref" not in found:
            return found
        self.problems.append(
            f"{where}: {value!r} cannot be followed; write the object itself, or refer to one in "
            "this document by '#/…'"
        )
        return None


def _version_problem(given: object) -> str:
    if not isinstance(given, Mapping):
        return f"{type(given).__name__} is not an object; read the file with json or a YAML parser"
    name = "swagger" if "swagger" in given else "openapi"
    return (
        f"{name}: {given.get(name)!r} is not supported by API Gateway, which imports swagger: "
        "'2.0' and openapi: '3.0.x'"
    )


def _path_problems(path: object, item: object) -> Iterable[str]:
    if not str(path).startswith("/"):
        yield f"paths: {path!r} is not a path, which begins with '/'"
    elif not isinstance(item, dict):
        yield f"{path}: {item!r} is not a path item object"
    else:
        for key in item:
            if not (key in METHODS or key in _PATH_FIELDS or str(key).startswith("x-")):
                yield f"{path}: {key!r} {_key_problem(str(key))}"


def _key_problem(key: str) -> str:
    if key.lower() in METHODS:
        return f"is not read as a method; write {key.lower()!r}"
    return "is neither a method nor a field of a path item; write the path item in its place"


def _at(content: object, keys: Sequence[str]) -> object:
    for key in keys:
        if not isinstance(content, Mapping):
            return None
        content = content.get(key)
    return content


def _keys(pointer: str) -> list[str]:
    """Split a JSON pointer, https://www.rfc-editor.org/rfc/rfc6901."""
    root, *keys = pointer.split("/")
    return [key.replace("~1", "/").replace("~0", "~") for key in keys] if root == "#" else [pointer]


def _copied(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Copy objects and lists; what else a document holds, a token of the CDK, has no parts."""
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(each) for each in value]
    return value
