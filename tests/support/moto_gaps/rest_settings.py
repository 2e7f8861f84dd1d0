"""Gaps around what a REST API has beside its methods: stages, gateway responses, authorizers."""

from __future__ import annotations

from typing import Any

from support.moto_gaps import Gap, client, deploy, without_noise
from support.moto_gaps.rest import API, GET, ITEMS


def _of_api(kind: str, **properties: object) -> dict[str, Any]:
    return {
        "Type": f"AWS::ApiGateway::{kind}",
        "Properties": {"RestApiId": {"Ref": "Api"}, **properties},
    }


def _api_id() -> str:
    return str(client("apigateway").get_rest_apis()["items"][0]["id"])


def _deployed(*, origin: str, **more: dict[str, Any]) -> dict[str, Any]:
    deployment = _of_api("Deployment") | {"DependsOn": ["Get"]}
    stage = _of_api(
        "Stage",
        StageName="prod",
        DeploymentId={"Ref": "Deployment"},
        Variables={"origin": origin},
        MethodSettings=[{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingBurstLimit": 7}],
    )
    stack = {"Api": API, "Items": ITEMS, "Get": GET}
    return {**stack, "Deployment": deployment, "Stage": stage, **more}


def _stage() -> object:
    outputs = deploy(_deployed(origin="a.example"), {"Stage": {"Ref": "Stage"}})
    found = client("apigateway").get_stage(restApiId=_api_id(), stageName="prod")
    return [
        outputs,
        found["variables"],
        found["methodSettings"],
        bool(found["deploymentId"]),
    ]


def _changed_stage() -> object:
    deploy(_deployed(origin="a.example"))
    deploy(_deployed(origin="b.example"))
    stages = client("apigateway").get_stages(restApiId=_api_id())["item"]
    return [stage["variables"] for stage in stages]


def _new_deployment() -> object:
    deploy(_deployed(origin="a.example"))
    later = _deployed(origin="a.example")
    later["Redeployment"] = later.pop("Deployment")
    later["Stage"]["Properties"]["DeploymentId"] = {"Ref": "Redeployment"}
    deploy(later)
    apis = client("apigateway")
    deployments = [d["id"] for d in apis.get_deployments(restApiId=_api_id())["items"]]
    stage = apis.get_stage(restApiId=_api_id(), stageName="prod")
    return [len(deployments), [stage["deploymentId"]] == deployments]


def _stage_names() -> list[str]:
    stages = client("apigateway").get_stages(restApiId=_api_id())["item"]
    return [stage["stageName"] for stage in stages]


def _dropped_stage() -> object:
    deploy(_deployed(origin="a.example"))
    made = _stage_names()
    without = _deployed(origin="a.example")
    del without["Stage"]
    deploy(without)
    return [made, _stage_names()]


_ALLOW_ORIGIN = "gatewayresponse.header.Access-Control-Allow-Origin"


def _gateway_response(value: str) -> dict[str, Any]:
    return _of_api(
        "GatewayResponse", ResponseType="THROTTLED", ResponseParameters={_ALLOW_ORIGIN: value}
    )


def _throttled() -> dict[str, Any]:
    found = client("apigateway").get_gateway_response(restApiId=_api_id(), responseType="THROTTLED")
    return without_noise(found, "responseTemplates", "responseType")


def _put_gateway_response() -> object:
    deploy({"Api": API, "Throttled": _gateway_response("'https://a.example'")})
    return _throttled()


def _changed_gateway_response() -> object:
    deploy({"Api": API, "Throttled": _gateway_response("'https://a.example'")})
    deploy({"Api": API, "Throttled": _gateway_response("'https://b.example'")})
    changed = _throttled()
    deploy({"Api": API})
    return [changed["responseParameters"], _throttled()]


def _account() -> object:
    role = "arn:aws:iam::123456789012:role/logs"
    deploy(
        {"Account": {"Type": "AWS::ApiGateway::Account", "Properties": {"CloudWatchRoleArn": role}}}
    )
    return client("apigateway").get_account().get("cloudwatchRoleArn")


def _authorizer(name: str) -> dict[str, Any]:
    return _of_api(
        "Authorizer",
        Name=name,
        Type="REQUEST",
        AuthorizerUri="arn:aws:apigateway:eu-west-1:lambda:path/who",
        IdentitySource="method.request.header.X-Session",
        AuthorizerResultTtlInSeconds=0,
    )


def _authorizers() -> list[dict[str, Any]]:
    found = client("apigateway").get_authorizers(restApiId=_api_id())["items"]
    return [without_noise(authorizer, "id") for authorizer in found]


def _request_authorizer() -> object:
    deploy({"Api": API, "Who": _authorizer("who")})
    return _authorizers()


def _changed_authorizer() -> object:
    deploy({"Api": API, "Who": _authorizer("who")})
    deploy({"Api": API, "Who": _authorizer("renamed")})
    names = [authorizer["name"] for authorizer in _authorizers()]
    deploy({"Api": API})
    return [names, _authorizers()]


def _validator(*, body: bool) -> dict[str, Any]:
    return _of_api("RequestValidator", Name="strict", ValidateRequestBody=body)


def _validators() -> list[dict[str, Any]]:
    found = client("apigateway").get_request_validators(restApiId=_api_id())["items"]
    return [without_noise(validator, "id") for validator in found]


def _request_validator() -> object:
    deploy({"Api": API, "Strict": _validator(body=True)})
    made = _validators()
    deploy({"Api": API, "Strict": _validator(body=False)})
    changed = _validators()
    deploy({"Api": API})
    return [made, changed, _validators()]


def _strict(*, body: bool) -> dict[str, Any]:
    return {
        "name": "strict",
        "validateRequestBody": body,
        "validateRequestParameters": False,
    }


GAPS = (
    Gap(
        "a stack makes a stage with variables and method settings",
        _stage,
        [{"Stage": "prod"}, {"origin": "a.example"}, {"*/*": {"throttlingBurstLimit": 7}}, True],
    ),
    Gap("an update changes a stage in place", _changed_stage, [{"origin": "b.example"}]),
    Gap("an update moves a stage to a new deployment", _new_deployment, [1, True]),
    Gap("an update removes a dropped stage", _dropped_stage, [["prod"], []]),
    Gap(
        "a stack puts a gateway response",
        _put_gateway_response,
        {
            "defaultResponse": False,
            "statusCode": "429",
            "responseParameters": {_ALLOW_ORIGIN: "'https://a.example'"},
        },
    ),
    Gap(
        "an update changes a gateway response, and dropping it restores AWS's own",
        _changed_gateway_response,
        [
            {_ALLOW_ORIGIN: "'https://b.example'"},
            {"defaultResponse": True, "statusCode": "429", "responseParameters": {}},
        ],
    ),
    Gap("a stack sets the account's role", _account, "arn:aws:iam::123456789012:role/logs"),
    Gap(
        "a stack makes an authorizer",
        _request_authorizer,
        [
            {
                "name": "who",
                "type": "REQUEST",
                "authorizerUri": "arn:aws:apigateway:eu-west-1:lambda:path/who",
                "identitySource": "method.request.header.X-Session",
                "authorizerResultTtlInSeconds": 0,
            }
        ],
    ),
    Gap(
        "an update changes an authorizer in place, and removes a dropped one",
        _changed_authorizer,
        [["renamed"], []],
    ),
    Gap(
        "a stack makes, changes and removes a request validator",
        _request_validator,
        [[_strict(body=True)], [_strict(body=False)], []],
    ),
)
