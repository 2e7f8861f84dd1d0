"""Local paths in a SAM template, which the translator takes only once they are uploaded to S3.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-package.html
"""

from __future__ import annotations

from typing import Any, Final

LOCAL_BUCKET: Final = "corsgate-local-file"
"""Stands for the folder of the template."""
_CODE: Final = "CodeUri"
_URIS = {
    "AWS::Serverless::Api": "DefinitionUri",
    "AWS::Serverless::Function": _CODE,
    "AWS::Serverless::GraphQLApi": "SchemaUri",
    "AWS::Serverless::HttpApi": "DefinitionUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
}
_LOCATION = "BodyS3Location"
_REPOSITORY: Final = "111111111111.dkr.ecr.us-east-1.amazonaws.com/corsgate-local-image"


def stand_in_for_local_files(template: dict[str, Any]) -> None:
    """Write an address in S3 in the place of each local path, and one of an image not yet built.

    Args:
        template: content of a SAM template; changed in place.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
    and sam-specification-template-anatomy-globals.html; ``sam build`` writes ImageUri from the
    Dockerfile.
    """
    shared = _shared_by_functions(template)
    if _is_local(shared.get(_CODE)):
        shared[_CODE] = f"s3://{LOCAL_BUCKET}/{shared[_CODE]}"
    for body in template["Resources"].values():
        name = _URIS.get(str(body.get("Type"))) if isinstance(body, dict) else None
        properties = body.get("Properties") if isinstance(body, dict) else None
        if name is None or not isinstance(properties, dict):
            continue
        if name == _CODE and properties.get("PackageType", shared.get("PackageType")) == "Image":
            properties.setdefault("ImageUri", f"{_REPOSITORY}:latest")
            continue
        uri = properties.get(name)
        if _is_local(uri):
            properties[name] = f"s3://{LOCAL_BUCKET}/{uri}"
        elif name == _CODE and not {_CODE, "ImageUri", "InlineCode"} & {*properties, *shared}:
            properties[name] = f"s3://{LOCAL_BUCKET}/."


def _shared_by_functions(template: dict[str, Any]) -> dict[str, Any]:
    """Return what ``Globals`` sets for every function; empty where it sets nothing."""
    shared = template.get("Globals")
    found = shared.get("Function") if isinstance(shared, dict) else None
    return found if isinstance(found, dict) else {}


def _is_local(uri: object) -> bool:
    return isinstance(uri, str) and "://" not in uri


def restore_local_files(resources: dict[str, object]) -> None:
    """Write the local paths of OpenAPI documents again.

    Args:
        resources: resources of the expanded template; changed in place.
    """
    for body in resources.values():
        properties = body.get("Properties") if isinstance(body, dict) else None
        if not isinstance(properties, dict):
            continue
        location = properties.get(_LOCATION)
        if isinstance(location, dict) and location.get("Bucket") == LOCAL_BUCKET:
            properties[_LOCATION] = location["Key"]
