"""A policy as text: how it travels from the deployment into a function's environment."""

from __future__ import annotations

import json
import os

from ._fields import FIELDS
from ._found import Found
from ._origins import UNRESOLVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Anything

VERSION = 1
"""Of the text's format; a number that only grows when an older reader would misunderstand."""


_NEVER_REPLACED = (
    "has a value that the CDK replaces at deployment, and nothing has replaced it; let the "
    "constructs write the policy into the function's environment"
)


def variable(name: str) -> str:
    """Return the text of an environment variable.

    Args:
        name: name of the variable.

    Returns:
        Its text.

    Raises:
        PolicyError: it is not set, or empty.
    """
    text = os.environ.get(name)
    if text is None or not text.strip():
        found = Found()
        # Not by add(), which would put None before the sentence.
        message = (
            "the variable is empty or not set; set it to policy.to_json(), as the corsgate "
            "constructs do, or pass the policy in code: @cors(policy)"
        )
        found.findings.append(("the variable", text, "missing", message))
        found.raise_all(name)
    return str(text)


def serialize(fields: dict[str, object]) -> str:
    """Write the fields and the version as one line."""
    return json.dumps({**fields, "version": VERSION}, sort_keys=True, separators=(",", ":"))


def parse(text: str, source: str) -> dict[str, Anything]:
    """Read the fields, and nothing else, from a text.

    Args:
        text: JSON.
        source: source where the text comes from.

    Returns:
        The fields by name, not yet validated.

    Raises:
        PolicyError: with what makes the text unreadable.
    """
    found = Found()
    document = _object(text, found)
    if UNRESOLVED in text:
        found.add("policy", text, "malformed", _NEVER_REPLACED)
    found.raise_all(source)
    version = document.pop("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        found.add("version", version, "version", _version_text())
    else:
        _check_names(document, found)
    found.raise_all(source)
    return document


def _object(text: str, found: Found) -> dict[str, Anything]:
    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        found.add("policy", text, "malformed", f"is not JSON ({error}); is it cut off?")
        return {}
    if isinstance(document, dict):
        return document
    found.add("policy", document, "type", "is not a JSON object of policy fields")
    return {}


def _version_text() -> str:
    return (
        f"is not the version that this corsgate reads, {VERSION}; install the corsgate that wrote "
        "the policy"
    )


def _check_names(document: dict[str, Anything], found: Found) -> None:
    for name in sorted(document.keys() - FIELDS.keys()):
        found.add(name, document[name], "unknown", _unknown_text())
    if "allow_origins" not in document:
        text = "lists no origin; name at least one, 'https://app.example.com', or ['*'] for all"
        found.add("allow_origins", None, "missing", text)


def _unknown_text() -> str:
    return f"belongs to a field that does not exist; the fields are {', '.join(FIELDS)}"
