"""The APIs whose CORS settings SAM refuses: a fault at its line, beside the gap in the scan.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.model import HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.collect.template.document import Document
    from corsgate_audit.model import Location

_names_resource = re.compile(
    r"Resource with id \[([^\]]+)\] is invalid\. (.*)", re.DOTALL
).fullmatch
_is_about_cors = re.compile(
    r"\bcors|\bAllow(?:Origin|Method|Header|Credential)s?\b", re.IGNORECASE
).search
_KINDS: dict[str, tuple[type[HttpApi | RestApi], str, str]] = {
    "AWS::Serverless::Api": (RestApi, "Cors", "Api"),
    "AWS::Serverless::HttpApi": (HttpApi, "CorsConfiguration", "HttpApi"),
}
_IMPLICIT = {
    "ServerlessRestApi": "AWS::Serverless::Api",
    "ServerlessHttpApi": "AWS::Serverless::HttpApi",
}


def refused_apis(document: Document, causes: Iterable[str]) -> Iterator[HttpApi | RestApi]:
    """Yield the APIs whose CORS settings are the reason why a template cannot be deployed.

    Args:
        document: the SAM template.
        causes: the translator's sentences.
    """
    for cause in causes:
        found = _names_resource(cause)
        if found is None or not _is_about_cors(found[2]):
            continue
        body = document.resources.get(found[1])
        kind = str(body.get("Type")) if isinstance(body, dict) else _IMPLICIT.get(found[1], "")
        if kind in _KINDS:
            make, setting, section = _KINDS[kind]
            yield make(
                name=found[1],
                sam_refusal=found[2],
                location=_location(document, found[1], setting, section),
            )


def _location(document: Document, logical_id: str, setting: str, section: str) -> Location:
    """Say where the settings are: of the API itself, or of all APIs of its kind."""
    body = document.resources.get(logical_id)
    properties = body.get("Properties") if isinstance(body, dict) else None
    if isinstance(properties, dict) and setting in properties:
        names: tuple[str, ...] = ("Resources", logical_id, "Properties", setting)
    else:
        names = ("Globals", section, setting)
    return document.location(*names, logical_id=logical_id)
