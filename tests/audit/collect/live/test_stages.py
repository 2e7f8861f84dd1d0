"""What stages serve: one call for each, read like any document, and never taken for the API."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from corsgate_audit.collect.live import read_account
from corsgate_audit.collect.live.limits import InterruptedScanError
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import CoverageState
from support.collected import only_api
from support.exports import export_of
from support.stubbed_account import StubbedAccount, stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:items"
URI = f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
PREFIX = "method.response.header.Access-Control-Allow-"
POLICY = '{"allow_origins": ["https://app.example.com"], "allow_methods": ["PUT"]}'


def resource(origin: str = "https://app.example.com") -> dict[str, Any]:
    """Return a path with a function behind PUT and a MOCK behind OPTIONS."""
    headers = {f"{PREFIX}Origin": f"'{origin}'", f"{PREFIX}Methods": "'PUT'"}
    answer = {"statusCode": "204", "responseParameters": headers}
    options = {
        "authorizationType": "NONE",
        "methodResponses": {
            "204": {"statusCode": "204", "responseParameters": dict.fromkeys(headers, False)}
        },
        "methodIntegration": {
            "type": "MOCK",
            "passthroughBehavior": "NEVER",
            "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "integrationResponses": {"204": answer},
        },
    }
    put = {
        "authorizationType": "NONE",
        "methodIntegration": {"type": "AWS_PROXY", "uri": URI, "httpMethod": "POST"},
    }
    return {"id": "r1", "path": "/items", "resourceMethods": {"OPTIONS": options, "PUT": put}}


@pytest.fixture(name="aws")
def _aws() -> Iterator[StubbedAccount]:
    """Have an account with one API, whose functions are known from their listing."""
    with stubbed_account() as account:
        account.has_rest_apis({"id": "a1", "name": "shop"})
        yield account


def fails(aws: StubbedAccount, error: Exception) -> None:
    """Fail the export of the one stage of the API."""
    aws.has_rest_api("a1", resource(), exports={"prod": {}})
    *_, queued = aws.apigateway._queue  # type: ignore[attr-defined]  # noqa: SLF001 - the stub has no other way to raise it
    queued["response"] = (queued["response"][0], {"body": Broken(error)})


class Broken:
    """A body that cannot be read to its end."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def read(self) -> bytes:
        """Fail.

        Raises:
            Exception: the one that was given.
        """
        raise self._error


def stage_findings(collection: Collection) -> list[tuple[str, str | None]]:
    """Return severity and stage of what CORS115 finds."""
    found = judge_collection(collection).findings
    return [(str(each.severity), each.resource.stage) for each in found if each.rule == "CORS115"]


def unseen(collection: Collection) -> list[tuple[str, CoverageState, str | None]]:
    """Return what was expected and not seen."""
    return [
        (part.resource, part.state, part.reason) for part in collection.coverage if part.incomplete
    ]


PROD = "stage 'prod' of REST API 'shop' (a1)"


def test_a_stage_that_serves_the_api_as_it_is(aws: StubbedAccount) -> None:
    """Each of its routes is the API's own, with what the function behind it says."""
    aws.lambda_.add_response(
        "get_function_configuration",
        {"Environment": {"Variables": {"CORSGATE_POLICY": POLICY}}},
        {"FunctionName": FUNCTION},
    )
    aws.has_rest_api("a1", resource(), exports={"prod": export_of([resource()])})
    collection = read_account(aws.account)

    api = only_api(collection)
    (stage,) = api.deployed
    assert api.stages == (stage.stage,) == ("prod",)
    assert len(stage.routes) == 2
    assert all(map(lambda one, two: one is two, stage.routes, api.routes))
    assert stage.location.arn == "arn:aws:apigateway:eu-central-1::/restapis/a1/stages/prod"
    assert unseen(collection) == []
    assert stage_findings(collection) == []


def test_a_stage_that_was_left_behind(aws: StubbedAccount) -> None:
    """Of two, the one; AWS is asked about the function once."""
    aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
    old = export_of([resource("https://old.example.com")])
    exports = {"prod": old, "dev": export_of([resource()])}
    aws.has_rest_api("a1", resource(), exports=exports)

    assert stage_findings(read_account(aws.account)) == [("high", "prod")]


def _without_integrations() -> dict[str, Any]:
    document = export_of([resource()])
    for method in document["paths"]["/items"].values():
        method.pop("x-amazon-apigateway-integration")
    return document


