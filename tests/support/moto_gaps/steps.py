"""Gaps in what runs on a schedule: state machines, schedules and the bucket of their results."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moto.core.config import default_user_config

from support.moto_gaps import Gap, client, deploy, destroy

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROLE = "arn:aws:iam::123456789012:role/runs"
_KEY = "stepfunctions"


@contextmanager
def _machines_run() -> Iterator[None]:
    plain = default_user_config[_KEY]
    default_user_config[_KEY] = {"execute_state_machine": True}
    try:
        yield
    finally:
        default_user_config[_KEY] = plain


def _machine(comment: str) -> dict[str, object]:
    each = {
        "Type": "Map",
        "ToleratedFailurePercentage": 100,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Same",
            "States": {"Same": {"Type": "Pass", "End": True}},
        },
        "End": True,
    }
    definition = {"Comment": comment, "StartAt": "Each", "States": {"Each": each}}
    properties = {"DefinitionString": json.dumps(definition), "RoleArn": _ROLE}
    return {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}


def _machine_life() -> object:
    with _machines_run():
        steps = client(_KEY)
        outputs = {"Arn": {"Ref": "Machine"}, "Name": {"Fn::GetAtt": ["Machine", "Name"]}}
        told = deploy({"Machine": _machine("first")}, outputs)
        deploy({"Machine": _machine("second")}, outputs)
        found = steps.describe_state_machine(stateMachineArn=told["Arn"])
        destroy()
        left = [each["name"] for each in steps.list_state_machines()["stateMachines"]]
        comment = json.loads(found["definition"])["Comment"]
        return [told["Name"] == found["name"], comment, left]


def _schedule(expression: str) -> dict[str, object]:
    properties = {
        "ScheduleExpression": expression,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:states:eu-west-1:123456789012:stateMachine:a", "RoleArn": _ROLE},
    }
    return {"Type": "AWS::Scheduler::Schedule", "Properties": properties}


def _schedule_life() -> object:
    schedules = client("scheduler")
    outputs = {"Name": {"Ref": "Daily"}, "Arn": {"Fn::GetAtt": ["Daily", "Arn"]}}
    told = deploy({"Daily": _schedule("rate(1 day)")}, outputs)
    deploy({"Daily": _schedule("rate(2 days)")}, outputs)
    found = schedules.get_schedule(Name=told["Name"])
    destroy()
    left = schedules.list_schedules()["Schedules"]
    return [found["Arn"] == told["Arn"], found["ScheduleExpression"], left]


def _bucket_policy() -> object:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    tls = {**deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    policy = {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": {"Ref": "Results"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [tls]},
        },
    }
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "results"}}
    deploy({"Results": bucket, "Policy": policy})
    deploy({"Results": {**bucket, "Metadata": {}}, "Policy": policy})
    resources = client("cloudformation").describe_stack_resources(StackName="gap")
    client("s3").put_object(Bucket="results", Key="report.json", Body=b"{}")
    client("s3").delete_object(Bucket="results", Key="report.json")
    destroy()
    return sorted(each["ResourceType"] for each in resources["StackResources"])


GAPS = (
    Gap(
        "a stack makes a state machine that tolerates failures of a map, changes and removes it",
        _machine_life,
        [True, "second", []],
    ),
    Gap(
        "a stack makes a schedule, changes and removes it",
        _schedule_life,
        [True, "rate(2 days)", []],
    ),
    Gap(
        "a bucket of a stack has a policy that denies requests without TLS",
        _bucket_policy,
        ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
    ),
)
