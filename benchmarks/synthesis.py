"""What our constructs cost beside the CDK's own: ``python benchmarks/synthesis.py [--write]``.

Every app has two functions, and for each path a GET route to one and a PUT route to the other.
Each is measured in a process of its own, twice: the first synthesis of a process, as ``cdk synth``
has it, also loads the CDK's validation, which takes seconds whatever the app; the second is what
the constructs themselves take. ``--write`` puts the table into docs/scale.md. The exit status is 1
if the second synthesis of 50 paths takes longer than the budgets below.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_lambda import Code, Function, Runtime

from corsgate import CorsPolicy
from corsgate_cdk import CorsHttpApi, CorsRestApi, CorsSpecRestApi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Build = Callable[[Stack, Sequence[Function], int], object]

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"

PATHS = (10, 50, 100, 300)
COMPARED = 50  # paths, for the budgets
ROUNDS = {COMPARED: 9}
OTHER_ROUNDS = 3
MOST_RESOURCES = 500
UNLIMITED = {"@aws-cdk/core:stackResourceLimit": 0, "@aws-cdk/core:aspectStabilization": True}

ORIGINS = ["https://app.example.com", "https://admin.example.com"]
POLICY = CorsPolicy(
    allow_origins=ORIGINS,
    allow_methods=["GET", "PUT"],
    allow_headers=["authorization", "content-type"],
    allow_credentials=True,
    max_age=600,
)


def add_rest_routes(api: rest.RestApi, functions: Sequence[Function], paths: int) -> None:
    """Add the routes to an API, as people write it."""
    get, put = (rest.LambdaIntegration(each) for each in functions)
    for number in range(paths):
        resource = api.root.add_resource(f"items{number}")
        resource.add_method("GET", get)
        resource.add_method("PUT", put)


def cdk_rest(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build the CDK's REST API with the CDK's own preflights."""
    preflights = rest.CorsOptions(
        allow_origins=ORIGINS,
        allow_methods=["GET", "PUT"],
        allow_headers=["authorization", "content-type"],
        allow_credentials=True,
    )
    api = rest.RestApi(stack, "Api", default_cors_preflight_options=preflights)
    add_rest_routes(api, functions, paths)


