"""Where the code of a function lies, and what is said of code that is not at hand."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import CoverageState, routes_of, with_required_code
from support.collected import write
from support.function_templates import sam_template

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection, FunctionCode

_SOURCE = 'def handler(e, c): return {"statusCode": 201, "headers": {}}\n'
_SCRIPT = "export const handler = async () => ({ statusCode: 201 });\n"


def code_of(collection: Collection) -> FunctionCode:
    """Return the code behind the routes of a collection: there is one function."""
    found = {
        route.integration.code.name: route.integration.code
        for api in collection.apis
        for route in routes_of(api)
        if route.integration is not None and route.integration.code is not None
    }
    (code,) = found.values()
    return code


def statuses(folder: Path, template: str) -> list[object]:
    """Return the statuses that the function of a template answers with."""
    code = code_of(collect([write(folder, "template.yaml", template)]))
    assert code.reading is not None, code.why_not
    assert not code.reading.undetermined, code.reading.undetermined
    return [each.status for each in code.reading.answers]


def test_a_folder(tmp_path: Path) -> None:
    """SAM's CodeUri is a folder beside the template."""
    write(tmp_path, "src/app.py", _SOURCE)
    assert statuses(tmp_path, sam_template()) == [201]


def test_the_folder_of_the_template_itself(tmp_path: Path) -> None:
    """CodeUri may be the folder of the template."""
    write(tmp_path, "app.py", _SOURCE)
    assert statuses(tmp_path, sam_template(uri=".")) == [201]


def test_the_folder_that_all_functions_share(tmp_path: Path) -> None:
    """CodeUri may stand in Globals; the folder of the template is meant where it stands nowhere."""
    write(tmp_path, "src/app.py", _SOURCE)
    shared = sam_template().replace("      CodeUri: src/\n", "")
    template = f"Globals: {{Function: {{CodeUri: ./src}}}}\n{shared}"
    assert statuses(tmp_path, template) == [201]
    write(tmp_path, "app.py", _SOURCE.replace("201", "202"))
    assert statuses(tmp_path, shared) == [202]


def test_a_zip_file(tmp_path: Path) -> None:
    """CodeUri may be an archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("app.py", _SOURCE)
        made.writestr("data.bin", "x")
    (tmp_path / "code.zip").write_bytes(archive.getvalue())
    assert statuses(tmp_path, sam_template(uri="code.zip")) == [201]


def test_inline_code(tmp_path: Path) -> None:
    """CloudFormation's ZipFile is a file called index."""
    template = f"""\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Code: {{ZipFile: '{_SOURCE.strip()}'}}
  U: {{Type: AWS::Lambda::Url, Properties: {{AuthType: NONE, TargetFunctionArn: !GetAtt F.Arn}}}}
"""
    assert statuses(tmp_path, template) == [201]


def test_typescript_that_sam_builds_with_esbuild(tmp_path: Path) -> None:
    """The handler names the built file; the sources are where the entry point is."""
    write(tmp_path, "src/lib/handlers/app.ts", _SCRIPT)
    points = "{EntryPoints: [lib/handlers/app.ts]}"
    more = f"    Metadata: {{BuildMethod: esbuild, BuildProperties: {points}}}\n"
    template = sam_template(runtime="nodejs22.x", more=more)
    assert statuses(tmp_path, template) == [201]


def test_an_asset_of_the_cdk(tmp_path: Path) -> None:
    """The CDK writes the path of an asset beside the function."""
    write(tmp_path, "asset.1234/app.py", _SOURCE)
    template = """\
Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: {aws:asset:path: asset.1234, aws:asset:property: Code}
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Code: {S3Bucket: cdk-assets, S3Key: 1234.zip}
  U: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE, TargetFunctionArn: !GetAtt F.Arn}}
"""
    assert statuses(tmp_path, template) == [201]


def test_a_layer_beside_it(tmp_path: Path) -> None:
    """A layer's python folder is on the path of modules."""
    write(tmp_path, "src/app.py", "from shared import answer\ndef handler(e, c): return answer()\n")
    write(tmp_path, "layer/python/shared.py", 'def answer(): return {"statusCode": 201}\n')
    layer = """\
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layer/}
"""
    template = sam_template(more=layer).replace(
        "      CodeUri: src/", "      CodeUri: src/\n      Layers: [!Ref Layer]"
    )
    assert statuses(tmp_path, template) == [201]


def test_the_environment_of_the_template(tmp_path: Path) -> None:
    """Variables are those that the template sets."""
    source = (
        "import os\ndef handler(e, c): return {'statusCode': 200, 'headers': "
        "{'Access-Control-Allow-Origin': os.environ['ORIGIN']}}\n"
    )
    write(tmp_path, "src/app.py", source)
    template = sam_template().replace(
        "      CodeUri: src/",
        "      CodeUri: src/\n      Environment: {Variables: {ORIGIN: https://e.example}}",
    )
    code = code_of(collect([write(tmp_path, "template.yaml", template)]))
    assert code.reading is not None
    (answer,) = code.reading.answers
    assert [str(each.value) for each in answer.headers] == ["LiteralText(text='https://e.example')"]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (sam_template(uri="missing/"), "does not exist"),
        (sam_template(uri="../outside/"), "outside the folder of the target"),
        (sam_template(uri="s3://bucket/key"), "its code is not in the target"),
        (sam_template(runtime="java21"), "code for java21 is not read"),
        (sam_template(handler="app.other"), "app.py has no other"),
        (sam_template(handler="nowhere.handler"), "no such file in the function's code"),
    ],
)
def test_code_that_is_not_at_hand_is_not_read(tmp_path: Path, template: str, reason: str) -> None:
    """The coverage names it; the report is incomplete only where the code is required."""
    write(tmp_path, "project/src/app.py", _SOURCE)
    write(tmp_path, "outside/app.py", _SOURCE)
    collection = collect([write(tmp_path / "project", "template.yaml", template)])
    (part,) = (each for each in collection.coverage if each.state is CoverageState.NOT_READ)
    assert part.resource.endswith("template.yaml#F (code)")
    assert reason in (part.reason or "")
    assert not part.incomplete
    assert any(part.incomplete for part in with_required_code(collection).coverage)


def test_code_that_was_read_is_scanned(tmp_path: Path) -> None:
    """One entry for a function, whatever number of routes lead to it."""
    write(tmp_path, "src/app.py", _SOURCE)
    collection = collect([write(tmp_path, "template.yaml", sam_template())])
    parts = [each for each in collection.coverage if each.resource.endswith("(code)")]
    assert [each.state for each in parts] == [CoverageState.SCANNED]
