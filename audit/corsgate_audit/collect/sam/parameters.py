"""Values of a template's parameters: the user's, and those that ``sam deploy`` gives.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.template.document import Document

_CONFIG, _ENVIRONMENT = "samconfig.toml", "default"
_COMMANDS: Final = ("global", "deploy")
_TEMPLATES: Final = frozenset({"template.yaml", "template.yml", "template.json"})
_KEY, _VALUE = "ParameterKey", "ParameterValue"


def parameters_of(document: Document) -> dict[str, str]:
    """Return the values that are given for the parameters of a template.

    Those of ``samconfig.toml`` are of its environment ``default``; what the user gives goes
    before them.

    Args:
        document: template that is no nested stack's.
    """
    declared = document.content.get("Parameters")
    if not isinstance(declared, dict):
        return {}
    found = {**_configured(document), **document.reach.given.texts}
    return {name: value for name, value in found.items() if name in declared}


def _configured(document: Document) -> dict[str, str]:
    path = document.path.parent / _CONFIG
    if not is_file(path) or not document.reach.allows(path):
        return {}
    import tomllib  # noqa: PLC0415 - few templates have such a file beside them

    try:
        content = tomllib.loads(document.reach.read(path).decode())
    except (TargetError, ValueError) as error:
        # A position is told, and nothing of the file.
        document.reach.leave_out(str(path), f"it is not valid TOML: {type(error).__name__}")
        return {}
    found: dict[str, str] = {}
    environment = _table(content.get(_ENVIRONMENT))
    commands = [_table(_table(environment.get(name)).get("parameters")) for name in _COMMANDS]
    named = [each["template_file"] for each in commands if "template_file" in each]
    names = {str(named[-1]).rpartition("/")[2]} if named else _TEMPLATES
    is_meant = document.path.name in names
    for command in commands if is_meant else ():
        found.update(_overrides(command.get("parameter_overrides")))
    return found


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _overrides(given: object) -> Iterator[tuple[str, str]]:
    """Read values: ``A=1 B=2`` in a text, a list of such, or a table."""
    if isinstance(given, dict):
        yield from ((str(name), str(value)) for name, value in given.items())
        return
    for text in given if isinstance(given, list) else [given] if isinstance(given, str) else []:
        for each in _words(str(text)):
            name, equals, value = each.partition("=")
            if name == _KEY and f",{_VALUE}=" in value:
                name, _, value = value.partition(f",{_VALUE}=")
            if equals:
                yield name, value


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # SAM CLI refuses it
        return []
