"""Functions of `$util` and `$input`.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

Not verified on AWS: `velocity-util-url-encode`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote, unquote_plus

from .errors import UndeterminedError
from .operators import INTS
from .values import JsonList, Later

if TYPE_CHECKING:
    from .values import Value

_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[[0-9]+\]|\['[^']*'\])*")
"""JSON paths that lead to one place."""

_ESCAPED_ALIKE = re.compile(r"[\b\t\n\f\r -.0-~]*")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

EMPTY_BODY = "{}"
"""What `$input.body` is without one (localstack/localstack, `test_input_body_formatting`)."""


def escape_java_script(text: str) -> str | Later:
    """Escape a text as it stands inside of a JavaScript string.

    Java's libraries differ in what they do to a slash, to control characters, and to letters beyond
    ASCII: such a text can be written, and decides nothing.

    Args:
        text: any.
    """
    escaped = json.dumps(text)[1:-1].replace("'", "\\'")
    if _ESCAPED_ALIKE.fullmatch(text):
        return escaped
    name = "how $util.escapeJavaScript writes a slash or a letter beyond ASCII"
    return Later((name,), escaped, escaped.replace("/", "\\/"))


def parse_json(text: str) -> Value:
    """Parse JSON.

    Raises:
        UndeterminedError: it is none, or holds a number beyond Java's int; what AWS answers then
            was never recorded.
    """
    try:
        return _marked(json.loads(text, parse_constant=_refuse, parse_int=_whole))
    except ValueError as error:
        message = "parses what is not JSON"
        raise UndeterminedError(message) from error


def _refuse(constant: str) -> NoReturn:
    """Refuse ``NaN`` and its like, which Python reads."""
    raise ValueError(constant)


def _whole(digits: str) -> int:
    """Read a whole number; a larger one is of another type in Java, and computes otherwise."""
    found = int(digits)
    if found not in INTS:
        raise ValueError(digits)
    return found


def _marked(found: Any) -> Value:  # noqa: ANN401 - JSON
    """Mark lists as JSON's, in place where a tree is deep."""
    if isinstance(found, list):
        return JsonList(map(_marked, found))
    if isinstance(found, dict):
        return {key: _marked(value) for key, value in found.items()}
    return found


def url_encode(text: str) -> str:
    """Encode as ``application/x-www-form-urlencoded``, as Java's `URLEncoder` does.

    Args:
        text: any; an empty one, or what is missing, stays empty (localstack/localstack,
            `test_input_body_formatting`).
    """
    return quote(text, safe=" *").replace("~", "%7E").replace(" ", "+")


def url_decode(text: str) -> str:
    """Decode ``application/x-www-form-urlencoded``.

    Args:
        text: encoded.

    Raises:
        UndeterminedError: a percent sign begins no byte, or the bytes are no text.
    """
    message = "decodes what is not URL-encoded text"
    if _BARE_PERCENT.search(text):
        raise UndeterminedError(message)
    try:
        return unquote_plus(text, errors="strict")
    except ValueError as error:
        raise UndeterminedError(message) from error


def base64_encode(text: str) -> str:
    """Encode the UTF-8 bytes of a text.

    Args:
        text: any.
    """
    return base64.b64encode(text.encode()).decode()


def base64_decode(text: str) -> str:
    """Decode to UTF-8.

    Args:
        text: text in base64.

    Raises:
        UndeterminedError: it is not, or its bytes are no text.
    """
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        message = "decodes what is not base64 of a text"
        raise UndeterminedError(message) from error


def is_whole_body(path: str) -> bool:
    """Return whether a JSON path means the whole body, and not a place in it.

    Args:
        path: JSON path that `$input.path` or `$input.json` is given.

    Raises:
        UndeterminedError: it may lead to several places, or is no JSON path.
    """
    if not _PATH.fullmatch(path):
        message = f"asks for the JSON path {path[:60]!r}, which is not evaluated here"
        raise UndeterminedError(message)
    return path == "$"


_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)|\[([0-9]+)\]|\['([^']*)'\]")


def value_at(whole: Value, path: str) -> Value:
    """Return what a body has at one place; None where it has none.

    Args:
        whole: the body, parsed.
        path: JSON path that leads to one place, as `is_whole_body` has said.
    """
    found = whole
    for name, index, quoted in _STEP.findall(path):
        if index:
            found = _item(found, int(index))
        else:
            found = found.get(name or quoted) if isinstance(found, dict) else None
    return found


def _item(value: Value, index: int) -> Value:
    return value[index] if isinstance(value, list) and index < len(value) else None


def json_at(body: str, path: str) -> str:
    """Return what a body has at one place as JSON; an empty text in quotes where it has none.

    Args:
        body: JSON.
        path: as for `value_at`.

    Source: localstack/localstack, `test_input_body_formatting` (what is missing)
    """
    found = value_at(parse_json(body), path)
    return '""' if found is None else json.dumps(found, separators=(",", ":"), ensure_ascii=False)
