"""The library as a Lambda layer."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from aws_cdk.aws_lambda import LayerVersion, Runtime, RuntimeFamily

import corsgate

from ._bundling import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_lambda import Code
    from constructs import Construct

    from ._typed_properties import LayerVersionProperties

_PACKAGE = Path(corsgate.__file__).parent
_ROOT = "python"
"""Where a layer has its packages: Lambda unpacks it to /opt, and /opt/python is in sys.path."""
_MOUNT = "/opt"
_OLDEST = (3, 11)
_NAMES = ("PYTHON_3_11", "PYTHON_3_12", "PYTHON_3_13", "PYTHON_3_14")
# An older CDK does not know the newest.
_RUNTIMES = tuple(getattr(Runtime, name) for name in _NAMES if hasattr(Runtime, name))


class CorsLayer(LayerVersion):
    """The library as a Lambda layer, made of the package that is installed here, without Docker.

    It is `aws_lambda.LayerVersion` with the same properties. A function that has it imports
    ``corsgate`` with nothing else in its package, and finds the version that its stack was
    synthesised with.

    It holds the sources and the bytecode of the Python that synthesises: Lambda's file system is
    read-only, so that without bytecode every cold start compiles the library anew. A function of
    another Python than that finds no bytecode for it, which costs that time and nothing else. The
    bytecode is of the kind that is not compared with its source (PEP 552), because the CDK gives
    all files of an asset one date, and bytecode that goes by the date would be thrown away.

    The same sources and the same Python make the same asset, wherever and whenever. One layer for
    an app is enough; in several stacks have one in each: CloudFormation refuses to replace a layer
    whose ARN is exported to another stack, and every new version of a layer replaces it.

    Args:
        scope: the stack.
        id: id of the construct.
        properties: properties of `aws_lambda.LayerVersion`, but for ``code``. Unless given,
            ``compatible_runtimes`` are Python 3.11 to 3.14, ``license`` and ``description`` those
            of corsgate.

    Raises:
        ValueError: ``code`` is given too, or a runtime that the library does not run on.

    Example:
        >>> function.add_layers(CorsLayer(stack, "Cors"))  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html and
        https://peps.python.org/pep-0552/
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        **properties: Unpack[LayerVersionProperties],
    ) -> None:
        defaults: LayerVersionProperties = {
            "compatible_runtimes": list(_RUNTIMES),
            "description": f"corsgate {version('corsgate')}: CORS for Lambda handlers",
            "license": "Apache-2.0",
        }
        given: LayerVersionProperties = {**defaults, **properties}
        if problems := list(_problems(given)):
            message = f"CorsLayer {id!r}: {'; '.join(problems)}"
            raise ValueError(message)
        super().__init__(scope, id, code=_code(), **given)


def _problems(given: LayerVersionProperties) -> Iterable[str]:
    if "code" in given:
        yield (
            "code is always the installed library; remove it, or put other code into a separate "
            "LayerVersion"
        )
    for runtime in given["compatible_runtimes"] or ():
        if not _runs_on(runtime):
            yield (
                f"compatible_runtimes has {runtime.name!r}, but the library needs Python 3.11 or "
                "later; remove it"
            )


def _runs_on(runtime: Runtime) -> bool:
    if runtime.family is not RuntimeFamily.PYTHON:
        return False
    return tuple(map(int, runtime.name.removeprefix("python").split("."))) >= _OLDEST


def _code() -> Code:
    sources = sorted(_PACKAGE.rglob("*.py"))
    root = f"{_ROOT}/{_PACKAGE.name}"
    return bundled(
        [(source, f"{root}/{source.relative_to(_PACKAGE).as_posix()}") for source in sources],
        mount=_MOUNT,
    )
