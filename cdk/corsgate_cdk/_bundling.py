"""Assets made of Python that is installed here, without Docker: the same wherever and whenever.

They hold the sources and the bytecode of the Python that synthesises: Lambda's file system is
read-only, so that without bytecode every cold start compiles anew. The bytecode is of the kind
that is not compared with its source, https://peps.python.org/pep-0552/, because the CDK gives all
files of an asset one date, and bytecode that goes by the date would be thrown away.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, ILocalBundling
from aws_cdk.aws_lambda import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    Files = Sequence[tuple[Path, str]]

_READABLE, _SEARCHABLE = 0o644, 0o755


def bundled(files: Files, *, mount: str) -> Code:
    """Return an asset of these files and their bytecode.

    Args:
        files: each file, and its path in the asset.
        mount: folder that Lambda unpacks the asset to, which tracebacks name.
    """
    return Code.from_asset(
        str(files[0][0].parent),
        asset_hash=_fingerprint(files),
        asset_hash_type=AssetHashType.CUSTOM,
        bundling=BundlingOptions(
            # The CDK wants an image to fall back on; there is no falling back.
            image=DockerImage.from_registry("scratch"),
            local=_Bundling(files, mount),
        ),
    )


def _fingerprint(files: Files) -> str:
    """Tell by what the bytecode depends on, and not by the bytecode.

    Patch releases of one Python may write it differently, and each reads that of the others.
    """
    digest = hashlib.sha256(str(sys.implementation.cache_tag).encode())
    for source, target in files:
        digest.update(target.encode() + b"\0")
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()


@jsii.implements(ILocalBundling)
class _Bundling:
    def __init__(self, files: Files, mount: str) -> None:
        self._files = files
        self._mount = mount

    def try_bundle(self, output_dir: str, *options: object, **more: object) -> bool:
        del options, more  # of the container that is not run; how they arrive is jsii's affair
        write_bundle(self._files, Path(output_dir), self._mount)
        return True


def write_bundle(files: Files, root: Path, mount: str) -> None:
    """Write the files and their bytecode below a folder.

    Args:
        files: each file, and its path below the folder.
        root: folder.
        mount: folder that bytecode names in the place of it.
    """
    for source, target in files:
        _copy(source, root / target)
    _compile(root, mount)
    for folder in (path for path in root.rglob("*") if path.is_dir()):
        folder.chmod(_SEARCHABLE)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    # Not as the umask has it: Lambda reads the files as another user.
    target.chmod(_READABLE)


def _compile(root: Path, mount: str) -> None:
    """Write bytecode that names files as they are called in Lambda.

    In a process of its own: what a set of constants looks like depends on the seed of the hashes.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPYCACHEPREFIX"}
    command = [sys.executable, "-m", "compileall", "-q", "-o", "0"]
    paths = ["-s", str(root), "-p", mount, "--invalidation-mode", "unchecked-hash", str(root)]
    subprocess.run([*command, *paths], env={**kept, "PYTHONHASHSEED": "0"}, check=True)  # noqa: S603 - this very Python
