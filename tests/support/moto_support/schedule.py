"""``AWS::Scheduler::Schedule``, which moto's CloudFormation lacks."""

from __future__ import annotations

from typing import Any

from moto.scheduler.models import scheduler_backends

from support.moto_support.stack_resource import Properties, StackResource

_SETTINGS = {
    "description": "Description",
    "end_date": "EndDate",
    "flexible_time_window": "FlexibleTimeWindow",
    "kms_key_arn": "KmsKeyArn",
    "schedule_expression": "ScheduleExpression",
    "schedule_expression_timezone": "ScheduleExpressionTimezone",
    "start_date": "StartDate",
    "state": "State",
    "target": "Target",
}


class Schedule(StackResource):
    """A schedule of EventBridge Scheduler, which starts nothing by itself here.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-scheduler-schedule.html
    """

    type_name = "AWS::Scheduler::Schedule"
    attributes = frozenset({"Arn"})
    replaced_by = frozenset({"Name"})

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """EventBridge Scheduler of the account and region."""
        return scheduler_backends[self.account_id][self.region_name]

    @property
    def settings(self) -> Properties:
        """What is the same to make a schedule and to change it."""
        return {
            "group_name": self.properties.get("GroupName"),
            **{name: self.properties.get(own) for name, own in _SETTINGS.items()},
        }

    def create(self) -> str:
        """Make the schedule; its id is its name."""
        name = self.properties.get("Name", self.name)
        self.backend.create_schedule(name=name, **self.settings, action_after_completion=None)
        return str(name)

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return the ARN."""
        name = super().get_cfn_attribute(attribute_name)
        found = self.backend.get_schedule(self.properties.get("GroupName"), name)
        return str(found.arn)

    def update(self) -> None:
        """Change the schedule."""
        self.backend.update_schedule(name=self.physical_resource_id, **self.settings)

    def remove(self) -> None:
        """Delete the schedule."""
        self.backend.delete_schedule(self.properties.get("GroupName"), self.physical_resource_id)
