"""The environment that a function's process gets: built, never inherited.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corsgate_audit.model import FunctionSettings

Overrides = dict[str, dict[str, str]]
"""Variables by function, as in SAM's file; those of ``Parameters`` are for all."""

_FOR_ALL: Final = "Parameters"
_REGION: Final = "us-east-1"
ACCOUNT: Final = "123456789012"
"""Stands for the account in ARNs: nothing of it is asked."""
_MACHINE: Final = (
    "PATH",
    "TMPDIR",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
"""What a program needs to be started, and to reach servers, on this machine."""
_NO_CREDENTIALS: Final = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""Keeps the SDKs from the user's files: they are used only where the user says so."""


class VariablesError(ValueError):
    """A file of variables is not in SAM's format; the message says what is wrong."""


def read_overrides(path: Path) -> Overrides:
    """Read a file of variables.

    Args:
        path: JSON in SAM's format: ``{"MyFunction": {"TABLE": "t"}, "Parameters": {…}}``.

    Raises:
        VariablesError: it is not in that format.
        OSError: it cannot be read.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html#serverless-sam-cli-using-invoke-environment-file
    """
    try:
        given: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{str(path)!r} is not JSON: {error}"
        raise VariablesError(message) from error
    if not isinstance(given, dict):
        message = f"{str(path)!r} has to be an object of functions and their variables"
        raise VariablesError(message)
    if all(not isinstance(each, dict) for each in given.values()):
        given = {_FOR_ALL: given}  # variables alone: for all functions
    for name, variables in given.items():
        if not isinstance(variables, dict):
            message = f"{str(path)!r}: the variables of {name!r} have to be an object"
            raise VariablesError(message)
    return {
        str(name): {str(each): _text(value) for each, value in variables.items()}
        for name, variables in given.items()
    }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def unknown_variables(function: FunctionSettings, overrides: Overrides) -> list[str]:
    """Return the variables whose value nobody knows before deployment, and that nothing sets.

    Args:
        function: settings of the function.
        overrides: variables that the user gives.
    """
    given = _given(function, overrides)
    return [
        name
        for name, value in function.environment
        if isinstance(value, Unresolved) and name not in given
    ]


def function_name(function: FunctionSettings) -> str:
    """Return the name of a function: that of the source, else its logical id."""
    named = function.function_name
    return function.name if isinstance(named, Unresolved) else named


def function_arn(function: FunctionSettings) -> str:
    """Return an ARN for a function that is not deployed."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or _REGION
    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{function_name(function)}"


def variables_of(
    function: FunctionSettings,
    overrides: Overrides,
    *,
    folder: Path,
    layers: Sequence[Path],
    aws: bool,
) -> dict[str, str]:
    """Return the environment of a function's process, but for the Runtime API's address.

    Args:
        function: settings of the function.
        overrides: variables that the user gives.
        folder: folder of its code.
        layers: folders of its layers, in order.
        aws: hand on the AWS credentials of this process's environment.
    """
    machine = {name: os.environ[name] for name in _MACHINE if name in os.environ}
    declared = {
        name: value for name, value in function.environment if not isinstance(value, Unresolved)
    }
    return {
        **machine,
        **_of_lambda(function, folder),
        **(_credentials() if aws else _NO_CREDENTIALS),
        **declared,
        **_given(function, overrides),
        **_paths(machine, layers, {**declared, **_given(function, overrides)}),
    }


def _given(function: FunctionSettings, overrides: Overrides) -> Mapping[str, str]:
    named = overrides.get(function.name) or overrides.get(function_name(function)) or {}
    return {**overrides.get(_FOR_ALL, {}), **named}


def _of_lambda(function: FunctionSettings, folder: Path) -> dict[str, str]:
    """Return what Lambda itself sets."""
    name, region = function_name(function), function_arn(function).split(":")[3]
    return {
        "_HANDLER": function.handler if isinstance(function.handler, str) else "",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "corsgate/[$LATEST]local",
        "LAMBDA_TASK_ROOT": str(folder.absolute()),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LANG": "en_US.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "TZ": "UTC",
    }


def _credentials() -> dict[str, str]:
    names = ("HOME", "USERPROFILE")
    return {
        name: value
        for name, value in os.environ.items()
        if name in names or (name.startswith("AWS_") and not name.startswith("AWS_LAMBDA_"))
    }


def _paths(
    machine: Mapping[str, str], layers: Sequence[Path], own: Mapping[str, str]
) -> dict[str, str]:
    """Return the search paths that lead to the layers, which are below ``/opt`` on Lambda.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
    """
    if not layers:
        return {}
    below = {
        "PYTHONPATH": ("python",),
        "NODE_PATH": ("nodejs/node_modules",),
        "PATH": ("bin",),
        "LD_LIBRARY_PATH": ("lib",),
    }
    found = {}
    for name, parts in below.items():
        before = own.get(name) or (machine.get(name) if name in {"PATH", "LD_LIBRARY_PATH"} else "")
        folders = [str((layer / part).absolute()) for layer in layers for part in parts]
        found[name] = os.pathsep.join([*folders, *([before] if before else [])])
    return found
