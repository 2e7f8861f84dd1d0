"""A policy as text: how it travels from the deployment into a function's environment."""

from __future__ import annotations

import json
import os

from ._fields import FIELDS
from .problems import PolicyError, Problem, Problems, Reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
"""Of the text's format; a number that only grows when an older reader would misunderstand."""


def variable(name: str) -> str:
    """Return the text of an environment variable.

    Args:
        name: of the variable.

    Returns:
        Its text.

    Raises:
        PolicyError: it is not set, or empty.
    """
    text = os.environ.get(name)
    if text is None or not text.strip():
        message = (
            f"the variable holds no policy, but {text!r}; set it to policy.to_json(), as the "
            "corsgate constructs do, or pass the policy in code: @cors(policy)"
        )
        raise PolicyError([Problem(name, text, Reason.MISSING, message)], name)
    return text


def serialize(fields: dict[str, object]) -> str:
    """Write the fields and the version as one line."""
    return json.dumps({**fields, "version": VERSION}, sort_keys=True, separators=(",", ":"))


def parse(text: str) -> dict[str, Any]:
    """Read the fields, and nothing else, from a text.

    Args:
        text: JSON.

    Returns:
        The fields by name, not yet validated.

    Raises:
        PolicyError: with what makes the text unreadable.
    """
    problems = Problems()
    document = _object(text, problems)
    version = document.pop("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        problems.add("version", version, Reason.VERSION, _version_text())
    else:
        _check_names(document, problems)
    if problems.found:
        raise PolicyError(problems.found)
    return document


def _object(text: str, problems: Problems) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        problems.add("policy", text, Reason.MALFORMED, f"is not JSON ({error}); is it cut off?")
    else:
        if isinstance(document, dict):
            return document
        problems.add("policy", document, Reason.TYPE, "is not a JSON object of policy fields")
    raise PolicyError(problems.found)


def _version_text() -> str:
    return (
        f"is not a version that this corsgate reads, which is {VERSION}; "
        "install the corsgate that wrote the policy"
    )


def _check_names(document: dict[str, Any], problems: Problems) -> None:
    for name in sorted(document.keys() - FIELDS.keys()):
        problems.add(name, document[name], Reason.UNKNOWN, _unknown_text())
    if "allow_origins" not in document:
        text = "lists no origin; name at least one, 'https://app.example.com', or ['*'] for all"
        problems.add("allow_origins", None, Reason.MISSING, text)


def _unknown_text() -> str:
    return f"is given to a field that does not exist; the fields are {', '.join(FIELDS)}"
