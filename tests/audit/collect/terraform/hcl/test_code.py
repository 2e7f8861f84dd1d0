"""Where a configuration has the code of its functions, and who may invoke them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import FunctionUrl
from support.collected import only_api

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION = """
resource "aws_lambda_function" "f" {
  function_name = "f"
  handler       = "app.handler"
  runtime       = "python3.13"
  CODE
}
"""
URL = """
resource "aws_lambda_function_url" "f" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "NONE"
  cors {
    allow_origins = ["https://app.example.com"]
  }
}
"""
ARCHIVE = """
data "archive_file" "f" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/f.zip"
}
"""
OBJECT = """
resource "aws_s3_bucket" "code" {}
resource "TYPE" "f" {
  bucket = aws_s3_bucket.code.id
  key    = KEY
  source = data.archive_file.f.output_path
}
"""


def function_url(folder: Path, text: str) -> FunctionUrl:
    """Read the only function URL of a configuration, beside the code of its function."""
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    (folder / "main.tf").write_text(text)
    return only_api(collect([str(folder)]), FunctionUrl)


def code_folder(url: FunctionUrl, folder: Path) -> str | None:
    """Return the folder of the code that was read, relative to the configuration."""
    code = url.integration.code
    if code is None or code.reading is None or code.folder is None:
        return None
    return code.folder.removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("key", "kind", "named"),
    [
        ('"f.zip"', "aws_s3_object", "aws_s3_object.f.key"),
        ('"f.zip"', "aws_s3_bucket_object", "aws_s3_bucket_object.f.id"),
        ('"f.zip"', "aws_s3_object", '"f.zip"'),
        ('"${aws_s3_bucket.code.arn}.zip"', "aws_s3_object", "aws_s3_object.f.id"),
    ],
)
def test_code_that_is_uploaded(key: str, kind: str, named: str, tmp_path: Path) -> None:
    """The object's source is the archive, which is made of a folder."""
    code = f"s3_bucket = aws_s3_bucket.code.id\n  s3_key = {named}"
    made = OBJECT.replace("TYPE", kind).replace("KEY", key)
    text = FUNCTION.replace("CODE", code) + ARCHIVE + made + URL
    assert code_folder(function_url(tmp_path, text), tmp_path) == "src"


@pytest.mark.parametrize("key", ['"other.zip"', "var.key", '"${var.key}.zip"'])
def test_code_that_is_elsewhere(key: str, tmp_path: Path) -> None:
    """Another object's code is not taken for it, nor is any where the key is not known."""
    code = f's3_bucket = "code"\n  s3_key = {key}'
    made = OBJECT.replace("TYPE", "aws_s3_object").replace("KEY", '"f.zip"')
    text = FUNCTION.replace("CODE", code) + ARCHIVE + made + URL + 'variable "key" {}\n'
    assert code_folder(function_url(tmp_path, text), tmp_path) is None


def test_an_archive_of_a_module_that_is_called(tmp_path: Path) -> None:
    """The module of the function makes it: its path is the module's."""
    module = tmp_path / "shop"
    module.mkdir()
    packed = FUNCTION.replace("CODE", "filename = data.archive_file.f.output_path")
    (module / "main.tf").write_text(packed + ARCHIVE.replace("/src", "/../src") + URL)
    url = function_url(tmp_path, 'module "shop" {\n  source = "./shop"\n}\n')
    assert code_folder(url, tmp_path) == "src"


@pytest.mark.parametrize("how_many", ["", "  count = 1\n", "  count = var.some\n"])
def test_terraform_lets_everybody_invoke_an_open_function_url(
    how_many: str, tmp_path: Path
) -> None:
    """AWS's provider adds the permission itself, so that no configuration has it."""
    packed = FUNCTION.replace("CODE", 'filename = "src"')
    url = URL.replace("{\n", f"{{\n{how_many}", 1)
    integration = function_url(tmp_path, f'{packed}{url}variable "some" {{}}\n').integration
    assert integration.code is not None
    assert integration.unpermitted is None


WRITTEN = """
data "archive_file" "f" {
  type        = "zip"
  output_path = "f.zip"
  TEXT
}
"""


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("source {\n  filename = FILE\n  content = CONTENT\n}", [201]),
        ("source_content_filename = FILE\n  source_content = CONTENT", [201]),
        ('source {\n  filename = "other.py"\n  content = "x"\n}', None),
        ("source {\n  filename = FILE\n  content = var.some\n}", None),
        ('source {\n  filename = FILE\n  content = "${var.some}"\n}', None),
        ("source {\n  filename = var.some\n  content = CONTENT\n}", None),
    ],
)
def test_code_that_is_written_into_an_archive(
    text: str, statuses: list[int] | None, tmp_path: Path
) -> None:
    """By the file that the handler names, whatever the file is called from which it is taken."""
    written = WRITTEN.replace("TEXT", text).replace("FILE", '"app.py"')
    (tmp_path / "page.py").write_text("def handler(e, c):\n    return {'statusCode': 201}\n")
    packed = FUNCTION.replace("CODE", "filename = data.archive_file.f.output_path")
    configuration = written.replace("CONTENT", 'file("${path.module}/page.py")') + packed + URL
    code = function_url(tmp_path, configuration + 'variable "some" {}\n').integration.code
    assert code is not None
    found = code.reading and [answer.status for answer in code.reading.answers]
    assert found == statuses
