"""What our constructs cost beside the CDK's own: ``python benchmarks/synthesis.py [--write]``.

Every app has two functions, and for each path a GET route to one and a PUT route to the other.
It is measured in two ways. Cold: the first synthesis of a process, as ``cdk synth`` has it, which
also loads the CDK and its validation, seconds whatever the app. Warm: in one process, the builds in
turns after a round that does not count, so that the constructs themselves are compared. ``--write``
puts the table into docs/scale.md. What each build asks JavaScript for one more path is counted,
which is the same on every machine. The exit status is 1 if the warm synthesis of 50 paths takes
longer, or a path more calls, than the budgets below.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_cdk import App, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_lambda import Code, Function, Runtime
from jsii._kernel.providers.process import _NodeProcess

from corsgate import CorsPolicy
from corsgate_cdk import CorsHttpApi, CorsRestApi, CorsSpecRestApi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Build = Callable[[Stack, Sequence[Function], int], object]
    Rounds = dict[str, list["Synthesised"]]

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"

PATHS = (10, 50, 100, 300)
COMPARED = 50  # paths, for the budgets
COUNTED = (10, 30)  # paths, between which calls are counted
COLD, WARM, OTHER_WARM = 3, 9, 3  # rounds
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
OUR_HTTP = "`CorsHttpApi`"
BUILDS: dict[str, Build] = {
    CDK_REST: cdk_rest,
    OUR_REST: our_rest,
    "`CorsRestApi`, `consolidate_permissions=True`": consolidated,
    OUR_SPEC: our_spec,
    CDK_HTTP: cdk_http,
    OUR_HTTP: our_http,
}
BUDGETS = {OUR_REST: 1.25, OUR_SPEC: 0.5}
"""Of the time that the CDK's own takes."""
MOST_CALLS = {OUR_REST: 5, OUR_HTTP: 4}
"""For each path, more than the CDK's own."""


@dataclass(frozen=True, slots=True)
class Synthesised:
    """A synthesis.

    Args:
        resources: in the template.
        size: of the template as it is deployed, in bytes.
        seconds: from the first line of the app to the written assembly.
    """

    resources: int
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A build, synthesised again and again.

    Args:
        resources: in the template.
        size: of the template as it is deployed, in bytes.
        warm: seconds, the median.
        cold: the same; None where it was not measured.
        calls: to JavaScript, for one more path.
    """

    resources: int
    size: int
    warm: float
    cold: float | None
    calls: float


def synthesise(build: Build, paths: int) -> Synthesised:
    """Build and synthesise an app in this process."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        app = App(outdir=folder, context=UNLIMITED)
        stack = Stack(app, "Stack")
        build(stack, [_function(stack, name) for name in ("Reads", "Writes")], paths)
        app.synth()
        seconds = time.perf_counter() - begin
        template = Path(folder, "Stack.template.json").read_bytes()
    return Synthesised(len(json.loads(template)["Resources"]), len(template), seconds)


def calls_by_path(build: Build) -> float:
    """Count what a build asks JavaScript for each path."""
    few, more = (_calls(build, paths) for paths in COUNTED)
    return (more - few) / (COUNTED[1] - COUNTED[0])


def _calls(build: Build, paths: int) -> int:
    """Count the messages that go to jsii's process in one synthesis."""
    count = 0
    send = _NodeProcess.send

    def counted(process: _NodeProcess, *message: Any) -> Any:  # noqa: ANN401 - jsii's own
        nonlocal count
        count += 1
        return send(process, *message)

    _NodeProcess.send = counted  # type: ignore[method-assign,assignment]
    try:
        synthesise(build, paths)
    finally:
        _NodeProcess.send = send  # type: ignore[method-assign]
    return count


def _function(stack: Stack, name: str) -> Function:
    return Function(
        stack,
        name,
        runtime=Runtime.PYTHON_3_13,
        handler="index.handler",
        code=Code.from_inline("def handler(event, context): ..."),
    )


