"""Gaps in how stacks are made and changed, whatever is in them: all are met by ``cdk deploy``."""

from __future__ import annotations

import json
from typing import Any

from support.moto_gaps import Gap, client
from support.moto_gaps.rest import API, GET, ITEMS

_NAME = "cdk-deploy-change-set"


def change(stack: str, template: dict[str, Any], kind: str, **given: object) -> dict[str, Any]:
    """Execute a change set, under the name that the CDK CLI gives it in every stack."""
    stacks = client("cloudformation")
    names = {"StackName": stack, "ChangeSetName": _NAME}
    body = json.dumps(template)
    if kind == "UPDATE":
        stacks.delete_change_set(**names)
    stacks.create_change_set(**names, ChangeSetType=kind, TemplateBody=body, **given)
    stacks.execute_change_set(**names)
    described: dict[str, Any] = stacks.describe_stacks(StackName=stack)["Stacks"][0]
    return described


def _creation_order() -> object:
    deployment = {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": ["Get"],
        "Properties": {"RestApiId": {"Ref": "Api"}},
    }
    template = {"Resources": {"Deployment": deployment, "Api": API, "Items": ITEMS, "Get": GET}}
    return change("first", template, "CREATE")["StackStatus"]


def _own_change_sets() -> object:
    stacks = client("cloudformation")
    template = json.dumps({"Resources": {"Api": API}})
    for stack in ("first", "second"):
        stacks.create_change_set(
            StackName=stack, ChangeSetName=_NAME, ChangeSetType="CREATE", TemplateBody=template
        )
    stacks.delete_change_set(StackName="second", ChangeSetName=_NAME)
    stacks.delete_change_set(StackName="second", ChangeSetName="never-made")
    found = stacks.describe_change_set(StackName="first", ChangeSetName=_NAME)
    try:
        stacks.describe_change_set(StackName="second", ChangeSetName=_NAME)
    except stacks.exceptions.ChangeSetNotFoundException as error:
        return [found["StackName"], error.response["Error"]["Message"]]
    return [found["StackName"], "still there"]


def _outputs() -> object:
    name = {"Value": "items", "Export": {"Name": "api-name"}}
    change("first", {"Resources": {"Api": API}, "Outputs": {"Name": name}}, "CREATE")
    imported = {**API, "Properties": {"Name": {"Fn::ImportValue": "api-name"}}}
    first = client("cloudformation").describe_stacks(StackName="first")["Stacks"][0]
    change("second", {"Resources": {"Api": imported}}, "CREATE")
    names = [api["name"] for api in client("apigateway").get_rest_apis()["items"]]
    return [[output["OutputValue"] for output in first.get("Outputs", [])], names]


def _previous_value() -> object:
    client("ssm").put_parameter(Name="/version", Value="30", Type="String")
    kind = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/version"}
    template = {"Parameters": {"Version": kind}, "Resources": {"Api": API}}
    change("first", template, "CREATE")
    kept = [{"ParameterKey": "Version", "UsePreviousValue": True}]
    renamed = {**API, "Properties": {"Name": {"Ref": "Version"}}}
    change("first", {**template, "Resources": {"Api": renamed}}, "UPDATE", Parameters=kept)
    return [api["name"] for api in client("apigateway").get_rest_apis()["items"]]


def _deleted_outputs() -> object:
    stacks, apis = client("cloudformation"), client("apigateway")
    output = {"Value": {"Ref": "Api"}, "Export": {"Name": "api"}}
    template = {"Resources": {"Api": API}, "Outputs": {"Id": output}}
    made = stacks.create_stack(StackName="gap", TemplateBody=json.dumps(template))["StackId"]
    (api,) = apis.get_rest_apis()["items"]
    stacks.delete_stack(StackName="gap")
    (stack,) = stacks.describe_stacks(StackName=made)["Stacks"]
    kept = [each["OutputValue"] == api["id"] for each in stack["Outputs"]]
    return [stack["StackStatus"], kept, apis.get_rest_apis()["items"]]


GAPS = (
    Gap(
        "to ask for a deleted stack makes nothing anew",
        _deleted_outputs,
        ["DELETE_COMPLETE", [True], []],
    ),
    Gap(
        "a change set makes what a resource depends on before the resource",
        _creation_order,
        "CREATE_COMPLETE",
    ),
    Gap(
        "a change set belongs to its stack, and one that is not there can be deleted",
        _own_change_sets,
        ["first", f"ChangeSet [{_NAME}] does not exist"],
    ),
    Gap(
        "a stack that a change set made has its outputs, and imports from others",
        _outputs,
        [["items"], ["items", "items"]],
    ),
    Gap(
        "an update keeps a parameter that is the name of an SSM parameter",
        _previous_value,
        ["30"],
    ),
)
