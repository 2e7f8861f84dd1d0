"""Live fixes in tests: an API with faults, what is asked for, and all that an account holds."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from corsgate import CorsPolicy
from corsgate_audit.cli.fix_live import LiveFixOptions, run_live_fix
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.judging.judgement import judge_collection

if TYPE_CHECKING:
    from pathlib import Path

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["GET", "PUT"],
    allow_headers=["authorization", "content-type"],
)
BACKEND = "https://orders.example.com"
_NOISE = frozenset({"createdDate", "CreatedDate", "LastModifiedTime", "ResponseMetadata"})
_DEPLOYED = frozenset({"deploymentId"})


class NoLimits(Limits):
    """Lets every call through at once: an emulated account has no quota."""

    def hold_back(self, client: Any, *place: str) -> None:  # noqa: ANN401 - any client
        """Do nothing."""


def options(folder: Path, **more: Any) -> LiveFixOptions:  # noqa: ANN401 - any option
    """Return the options of a fix of the account with `POLICY`."""
    given = {"scan": ScanOptions(), "policy": POLICY, "stages": ("prod",), **more}
    return LiveFixOptions(folder=folder, limits=NoLimits(), **given)


def fixed(folder: Path, **more: Any) -> int:  # noqa: ANN401
    """Fix the account; return the exit status."""
    return int(run_live_fix(options(folder, **{"apply": True, **more})))


def rolled_back(folder: Path, **more: Any) -> int:  # noqa: ANN401
    """Take the only run back; return the exit status."""
    return int(run_live_fix(options(folder, rollback=state_file(folder), **more)))


def state_file(folder: Path) -> Path:
    """Return the file of the only run."""
    (path,) = folder.glob("corsgate-fix-*.json")
    return path


def lines_of(said: str, *starts: str) -> list[str]:
    """Return the lines of a plan that begin with one of several words."""
    return [line for line in said.splitlines() if line.strip().startswith(starts)]


def held_back(said: str) -> list[str]:
    """Return the labels of the changes that a plan holds back."""
    return [line.partition("held back: ")[2] for line in lines_of(said, "unsafe")]


def found() -> list[str]:
    """Return the rules of all findings in the account."""
    judgement = judge_collection(scan(ScanOptions(), NoLimits()))
    return sorted(finding.rule for finding in judgement.findings)


@dataclass(frozen=True, slots=True)
class Rest:
    """A REST API with PUT on /items, made call by call."""

    client: Any
    id: str
    items: str

    @classmethod
    def make(cls, name: str = "shop", **more: Any) -> Rest:  # noqa: ANN401 - boto3's parameters
        """Make the API and deploy it to prod."""
        client: Any = boto3.client("apigateway")
        api = client.create_rest_api(name=name, **more)
        root = api["rootResourceId"]
        items = client.create_resource(restApiId=api["id"], parentId=root, pathPart="items")["id"]
        made = cls(client, api["id"], items)
        made.method("PUT", uri=f"{BACKEND}/items")
        made.deploy()
        return made

    @property
    def place(self) -> dict[str, str]:
        """The parameters that name /items."""
        return {"restApiId": self.id, "resourceId": self.items}

    def method(self, name: str, *, uri: str, **more: Any) -> None:  # noqa: ANN401
        """Make a method that a server elsewhere answers."""
        place = {**self.place, "httpMethod": name}
        self.client.put_method(**place, **{"authorizationType": "NONE", **more})
        self.client.put_integration(**place, type="HTTP_PROXY", integrationHttpMethod=name, uri=uri)

    def mock(self, origin: str, methods: str = "'PUT'", **more: Any) -> None:  # noqa: ANN401
        """Make an OPTIONS that API Gateway answers."""
        place = {**self.place, "httpMethod": "OPTIONS"}
        headers = {
            "method.response.header.Access-Control-Allow-Origin": origin,
            "method.response.header.Access-Control-Allow-Methods": methods,
        }
        self.client.put_method(**place, **{"authorizationType": "NONE", **more})
        self.client.put_integration(
            **place,
            type="MOCK",
            passthroughBehavior="NEVER",
            requestTemplates={"application/json": '{"statusCode": 200}'},
        )
        declared = dict.fromkeys(headers, True)
        self.client.put_method_response(**place, statusCode="200", responseParameters=declared)
        self.client.put_integration_response(
            **place, statusCode="200", responseParameters=headers, responseTemplates={"a/b": ""}
        )

    def deploy(self) -> None:
        """Deploy the API to prod."""
        self.client.create_deployment(restApiId=self.id, stageName="prod")


def dump(client_of: Any = boto3.client) -> dict[str, Any]:  # noqa: ANN401 - boto3's clients
    """Return all that the account holds of front doors, but for deployments and times."""
    rest, http, functions = map(client_of, ("apigateway", "apigatewayv2", "lambda"))
    edge = client_of("cloudfront")
    content = {
        "rest": [_rest(rest, api) for api in _items(rest, "get_rest_apis", "items")],
        "http": [
            {**api, "stages": http.get_stages(ApiId=api["ApiId"])["Items"]}
            for api in http.get_apis()["Items"]
        ],
        "distributions": [
            edge.get_distribution_config(Id=each["Id"])["DistributionConfig"]
            for each in edge.list_distributions()["DistributionList"].get("Items", [])
        ],
        "urls": [
            functions.list_function_url_configs(FunctionName=each["FunctionName"])
            for each in functions.list_functions()["Functions"]
        ],
    }
    return dict(_quiet(copy.deepcopy(content)))


def _rest(client: Any, api: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    key = {"restApiId": api["id"]}
    resources = _items(client, "get_resources", "items", **key, embed=["methods"])
    return {
        **api,
        "resources": {each["path"]: each for each in resources},
        "gateway_responses": client.get_gateway_responses(**key)["items"],
        "stages": client.get_stages(**key)["item"],
        "authorizers": client.get_authorizers(**key)["items"],
    }


def served(client: Any, api_id: str, stage: str = "prod") -> dict[str, Any]:  # noqa: ANN401
    """Return what a stage serves."""
    body = client.get_export(restApiId=api_id, stageName=stage, exportType="oas30")["body"]
    return dict(json.loads(body.read()))


def _items(client: Any, action: str, key: str, **arguments: Any) -> list[Any]:  # noqa: ANN401
    pages = client.get_paginator(action).paginate(**arguments)
    return [item for page in pages for item in page[key]]


def _quiet(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Leave out deployments and times; order within a map says nothing."""
    if isinstance(value, dict):
        kept = value.keys() - _NOISE - _DEPLOYED
        return {name: _quiet(value[name]) for name in sorted(kept)}
    return [_quiet(each) for each in value] if isinstance(value, list) else value
