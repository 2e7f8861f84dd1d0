"""A ``Code.Location`` in ``get_function`` that the package can be downloaded from.

moto names a bucket that does not exist, and names it only if the package came from S3. AWS gives
a URL that is valid for ten minutes:
https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
"""

from __future__ import annotations

import base64
from typing import Any

from moto.awslambda.models import LambdaFunction

_plain_get_code = LambdaFunction.get_code


def install() -> None:
    """Give every zipped package a URL."""
    LambdaFunction.get_code = _get_code


def _get_code(self: Any) -> dict[str, Any]:  # noqa: ANN401 (moto is read without its types)
    """Return moto's answer with a ``data:`` URL.

    A bucket for the packages would be closer to AWS, and would appear in the emulated account.
    """
    answer: dict[str, Any] = _plain_get_code(self)
    if "ImageUri" not in self.code:
        package = base64.b64encode(self.code_bytes).decode()
        location = f"data:application/zip;base64,{package}"
        answer["Code"] = {"RepositoryType": "S3", "Location": location}
    return answer
