"""Documents that no one in this project wrote are read to the end, and every part accounted for."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import TargetError, collect, rest
from corsgate_audit.collect.live import read_account
from corsgate_audit.model import CoverageState, Unresolved, routes_of
from support.collected import only_api, states, without_locations
from support.stubbed_account import stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Route, Text

CORPUS = os.environ.get("CORSGATE_CORPUS")
pytestmark = pytest.mark.skipif(CORPUS is None, reason="CORSGATE_CORPUS is not set")
ROOT = Path(CORPUS or ".")


def recorded(name: str) -> dict[str, Any]:
    """Return a file of recorded answers."""
    content: dict[str, Any] = json.loads((ROOT / "aws-recorded" / name).read_text())
    return content


def documents() -> list[Path]:
    """List the documents that are targets."""
    return sorted(
        path for name in ("cloudformation", "sam", "openapi") for path in (ROOT / name).iterdir()
    )


def test_every_document_is_read_or_named() -> None:
    """Each is in the coverage, and where nothing of it is in the model, the reason is too."""
    for path in documents():
        collection = collect([str(path)])
        assert any(str(path) in entry.resource for entry in collection.coverage), path
        reasons = [entry.reason for entry in collection.coverage if entry.incomplete]
        assert bool(collection.apis) != bool(reasons), path
        assert all(reasons), path


def test_the_folders_are_read_as_their_files_are() -> None:
    """The same APIs, the same coverage."""
    for name in ("cloudformation", "sam", "openapi"):
        folder = ROOT / name
        whole = collect([str(folder)])
        parts = collect([str(path) for path in sorted(folder.iterdir())])
        assert whole.apis == parts.apis
        assert set(whole.coverage) == set(parts.coverage)


def test_the_note_taking_stack() -> None:
    """A CDK template of someone else: methods of two paths, one of them with a preflight."""
    api = only_api(collect([str(ROOT / "cloudformation" / "NoteTakingStack.json")]))

    assert (api.name, api.stages, api.gateway_responses) == ("endpoint", ("prod",), ())
    assert [
        (route.path, route.method, route.integration and route.integration.type)
        for route in api.routes
    ] == [
        ("/notes", "GET", "AWS_PROXY"),
        ("/notes", "POST", "AWS_PROXY"),
        ("/notes/{id}", "DELETE", "AWS_PROXY"),
        ("/notes/{id}", "GET", "AWS_PROXY"),
        ("/notes/{id}", "OPTIONS", "MOCK"),
        ("/notes/{id}", "PUT", "AWS_PROXY"),
    ]
    preflight = api.routes[4].integration
    assert preflight is not None
    (response,) = preflight.responses
    assert response.status_code == "204"
    assert dict(response.headers if isinstance(response.headers, tuple) else ()) == {
        "Access-Control-Allow-Headers": (
            "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,"
            "X-Amz-User-Agent'"
        ),
        "Access-Control-Allow-Methods": "'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD'",
        "Access-Control-Allow-Origin": "'*'",
    }


def test_recorded_answers_are_no_targets() -> None:
    """They are JSON, and no templates."""
    for path in (ROOT / "aws-recorded").iterdir():
        with pytest.raises(TargetError, match="no CloudFormation template: it has no Resources"):
            collect([str(path)])


def test_sam_templates_are_read_as_what_the_transform_makes_of_them() -> None:
    """Models and findings are equal, but for where in which file they are."""
    for path in sorted((ROOT / "sam").glob("*.yaml")):
        made = path.with_suffix("").with_suffix(".cfn.json")
        of_source, of_result = collect([str(path)]), collect([str(made)])
        by_id = {api.location.logical_id: api for api in of_result.apis}

        assert [entry for entry in of_source.coverage if entry.incomplete] == []
        assert {api.location.logical_id for api in of_source.apis} == by_id.keys()
        for api in of_source.apis:
            twin = by_id[api.location.logical_id]
            assert without_locations(api) == without_locations(twin), path
            assert all(route.location.source == str(path) for route in routes_of(api))
            assert all(route.location.line for route in routes_of(api))


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("openapi.spec.tf.json", "test_import_and_validate_rest_api[openapi.spec.tf.json]"),
        ("swagger-mock-cors.json", "test_import_and_validate_rest_api[swagger-mock-cors.json]"),
        ("openapi-http-method-integration.json", "test_import_with_http_method_integration"),
    ],
)
def test_a_document_is_read_as_aws_imported_it(name: str, test: str) -> None:
    """Each method of the document's API equals what AWS answered of it after the import."""
    answers = recorded("apigateway_import.json")[test]["recorded-content"]
    methods = {key: answer for key, answer in answers.items() if _is_method(key)}
    api = only_api(collect([str(ROOT / "openapi" / name)]))

    assert len(methods) == len(api.routes)
    for route in api.routes:
        place = route.path.strip("/") or "root"
        assert route.integration is not None
        answer = methods[f"method-{place}-{route.method.lower()}"]
        imported = rest.read_route(
            _as_text(answer),
            path=route.path,
            method=route.method,
            authorizer=None,
            function_policy=route.integration.function_policy,
            location=route.location,
        )
        assert _comparable(route) == _comparable(imported)


