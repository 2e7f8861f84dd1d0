"""``AWS::StepFunctions::StateMachine`` as a machine that runs.

moto's CloudFormation makes it in the backend that runs nothing, and its parser refuses the whole
number of ``ToleratedFailurePercentage``, which AWS takes:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-stepfunctions-statemachine.html
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.stepfunctions.responses import get_backend

from support.moto_support.stack_resource import StackResource


class StateMachine(StackResource):
    """A state machine that executions can be started of."""

    type_name = "AWS::StepFunctions::StateMachine"
    attributes = frozenset({"Arn", "Name"})
    replaced_by = frozenset({"StateMachineName", "StateMachineType"})
    refused = frozenset({"Definition", "DefinitionS3Location", "DefinitionSubstitutions"})

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """Step Functions of the account and region, running or not as moto is configured."""
        return get_backend(self.account_id, self.region_name)

    @property
    def definition(self) -> str:
        """The definition as moto's parser takes it."""
        definition = json.loads(self.properties["DefinitionString"])
        for state in definition["States"].values():
            if "ToleratedFailurePercentage" in state:
                state["ToleratedFailurePercentage"] = float(state["ToleratedFailurePercentage"])
        return json.dumps(definition)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the ARN, or the name at its end."""
        value = super().get_cfn_attribute(attribute_name)
        return value.rpartition(":")[2] if attribute_name == "Name" else value

    def create(self) -> str:
        """Make the machine; its id is its ARN."""
        name = self.properties.get("StateMachineName", self.name)
        machine = self.backend.create_state_machine(
            name, self.definition, self.properties["RoleArn"]
        )
        return str(machine.arn)

    def update(self) -> None:
        """Change what the machine does."""
        self.backend.update_state_machine(
            self.physical_resource_id,
            definition=self.definition,
            role_arn=self.properties["RoleArn"],
        )

    def remove(self) -> None:
        """Delete the machine."""
        self.backend.delete_state_machine(self.physical_resource_id)
