"""The planted template as people write one: YAML with short tags and comments."""

from __future__ import annotations

from typing import Any

import yaml

from support.planted import template

_SHORT = {
    "Ref": "!Ref",
    "Fn::GetAtt": "!GetAtt",
    "Fn::Select": "!Select",
    "Fn::Split": "!Split",
    "Fn::Sub": "!Sub",
}
"""How CloudFormation's functions are written in YAML, those that the template uses."""


class _Dumper(yaml.SafeDumper):  # type: ignore[misc] # yaml has no types
    """Writes functions of CloudFormation as tags, and nothing as an alias."""

    def ignore_aliases(self, data: object) -> bool:
        """Say that nothing is written once for several places."""
        del data
        return True

    def represent_data(self, data: Any) -> yaml.Node:  # noqa: ANN401 - any JSON
        """Write a function as a tag."""
        name = next(iter(data)) if isinstance(data, dict) and len(data) == 1 else None
        if name not in _SHORT:
            return super().represent_data(data)
        value = data[name]
        if name == "Fn::GetAtt":
            return self.represent_scalar(_SHORT[name], ".".join(value))
        if isinstance(value, list):
            return self.represent_sequence(_SHORT[name], value, flow_style=True)
        return self.represent_scalar(_SHORT[name], str(value))


def commented() -> str:
    """Return the template, with a comment before each resource and behind its properties."""
    text = yaml.dump(template(), Dumper=_Dumper, sort_keys=False, width=1000)
    lines = []
    for line in text.splitlines():
        if line.startswith("  ") and line[2] != " " and line.endswith(":"):
            lines.append(f"  # What {line.strip(' :')} is for.")
        lines.append(f"{line}   # kept" if line.strip() == "Properties:" else line)
    return "\n".join(lines) + "\n"
