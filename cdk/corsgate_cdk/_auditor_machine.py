"""The state machine of an auditor, in the Amazon States Language.

Written out, and not put together of the CDK's classes for states: those give the role every object
of the bucket and ask for more calls than the machine makes.

Source: https://states-language.net/spec.html and
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from __future__ import annotations

from typing import Any, NamedTuple

State = dict[str, Any]

MAP = "AuditPlaces"
"""Name and label of the map, which is in the names of its executions."""
MOST_INVOCATIONS = 96
"""Of one place in one run: a day of invocations of fifteen minutes."""
_DAY = 24 * 60 * 60  # seconds

_RETRY = [
    {
        # More invocations than the account may have at once: not the place's fault, so it waits.
        "ErrorEquals": ["Lambda.TooManyRequestsException"],
        "IntervalSeconds": 5,
        "MaxAttempts": 12,
        "BackoffRate": 2,
        "MaxDelaySeconds": 120,
        "JitterStrategy": "FULL",
    },
    {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 1,
        "MaxAttempts": 3,
        "BackoffRate": 2,
        "JitterStrategy": "FULL",
    },
]
_ANY = ["States.ALL"]


class Functions(NamedTuple):
    """ARNs of the functions that the machine invokes."""

    list_places: str
    audit_place: str
    reduce_run: str


class Machine(NamedTuple):
    """What the machine is made of.

    Args:
        functions: functions.
        partition: partition of AWS.
        bucket: name of the bucket.
        prefix: beginning of the keys in the bucket, empty or with a slash at its end.
        max_concurrency: places audited at once.
    """

    functions: Functions
    partition: str
    bucket: str
    prefix: str
    max_concurrency: int

    def task(self, function: str, payload: State | str) -> State:
        """Return a state that invokes a function with a payload, or with what a path leads to."""
        key = "Payload.$" if isinstance(payload, str) else "Payload"
        return {
            "Type": "Task",
            "Resource": f"arn:{self.partition}:states:::lambda:invoke",
            "Parameters": {"FunctionName": function, key: payload},
            "Retry": _RETRY,
        }


def definition(machine: Machine) -> State:
    """Return the machine.

    A run is named as its execution, or as the input says: ``{"run": NAME}`` goes on with a run
    that was stopped, since an execution's name cannot be used twice.

    Args:
        machine: what it is made of.
    """
    return {
        "Comment": "An audit of every account and region, one invocation each",
        "StartAt": "IsTheRunNamed",
        "TimeoutSeconds": 2 * _DAY,
        "States": {
            "IsTheRunNamed": {
                "Type": "Choice",
                "Choices": [
                    {
                        "And": [
                            {"Variable": "$.run", "IsPresent": True},
                            {"Variable": "$.run", "IsString": True},
                        ],
                        "Next": "ListPlaces",
                    }
                ],
                "Default": "NameTheRun",
            },
            "NameTheRun": {
                "Type": "Pass",
                "Parameters": {"run.$": "$$.Execution.Name"},
                "Next": "ListPlaces",
            },
            "ListPlaces": {
                **machine.task(
                    machine.functions.list_places,
                    {"run.$": "$.run", "started.$": "$$.Execution.StartTime"},
                ),
                "OutputPath": "$.Payload",
                "Next": MAP,
            },
            MAP: _audit_places(machine),
            "ReduceRun": {
                **machine.task(machine.functions.reduce_run, {"run.$": "$.run"}),
                "OutputPath": "$.Payload",
                "End": True,
            },
        },
    }


def _audit_places(machine: Machine) -> State:
    return {
        "Type": "Map",
        "Label": MAP,
        "MaxConcurrency": machine.max_concurrency,
        # One place is no end of the others: what has not reported is found by the reduction.
        "ToleratedFailurePercentage": 100,
        "ItemReader": {
            "Resource": f"arn:{machine.partition}:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"},
            "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"},
        },
        "ItemSelector": {"place.$": "$$.Map.Item.Value", "invocations": 1},
        "ItemProcessor": {
            # An EXPRESS child ends after five minutes, an invocation may take fifteen.
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "AuditPlace",
            "States": _one_place(machine),
        },
        # Without one all answers together have to be smaller than 256 KiB.
        "ResultWriter": {
            "Resource": f"arn:{machine.partition}:states:::s3:putObject",
            "Parameters": {"Bucket": machine.bucket, "Prefix": f"{machine.prefix}map-runs"},
        },
        "ResultPath": "$.map",
        # The report says that it is incomplete, which is more than an execution that failed does.
        "Catch": [{"ErrorEquals": _ANY, "ResultPath": "$.map", "Next": "ReduceRun"}],
        "Next": "ReduceRun",
    }


def _one_place(machine: Machine) -> dict[str, State]:
    again = {"Variable": "$.told.state", "StringEquals": "again"}
    more = {"Variable": "$.invocations", "NumericLessThan": MOST_INVOCATIONS}
    done = {"Variable": "$.told.state", "StringEquals": "done"}
    return {
        "AuditPlace": {
            **machine.task(machine.functions.audit_place, "$.place"),
            "ResultSelector": {"state.$": "$.Payload.state", "findings.$": "$.Payload.findings"},
            "ResultPath": "$.told",
            "Catch": [{"ErrorEquals": _ANY, "ResultPath": "$.error", "Next": "NotAudited"}],
            "Next": "IsItAudited",
        },
        "IsItAudited": {
            "Type": "Choice",
            "Choices": [{"And": [again, more], "Next": "Again"}, {**done, "Next": "Audited"}],
            "Default": "NotAudited",
        },
        "Again": {
            "Type": "Pass",
            "Parameters": {
                "place.$": "$.place",
                "invocations.$": "States.MathAdd($.invocations, 1)",
            },
            "Next": "AuditPlace",
        },
        "Audited": {"Type": "Succeed"},
        "NotAudited": {"Type": "Succeed"},
    }