@pytest.mark.parametrize(
    ("document", "state"),
    [
        (_without_integrations(), CoverageState.UNRESOLVED),
        ({"paths": {"/items": {"$ref": "#/nowhere"}}}, CoverageState.UNRESOLVED),
        ([], CoverageState.FAILED),
    ],
    ids=["no integrations", "not read", "no object"],
)
def test_an_export_that_cannot_be_compared_is_a_part_not_seen(
    document: object, state: CoverageState, aws: StubbedAccount, snapshot: SnapshotAssertion
) -> None:
    """It is never taken for equal, and the API itself is judged all the same."""
    aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
    aws.has_rest_api("a1", resource(), exports={"prod": document})
    collection = read_account(aws.account)

    ((place, seen, reason),) = unseen(collection)
    assert (place, seen) == (PROD, state)
    assert reason == snapshot
    api = only_api(collection)
    assert (api.deployed, len(api.routes)) == ((), 2)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ReadTimeoutError(endpoint_url="https://x"), CoverageState.FAILED),
        (EndpointConnectionError(endpoint_url="https://x"), CoverageState.FAILED),
        (RecursionError("too deep"), CoverageState.FAILED),
    ],
)
def test_a_stage_that_cannot_be_read_is_a_part_not_seen(
    error: Exception, state: CoverageState, aws: StubbedAccount
) -> None:
    """With the reason."""
    aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
    fails(aws, error)
    ((resource_, found, reason),) = unseen(read_account(aws.account))

    assert (resource_, found) == (PROD, state)
    assert reason


def test_an_interrupted_scan_has_not_read_the_api(aws: StubbedAccount) -> None:
    """So that the one that goes on with it reads it with its stages."""
    aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
    fails(aws, InterruptedScanError())
    collection = read_account(aws.account)

    assert collection.apis == ()
    assert [resource for resource, _, _ in unseen(collection)] == ["REST API 'shop' (a1)"]


def test_an_api_that_was_kept_with_all_its_stages_is_not_read_again() -> None:
    """One that lacks a stage is."""
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "shop"})
        aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
        aws.has_rest_api("a1", resource(), exports={"prod": export_of([resource()])})
        whole = only_api(read_account(aws.account))
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "shop"})
        assert read_account(aws.account, {str(whole.location.arn): whole}).apis == (whole,)
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "shop"})
        aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
        aws.has_rest_api("a1", resource(), exports={"prod": export_of([resource()])})
        part = replace(whole, deployed=())
        assert read_account(aws.account, {str(whole.location.arn): part}).apis == (whole,)


def test_a_web_acl_is_named(aws: StubbedAccount, snapshot: SnapshotAssertion) -> None:
    """What it blocks is not judged; that makes no report incomplete."""
    arn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/all/1"
    aws.lambda_.add_response("get_function_configuration", {}, {"FunctionName": FUNCTION})
    aws.has_rest_api("a1", resource(), exports={"prod": export_of([resource()])})
    stages = aws.apigateway._queue[2]  # type: ignore[attr-defined]  # noqa: SLF001 - the listing of stages
    stages["response"][1]["item"][0]["webAclArn"] = arn
    collection = read_account(aws.account)

    (named,) = (part for part in collection.coverage if part.service == "wafv2")
    assert (named.resource, named.state) == (f"web ACL {arn} of {PROD}", CoverageState.SKIPPED)
    assert named.reason == snapshot


CORPUS = os.environ.get("CORSGATE_CORPUS")
on_recorded = pytest.mark.skipif(CORPUS is None, reason="CORSGATE_CORPUS is not set")


def recorded(name: str) -> Any:  # noqa: ANN401 - any JSON
    """Return an export that AWS has answered."""
    text = (Path(str(CORPUS)) / "aws-recorded" / "apigateway_extended.json").read_text("utf-8")
    test = "test_export_oas30_openapi[TEST_IMPORT_PETSTORE_SWAGGER]"
    return json.loads(text)[test]["recorded-content"][name]["body"]


@on_recorded
def test_an_export_that_aws_has_answered(aws: StubbedAccount) -> None:
    """Recorded on AWS: each of its methods is read, with what answers it."""
    document = recorded("get-export-with-extensions")
    aws.has_rest_api("a1", exports={"prod": document})
    collection = read_account(aws.account)

    assert unseen(collection) == []
    (stage,) = only_api(collection).deployed
    assert {(route.method.lower(), route.path) for route in stage.routes} == {
        (method, path) for path, item in document["paths"].items() for method in item
    }
    assert {str(each.integration.type) for each in stage.routes if each.integration} == {
        "HTTP",
        "MOCK",
    }
    assert {each.authorization for each in stage.routes} == {"NONE"}


@on_recorded
def test_an_export_without_extensions_that_aws_has_answered(aws: StubbedAccount) -> None:
    """Recorded on AWS: it has all methods, and could be mistaken for an API that does nothing."""
    aws.has_rest_api("a1", exports={"prod": recorded("get-export")})

    assert [state for _, state, _ in unseen(read_account(aws.account))] == [
        CoverageState.UNRESOLVED
    ]
