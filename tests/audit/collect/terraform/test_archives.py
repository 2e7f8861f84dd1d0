"""Where the code of a plan's functions lies, as far as the plan says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.terraform.archives import Archives
from corsgate_audit.model import HttpApi
from support.collected import write
from support.plans import Plan, configured, read

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

API = ("aws_apigatewayv2_api.shop.id", "aws_apigatewayv2_api.shop")


def archive(**values: object) -> dict[str, Any]:
    """Return a data source as a plan has it."""
    return {"mode": "data", "type": "archive_file", "values": values}


@pytest.mark.parametrize(
    ("function", "path"),
    [
        ({"filename": "made.zip"}, "src"),
        ({"filename": "one.zip"}, "src/one"),
        ({"filename": "root.zip"}, "."),
        ({"filename": "strange.zip"}, "strange.zip"),
        ({"filename": "other.zip"}, "other.zip"),
        ({"s3_key": "f.zip"}, "src"),
        ({"s3_key": "elsewhere.zip"}, None),
        ({}, None),
        ({"filename": "text.zip", "handler": "app.handler"}, {"ZipFile": "A"}),
        ({"filename": "text.zip", "handler": "more.handler"}, {"ZipFile": "B"}),
        ({"filename": "text.zip", "handler": "other.handler"}, "text.zip"),
    ],
)
def test_the_code_of_a_function(function: dict[str, object], path: object) -> None:
    """The sources go before the archive, which is made when the plan is applied."""
    listed = [
        archive(output_path="made.zip", source_dir="src"),
        archive(output_path="one.zip", source_file="src/one/app.py"),
        archive(output_path="root.zip", source_file="app.py"),
        archive(output_path="strange.zip"),
        archive(source_dir="src"),
        archive(
            output_path="text.zip",
            source=[{"filename": "app.py", "content": "A"}, {}, None],
            source_content="B",
            source_content_filename="more.py",
        ),
        {"type": "aws_s3_object", "values": {"key": "f.zip", "source": "made.zip"}},
        {"type": "aws_s3_object", "values": {"key": "nothing.zip"}},
    ]
    content = {"planned_values": {"root_module": {"child_modules": [{"resources": listed}]}}}
    assert Archives(content).code_of(function) == path


def test_a_function_with_layers(tmp_path: Path) -> None:
    """The code that runs is the code that is read; of what is outside nothing is either."""
    handler = "def handler(event, context):\n    return {'statusCode': 200}"
    for folder in (tmp_path, tmp_path / "configured"):
        write(folder / "src", "app.py", handler)
        write(folder / "layer", "python/shared.py", "")
    plan = (
        Plan()
        .add("aws_apigatewayv2_api.shop", name="shop", protocol_type="HTTP")
        .add("aws_lambda_layer_version.own", filename="layer")
        .add("aws_lambda_layer_version.far", filename="../layer")
        .add("aws_lambda_layer_version.known", filename="layer", arn="arn:layer:1")
        .add("aws_lambda_function.f", function_name="f", runtime="python3.13", timeout=7,
             handler="app.handler", memory_size=256, filename="src",
             layers=("aws_lambda_layer_version.own.arn", "aws_lambda_layer_version.own",
                     "aws_lambda_layer_version.far.arn", "aws_lambda_layer_version.far"))
        .add("aws_lambda_function.g", function_name="g", runtime="python3.13",
             handler="app.handler", filename="../src", layers=["arn:layer:1", "arn:other:1"])
    )  # fmt: skip
    for name in ("f", "g"):
        function, integration = (
            f"aws_lambda_function.{name}",
            f"aws_apigatewayv2_integration.{name}",
        )
        plan.add(
            integration,
            integration_type="AWS_PROXY",
            api_id=API,
            integration_uri=(f"{function}.arn", function),
        )
        plan.add(
            f"aws_apigatewayv2_route.{name}",
            route_key=f"GET /{name}",
            api_id=API,
            target=(f"{integration}.id", integration),
        )
    _has_code_and_layers(read(tmp_path, plan.content()), tmp_path, (str(tmp_path / "layer"),))
    # Only a plan knows the ARN that a layer has.
    _has_code_and_layers(configured(tmp_path, plan), tmp_path / "configured", ())


def _has_code_and_layers(collection: Collection, folder: Path, by_arn: tuple[str, ...]) -> None:
    (api,) = collection.apis
    assert isinstance(api, HttpApi)
    integrations = [route.integration for route in api.routes]
    own, outside = [each.function for each in integrations if each is not None]
    assert own is not None
    assert (own.code, own.timeout, own.memory, own.layers) == (
        str(folder / "src"), 7, 256, (str(folder / "layer"),),
    )  # fmt: skip
    assert outside is not None
    assert (outside.code, outside.layers) == (None, by_arn)
    codes = [each.code for each in integrations if each is not None]
    assert [code is not None and code.reading is not None for code in codes] == [True, False]
    assert [each.name for each in collection.functions] == [
        "aws_lambda_function.f", "aws_lambda_function.g",
    ]  # fmt: skip
