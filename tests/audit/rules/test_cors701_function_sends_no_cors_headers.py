"""A function that never sends the header; and functions against which nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from support.collected import write
from support.function_templates import GOOD, RULES, found, judged, sam_template, told

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('def handler(e, c):\n    return {"statusCode": 200}\n', [("CORS701", "app.py", 2)]),
        (
            (
                'def handler(e, c):\n    if e["x"]:\n        return {"statusCode": 400}\n'
                '    return {"statusCode": 200}\n'
            ),
            [("CORS701", "app.py", 3)],
        ),
        (
            (
                "import json\ndef handler(e, c):\n    return {'statusCode': 200, "
                "'body': json.dumps({'headers': {'Access-Control-Allow-Origin': '*'}})}\n"
            ),
            [("CORS701", "app.py", 3)],
        ),
        (
            (
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": ["https://shop.example"] * 2}}\n'
            ),
            [("CORS703", "app.py", 2)],
        ),
        (
            (
                'def handler(e, c):\n    return {"statusCode": 200, "headers": '
                '{"Access-Control-Allow-Origin": e["body"] * 2}}\n'
            ),
            [],
        ),
    ],
)
def test_faulty_functions_are_found_at_their_line(
    tmp_path: Path, source: str, expected: list[tuple[str, str, int | None]]
) -> None:
    """One finding for a function, however many routes lead to it, where the answer is written."""
    assert found(tmp_path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        GOOD + 'def handler(e, c):\n    return {"statusCode": 200, "headers": H}\n',
        (
            'def handler(e, c):\n    return {"statusCode": 200, "headers": '
            '{"Access-Control-Allow-Origin": "*"}}\n'
        ),
        # A page whose origin is not listed is refused on purpose.
        (
            'OK = ["https://shop.example"]\ndef handler(e, c):\n    h = {}\n'
            '    o = e["headers"].get("origin")\n    if o in OK:\n'
            '        h["Access-Control-Allow-Origin"] = o\n'
            '    return {"statusCode": 200, "headers": h}\n'
        ),
        # Preflights are answered by the gateway.
        GOOD + 'def handler(e, c):\n    if e["httpMethod"] == "OPTIONS":\n'
        '        return {"statusCode": 204}\n    return {"statusCode": 200, "headers": H}\n',
        # No response: the gateway answers 502.
        GOOD + 'def handler(e, c):\n    if not e["x"]:\n        raise ValueError\n'
        '    return {"statusCode": 200, "headers": H}\n',
        # What cannot be followed is not judged.
        "from elsewhere import answer\ndef handler(e, c):\n    return answer(e)\n",
        (
            "from elsewhere import H\ndef handler(e, c):\n"
            '    return {"statusCode": 200, "headers": H}\n'
        ),
    ],
)
def test_sound_functions_and_those_that_are_not_followed_are_not_found(
    tmp_path: Path, source: str
) -> None:
    """Nothing is said against them."""
    assert found(tmp_path, source) == []


def test_the_finding_is_proved_by_an_exchange_and_names_the_fix(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The witness is what the page gets of the function; the fix speaks the function's language."""
    source = 'def handler(e, c):\n    return {"statusCode": 200}\n'
    (finding,) = (
        each
        for each in judged(tmp_path, sam_template(), {"src/app.py": source}).findings
        if each.rule == "CORS701"
    )
    assert finding.witness is not None
    assert finding.witness.verdict.error == "MissingAllowOriginHeader"
    assert (finding.resource.path, finding.resource.method) == ("/items", "GET")
    assert finding.fix is not None
    assert "@cors(policy)" in finding.fix.summary
    assert finding.message == snapshot


def test_a_script_is_fixed_in_its_own_language(tmp_path: Path) -> None:
    """JavaScript gets no advice about a Python decorator."""
    template = sam_template(handler="app.handler", runtime="nodejs22.x")
    files = {"src/app.js": "exports.handler = async () => ({statusCode: 200});"}
    (finding,) = (
        each for each in judged(tmp_path, template, files).findings if each.rule == "CORS701"
    )
    assert finding.fix is not None
    assert "one helper" in finding.fix.summary
    assert "@cors" not in finding.fix.summary


def test_an_api_that_nothing_shows_pages_to_call_is_not_judged(tmp_path: Path) -> None:
    """Without CORS anywhere a function without headers is as it should be."""
    template = sam_template()
    start, end = template.index("      Cors:"), template.index("  F:")
    template = template[:start] + template[end:]
    files = {"src/app.py": 'def handler(e, c):\n    return {"statusCode": 200}\n'}
    assert told(judged(tmp_path, template, files), *RULES) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('def handler(event, context):\n    return {"statusCode": 200}\n', []),
        (
            GOOD + "def handler(event, context):\n    if event['x']:\n"
            "        return {'statusCode': 400}\n    return {'statusCode': 200, 'headers': H}\n",
            [("CORS702", "app.py", 4)],
        ),
        (
            (
                "def run(event, context):\n    return {'statusCode': 200, 'headers': "
                "{'Access-Control-Allow-Origin': 'shop.example'}}\n"
            ),
            [("CORS703", "app.py", 2)],
        ),
    ],
)
def test_a_python_file_is_judged_by_itself(
    tmp_path: Path, source: str, expected: list[tuple[str, str, int | None]]
) -> None:
    """A handler that sends no header at all may well be for programs; nothing tells."""
    path = write(tmp_path, "app.py", source)
    assert told(judge_collection(collect([path])), *RULES) == expected
