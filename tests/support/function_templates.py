"""SAM templates with a function behind an API that answers preflights, and its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from support.collected import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corsgate_audit.judging.judged import Judgement

_HEAD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Cors:
        AllowOrigin: "'https://shop.example'"
        AllowMethods: "'GET,POST'"
        AllowHeaders: "'content-type'"
"""
_FUNCTION = """\
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: %s
      Runtime: %s
      CodeUri: %s
      Events:
        Get: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /items, Method: GET}}
        Post: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /items, Method: POST}}
"""


def sam_template(
    *, handler: str = "app.handler", runtime: str = "python3.13", uri: str = "src/", more: str = ""
) -> str:
    """Return a template with one function behind two methods.

    Args:
        handler: as the function has it.
        runtime: as the function has it.
        uri: its CodeUri.
        more: lines that follow the function.
    """
    return _HEAD + _FUNCTION % (handler, runtime, uri) + more


def judged(folder: Path, template: str, files: Mapping[str, str]) -> Judgement:
    """Write a template and the code beside it, and judge the template by all rules."""
    for name, text in files.items():
        write(folder, name, text)
    return judge_collection(collect([write(folder, "template.yaml", template)]))


def told(judgement: Judgement, *rules: str) -> list[tuple[str, str, int | None]]:
    """Return the findings of rules: the rule, the file's name, and the line."""
    return [
        (each.rule, each.evidence.source.rsplit("/", 1)[-1], each.evidence.line)
        for each in judgement.findings
        if each.rule in rules
    ]


RULES = ("CORS701", "CORS702", "CORS703")
GOOD = 'H = {"Access-Control-Allow-Origin": "https://shop.example"}\n'


def found(folder: Path, source: str) -> list[tuple[str, str, int | None]]:
    """Return what the rules find in a Python function behind an API for pages."""
    return told(judged(folder, sam_template(), {"src/app.py": source}), *RULES)