def our_rest(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build our REST API."""
    api = CorsRestApi(stack, "Api", policy=POLICY, error_origin="reflect")
    add_rest_routes(api, functions, paths)


def consolidated(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build our REST API with one permission for each function."""
    api = CorsRestApi(
        stack, "Api", policy=POLICY, error_origin="reflect", consolidate_permissions=True
    )
    add_rest_routes(api, functions, paths)


def our_spec(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build our REST API as one document."""
    get, put = functions
    routes = {f"/items{number}": {"GET": get, "PUT": put} for number in range(paths)}
    CorsSpecRestApi(stack, "Api", policy=POLICY, error_origin="reflect", routes=routes)


def add_http_routes(api: http.HttpApi, functions: Sequence[Function], paths: int) -> None:
    """Add the routes to an HTTP API."""
    get, put = (HttpLambdaIntegration(each.node.id, each) for each in functions)
    for number in range(paths):
        path = f"/items{number}"
        api.add_routes(path=path, methods=[http.HttpMethod.GET], integration=get)
        api.add_routes(path=path, methods=[http.HttpMethod.PUT], integration=put)


def cdk_http(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build the CDK's HTTP API with its CORS settings."""
    settings = http.CorsPreflightOptions(
        allow_origins=ORIGINS,
        allow_methods=[http.CorsHttpMethod.GET, http.CorsHttpMethod.PUT],
        allow_headers=["authorization", "content-type"],
        allow_credentials=True,
    )
    add_http_routes(http.HttpApi(stack, "Api", cors_preflight=settings), functions, paths)


def our_http(stack: Stack, functions: Sequence[Function], paths: int) -> None:
    """Build our HTTP API."""
    add_http_routes(CorsHttpApi(stack, "Api", policy=POLICY), functions, paths)


CDK_REST = "`RestApi`, `default_cors_preflight_options`"
OUR_REST = "`CorsRestApi`"
OUR_SPEC = "`CorsSpecRestApi`"
CDK_HTTP = "`HttpApi`, `cors_preflight`"
BUILDS: dict[str, Build] = {
    CDK_REST: cdk_rest,
    OUR_REST: our_rest,
    "`CorsRestApi`, `consolidate_permissions=True`": consolidated,
    OUR_SPEC: our_spec,
    CDK_HTTP: cdk_http,
    "`CorsHttpApi`": our_http,
}
BUDGETS = {OUR_REST: 1.25, OUR_SPEC: 0.5}
"""Of the time that the CDK's own takes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A synthesis, and another one in the same process.

    Args:
        resources: in the template.
        size: of the template as it is deployed, in bytes.
        first: seconds from the first line of the app to the written assembly.
        second: the same again.
    """

    resources: int
    size: int
    first: float
    second: float


def measure_here(build: Build, paths: int) -> Measured:
    """Build and synthesise an app in this process, twice."""
    (first, template), (second, _) = (_synthesise(build, paths) for _ in range(2))
    return Measured(len(json.loads(template)["Resources"]), len(template), first, second)


def _synthesise(build: Build, paths: int) -> tuple[float, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        app = App(outdir=folder, context=UNLIMITED)
        stack = Stack(app, "Stack")
        build(stack, [_function(stack, name) for name in ("Reads", "Writes")], paths)
        app.synth()
        seconds = time.perf_counter() - begin
        return seconds, Path(folder, "Stack.template.json").read_bytes()


def _function(stack: Stack, name: str) -> Function:
    return Function(
        stack,
        name,
        runtime=Runtime.PYTHON_3_13,
        handler="index.handler",
        code=Code.from_inline("def handler(event, context): ..."),
    )


def measure(name: str, paths: int) -> Measured:
    """Measure in a process of its own."""
    line = [sys.executable, __file__, "--paths", str(paths), "--one", name]
    done = subprocess.run(line, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    return Measured(**json.loads(done.stdout))


def compare(paths: int) -> dict[str, Measured]:
    """Measure all builds in turns, so that they share what else the machine is doing."""
    rounds = ROUNDS.get(paths, OTHER_ROUNDS)
    found = [{name: measure(name, paths) for name in BUILDS} for _ in range(rounds)]
    return {name: _median([each[name] for each in found]) for name in BUILDS}


def _median(measured: list[Measured]) -> Measured:
    return replace(
        measured[0],
        first=statistics.median(each.first for each in measured),
        second=statistics.median(each.second for each in measured),
    )


def rows(paths: int, measured: dict[str, Measured]) -> list[str]:
    """Write the lines of a table for a number of paths."""
    return [
        f"| {paths} | {name} | {_resources(each.resources)} | {each.size // 1000} kB "
        f"| {each.first:.2f} s | {each.first / measured[_beside(name)].first:.2f} "
        f"| {each.second:.2f} s | {each.second / measured[_beside(name)].second:.2f} |"
        for name, each in measured.items()
    ]


def _resources(count: int) -> str:
    return str(count) if count <= MOST_RESOURCES else f"{count}, too many"


def _beside(name: str) -> str:
    return CDK_HTTP if "Http" in name else CDK_REST


def table(measured: dict[int, dict[str, Measured]]) -> str:
    """Write the table."""
    columns = ["paths", "construct", "resources", "template"]
    for each in ("first", "second"):
        columns += [f"{each} synthesis", "beside the CDK's own"]
    lines = [
        f"| {' | '.join(columns)} |",
        "|---" * len(columns) + "|",
        *(line for paths, each in measured.items() for line in rows(paths, each)),
    ]
    return "".join(f"{line}\n" for line in lines)


def over_budget(measured: dict[str, Measured]) -> list[str]:
    """Say which constructs take longer than they may."""
    ratios = {name: measured[name].second / measured[CDK_REST].second for name in BUDGETS}
    return [
        f"{name} takes {ratio:.2f} of the CDK's own, and may take {BUDGETS[name]}"
        for name, ratio in ratios.items()
        if ratio > BUDGETS[name]
    ]


def main() -> int:
    """Measure, print, and compare with the budgets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--paths", type=int, nargs="+", default=PATHS)
    parser.add_argument("--one", choices=BUILDS, help="measure one here, and print it as JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(asdict(measure_here(BUILDS[options.one], options.paths[0]))))
        return 0
    measured = {paths: compare(paths) for paths in options.paths}
    text = table(measured)
    print(text)
    if options.write:
        pattern = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
        page = PAGE.read_text("utf-8")
        PAGE.write_text(pattern.sub(lambda _: f"{BEGIN}{text}{END}", page), "utf-8")
    problems = over_budget(measured[COMPARED]) if COMPARED in measured else []
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
