"""The OpenAPI document that an API resource is imported from: in the template, or in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.openapi.document import DocumentPlace, OpenApi
from corsgate_audit.collect.template.assets import asset_named, read_asset
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.include import TRANSFORM, included_file
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.collect.template.stack import Resource

BODY, LOCATION = "Body", "BodyS3Location"
_NOT_LOCAL = "the document in BodyS3Location is not a local file, and was not read"
_CLONE = "the API that CloneFrom names is not part of the template"
_CLONED_EMPTY = (
    "the API that CloneFrom names has no document: which of its methods are there when it is "
    "cloned is undetermined"
)


def imported(api: Resource) -> OpenApi | str | None:
    """Find the document that an API is imported from.

    Args:
        api: an ``AWS::ApiGateway::RestApi`` or an ``AWS::ApiGatewayV2::Api``.

    Returns:
        The document; None where there is none; a sentence where it could not be read.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
    """
    properties = properties_of(api)
    if BODY in properties:
        return _body(api, properties[BODY])
    if LOCATION in properties:
        return _from_file(api)
    return _cloned(api, properties["CloneFrom"]) if "CloneFrom" in properties else None


def _cloned(api: Resource, value: object) -> OpenApi | str:
    """Find the document of the API that another one is made from.

    What is a resource of its own there may be made before the clone, or after it.
    """
    original = linked(value, api.type)
    if original is None:
        return _CLONE
    if "CloneFrom" in properties_of(original):
        return "the API that CloneFrom names is a clone itself"
    return imported(original) or _CLONED_EMPTY


def _body(api: Resource, value: object) -> OpenApi | str:
    """Read a document that stands in the template."""
    if isinstance(value, dict):
        return OpenApi(value, _place(api))
    plain = without_links(value)
    if isinstance(plain, Unresolved):
        return f"its Body could not be resolved: {plain.expression}: {plain.reason}"
    return "its Body is not an object"


def _place(api: Resource) -> DocumentPlace:
    """Say where a Body stands: in the template, or in the one file that it includes."""
    written = api.raw_property(BODY)
    if isinstance(written, dict) and set(written) == {TRANSFORM}:
        path = included_file(api.scope.resolver, written[TRANSFORM])
        if path is not None:
            return DocumentPlace(api.scope.resolver.included(path))
    names = ("Resources", api.logical_id, "Properties", BODY)
    return DocumentPlace(api.scope.document, names, api.logical_id)


def _from_file(api: Resource) -> OpenApi | str:
    """Read a document that stands in a file of its own. No intrinsic function works there."""
    path = body_file(api)
    if path is None:
        return _NOT_LOCAL
    try:
        document: Document = read_document(path, api.scope.document.reach)
    except TargetError as error:
        return f"the document in BodyS3Location was not read: {error}"
    document.reach.join(path)
    return OpenApi(document.content, DocumentPlace(document))


def body_file(api: Resource) -> Path | None:
    """Find the file that an API is imported from: a CDK asset, or a path beside the template.

    Args:
        api: see `imported`.

    Source: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
    """
    value = api.raw_property(LOCATION)
    if isinstance(value, str):
        return None if "://" in value else api.scope.document.path.parent / value
    key = value.get("Key") if isinstance(value, dict) else None
    return read_asset(api, LOCATION) or (asset_named(api, str(key)) if key is not None else None)
