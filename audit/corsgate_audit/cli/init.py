"""``corsgate init``: the files to start with, from what is there today."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.given_options import (
    DEFAULT_WORKSPACE,
    ParameterOverrides,
    VariableEnvironment,
    VariableFiles,
    Variables,
    Workspace,
    given_values,
)
from corsgate_audit.cli.scan_options import (
    AllowPath,
    Profiles,
    Regions,
    allowed_paths,
    scan_options,
)
from corsgate_audit.cli.terminal import complain, stop, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Collection

POLICY, CONFIG = Path("policy.toml"), Path("corsgate.toml")
_CONFIG = """\
# Settings of corsgate audit in this folder; an option of the command line overrides them.
# A key that is not known is an error that lists those that are.
fail-on = "high"

# Accept the findings of today, and fail on new ones: run the command below, then take this in.
#   corsgate audit {target} --baseline corsgate-baseline.json --update-baseline
# baseline = "corsgate-baseline.json"

# Accept one finding, with the reason and the last day:
# [[suppress]]
# rule = "CORS113"
# path = "/internal/*"
# reason = "only called by our own servers"
# expires = 2027-01-01
"""


def init(  # noqa: PLR0913 - one parameter for each option
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET",
            help="Template, OpenAPI document, Terraform configuration or plan (JSON), "
            "serverless.yml, folder of them, or cdk.out.",
            show_default="the AWS account of the environment",
        ),
    ] = None,
    *,
    allow_path: AllowPath = None,
    variables: Variables = None,
    var_file: VariableFiles = None,
    var_env: VariableEnvironment = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    parameter_overrides: ParameterOverrides = None,
    profiles: Profiles = None,
    regions: Regions = None,
) -> None:
    """Write policy.toml and corsgate.toml from what a target allows today.

    The policy is the one that explains most of what is there; what does not fit it is written
    beside it as comments. No file is overwritten.

    Exit status: 0 written, 2 usage, 3 written, but not everything could be scanned.
    """
    from corsgate_audit.collect import TargetError, collect

    there = [str(each) for each in (POLICY, CONFIG) if each.exists()]
    if there:
        exist = "exists" if len(there) == 1 else "exist"
        stop(
            f"{' and '.join(there)} already {exist}, and init overwrites nothing; "
            "move or delete what you do not need, or run init in another folder"
        )
    named = [] if target is None else [target]
    options = scan_options(
        named,
        profiles=profiles,
        regions=regions,
        max_rps=None,
        organization=False,
        role=None,
        external_id=None,
    )
    given = given_values(variables, var_file, workspace, parameter_overrides, environment=var_env)
    try:
        collection = collect(named, options, allowed_paths(named, allow_path), given=given)
    except TargetError as error:
        stop(str(error))
    if not collection.doors:
        stop(f"{target or 'the account'} has no API that could be read; name another TARGET")
    shown = "" if target is None else shlex.quote(target)
    _write(POLICY, _policy(collection))
    _write(CONFIG, _CONFIG.format(target=shown).replace("  --", " --"))
    with writing():
        sys.stdout.write("".join(f"{line}\n" for line in _next(shown)))
    missing = [part for part in collection.coverage if part.incomplete]
    for part in missing:
        complain(f"not scanned: {part.resource} ({part.reason or part.state})")
    raise typer.Exit(ExitStatus.INCOMPLETE if missing else ExitStatus.CLEAN)


def _policy(collection: Collection) -> str:
    import tomllib

    from corsgate import CorsPolicy
    from corsgate_audit.fix.first_policy import first_policy
    from corsgate_audit.fix.unexplained import unexplained

    text = first_policy(collection)
    policy = CorsPolicy(**tomllib.loads(text), dangerously_allow_public_suffixes=True)
    comments = [f"#   {each}\n" for each in unexplained(collection, policy)]
    if not comments:
        return text
    return text + "\n# What does not fit, and would change with this policy:\n" + "".join(comments)


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror or error}")


def _next(target: str) -> Iterator[str]:
    """Yield what was done and what to run next."""
    yield f"wrote {POLICY} and {CONFIG}"
    yield ""
    yield f"1. Read {POLICY}: each origin in it may call your APIs."
    for number, (command, what) in enumerate(
        (
            (f"corsgate audit {target}", "what browsers block today"),
            (f"corsgate fix {target} --policy {POLICY} --diff", "what it takes to fix it"),
            (f"corsgate check --init cors.toml {target}", "tests, from what is allowed today"),
        ),
        start=2,
    ):
        yield f"{number}. {' '.join(command.split())}  # {what}"
