"""What an audit costs beside what people know: ``python benchmarks/audit_speed.py [--check]``.

Times differ from machine to machine; so every figure is a ratio to something of the same run, in
processor time, user's and system's: the least of many rounds in which all commands take turns. A
command runs with its bytecode written, as it is installed. ``--check`` exits 1 where a ratio is
above its limit. ``--only`` measures a part.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aws_cdk import App, Stack, Validations
from aws_cdk.aws_lambda import Code, Function, Runtime
from synthesis import (  # type: ignore[import-not-found]  # the script beside this one
    OUR_REST,
    OUR_SPEC,
    POLICY,
    UNLIMITED,
    our_rest,
    our_spec,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROUNDS = 9
SYNTHESES = 3
PATHS, TWICE = 300, 600
VALIDATED = (80, 300)
BUILDS = {OUR_REST: our_rest, OUR_SPEC: our_spec}
BIN = Path(sys.executable).parent

SMALL = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ["https://app.example.com"]
        AllowMethods: [GET]
        AllowHeaders: [content-type]
  Items:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /items
      Target: !Sub integrations/${Backend}
  Backend:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationMethod: GET
      IntegrationUri: https://backend.example.com
      PayloadFormatVersion: "1.0"
"""
SAM = """AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors:
        AllowOrigin: "'https://app.example.com'"
        AllowMethods: "'GET,OPTIONS'"
        AllowHeaders: "'content-type'"
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            headers = {"Access-Control-Allow-Origin": "https://app.example.com"}
            return {"statusCode": 200, "headers": headers, "body": "[]"}
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /items, Method: GET}}
"""


class Ratio(NamedTuple):
    """What is compared, and how many times as much it may take.

    Args:
        what: is measured.
        seconds: that it takes.
        beside: seconds of what it is compared with.
        limit: that it has to keep to; None for what stands there for comparison.
    """

    what: str
    seconds: float
    beside: float
    limit: float | None = None

    @property
    def value(self) -> float:
        """How many times as much it takes."""
        return self.seconds / self.beside

    def row(self) -> str:
        """Write it as a row of a Markdown table."""
        limit = "" if self.limit is None else f"≤ {self.limit:g}"
        return f"| {self.what} | {self.seconds:.2f} s | {self.value:.2f} | {limit} |"


def audit(path: Path) -> list[str]:
    """Return the command that audits a file."""
    return [str(BIN / "corsgate"), "audit", str(path)]


def seconds(commands: Mapping[str, Sequence[str]], rounds: int, folder: Path) -> dict[str, float]:
    """Run commands in turn; return the least processor seconds of each.

    Args:
        commands: by their names.
        rounds: how often; a first one, which writes the bytecode, does not count.
        folder: where the bytecode is written.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(1 + rounds):
        for name, command in commands.items():
            before = _of_children()
            subprocess.run(  # noqa: S603 - our own commands
                command, env=environment, check=False, capture_output=True
            )
            taken[name].append(_of_children() - before)
    return {name: min(each[1:]) for name, each in taken.items()}


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_a_template(folder: Path) -> Iterator[Ratio]:
    """Compare the audit of one small template with an import that everybody waits for."""
    small, sam = folder / "small.yaml", folder / "sam.yaml"
    small.write_text(SMALL, "utf-8")
    sam.write_text(SAM, "utf-8")
    found = seconds(
        {
            "boto3": [sys.executable, "-c", "import boto3"],
            "small": audit(small),
            "sam": audit(sam),
            "cfn-lint": [str(BIN / "cfn-lint"), str(small)],
            "cfn-lint of SAM": [str(BIN / "cfn-lint"), str(sam)],
        },
        ROUNDS,
        folder,
    )
    boto3 = found["boto3"]
    yield Ratio("`import boto3`", boto3, boto3)
    yield Ratio("a small CloudFormation template", found["small"], boto3, 1.6)
    yield Ratio("a small SAM template", found["sam"], boto3, 3.0)
    yield Ratio("cfn-lint, the same CloudFormation template", found["cfn-lint"], boto3)
    yield Ratio("cfn-lint, the same SAM template", found["cfn-lint of SAM"], boto3)


def of_many_paths(folder: Path) -> Iterator[Ratio]:
    """Compare templates of many paths with the same import, and with half as many."""
    commands = {"boto3": [sys.executable, "-c", "import boto3"]}
    for name in BUILDS:
        for paths in (1, PATHS, TWICE):
            synthesise(name, paths, folder / f"{paths} {name}", validated=False)
            template = folder / f"{paths} {name}" / "Stack.template.json"
            commands[f"{paths} {name}"] = audit(template)
    found = seconds(commands, SYNTHESES, folder)
    for name in BUILDS:
        once, twice = (found[f"{paths} {name}"] - found[f"1 {name}"] for paths in (PATHS, TWICE))
        yield Ratio(f"{PATHS} paths of {name}, beyond start-up", once, found["boto3"], 4.0)
        yield Ratio(f"{TWICE} paths of {name}, to {PATHS}", twice, once, 2.2)


def of_validation(folder: Path) -> Iterator[Ratio]:
    """Compare a synthesis that is validated with the synthesis alone."""
    commands = {
        f"{paths} {how}": [
            *(sys.executable, __file__, "--synthesise", str(paths)),
            *(["--validated"] if how else []),
        ]
        for paths in VALIDATED
        for how in ("", "validated")
    }
    found = seconds(commands, SYNTHESES, folder)
    for paths in VALIDATED:
        yield Ratio(
            f"`CorsValidation(policy=…)`, {paths} paths, to the synthesis alone",
            found[f"{paths} validated"],
            found[f"{paths} "],
            1.5,
        )


def synthesise(name: str, paths: int, folder: Path, *, validated: bool) -> None:
    """Build and synthesise an app.

    Args:
        name: of a build.
        paths: a GET and a PUT on each.
        folder: that the assembly is written into.
        validated: whether `CorsValidation` judges it.
    """
    app = App(outdir=str(folder), context=UNLIMITED)
    stack = Stack(app, "Stack")
    functions = [
        Function(
            stack,
            each,
            runtime=Runtime.PYTHON_3_13,
            handler="index.handler",
            code=Code.from_inline("def handler(event, context): ..."),
        )
        for each in ("Reads", "Writes")
    ]
    BUILDS[name](stack, functions, paths)
    if validated:
        # Here, since the synthesis alone does not import the audit.
        from corsgate_cdk.validation import CorsValidation  # noqa: PLC0415 - see above

        Validations.of(app).add_plugins(CorsValidation(policy=POLICY))
    app.synth()


PARTS = {"template": of_a_template, "paths": of_many_paths, "validation": of_validation}


def main() -> int:
    """Measure and print the table; 1 where a ratio is above its limit and `--check` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 above a limit")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--synthesise", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--validated", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.synthesise:
            synthesise(OUR_REST, options.synthesise, folder, validated=options.validated)
            return 0
        found: list[Ratio] = []
        print("| | processor time | times | limit |\n|---|---:|---:|---:|")
        for part in options.only:
            for each in PARTS[part](folder):
                found.append(each)
                print(each.row(), flush=True)
    over = [each for each in found if each.limit is not None and each.value > each.limit]
    return int(options.check and bool(over))


if __name__ == "__main__":
    sys.exit(main())
