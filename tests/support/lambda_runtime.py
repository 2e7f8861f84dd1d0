"""A deployed function run in this process: its own package, its own environment, JSON in and out.

What AWS Lambda does around a handler, as far as a response depends on it:
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

from __future__ import annotations

import base64
import importlib
import io
import json
import os
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from support.aws import EmulatedAccount

_REPOSITORY = Path(__file__).parents[2]
_SITE = "site-packages"
_PACKAGE = "data:application/zip;base64,"


class FunctionError(Exception):
    """The handler raised, or returned what JSON cannot hold; the cause is the original."""


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """The second argument of a handler."""

    function_name: str
    invoked_function_arn: str
    aws_request_id: str = "8f507cfc-xmpl-4697-b07a-ac58fc914c95"
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "128"

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may go on: for ever, here."""
        return 3000


class LambdaFunction:
    """A function whose package is unpacked in a folder.

    Args:
        folder: the unpacked package, ``/var/task`` on AWS.
        handler: ``module.function``, the module's path with slashes or dots.
        environment: the function's variables.
        context: what the handler is told about itself.
        layers: the unpacked layers, ``/opt`` on AWS.
    """

    def __init__(
        self,
        folder: Path,
        handler: str,
        environment: Mapping[str, str],
        context: LambdaContext,
        layers: Sequence[Path] = (),
    ) -> None:
        self._folders = [folder, *(layer / "python" for layer in layers)]
        self._environment = environment
        self._context = context
        self._own = {entry.stem for part in self._folders for entry in part.iterdir()}
        self._modules: dict[str, ModuleType] = {}
        module, _, name = handler.rpartition(".")
        with self._installed():
            loaded = importlib.import_module(module.replace("/", "."))
            self._handler: Callable[[Any, LambdaContext], Any] = getattr(loaded, name)

    def invoke(self, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 (any JSON)
        """Return what the handler makes of an event, as JSON has it.

        Raises:
            FunctionError: the handler failed.
        """
        with self._installed():
            try:
                return json.loads(json.dumps(self._handler(_copy(event), self._context)))
            except Exception as error:
                message = f"{type(error).__name__}: {error}"
                raise FunctionError(message) from error

    @contextmanager
    def _installed(self) -> Iterator[None]:
        """Have the package's modules and variables in place of this process's own.

        The repository's own packages are out of reach meanwhile, as they are on AWS: what the
        package lacks must fail to import, and not come from the working tree.
        """
        variables, path = dict(os.environ), list(sys.path)
        displaced = self._taken_out()
        sys.modules.update(self._modules)
        sys.path[:] = [*map(str, self._folders), *(p for p in path if not _is_ours(p))]
        os.environ.update(self._environment)
        try:
            yield
        finally:
            self._modules = self._taken_out()
            sys.modules.update(displaced)
            sys.path[:] = path
            os.environ.clear()
            os.environ.update(variables)

    def _taken_out(self) -> dict[str, ModuleType]:
        names = [
            name
            for name, module in sys.modules.items()
            if name.partition(".")[0] in self._own or _is_ours(getattr(module, "__file__", None))
        ]
        return {name: sys.modules.pop(name) for name in names}


def _is_ours(path: str | None) -> bool:
    """Whether something is of this repository, and not of an environment within it."""
    return (
        path is not None and Path(path).absolute().is_relative_to(_REPOSITORY) and _SITE not in path
    )


def deployed_function(account: EmulatedAccount, name: str, folder: Path) -> LambdaFunction:
    """Load a function as it is deployed.

    Args:
        account: that it is deployed in.
        name: its name or ARN.
        folder: an existing folder that its package may be unpacked in.
    """
    found = account.client("lambda").get_function(FunctionName=name)
    configuration = found["Configuration"]
    target = folder / configuration["FunctionName"]
    _unpack(found["Code"]["Location"], target)
    layers = [
        _unpacked_layer(account, layer["Arn"], folder) for layer in configuration.get("Layers", [])
    ]
    context = LambdaContext(configuration["FunctionName"], configuration["FunctionArn"])
    variables = configuration.get("Environment", {}).get("Variables", {})
    return LambdaFunction(target, configuration["Handler"], variables, context, layers)


def _unpacked_layer(account: EmulatedAccount, arn: str, folder: Path) -> Path:
    *_, layer, version = arn.split(":")
    found = account.client("lambda").get_layer_version(LayerName=layer, VersionNumber=int(version))
    target = folder / f"layer-{arn.replace(':', '-')}"
    _unpack(found["Content"]["Location"], target)
    return target


def _unpack(location: str, target: Path) -> None:
    package = base64.b64decode(location.removeprefix(_PACKAGE))
    zipfile.ZipFile(io.BytesIO(package)).extractall(target)


def _copy(event: Mapping[str, Any]) -> Any:  # noqa: ANN401 (any JSON)
    return json.loads(json.dumps(event))
