"""Splits texts that are made of links: how templates cut a host out of an API's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.template.values import LATER, Composite, Link, compose
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the text of an attribute looks like that is known only later.
_SHAPES: Mapping[tuple[str, str | None], tuple[str, str]] = {
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-url.html
    ("AWS::Lambda::Url", "FunctionUrl"): ("https://", "/"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-api.html
    ("AWS::ApiGatewayV2::Api", "ApiEndpoint"): ("https://", ""),
}


def split_text(text: object, delimiter: str, written: str) -> object:
    """Split a text; the parts of one that is made of links keep them.

    Args:
        text: resolved: a text, a `Composite` or a `Link`.
        delimiter: not empty.
        written: the function as the template has it.

    Example:
        >>> split_text("a/b", "/", "!Split")
        ['a', 'b']
    """
    if isinstance(text, str):
        return text.split(delimiter)
    parts = _parts(text)
    if parts is None:
        return Unresolved(written, LATER)
    found: list[list[object]] = [[]]
    for part in parts:
        pieces = part.split(delimiter) if isinstance(part, str) else [part]
        found[-1].append(pieces[0])
        found.extend([piece] for piece in pieces[1:])
    return [compose(pieces, written) for pieces in found]


def _parts(text: object) -> tuple[object, ...] | None:
    if isinstance(text, Composite):
        return text.parts
    if isinstance(text, Link) and (text.resource.type, text.attribute) in _SHAPES:
        before, after = _SHAPES[text.resource.type, text.attribute]
        return (before, text, after)
    return None
