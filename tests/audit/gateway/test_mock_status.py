"""The status code in what a MOCK's request template renders."""

from __future__ import annotations

import pytest

from corsgate_audit.gateway.failures import MisconfiguredError
from corsgate_audit.gateway.mock_status import read_status_code

NO_STATUS = (
    "Unable to parse statusCode. It should be an integer that is defined in the request template"
)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"statusCode": 200}', 200),
        ("{statusCode: 200}", 200),  # recorded on AWS
        ("\n{ statusCode: 204 }\n", 204),
        ("{'statusCode': 200}", 200),
        ('{"a": 1, "statusCode": 201, }', 201),
        ('{"message": "x" , statusCode : 202}', 202),
        ('{"statusCode": 0}', 0),
    ],
)
def test_status_codes_that_aws_reads(text: str, status: int) -> None:
    """It is lenient about quotes and commas."""
    assert read_status_code(text) == status


@pytest.mark.parametrize("text", ["{" * 200_000, f'{{"statusCode":{"9" * 5_000}}}', "[" * 9_999])
def test_a_text_without_measure_is_no_status_code(text: str) -> None:
    """Neither deep nor long ones are an error of this program's."""
    with pytest.raises(MisconfiguredError) as caught:
        read_status_code(text)
    assert str(caught.value) == f"{NO_STATUS}; it renders {text[:80]!r}."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "204",
        '{"statusCode": "200"}',
        '{"statusCode": true}',
        '{"statuscode": 200}',
        "statusCode: 200",
        "{'statusCode\": 200}",
        "{statusCode: '200'}",
        "{statusCode: 200",
        "{xstatusCode: 200}",
    ],
)
def test_what_is_no_status_code(text: str) -> None:
    """The log's words, and what was rendered."""
    with pytest.raises(MisconfiguredError) as caught:
        read_status_code(text)
    assert str(caught.value) == f"{NO_STATUS}; it renders {text!r}."
