"""Arguments of a ``*.tf`` file that stand in one line are changed; all others are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corsgate_audit.cli import main
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.fix.plan import ChangedFile
from corsgate_audit.fix.terraform.lines import edited, line_edits
from corsgate_audit.fix.terraform.planning import write_files
from corsgate_audit.model import Location

API = """\
resource "aws_apigatewayv2_api" "shop" {
  name = "shop"
  cors_configuration {
    allow_origins     = ["http://a.example.com/"] # the page
    allow_credentials = false
  }
}
"""
KIND = "aws_apigatewayv2_api"
ORIGINS = {"cors_configuration": {"allow_origins": ["https://a.example.com"]}}


def changed(
    text: str,
    arguments: dict[str, Any],
    *,
    source: str = "main.tf",
    line: int = 1,
    logical_id: str = f"{KIND}.shop",
) -> str | None:
    """Return the text with the arguments; None where no line says them."""
    location = Location(source=source, pointer="", line=line, logical_id=logical_id)
    edits = line_edits(text.encode(), location, KIND, arguments)
    return None if edits is None else edited(text.encode(), edits).decode()


@pytest.mark.parametrize(
    ("arguments", "old", "new"),
    [
        (
            {"cors_configuration": {**ORIGINS["cors_configuration"], "allow_credentials": False}},
            "http://a.example.com/",
            "https://a.example.com",
        ),
        (
            ORIGINS,
            '["http://a.example.com/"] # the page\n    allow_credentials = false\n',
            '["https://a.example.com"] # the page\n',
        ),
        ({"name": "other"}, '"shop"\n', '"other"\n'),
        ({"name": None}, '  name = "shop"\n', ""),
        ({"none": None}, "", ""),
        (
            {
                "cors_configuration": {
                    "allow_origins": ["http://a.example.com/"],
                    "allow_credentials": False,
                    "max_age": 600,
                }
            },
            "= false\n",
            "= false\n    max_age           = 600\n",
        ),
    ],
)
def test_a_line_is_changed_added_or_taken(arguments: dict[str, Any], old: str, new: str) -> None:
    """Comments and alignment stay."""
    assert changed(API, arguments) == API.replace(old, new, 1)


@pytest.mark.parametrize(
    "text",
    [
        API.replace('["http://a.example.com/"] # the page', "var.origins"),
        API.replace('"http://a.example.com/"', '"https://${var.host}"'),
        API.replace('["http://a', '[\n      "http://a'),
        API.replace("  name", "  count = 2\n  name"),
        API.replace("cors_configuration {", 'dynamic "cors_configuration" {'),
        API.replace("    allow_origins     =", "    x {\n    }\n    allow_origins ="),
        API.replace("\n", "\r\n"),
        "\ufeff" + API,
        API.replace("resource", "data", 1),
        'resource "aws_apigatewayv2_api" "shop" {\n  cors_configuration {\n  }\n}\n',
        'resource "aws_apigatewayv2_api" "shop" {\n  cors_configuration { max_age = 1 }\n}\n',
    ],
)
def test_what_no_line_says_is_left_alone(text: str) -> None:
    """References, lists over several lines, resources that are there several times."""
    assert changed(text, ORIGINS) is None


def test_where_it_stands_counts() -> None:
    """In a module, which may be called again; in JSON; as a value of several lines."""
    assert changed(API, ORIGINS, logical_id=f"module.a.{KIND}.shop") is None
    assert changed(API, ORIGINS, source="main.tf.json") is None
    assert changed(API, ORIGINS, line=2) is None
    block = API + '  # "x"\n'
    map_of_lines = block.replace('name = "shop"', "name = 1")
    assert changed(map_of_lines, {"name": ["a"]}) == map_of_lines.replace("= 1", '= ["a"]')


ROUTE = """\
resource "aws_apigatewayv2_route" "put" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "PUT /items"
}
"""


def test_fix_prints_a_patch_writes_it_and_nothing_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Held back unless the user asks, since only ``terraform plan`` knows what else changes."""
    monkeypatch.chdir(tmp_path)
    file = Path("main.tf")
    file.write_text(API.replace('"shop"\n', '"shop"\n  protocol_type = "HTTP"\n') + ROUTE)
    Path("policy.toml").write_text(
        'allow_origins = ["https://a.example.com"]\nallow_methods = ["PUT"]\n'
        'allow_headers = ["content-type"]\nmax_age = 600\n'
    )
    before = file.read_text()
    command = ["fix", "main.tf", "--policy", "policy.toml"]
    assert main(command) == 1
    assert "unsafe, held back: change cors_configuration of 'shop'" in capsys.readouterr().out
    assert main([*command, "--diff"]) == 1
    assert capsys.readouterr().out == ""
    assert main([*command, "--diff", "--unsafe"]) == 1
    assert '+    allow_methods     = ["PUT"]' in capsys.readouterr().out
    assert file.read_text() == before
    assert main([*command, "--write", "--unsafe"]) == 0
    assert main(["audit", "main.tf"]) == 0
    assert " 0 findings" in " " + capsys.readouterr().out.splitlines()[-1]


def test_a_file_that_has_changed_is_not_written(tmp_path: Path) -> None:
    """Nor one that is gone."""
    file = tmp_path / "main.tf"
    file.write_text("# new")
    with pytest.raises(TargetError, match=r"main\.tf"):
        write_files([ChangedFile(path=file, before=b"# old", after=b"")])
    assert file.read_text() == "# new"
    file.unlink()
    with pytest.raises(TargetError, match=r"main\.tf"):
        write_files([ChangedFile(path=file, before=b"# old", after=b"")])
