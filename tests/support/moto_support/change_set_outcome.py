"""What an executed change set leaves in its stack: template, outputs and exports.

moto runs the change set's resources only: a stack made by one has no outputs, exports nothing,
sees no export of another, and does not know its own parameters. ``cdk deploy`` makes and updates
every stack through a change set.
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import ChangeSet, cloudformation_backends


def install() -> None:
    """Replace what it is to apply a change set."""
    ChangeSet.apply = _apply


def _apply(self: Any) -> None:  # noqa: ANN401 (moto is read without its types)
    stack = self.stack
    exports = cloudformation_backends[stack.account_id][stack.region_name].exports
    stack.resource_map.cross_stack_resources = exports
    stack.resource_map.update(self.template_dict, self.parameters)
    stack.template, stack.template_dict = self.template, self.template_dict
    stack.parameters = self.parameters
    stack.output_map = stack._create_output_map()  # noqa: SLF001 (Stack.update does the same)
    exports.update({export.name: export for export in stack.exports})
