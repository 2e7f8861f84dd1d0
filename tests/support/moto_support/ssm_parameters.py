"""A stack's parameters of an SSM type, as they were given: the name, and not what it stands for.

moto keeps what the name stands for. An update that keeps the previous value, as ``cdk deploy``
does for ``BootstrapVersion``, then takes that for a name, and fails.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import Stack

_plain = Stack.stack_parameters.fget


def install() -> None:
    """Replace what a stack says that its parameters are."""
    Stack.stack_parameters = property(_stack_parameters)


def _stack_parameters(self: Any) -> dict[str, Any]:  # noqa: ANN401 (moto is read without its types)
    given = self.resource_map.input_parameters
    names = {
        name: given.get(name, parameter.get("Default"))
        for name, parameter in (self.template_dict.get("Parameters") or {}).items()
        if parameter["Type"].startswith("AWS::SSM::Parameter::")
    }
    return {**_plain(self), **names}
