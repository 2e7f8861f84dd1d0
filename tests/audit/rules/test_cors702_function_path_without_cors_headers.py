"""A function that sends the header with some answers and not with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.function_templates import GOOD, found

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (
            (
                GOOD + 'def handler(e, c):\n    if e["x"]:\n        return {"statusCode": 400}\n'
                '    return {"statusCode": 200, "headers": H}\n'
            ),
            4,
        ),
        (
            (
                GOOD + "import db\ndef handler(e, c):\n    try:\n        db.get()\n"
                "    except Exception as error:\n"
                '        return {"statusCode": 500, "body": str(error)}\n'
                '    return {"statusCode": 200, "headers": H}\n'
            ),
            7,
        ),
        (
            (
                GOOD + "def respond(status, headers=None):\n"
                '    return {"statusCode": status, "headers": headers or {}}\n'
                'def handler(e, c):\n    if e["x"]:\n        return respond(404)\n'
                "    return respond(200, H)\n"
            ),
            6,
        ),
    ],
)
def test_it_is_found_where_the_answer_is_written(tmp_path: Path, source: str, line: int) -> None:
    """One finding for a function, however many routes lead to it."""
    assert found(tmp_path, source) == [("CORS702", "app.py", line)]
