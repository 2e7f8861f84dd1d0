"""Code that a template holds itself, when the stack changes: text, as it is when a stack is made.

moto zips it when it makes a function, and takes it for a zip file when it changes one.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
"""

from __future__ import annotations

import base64
from typing import Any

from moto.awslambda.models import LambdaFunction

_plain = LambdaFunction.update_from_cloudformation_json.__func__


def install() -> None:
    """Zip the code of a changed function too."""
    LambdaFunction.update_from_cloudformation_json = classmethod(_update)


def _update(cls: Any, /, *, cloudformation_json: dict[str, Any], **named: Any) -> Any:  # noqa: ANN401 (moto is read without its types)
    properties = dict(cloudformation_json["Properties"])
    code = properties["Code"]
    if "ZipFile" in code:
        package = cls._create_zipfile_from_plaintext_code(code["ZipFile"])
        properties["Code"] = {**code, "ZipFile": base64.b64encode(package).decode()}
    return _plain(
        cls, cloudformation_json={**cloudformation_json, "Properties": properties}, **named
    )
