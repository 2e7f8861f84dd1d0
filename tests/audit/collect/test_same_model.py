"""A template, read from its file, and the account that it was deployed to give equal models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from support.collected import without_locations
from support.moto_support import install

from corsgate_audit.collect import collect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def deploy(path: Path) -> None:
    """Deploy a template."""
    boto3.client("cloudformation").create_stack(
        StackName="shop", TemplateBody=path.read_text(), Capabilities=["CAPABILITY_IAM"]
    )


def models(targets: list[str]) -> list[Api]:
    """Read targets into models that say nothing of where they were read."""
    return sorted(without_locations(collect(targets).apis), key=lambda api: str(api.name))


@pytest.mark.parametrize(
    ("name", "apis"),
    [("rest.yaml", ["shop-rest"]), ("http.yaml", ["bare-http", "empty-http", "shop-http"])],
)
def test_file_and_account_give_equal_models(name: str, apis: list[str]) -> None:
    """Every setting that the collector reads is in these templates."""
    path = TEMPLATES / name
    deploy(path)

    live = models([])

    assert live == models([str(path)])
    assert [api.name for api in live] == apis
    assert any(api.routes for api in live)


def test_a_json_template_gives_the_model_of_its_yaml_twin(tmp_path: Path) -> None:
    """The long form of the intrinsics means what the short form does."""
    from corsgate_audit.collect.template.yaml_text import load_yaml  # noqa: PLC0415

    path = TEMPLATES / "rest.yaml"
    content, _ = load_yaml(path.read_text(), path, max_depth=50)
    twin = tmp_path / "rest.json"
    twin.write_text(json.dumps(content))

    assert models([str(twin)]) == models([str(path)])
