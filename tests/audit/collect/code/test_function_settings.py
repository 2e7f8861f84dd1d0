"""What it takes to run a function is read from its template."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect import collect
from corsgate_audit.model import Api, FunctionSettings, Unresolved

if TYPE_CHECKING:
    from pathlib import Path


def settings(tmp_path: Path, **properties: Any) -> FunctionSettings:  # noqa: ANN401 - a template's
    """Read a function behind a URL."""
    default = {"Runtime": "python3.13", "Handler": "app.handler", "Code": "src"}
    metadata = properties.pop("Metadata", {})
    resources = {
        "F": {
            "Type": "AWS::Lambda::Function",
            "Properties": {**default, **properties},
            "Metadata": metadata,
        },
        "U": {
            "Type": "AWS::Lambda::Url",
            "Properties": {"AuthType": "NONE", "TargetFunctionArn": {"Ref": "F"}},
        },
        "L": {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {"Content": {"S3Bucket": "b", "S3Key": "k"}},
            "Metadata": {"aws:asset:path": "layer", "aws:asset:property": "Content"},
        },
        "Elsewhere": {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {"Content": {"S3Bucket": "b", "S3Key": "k"}},
        },
    }
    path = tmp_path / "template.json"
    path.write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    (api,) = (each for each in collect([str(path)]).apis if isinstance(each, Api))
    integration = api.routes[0].integration
    assert integration is not None
    assert integration.function is not None
    return integration.function


def test_what_a_template_sets(tmp_path: Path) -> None:
    """Numbers and booleans are texts to the function; what is not known stays so."""
    read = settings(
        tmp_path,
        FunctionName="named",
        Timeout="7",
        MemorySize=512,
        Environment={"Variables": {"A": 1, "B": True, "C": "c", "D": {"Ref": "L"}}},
        Layers=[{"Ref": "L"}, {"Ref": "Elsewhere"}, "arn:aws:lambda:eu-west-1:1:layer:x:1"],
        Metadata={"BuildProperties": {"EntryPoints": ["src/app.ts"]}},
    )
    assert (read.name, read.function_name, read.runtime, read.handler) == (
        "F", "named", "python3.13", "app.handler",
    )  # fmt: skip
    assert (read.timeout, read.memory, read.entry_points) == (7, 512, ("src/app.ts",))
    assert (read.code, read.layers) == (str(tmp_path / "src"), (str(tmp_path / "layer"),))
    variables = dict(read.environment)
    assert isinstance(variables.pop("D"), Unresolved)
    assert variables == {"A": "1", "B": "true", "C": "c"}


def test_what_a_template_leaves_out(tmp_path: Path) -> None:
    """Lambda's own values stand for it."""
    read = settings(tmp_path)
    assert (read.timeout, read.memory, read.environment, read.layers) == (3, 128, (), ())
    assert isinstance(read.function_name, Unresolved)


def test_code_in_the_template(tmp_path: Path) -> None:
    """It is its text, and no path."""
    read = settings(tmp_path, Code={"ZipFile": "def handler(e, c): pass"}, Timeout={"Ref": "X"})
    assert (read.inline, read.code, read.timeout) == ("def handler(e, c): pass", None, 3)


def test_code_outside_of_the_target(tmp_path: Path) -> None:
    """A template leads to nothing beside its folder, and so nothing there is run."""
    target = tmp_path / "target"
    target.mkdir()
    assert settings(target, Code="../elsewhere").code is None
