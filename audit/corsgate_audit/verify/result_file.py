"""A verification as a JSON file: written by a run, sent in by others, kept in the repository."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.files import NotReadError, read_named
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result import Entry, Sent, Told, Verification

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 1
_MAX_BYTES = 8 * 2**20
_LONGEST = 10_000
"""Characters of a text: a body of 2,000 bytes has at most four for each."""
_MOST = 2_000
"""Statements: an app has some hundred."""
_MOST_HEADERS = 50
"""Headers of a message, and requests of a question: an app has a handful."""
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_STATEMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"corsgate[\w.]*:[\w.]+")


def to_json(found: Verification) -> str:
    """Return a verification as the content of a file.

    Args:
        found: verification to write.
    """
    content = asdict(found)
    for entry, written in zip(found.entries, content["entries"], strict=True):
        written["equal"] = entry.equal
    return json.dumps({"schema_version": SCHEMA_VERSION, **content}, indent=1) + "\n"


def read(path: Path) -> Verification:
    """Read a verification that somebody has sent: nothing of it is taken on trust.

    Args:
        path: path of the file.

    Raises:
        RefusedError: it cannot be read, or is no such file.
    """
    try:
        return of_json(read_named(path, limit=_MAX_BYTES))
    except NotReadError as error:
        message = f"{str(path)!r} cannot be read: {error}"
        raise RefusedError(message) from error
    except _MALFORMED as error:
        message = (
            f"{str(path)!r} is not a result that this corsgate verify has written "
            f"({type(error).__name__}: {error})"
        )
        raise RefusedError(message) from error


def of_json(text: str | bytes) -> Verification:
    """Return the verification that a file holds.

    Args:
        text: content of the file.

    Raises:
        ValueError: it is no such file; `TypeError` and `KeyError` for a field that is.
    """
    content = _object(json.loads(text))
    if content["schema_version"] != SCHEMA_VERSION:
        message = f"schema_version is {content['schema_version']!r}, and not {SCHEMA_VERSION}"
        raise ValueError(message)
    found = Verification(
        version=_text(content["version"]),
        date=_like(_DATE, content["date"]),
        region=_like(_REGION, content["region"]),
        entries=tuple(map(_entry, _list(content["entries"]))),
    )
    names = [each.statement for each in found.entries]
    if len(set(names)) < len(names):
        message = "a statement stands there twice"
        raise ValueError(message)
    return found


def _entry(value: object) -> Entry:
    content = _object(value)
    read_as: dict[str, Any] = {
        "statement": _like(_STATEMENT, content["statement"]),
        "says": _text(content["says"]),
        "front": _text(content["front"]),
        "before": tuple(map(_sent, _list(content["before"], _MOST_HEADERS))),
        "request": _sent(content["request"]),
        "compares": _texts(content["compares"]),
        "answer": _told(content["answer"]),
        "prediction": _told(content["prediction"]),
        "differs": _texts(content["differs"]),
        "undetermined": _text(content["undetermined"]),
        "asked": _whole(content["asked"]),
        "relied_on_by": tuple(_like(_CODE, each) for each in _list(content["relied_on_by"])),
    }
    entry = Entry(**read_as)
    if not set(entry.differs) <= set(entry.compares):
        message = "what differs was not compared"
        raise ValueError(message)
    if entry.undetermined:
        return entry
    if entry.answer is None or entry.prediction is None:
        message = "an answer or a prediction is missing"
        raise ValueError(message)
    if not entry.compares or not set(entry.unlike()) <= set(entry.differs):
        message = "it says that an answer is as predicted, and that was not compared or is not so"
        raise ValueError(message)
    return entry


def _sent(value: object) -> Sent:
    content = _object(value)
    body, version = content["body"], content["http_version"]
    return Sent(
        method=_text(content["method"]),
        path=_text(content["path"]),
        headers=_pairs(content["headers"]),
        body=None if body is None else _text(body),
        http_version=None if version is None else _text(version),
    )


def _told(value: object) -> Told | None:
    if value is None:
        return None
    content = _object(value)
    status, body = content["status"], content["body"]
    return Told(
        status=None if status is None else _whole(status),
        headers=_pairs(content["headers"]),
        body=None if body is None else _text(body),
    )


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    pairs = (_list(each) for each in _list(value, _MOST_HEADERS))
    return tuple((_text(name), _text(content)) for name, content in pairs)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _like(pattern: re.Pattern[str], value: object) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        message = f"{text[:80]!r} is not of the form that is expected"
        raise ValueError(message)
    return text


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        message = "a whole number is expected"
        raise TypeError(message)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = "a text is expected"
        raise TypeError(message)
    if len(value) > _LONGEST:
        message = f"a text has {len(value)} characters, and not at most {_LONGEST}"
        raise ValueError(message)
    return value


def _list(value: object, most: int = _MOST) -> list[object]:
    if not isinstance(value, list):
        message = "a list is expected"
        raise TypeError(message)
    if len(value) > most:
        message = f"a list has {len(value)} values, and not at most {most}"
        raise ValueError(message)
    return value


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        message = "an object is expected"
        raise TypeError(message)
    return value