def synthesise_in_turns(names: Sequence[str], paths: int, rounds: int) -> Rounds:
    """Synthesise each build that often, in turns, so that they share what else is going on."""
    turns = [{name: synthesise(BUILDS[name], paths) for name in names} for _ in range(rounds)]
    return {name: [turn[name] for turn in turns] for name in names}


def in_a_process(names: Sequence[str], paths: int, rounds: int) -> Rounds:
    """Do the same in a process of its own."""
    line = [sys.executable, __file__, "--paths", str(paths), "--rounds", str(rounds)]
    done = subprocess.run([*line, "--only", *names], capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    return {
        name: [Synthesised(**each) for each in found]
        for name, found in json.loads(done.stdout).items()
    }


def compare(paths: int, calls: dict[str, float]) -> dict[str, Measured]:
    """Measure all builds, of which the calls are counted already."""
    compared = paths == COMPARED
    rounds = range(COLD if compared else 0)
    cold = [{name: in_a_process([name], paths, 1)[name][0] for name in BUILDS} for _ in rounds]
    warm = in_a_process(list(BUILDS), paths, 1 + (WARM if compared else OTHER_WARM))
    return {
        name: Measured(
            warm[name][0].resources,
            warm[name][0].size,
            statistics.median(each.seconds for each in warm[name][1:]),
            statistics.median(each[name].seconds for each in cold) if cold else None,
            calls[name],
        )
        for name in BUILDS
    }


def rows(paths: int, measured: dict[str, Measured]) -> list[str]:
    """Write the lines of a table for a number of paths."""
    return [
        f"| {paths} | {name} | {_resources(each.resources)} | {each.size // 1000} kB "
        f"| {_time(each.warm, measured[_beside(name)].warm)} "
        f"| {_time(each.cold, measured[_beside(name)].cold)} | {each.calls:.0f} |"
        for name, each in measured.items()
    ]


def _time(seconds: float | None, beside: float | None) -> str:
    if seconds is None or beside is None:
        return " | "
    return f"{seconds:.2f} s | {seconds / beside:.2f}"


def _resources(count: int) -> str:
    return str(count) if count <= MOST_RESOURCES else f"{count}, too many"


def _beside(name: str) -> str:
    return CDK_HTTP if "Http" in name else CDK_REST


def table(measured: dict[int, dict[str, Measured]]) -> str:
    """Write the table."""
    columns = ["paths", "construct", "resources", "template"]
    for each in ("warm", "cold"):
        columns += [each, "beside the CDK's own"]
    columns.append("calls to JavaScript a path")
    lines = [
        f"| {' | '.join(columns)} |",
        "|---" * len(columns) + "|",
        *(line for paths, each in measured.items() for line in rows(paths, each)),
    ]
    return "".join(f"{line}\n" for line in lines)


def over_budget(measured: dict[str, Measured]) -> list[str]:
    """Say which constructs take longer than they may."""
    ratios = {name: measured[name].warm / measured[CDK_REST].warm for name in BUDGETS}
    slow = [
        f"{name} takes {ratio:.2f} of the CDK's own, and may take {BUDGETS[name]}"
        for name, ratio in ratios.items()
        if ratio > BUDGETS[name]
    ]
    more = {name: measured[name].calls - measured[_beside(name)].calls for name in MOST_CALLS}
    return slow + [
        f"{name} asks JavaScript {calls:.0f} times a path more than the CDK's own, and may ask "
        f"{MOST_CALLS[name]} times"
        for name, calls in more.items()
        if calls > MOST_CALLS[name]
    ]


def main() -> int:
    """Measure, print, and compare with the budgets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--paths", type=int, nargs="+", default=PATHS)
    parser.add_argument("--only", choices=BUILDS, nargs="+", help="measure here, print JSON")
    parser.add_argument("--rounds", type=int, default=1, help="with --only")
    options = parser.parse_args()
    if options.only:
        found = synthesise_in_turns(options.only, options.paths[0], options.rounds)
        print(json.dumps({name: [*map(asdict, each)] for name, each in found.items()}))
        return 0
    calls = {name: calls_by_path(build) for name, build in BUILDS.items()}
    measured = {paths: compare(paths, calls) for paths in options.paths}
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
