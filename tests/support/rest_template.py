"""Templates of one REST API, as the tests of their collector write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

LATER = "known only when the stack is deployed"
NO_DEFAULT = "the parameter 'Open' has no default"

HEAD = """
Parameters:
  Open: {Type: String}
Conditions:
  Unknown: !Equals [!Ref Open, x]
  Never: !Equals [a, b]
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: shop}}
"""


def read(folder: Path, resources: str, head: str = HEAD) -> Collection:
    """Read a template with these resources after the usual ones."""
    return collect([write(folder, "t.yaml", head + resources)])


def method(properties: str = "", *, name: str = "Get", verb: str = "GET", more: str = "") -> str:
    """Write a method of the API's root."""
    return f"""
  {name}:
    Type: AWS::ApiGateway::Method
    {more}
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
      {properties}
"""
