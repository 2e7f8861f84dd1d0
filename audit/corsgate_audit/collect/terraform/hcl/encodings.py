"""JSON, YAML, base64 and hashes.

Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.yaml_text import load_yaml
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown, mapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.collect.terraform.hcl.values import Holes, Value


def jsonencode(holes: Holes, value: Value) -> Value:
    """Write a value as JSON, with a mark for each unknown part.

    Args:
        holes: unknown parts of texts.
        value: any value.
    """

    def written(part: Value) -> Value:
        if isinstance(part, Unknown):
            return holes.mark(part)
        return (
            part
            if isinstance(part, str | int | float | bool | None)
            else holes.mark(Unknown("a resource", "a whole resource is known only after apply"))
        )

    text = json.dumps(mapped(value, written), separators=(",", ":"), ensure_ascii=False)
    # As Go does it, https://developer.hashicorp.com/terraform/language/functions/jsonencode.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def jsondecode(_: Holes, text: Value) -> Value:
    """Read JSON.

    Args:
        text: JSON, marks included.
    """
    return text if isinstance(text, Unknown) else json.loads(str(text))


def yamldecode(_: Holes, text: Value) -> Value:
    """Read YAML.

    Args:
        text: YAML, marks included.

    Raises:
        EvaluationError: it is not valid.
    """
    if isinstance(text, Unknown):
        return text
    try:
        return load_yaml(str(text), Path("yamldecode"))[0]
    except TargetError as error:
        message = "the text is not valid YAML"
        raise EvaluationError(message) from error


def base64decode(_: Holes, text: str) -> Value:
    """Decode a text.

    Args:
        text: base64.

    Raises:
        EvaluationError: it is not valid.
    """
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        message = "the text is not valid base64"
        raise EvaluationError(message) from error


def hash_of(algorithm: str, *, as_base64: bool = False) -> Callable[[Holes, str], Value]:
    """Return the function of a hash.

    Args:
        algorithm: name of the hash.
        as_base64: whether it is written as base64, and not in hexadecimal.
    """

    def work(_: Holes, text: str) -> Value:
        made = hashlib.new(algorithm, text.encode(), usedforsecurity=False)
        return base64.b64encode(made.digest()).decode() if as_base64 else made.hexdigest()

    return work
