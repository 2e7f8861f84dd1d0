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
    def base_paths(self) -> tuple[str, ...]:
        """The base paths of custom domain names that lead to the stage, the longest first."""
        names = () if isinstance(self.api, FunctionUrl) else self.api.domain_names
        paths = {each.base_path for each in names if each.stage == self.stage and each.base_path}
        return tuple(sorted(paths, key=lambda each: (-len(each), each)))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a path on loopback stands for.

    Args:
        url: URL on AWS.
        problem: why API Gateway answers 403; empty where it does not.
        base_path: base path with which the path begins in the place of the stage; None for none.
    """

    url: str
    problem: str = ""
    base_path: str | None = None


def served_at(served: ServedApi, path: str) -> Place:
    """Return what a path on loopback stands for.

    It begins with the stage, as on API Gateway's own domain, or with a base path of a custom domain
    name that leads to the stage.

    Args:
        served: API that is asked.
        path: path and query string.
    """
    plain, _, _ = path.partition("?")
    if not served.prefix or _begins(plain, served.prefix):
        return Place(url=served.aws_origin + path)
    for base in served.base_paths:
        if _begins(plain, f"/{base}"):
            rest = path.removeprefix(f"/{base}")
            inside = rest if rest.startswith("/") else f"/{rest}"
            return Place(url=served.aws_origin + served.prefix + inside, base_path=base)
    ways = " or ".join(f"/{each}/" for each in (served.stage, *served.base_paths))
    problem = f"the path does not begin with the stage {ways}"
    return Place(url=served.aws_origin + path, problem=problem)


def _begins(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")
