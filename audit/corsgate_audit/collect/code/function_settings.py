"""What it takes to run a Lambda function of a template, read and never run here.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from corsgate_audit.collect import shapes
from corsgate_audit.collect.code.function_code import path_of_code
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import FunctionSettings, Unresolved
from corsgate_audit.model.function import DEFAULT_MEMORY, DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Text

_LAYER: Final = "AWS::Lambda::LayerVersion"
_READ: WeakKeyDictionary[Resource, FunctionSettings] = WeakKeyDictionary()


def settings_of(function: Resource) -> FunctionSettings:
    """Read the settings of a function; once, however many routes lead to it.

    Args:
        function: an ``AWS::Lambda::Function`` of a template.
    """
    if function not in _READ:
        _READ[function] = _settings_of(function)
    return _READ[function]


def _settings_of(function: Resource) -> FunctionSettings:
    properties = properties_of(function)
    code = properties.get("Code")
    inline = without_links(code.get("ZipFile")) if isinstance(code, dict) else None
    path = None if inline is not None else _within_reach(function, code, "Code")
    return FunctionSettings(
        name=function.logical_id,
        function_name=_text(function, "FunctionName"),
        runtime=_text(function, "Runtime"),
        handler=_text(function, "Handler"),
        code=path,
        inline=inline if isinstance(inline, str) else None,
        entry_points=tuple(_entry_points(function)),
        environment=tuple(_environment(properties)),
        timeout=_number(properties.get("Timeout"), DEFAULT_TIMEOUT),
        memory=_number(properties.get("MemorySize"), DEFAULT_MEMORY),
        layers=tuple(_layers(properties.get("Layers"))),
        location=function.location,
    )


def _within_reach(resource: Resource, code: object, name: str) -> str | None:
    """Return where code lies, if the target may lead there: what is run is read first."""
    path = path_of_code(resource, code, name)
    allowed = path is not None and resource.scope.document.reach.allows(path)
    return str(path) if allowed else None


def _text(function: Resource, name: str) -> Text:
    value = without_links(properties_of(function).get(name))
    if value is None:
        return Unresolved(f"{function.logical_id}.{name}", "the template does not set it")
    return shapes.text(value)


def _number(value: object, default: int) -> int:
    plain = without_links(value)
    text = str(plain) if isinstance(plain, int | str) and not isinstance(plain, bool) else ""
    return int(text) if text.isascii() and text.isdigit() else default


def _environment(properties: Mapping[str, object]) -> Iterator[tuple[str, Text]]:
    """Yield the variables; CloudFormation writes numbers and booleans as texts."""
    environment = properties.get("Environment")
    variables = environment.get("Variables") if isinstance(environment, dict) else None
    for name, value in variables.items() if isinstance(variables, dict) else ():
        plain = without_links(value)
        if isinstance(plain, Unresolved):
            yield str(name), plain
        elif isinstance(plain, bool):
            yield str(name), "true" if plain else "false"
        else:
            yield str(name), str(plain)


def _layers(layers: object) -> Iterator[str]:
    """Yield where the layers lie whose content is on this machine."""
    for each in layers if isinstance(layers, list | tuple) else ():
        layer = linked(each, _LAYER)
        if layer is None:
            continue
        path = _within_reach(layer, properties_of(layer).get("Content"), "Content")
        if path is not None:
            yield path


def _entry_points(function: Resource) -> Iterator[str]:
    properties = function.metadata.get("BuildProperties")
    points = properties.get("EntryPoints") if isinstance(properties, dict) else None
    for each in points if isinstance(points, list) else ():
        if isinstance(each, str):
            yield each
