"""Which APIs are served, at which stage, and which paths of loopback are theirs."""

from __future__ import annotations

import pytest

from corsgate_audit.gateway.which_api import WhichApiError
from corsgate_audit.model import (
    Collection,
    Distribution,
    FunctionUrl,
    HttpApi,
    Integration,
    Location,
    RestApi,
)
from corsgate_audit.serve.apis import Place, ServedApi, served_apis, served_at


def at(name: str) -> Location:
    """Return a place in a template."""
    return Location(source="template.yaml", pointer=f"/{name}", logical_id=name)


REST = RestApi(name="rest", stages=("Stage", "dev", "prod"), location=at("Rest"))
SAM = RestApi(name="sam", stages=("Stage",), location=at("Sam"))
HTTP = HttpApi(name="http", stages=("$default", "dev"), location=at("Http"))
URL = FunctionUrl(name="f", integration=Integration(type="AWS_PROXY"), location=at("Url"))
ALL = Collection(apis=(REST, SAM, HTTP, URL))


def test_all_of_them() -> None:
    """SAM's own stage is nobody's choice, and a function URL has none."""
    assert [(each.name, each.stage, each.prefix) for each in served_apis(ALL)] == [
        ("REST API 'rest' (Rest)", "dev", "/dev"),
        ("REST API 'sam' (Sam)", "Stage", "/Stage"),
        ("HTTP API 'http' (Http)", "$default", ""),
        ("function URL 'f' (Url)", "", ""),
    ]


def test_one_of_them() -> None:
    """By its name, at a stage of one's own choice."""
    (found,) = served_apis(ALL, named="Http", stage="dev")
    assert (found.api, found.stage, found.prefix) == (HTTP, "dev", "/dev")


@pytest.mark.parametrize(
    ("collection", "named", "stage", "said"),
    [
        (ALL, "Other", None, "--api 'Other' matches no API"),
        (ALL, "Rest", "other", "--stage 'other' is not a stage of REST API 'rest'"),
        (Collection(), None, None, "the target has no API that could be read"),
        (
            Collection(apis=(Distribution(name="d", location=at("D")),)),
            None,
            None,
            "the target has no API that could be read",
        ),
    ],
)
def test_none_of_them(
    collection: Collection, named: str | None, stage: str | None, said: str
) -> None:
    """The message says why."""
    with pytest.raises(WhichApiError, match=said):
        served_apis(collection, named=named, stage=stage)


@pytest.mark.parametrize(
    ("served", "path", "url", "why"),
    [
        (ServedApi(api=REST, stage="dev"), "/dev/a?b=c", "/dev/a?b=c", None),
        (ServedApi(api=REST, stage="dev"), "/dev", "/dev", None),
        (ServedApi(api=REST, stage="dev"), "/development", "/development", "/dev/"),
        (ServedApi(api=REST, stage="dev"), "/a", "/a", "/dev/"),
        (ServedApi(api=HTTP, stage="dev"), "/a", "/a", "/dev/"),
        (ServedApi(api=HTTP, stage="dev"), "/dev/a", "/dev/a", None),
        (ServedApi(api=HTTP, stage="$default"), "/a", "/a", None),
        (ServedApi(api=URL, stage=""), "/a", "/a", None),
    ],
)
def test_paths(served: ServedApi, path: str, url: str, why: str | None) -> None:
    """Those of an API with stages begin with its stage."""
    expected = "" if why is None else f"the path does not begin with the stage {why}"
    assert served_at(served, path) == Place(url=served.aws_origin + url, problem=expected)
