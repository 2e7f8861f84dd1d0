"""A function that sends a value that no browser takes."""

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
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": "https://shop.example/"}}\n'
            ),
            2,
        ),
        (
            (
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": "https://a.example,https://b.example"}}\n'
            ),
            2,
        ),
        (
            (
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": True}}\n'
            ),
            2,
        ),
        (
            (
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": ["https://a.example", "https://b.example"]}}\n'
            ),
            2,
        ),
        (
            (
                GOOD + 'def handler(e, c):\n    h = {**H, "access-control-allow-origin": "*"}\n'
                '    return {"statusCode": 200, "headers": h}\n'
            ),
            4,
        ),
    ],
)
def test_it_is_found_where_the_answer_is_written(tmp_path: Path, source: str, line: int) -> None:
    """One finding for a function, however many routes lead to it."""
    assert found(tmp_path, source) == [("CORS703", "app.py", line)]


@pytest.mark.parametrize(
    ("origin", "findings"),
    [
        ("origin if origin in PAGES else ''", []),
        ("origin if origin == PAGES[0] else ''", []),
        ("PAGES[0] if event.get('body') else ''", [("CORS703", "app.py", 5)]),
    ],
)
def test_an_empty_value_for_a_page_that_is_refused(
    tmp_path: Path, origin: str, findings: list[tuple[str, str, int]]
) -> None:
    """The function refuses other pages on purpose, as it would without the header."""
    source = (
        "PAGES = ['https://shop.example', 'https://www.shop.example']\n"
        "def handler(event, context):\n"
        "    origin = event['headers'].get('origin')\n"
        f"    allowed = {origin}\n"
        "    return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': allowed}}\n"
    )
    assert found(tmp_path, source) == findings
