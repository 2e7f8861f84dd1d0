"""How far a finding walks to its patch: files and functions entered, ``make fix-walk``.

Counted with ``sys.setprofile`` from a file's text to the text that would be written: all that a
reader would have to know, of the collector, the rules, the repairs and the writers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate_audit.collect.targets import read_parsed
from corsgate_audit.fix.difference import difference
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.fix.template.edits import applied
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices, Site
from corsgate_audit.fix.template.target import read_target
from corsgate_audit.fix.template.writers import written
from corsgate_audit.fix.text.rewriting import Rewriter
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.rules.registry import rule_named

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_TEMPLATE = """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  Put:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:x'}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'GET'"
              method.response.header.Access-Control-Allow-Headers: "'content-type'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
"""
_POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["PUT"],
    allow_headers=["content-type"],
)
_RULE = "CORS110"


def entered(action: Callable[[], object]) -> set[tuple[str, str, int]]:
    """Return the functions of corsgate that an action enters: file, name, line.

    Args:
        action: what is done.
    """
    found: set[tuple[str, str, int]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        is_ours = "corsgate" in code.co_filename and "/tests/" not in code.co_filename
        if event == "call" and is_ours and not code.co_name.startswith("<"):
            found.add((code.co_filename, code.co_qualname, code.co_firstlineno))

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return found


def _walk(file: Path) -> Callable[[], object]:
    """Return the way of one finding: repaired on the model, the difference written, the patch."""
    target = read_target(str(file))
    judgement = judge_collection(read_parsed(target.document), [rule_named(_RULE)])
    (judged,) = judgement.apis
    choices = Choices(policy=_POLICY)

    def walk() -> object:
        api = judged.api
        found = repaired(judged, api, choices.policy)  # type: ignore[arg-type]
        content = target.document.content
        site = Site(path=file, content=content, api=api, choices=choices)  # type: ignore[arg-type]
        edits = [each.edit for each in written(site, found) if each.edit]
        assert difference(api, found.api)  # type: ignore[arg-type]
        return Rewriter(target.text, file, content).rewritten(applied(content, edits))

    return walk


def main() -> int:
    """Print the counts: of the way of one finding, and of the whole plan of its file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "template.yaml")
        file.write_text(_TEMPLATE, encoding="utf-8")
        target = read_target(str(file))
        ways = {
            f"from a finding of {_RULE} to its patch": _walk(file),
            "the whole plan, every rule judged before and after": lambda: plan_template(
                target, Choices(policy=_POLICY)
            ),
        }
        for what, way in ways.items():
            functions = entered(way)
            files = {name for name, _, _ in functions}
            sys.stdout.write(f"{what}: {len(files)} files, {len(functions)} functions\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
