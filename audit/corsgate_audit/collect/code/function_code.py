"""Finds and reads the code of a Lambda function of a template.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from corsgate_audit.collect.code.archives import zipped_files
from corsgate_audit.collect.code.files import FolderFiles, Joined
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file, is_folder
from corsgate_audit.collect.sam.local_files import LOCAL_BUCKET
from corsgate_audit.collect.template.assets import asset_named, read_asset
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.model import FunctionCode, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.handlers.answers import CodeReading

_LAYER: Final = "AWS::Lambda::LayerVersion"
_INLINE: Final = {"python": "index.py", "nodejs": "index.js"}
_READ: WeakKeyDictionary[Resource, FunctionCode] = WeakKeyDictionary()


def code_of(function: Resource) -> FunctionCode:
    """Read the code of a function; once, however many routes lead to it.

    Args:
        function: an ``AWS::Lambda::Function`` of a template.
    """
    if function not in _READ:
        _READ[function] = _code_of(function)
    return _READ[function]


def _code_of(function: Resource) -> FunctionCode:
    properties = properties_of(function)
    runtime, handler = (without_links(properties.get(each)) for each in ("Runtime", "Handler"))
    why = why_not_read(properties, runtime, handler)
    if why is not None:
        return _unread(function, why)
    try:
        files, folder = _files(function, str(runtime))
    except TargetError as error:
        return _unread(function, str(error))
    if files is None:
        return _unread(function, "its code is not in the target")
    all_files = Joined(files, *_layers(properties.get("Layers")))
    entry = _built_handler(function, str(handler), all_files)
    return FunctionCode(
        name=function.logical_id,
        reading=_reading(all_files, str(runtime), entry, function),
        folder=folder,
        location=function.location,
    )


def _reading(
    files: Mapping[str, bytes], runtime: str, handler: str, function: Resource
) -> CodeReading:
    from corsgate_audit.handlers.reading import read_handler  # noqa: PLC0415 - the same

    return read_handler(Bundle(files), runtime, handler, _environment(function))


def _unread(function: Resource, why: str) -> FunctionCode:
    return FunctionCode(
        name=function.logical_id, reading=None, why_not=why, location=function.location
    )


def why_not_read(properties: Mapping[str, object], runtime: object, handler: object) -> str | None:
    """Say why the code of a function is not read; None where it is.

    Args:
        properties: properties of the function, in Lambda's and CloudFormation's names.
        runtime: runtime of the function, such as ``python3.13``.
        handler: handler of the function, such as ``index.handler``.
    """
    if properties.get("PackageType") == "Image":
        return "its code is a container image"
    if not isinstance(runtime, str) or not isinstance(handler, str):
        return "its runtime or its handler is not known before deployment"
    if not runtime.startswith(tuple(_INLINE)):
        return f"code for {runtime} is not read"
    return None


def _files(function: Resource, runtime: str) -> tuple[Mapping[str, bytes] | None, str]:
    """Return the files, and the folder that their paths are relative to."""
    code = properties_of(function).get("Code")
    text = without_links(code.get("ZipFile")) if isinstance(code, dict) else None
    if isinstance(text, str):
        name = next(name for prefix, name in _INLINE.items() if runtime.startswith(prefix))
        return {name: text.encode()}, ""
    path = path_of_code(function, code, "Code")
    if path is None:
        return None, ""
    return _files_at(path, function), str(path)


def _files_at(path: Path, resource: Resource) -> Mapping[str, bytes]:
    reach = resource.scope.document.reach
    if not reach.allows(path):
        message = f"{str(path)!r} is outside the folder of the target"
        raise TargetError(message)
    if is_folder(path):
        return FolderFiles(path, reach)
    if is_file(path):
        return zipped_files(path, reach)
    message = f"{str(path)!r} does not exist"
    raise TargetError(message)


def path_of_code(resource: Resource, code: object, name: str) -> Path | None:
    """Return where code lies on this machine; None where it lies elsewhere.

    Args:
        resource: a function or a layer.
        code: value of the property that has it.
        name: name of that property.
    """
    asset = read_asset(resource, name)
    if asset is not None:
        return asset
    folder = resource.scope.document.path.parent
    plain = without_links(code)
    if isinstance(plain, str) and "://" not in plain:
        return folder / plain
    if not isinstance(plain, dict):
        return None
    key, bucket = plain.get("S3Key"), plain.get("S3Bucket")
    if not isinstance(key, str):
        return None
    return folder / key if bucket == LOCAL_BUCKET else asset_named(resource, key)


def _layers(layers: object) -> Iterator[Mapping[str, bytes]]:
    """Yield the files of the layers whose content is here; others are not followed."""
    for each in layers if isinstance(layers, list | tuple) else ():
        layer = linked(each, _LAYER)
        path = (
            None
            if layer is None
            else path_of_code(layer, properties_of(layer).get("Content"), "Content")
        )
        if layer is None or path is None:
            continue
        try:
            yield _files_at(path, layer)
        except TargetError as error:
            layer.scope.document.reach.leave_out(str(path), str(error))


def _built_handler(function: Resource, handler: str, files: Mapping[str, bytes]) -> str:
    """Return the handler as the sources name it, where SAM's esbuild writes another file.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
    """
    properties = function.metadata.get("BuildProperties")
    points = properties.get("EntryPoints") if isinstance(properties, dict) else None
    folder, base = posixpath.split(handler)
    stem, _, name = base.partition(".")
    for point in points if isinstance(points, list) else ():
        if isinstance(point, str) and posixpath.splitext(posixpath.basename(point))[0] == stem:
            built = posixpath.splitext(posixpath.normpath(point))[0]
            if not any(
                posixpath.splitext(each)[0] == posixpath.join(folder, stem) for each in files
            ):
                return f"{built}.{name}"
    return handler


def _environment(function: Resource) -> Environment:
    environment = properties_of(function).get("Environment")
    if environment is None:
        return Environment()
    variables = environment.get("Variables") if isinstance(environment, dict) else None
    if not isinstance(variables, dict):
        return Environment(is_complete=False)
    known: dict[str, str | None] = {}
    for name, value in variables.items():
        plain = without_links(value)
        known[str(name)] = None if isinstance(plain, Unresolved) else _text(plain)
    return Environment(known)


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