def _is_method(key: str) -> bool:
    return key.startswith("method-") and not key.startswith("method-response-")


def _as_text(answer: dict[str, Any]) -> dict[str, Any]:
    """Write templates as texts again: the recorder has parsed them."""
    integration = answer["methodIntegration"]
    for holder in (integration, *integration.get("integrationResponses", {}).values()):
        for name in ("requestTemplates", "responseTemplates"):
            for kind, template in holder.get(name, {}).items():
                text = template if isinstance(template, str) else json.dumps(template)
                holder[name][kind] = text
    return answer


def _comparable(route: Route) -> Route:
    """Leave out the white space of templates, of which the recorder has kept none."""
    integration = route.integration
    assert integration is not None
    return replace(
        route,
        integration=replace(
            integration,
            request_templates=_bare(integration.request_templates),
            responses=tuple(
                replace(response, templates=_bare(response.templates))
                for response in integration.responses
            ),
        ),
    )


def _bare(templates: tuple[tuple[str, Text], ...] | Unresolved) -> tuple[tuple[str, str], ...]:
    assert isinstance(templates, tuple)
    return tuple((kind, "".join(str(text).split())) for kind, text in templates)


def _listings(value: object) -> Iterator[list[dict[str, Any]]]:
    """Find the answers of GetResources."""
    if not isinstance(value, dict):
        return
    items = value.get("items")
    if isinstance(items, list) and any("resourceMethods" in item for item in items):
        yield items
    for part in value.values():
        yield from _listings(part)


def test_recorded_resources_are_read() -> None:
    """They were asked for without ``embed``, so their methods are undecided and not judged."""
    found = list(_listings(recorded("apigateway_import.json")))
    assert len(found) == 5
    why = Unresolved("{}", "the answer has the method, but not its settings")
    for resources in found:
        with stubbed_account() as aws:
            aws.has_rest_apis({"id": "a1", "name": "shop"})
            aws.has_rest_api("a1", *resources)
            routes = only_api(read_account(aws.account)).routes
        expected = [
            (resource["path"], method)
            for resource in resources
            for method in resource.get("resourceMethods", {})
        ]
        assert [(route.path, route.method) for route in routes] == sorted(expected)
        assert {route.authorization for route in routes} == {why}


def test_a_recorded_method_is_read() -> None:
    """The answer of GetMethod is what GetResources embeds."""
    method = recorded("cloudformation_apigateway.json")["test_cfn_deploy_apigateway_integration"][
        "recorded-content"
    ]["method"]
    shape = {name: value for name, value in method.items() if name != "ResponseMetadata"}
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "shop"})
        aws.has_rest_api("a1", {"id": "r0", "path": "/", "resourceMethods": {"GET": shape}})
        (route,) = only_api(read_account(aws.account)).routes

    assert route.integration is not None
    assert route.integration.type == "HTTP_PROXY"
    (response,) = route.integration.responses
    assert isinstance(response.headers, tuple)
    assert [name for name, _ in response.headers] == list(route.responses[0].headers)
    assert ("Access-Control-Allow-Origin", "'*'") in response.headers


def test_recorded_gateway_responses_are_read() -> None:
    """Of the 21 types that AWS answers, only the customised ones are in the model."""
    answer = recorded("gateway_responses.json")["test_gateway_response_put"]["recorded-content"][
        "get-gateway-responses"
    ]
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "shop"})
        aws.has_rest_api("a1", gateway_responses=tuple(answer["items"]))
        collection = read_account(aws.account)

    assert len(answer["items"]) == 21
    found = without_locations(only_api(collection)).gateway_responses
    assert [(part.response_type, part.status_code, part.headers) for part in found] == [
        ("AUTHORIZER_FAILURE", None, (("foo", "'bar'"),)),
        ("DEFAULT_5XX", "599", (("x-request-header", "method.request.header.Accept"),)),
        ("MISSING_AUTHENTICATION_TOKEN", None, ()),
    ]
    assert states(collection)["function URLs"] == (CoverageState.SCANNED, None)
