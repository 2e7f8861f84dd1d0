"""Parts of a service that its folder does not determine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.targets import read_target
from corsgate_audit.model import FunctionUrl, HttpApi, RestApi, Unresolved
from corsgate_audit.model.editing import unresolved_in

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

IN_AWS = "it is read where the service is deployed"


def service(folder: Path, functions: str, more: str = "", provider: str = "") -> Collection:
    """Read a service."""
    path = folder / "serverless.yml"
    path.write_text(
        f"service: {{name: shop}}\nprovider: {{name: aws, runtime: nodejs20.x{provider}}}\n"
        f"functions:\n{functions}\n{more}"
    )
    return collect([str(path)])


def unresolved(collection: Collection) -> list[str]:
    """Return what is not determined, by its expression."""
    return [each.resource.rpartition("#")[2] for each in collection.coverage if each.incomplete]


EVENT = "  list: {handler: app.list, events: [{http: {path: PATH, method: METHOD, cors: CORS}}]}"


def event(path: str = "/a", method: str = "get", cors: str = "true") -> str:
    """Write a function with one event."""
    return EVENT.replace("PATH", path).replace("METHOD", method).replace("CORS", cors)


@pytest.mark.parametrize(
    ("functions", "named"),
    [
        (event(path="'${ssm:/p}'"), ["GET ${ssm:/p}"]),
        (event(method="'${ssm:/m}'"), ["${ssm:/m} /a"]),
        ("  list: {handler: a.b, events: [{http: 'GET b/${ssm:/p}'}]}", ["GET b/${ssm:/p}"]),
        ("  list: {handler: a.b, events: ['${ssm:/e}']}", ["${ssm:/e}"]),
        ("  list: {handler: a.b, events: '${ssm:/e}'}", ["${ssm:/e}"]),
        ("  list: '${ssm:/f}'", ["${ssm:/f}"]),
        ("  - '${ssm:/f}'", ["${ssm:/f}"]),
    ],
)
def test_events_and_functions(functions: str, named: list[str], tmp_path: Path) -> None:
    """They are named, with the expression."""
    assert unresolved(service(tmp_path, functions)) == named


def test_a_path_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    """Each part is a resource; nothing is rendered for a path that CloudFormation does not take."""
    with pytest.raises(TargetError, match=r"has 3,000 parts; .* CloudFormation takes 500"):
        service(tmp_path, event(path="/a" * 3000))
    (api,) = service(tmp_path, event(path="/a" * 100)).apis
    assert isinstance(api, RestApi)


@pytest.mark.parametrize("more", ["resources: '${ssm:/r}'", "resources: {Resources: '${ssm:/r}'}"])
def test_resources(more: str, tmp_path: Path) -> None:
    """Those that are not known may be anything."""
    assert unresolved(service(tmp_path, "  f: {handler: a.b}", more)) == ["${ssm:/r}"]


@pytest.mark.parametrize(
    ("cors", "origin"),
    [
        ("'${ssm:/c}'", None),
        ("{origin: '${ssm:/o}'}", "'${ssm:/o}'"),
        ("{origin: 'https://${ssm:/o}'}", "'https://${ssm:/o}'"),
        ("{origins: '${ssm:/o}'}", "'${ssm:/o}'"),
        ("{origins: ['${ssm:/o}']}", "'${ssm:/o}'"),
        ("{origin: {Ref: X}}", '{"Ref": "X"}'),
    ],
)
def test_cors_of_a_rest_api(cors: str, origin: str | None, tmp_path: Path) -> None:
    """The preflight is there, and what it allows is not known."""
    (api,) = service(tmp_path, event(cors=cors)).apis
    assert isinstance(api, RestApi)
    (preflight,) = (each for each in api.routes if each.method == "OPTIONS")
    assert preflight.integration is not None
    if origin is None:
        assert preflight.integration.type == Unresolved("${ssm:/c}", IN_AWS)
        return
    headers = preflight.integration.responses[0].headers
    assert isinstance(headers, tuple)
    found = dict(headers)["Access-Control-Allow-Origin"]
    assert isinstance(found, Unresolved)
    assert found.expression == origin


def test_headers_methods_and_authorizers(tmp_path: Path) -> None:
    """Each value by itself; the others are known."""
    functions = (
        "  list:\n    handler: app.list\n    url: {authorizer: '${ssm:/u}', cors: '${ssm:/c}'}\n"
        "    events:\n      - http: {path: a, method: get, authorizer: '${ssm:/a}', integration: "
        "'${ssm:/i}', cors: {headers: ['${ssm:/h}'], methods: ['${ssm:/m}']}}\n"
        "      - httpApi: {path: /b, method: '${ssm:/m}', authorizer: '${ssm:/a}'}\n"
        "      - http: {path: c, method: '*', integration: lambda, cors: '${ssm:/c}'}\n"
    )
    collection = service(tmp_path, functions, provider=", httpApi: {cors: {maxAge: 5}}")
    by_kind = {type(api): api for api in collection.apis}
    rest, http, url = by_kind[RestApi], by_kind[HttpApi], by_kind[FunctionUrl]
    assert isinstance(rest, RestApi)
    assert isinstance(http, HttpApi)
    assert isinstance(url, FunctionUrl)
    get = next(each for each in rest.routes if (each.path, each.method) == ("/a", "GET"))
    assert get.authorization == Unresolved("${ssm:/a}", IN_AWS)
    assert get.integration is not None
    assert get.integration.type == Unresolved("${ssm:/i}", IN_AWS)
    assert url.auth_type == Unresolved("${ssm:/u}", IN_AWS)
    assert url.cors == Unresolved("${ssm:/c}", IN_AWS)
    assert getattr(http.cors, "allow_methods", None) == Unresolved("${ssm:/m}", IN_AWS)
    assert getattr(http.cors, "max_age", None) == 5


def test_variables_that_name_each_other_are_asked_once(tmp_path: Path) -> None:
    """Twelve that each name all twelve have more orders than a run has steps."""
    names = [f"name{number}" for number in range(12)]
    every = "".join(f"${{self:custom.{name}}}" for name in names)
    custom = "custom:\n" + "".join(f"  {name}: '{every}'\n" for name in names)
    origin = "{origin: '${self:custom.name0}'}"
    path = tmp_path / "serverless.yml"
    path.write_text(_ONE.format(event=event(cors=origin), custom=custom), encoding="utf-8")

    budget = Budget(steps=10_000)
    (api,) = read_target(str(path), budget=budget).apis

    assert isinstance(api, RestApi)
    reasons = {each.reason for each in unresolved_in(api)}
    assert "it is defined in terms of itself" in reasons


_ONE = """\
service: shop
provider: {{name: aws, runtime: nodejs20.x}}
functions:
{event}
{custom}"""


def test_a_service_of_another_provider_is_named(tmp_path: Path) -> None:
    """The message has the provider."""
    path = tmp_path / "serverless.yml"
    path.write_text("service: shop\nprovider: {name: azure}\n")
    with pytest.raises(TargetError, match="provider 'azure'"):
        collect([str(path)])


HTTP_EVENT = "  list: {handler: app.list, events: [{httpApi: EVENT}, {httpApi: 'GET /known'}]}"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("'GET /items/${ssm:/p}'", "GET /items/${ssm:/p}"),
        ("{method: get, path: '/items/${ssm:/p}'}", "GET /items/${ssm:/p}"),
        ("{path: '/items/${ssm:/p}'}", "ANY /items/${ssm:/p}"),
        ("{method: '*', path: '/items/${ssm:/p}'}", "ANY /items/${ssm:/p}"),
        ("{method: '${ssm:/m}', path: /items}", "${ssm:/m} /items"),
        ("'${ssm:/m} /items'", "${ssm:/m} /items"),
        ("'${ssm:/e}'", "${ssm:/e}"),
    ],
)
def test_a_route_reads_as_it_is_written(given: str, named: str, tmp_path: Path) -> None:
    """By method and path with the expression; other routes of the API are known all the same."""
    collection = service(tmp_path, HTTP_EVENT.replace("EVENT", given))
    (api,) = collection.apis
    assert unresolved(collection) == [named]
    assert isinstance(api, HttpApi)
    assert [(each.path, each.method) for each in api.routes] == [("/known", "GET")]
    (reason,) = (each.reason for each in collection.coverage if each.incomplete)
    assert reason == IN_AWS


def test_reasons_of_method_and_path(tmp_path: Path) -> None:
    """Both are named where they differ."""
    functions = event(path="'${opt:p}'", method="'${ssm:/m}'")
    (left,) = (each for each in service(tmp_path, functions).coverage if each.incomplete)
    assert left.resource.rpartition("#")[2] == "${ssm:/m} ${opt:p}"
    assert left.reason == f"{IN_AWS}; the option is not given; give it with --var p=VALUE"


@pytest.mark.parametrize("kind", ["http: {path: /a, method: get}", "httpApi: 'GET /a'"])
@pytest.mark.parametrize("named", ["${file(env.yml):name}", "{name: '${file(env.yml):name}'}"])
def test_the_name_of_a_service(kind: str, named: str, tmp_path: Path) -> None:
    """An API is named with the expression of what the folder does not say."""
    path = tmp_path / "serverless.yml"
    path.write_text(
        f"service: {named}\n"
        "provider: {name: aws, runtime: nodejs20.x}\n"
        f"functions: {{list: {{handler: app.list, events: [{{{kind}}}]}}}}\n"
    )
    (api,) = collect([str(path)]).apis
    assert isinstance(api, RestApi | HttpApi)
    assert api.name == "dev-${file(env.yml):name}"


def test_functions_are_listed(tmp_path: Path) -> None:
    """Whether a front door leads to them or not: a document beside it may name them."""
    collection = service(tmp_path, "  list: {handler: app.list}\n  get: {handler: app.get}")
    names = [each.name for each in collection.functions]
    assert names == ["ListLambdaFunction", "GetLambdaFunction"]
