"""The library as a Lambda layer."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk.aws_lambda import Code, LayerVersion, Runtime, RuntimeFamily

import corsgate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
_READABLE, _SEARCHABLE = 0o644, 0o755


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
    return Code.from_asset(
        str(_PACKAGE),
        asset_hash=_fingerprint(sources),
        asset_hash_type=AssetHashType.CUSTOM,
        bundling=BundlingOptions(
            # The CDK wants an image to fall back on; there is no falling back.
            image=DockerImage.from_registry("scratch"),
            local=_Bundling(sources),
        ),
    )


def _fingerprint(sources: Sequence[Path]) -> str:
    """Tell by what the bytecode depends on, and not by the bytecode.

    Patch releases of one Python may write it differently, and each reads that of the others.
    """
    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for source in sources:
        digest.update(source.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


@jsii.implements(ILocalBundling)
class _Bundling:
    def __init__(self, sources: Sequence[Path]) -> None:
        self._sources = sources

    def try_bundle(self, output_dir: str, *options: object, **more: object) -> bool:
        del options, more  # of the container that is not run; how they arrive is jsii's affair
        root = Path(output_dir)
        for source in self._sources:
            _copy(source, root / _ROOT / _PACKAGE.name / source.relative_to(_PACKAGE))
        _compile(root)
        for folder in (path for path in root.rglob("*") if path.is_dir()):
            folder.chmod(_SEARCHABLE)
        return True


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    # Not as the umask has it: Lambda reads the files as another user.
    target.chmod(_READABLE)


def _compile(root: Path) -> None:
    """Write bytecode that names files as they are called in Lambda.

    In a process of its own: what a set of constants looks like depends on the seed of the hashes.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPYCACHEPREFIX"}
    command = [sys.executable, "-m", "compileall", "-q", "-o", "0"]
    paths = ["-s", str(root), "-p", _MOUNT, "--invalidation-mode", "unchecked-hash", str(root)]
    subprocess.run([*command, *paths], env={**kept, "PYTHONHASHSEED": "0"}, check=True)  # noqa: S603 - this very Python
