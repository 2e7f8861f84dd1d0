"""What a file says of its kind however broken the rest of it is: the words that every one has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NO_MARK = (
    "no CloudFormation template, OpenAPI document, Terraform plan or service of the Serverless "
    "Framework"
)
_SERVERLESS = "serverless"
_MARK = re.compile(
    rb"AWS::|\bResources\b|\b(?:openapi|swagger)[\"']?\s*:|\bplanned_values\b|x-amazon-apigateway-"
)
_SERVICE = (
    re.compile(rb"^[\"']?service\b", re.MULTILINE),
    re.compile(rb"^[\"']?provider\b", re.MULTILINE),
)
"""What a service of the Serverless Framework has, each at the beginning of a line."""


def is_marked(path: Path, content: bytes) -> bool:
    """Whether somebody would expect a file to be read, by its name or by what is in it.

    Args:
        path: path of a file that could not be parsed.
        content: content of the file.

    Example:
        >>> from pathlib import Path
        >>> is_marked(Path("tsconfig.json"), b"{ // a comment")
        False
    """
    if path.stem == _SERVERLESS or all(each.search(content) for each in _SERVICE):
        return True
    return _MARK.search(content) is not None
