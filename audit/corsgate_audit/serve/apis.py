"""Which of a target's APIs are served, at which stage and under which address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.gateway.addresses import DEFAULT_STAGE, host_of
from corsgate_audit.gateway.which_api import WhichApiError, described, find_api, find_stage, unseen
from corsgate_audit.handlers.running.named import with_functions
from corsgate_audit.model import Api, FunctionUrl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.model import Collection, Door, FunctionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedApi:
    """One API, under one address.

    Args:
        api: API that is served.
        stage: its stage; empty for a function URL.
    """

    api: Api
    stage: str

    @property
    def name(self) -> str:
        """What people call it: SAM names APIs after a stack that there is not."""
        api = self.api
        is_named = isinstance(api.name, str) or api.location.logical_id is None
        label = api.front_door.label
        return described(api) if is_named else f"{label} {api.location.logical_id}"

    @property
    def prefix(self) -> str:
        """The first segment of its paths, with a slash before it; empty where it has none."""
        return "" if self.stage in {"", DEFAULT_STAGE} else f"/{self.stage}"

    @property
    def aws_origin(self) -> str:
        """The origin of its URLs on AWS, by which the gateway knows the stage."""
        if isinstance(self.api, FunctionUrl):
            return "https://url-id.lambda-url.us-east-1.on.aws"
        return f"https://{host_of(self.api)}"


def served_apis(
    collection: Collection, *, named: str | None = None, stage: str | None = None
) -> tuple[ServedApi, ...]:
    """Return the APIs that are served.

    Args:
        collection: collection of the target.
        named: name, logical id or id of the only one; None for all.
        stage: stage of all; None for the first of each.

    Raises:
        WhichApiError: there is none, none of the name, or one without the stage.
    """
    if named is not None:
        apis: Sequence[Door] = [find_api(collection, named=named, path="", option="--api")]
    else:
        apis = collection.doors
    found = tuple(_served(apis, stage, collection.functions))
    if not found:
        message = f"the target has no API that could be read{unseen(collection)}"
        raise WhichApiError(message)
    return found


def _served(
    apis: Sequence[Door], stage: str | None, functions: Sequence[FunctionSettings]
) -> Iterator[ServedApi]:
    for api in apis:
        if isinstance(api, Api):
            name = _stage(api, stage)
            served = with_functions(api, name, functions)
            assert isinstance(served, Api)  # noqa: S101 - it has become no other
            yield ServedApi(api=served, stage=name)


def _stage(api: Api, named: str | None) -> str:
    if isinstance(api, FunctionUrl):
        return ""
    return find_stage(api, named, option="--stage")


def served_at(served: ServedApi, path: str) -> tuple[str, str | None]:
    """Return the URL on AWS that a path on loopback stands for, and what is wrong with the path.

    Args:
        served: API that is asked.
        path: path and query string.

    Returns:
        The URL; and None, or why API Gateway answers 403: the stage is not in the path.
    """
    url = served.aws_origin + path
    plain = path.partition("?")[0]
    prefix = served.prefix
    if prefix and not (plain == prefix or plain.startswith(f"{prefix}/")):
        return url, f"the path does not begin with the stage {prefix}/"
    return url, None
