"""Texts that people paste, by browser and year, each with its right answer: one a line of a file.

Written for this table after public reports and the browsers' own sources; the addresses are ours.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

URL = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders"
APP = "https://shop.example.com"
_HERE = Path(__file__).parent


class Text(NamedTuple):
    """One text.

    Args:
        browser: that wrote it; None where the text does not show it, or several do.
        year: in which that browser wrote so.
        errors: in the order in which they are told.
        cause: the likeliest.
        text: as it is pasted.
    """

    browser: str | None
    year: int
    errors: tuple[str, ...]
    cause: str
    text: str


def _texts() -> list[Text]:
    lines = (_HERE / "pasted_texts.jsonl").read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [Text(**row | {"errors": tuple(row["errors"])}) for row in rows]


TEXTS = _texts()
ABOUT_SOMETHING_ELSE: list[str] = json.loads(
    (_HERE / "texts_about_something_else.json").read_text("utf-8")
)
