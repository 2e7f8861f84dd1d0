"""Faults in every form of source, and the rules that cannot find anything in a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from corsgate_audit.rules.registry import all_rules
from support.planted import template
from support.planted.as_openapi import documents
from support.planted.as_sam import sam, sam_globals
from support.planted.as_terraform import plan
from support.planted.as_yaml import commented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ECHOING = """
def handler(event, context):
    origin = event["headers"].get("origin", "")
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": origin}}
"""
_LOOSE = """
def handler(event, context):
    origin = event["headers"].get("origin", "")
    if origin.endswith("example.com"):
        return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": origin}}
    return {"statusCode": 403}
"""


def _template() -> dict[str, str]:
    return {"planted.json": json.dumps(template(), indent=2)}


def _openapi() -> dict[str, str]:
    dumped = {name: yaml.safe_dump(each, sort_keys=False) for name, each in documents().items()}
    return {f"{name}.yaml": text for name, text in dumped.items()}


FORMS: Mapping[str, Callable[[], dict[str, str]]] = {
    "template in JSON": _template,
    "template in YAML": lambda: {"planted.yaml": commented()},
    "SAM": sam,
    "SAM with Globals": sam_globals,
    "OpenAPI": _openapi,
    "Terraform": lambda: {"plan.json": json.dumps(plan())},
    "Python": lambda: {"echoing.py": _ECHOING, "loose.py": _LOOSE},
}
"""Texts by the names of their files, for every form of source that is a file."""
LIVE = "live"

_DEPLOYED = "only what is deployed can be older than its configuration"
_NO_CDN = "a distribution is none of the resources that are read there"
_OF_TEMPLATE = "SAM's templates have it as a resource of CloudFormation, which is written as there"
_NO_CODE = "functions and their code are not read there"
_OF_FILES = "a file of Python that is a target itself"
_CODE = ("CORS603", "CORS604")
_CDN = ("CORS401", "CORS402", "CORS403", "CORS404", "CORS405")
_URL = ("CORS301", "CORS302", "CORS303", "CORS304", "CORS305", "CORS306", "CORS307", "CORS308")
_OWN_METHODS = (
    "CORS102", "CORS103", "CORS104", "CORS105", "CORS106", "CORS108", "CORS112", "CORS117",
    "CORS119", "CORS510",
)  # fmt: skip
_OF_SAM = {
    "CORS115": _DEPLOYED,
    "CORS201": "SAM refuses such a template: CORS606",
    "CORS602": "the CDK writes no SAM",
    "CORS605": "SAM writes the deployment",
    "CORS607": "SAM writes the permission",
    **dict.fromkeys(_CDN, _OF_TEMPLATE),
    **dict.fromkeys(_CODE, _OF_FILES),
}
_OF_CLOUDFORMATION = {
    "CORS115": _DEPLOYED,
    "CORS601": "SAM writes such preflights",
    **dict.fromkeys(_CODE, _OF_FILES),
}
CANNOT_STAND: Mapping[str, Mapping[str, str]] = {
    "template in JSON": _OF_CLOUDFORMATION,
    "template in YAML": _OF_CLOUDFORMATION,
    "SAM": _OF_SAM,
    "SAM with Globals": {
        **_OF_SAM,
        **dict.fromkeys(_OWN_METHODS, "no method is written in Globals"),
        "CORS308": "a URL without settings inherits none",
    },
    "OpenAPI": {
        "CORS115": _DEPLOYED,
        "CORS206": _NO_CODE,
        "CORS504": "a document has no stage that says what is in production",
        "CORS601": "SAM writes such preflights",
        "CORS602": "the CDK writes no documents",
        "CORS605": "a document has no deployment",
        "CORS607": "a document has no permissions",
        **dict.fromkeys(_URL, "a document describes no function URL"),
        **dict.fromkeys(_CDN, _NO_CDN),
        **dict.fromkeys(_CODE, _OF_FILES),
    },
    "Terraform": {
        "CORS115": _DEPLOYED,
        "CORS121": "the collector does not read the policy of a REST API in a plan",
        "CORS601": "SAM writes such preflights",
        "CORS602": "the CDK writes no plan",
        **dict.fromkeys(_CDN, _NO_CDN),
        **dict.fromkeys(_CODE, _OF_FILES),
    },
    "Python": {
        rule.id: "a file of code has no front door" for rule in all_rules() if rule.id not in _CODE
    },
    LIVE: {
        "CORS601": "SAM writes such preflights",
        "CORS602": "the CDK's metadata is in templates",
        "CORS605": "a deployment that was made waits for nothing",
        "CORS607": "the emulated account has every permission",
        **dict.fromkeys(_CDN, "see test_cloudfront.py: the emulated account has no policies of it"),
        **dict.fromkeys(_CODE, _OF_FILES),
    },
}
"""Rules with a repair that find nothing in a form, and why."""
