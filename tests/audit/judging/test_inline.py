"""Suppressions beside what they accept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corsgate_audit.judging.inline import suppressions_in_comments, suppressions_in_metadata
from corsgate_audit.judging.suppressions import Suppression

TEXT = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    # corsgate: ignore CORS204, CORS208 until 2027-01-01: only our own servers
    # another comment

    Properties:
      Name: shop

      ProtocolType: HTTP  # corsgate: ignore CORS201: it is not for pages
  Other: {}
"""


def read(text: str) -> tuple[list[Suppression], list[str]]:
    """Read the comments of a text."""
    problems: list[str] = []
    return suppressions_in_comments("t.yaml", text, problems), problems


def beside(rule: str, line: int, lines: set[int], **more: Any) -> Suppression:  # noqa: ANN401 - the fields of a dataclass
    """Return a suppression of this file."""
    return Suppression(
        name=f"t.yaml:{line}", rule=rule, source="t.yaml", lines=frozenset(lines), **more
    )


def test_a_comment_is_for_what_stands_below_it_or_beside_it() -> None:
    """With what is indented below that, and the lines of the resource that all belongs to."""
    reason, end = "only our own servers", date(2027, 1, 1)
    assert read(TEXT) == (
        [
            beside("CORS204", 4, {1, 2, 7, 8, 9, 10}, reason=reason, expires=end),
            beside("CORS208", 4, {1, 2, 7, 8, 9, 10}, reason=reason, expires=end),
            beside("CORS201", 10, {1, 2, 7, 10}, reason="it is not for pages"),
        ],
        [],
    )


def test_code_has_comments_of_its_own() -> None:
    """A comment at the end has nothing below it."""
    found, problems = read("return {}  // corsgate: ignore CORS701: no page calls this\n")
    assert (found, problems) == ([beside("CORS701", 1, {1}, reason="no page calls this")], [])
    assert read("# corsgate: ignore CORS701: the end")[0][0].lines == frozenset({1})


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("ignore CORS204", "is not a suppression; write # corsgate: ignore CORS106 until"),
        ("ignore CORS204:", "is not a suppression"),
        ("ignored", "is not a suppression"),
        ("ignore CORS999: a reason", "CORS999"),
        ("ignore CORS204 until soon: a reason", "expires is 'soon'"),
        ("ignore CORS204 until 2027-13-01: a reason", "expires is '2027-13-01'"),
    ],
)
def test_what_means_to_be_one_and_is_none(comment: str, said: str) -> None:
    """A typing error must not hide a finding, nor be passed over."""
    found, problems = read(f"# corsgate: {comment}\n")
    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith("t.yaml:1: ")
    assert said in problems[0]


def test_other_texts_are_none() -> None:
    """A URL, a name, and a file without any."""
    for text in ("a: https://corsgate.example\n", "corsgate: {ignore: []}\n", "a: b\n"):
        assert read(text) == ([], [])


def metadata(value: object) -> tuple[list[Suppression], list[str]]:
    """Read the Metadata of a resource."""
    problems: list[str] = []
    document = {"Resources": {"Api": {"Metadata": {"corsgate": value}}, "Other": {}, "Odd": 1}}
    return suppressions_in_metadata("t.json", document, problems), problems


def test_metadata_is_for_its_resource() -> None:
    """As the CDK's addMetadata writes it."""
    entry = {"rule": "CORS106", "until": "2027-01-01", "reason": "the partner's page"}
    expected = Suppression(
        name="t.json#Api",
        rule="CORS106",
        reason="the partner's page",
        expires=date(2027, 1, 1),
        source="t.json",
        logical_id="Api",
    )
    assert metadata({"ignore": [entry]}) == ([expected], [])
    assert metadata({"ignore": [entry | {"until": date(2027, 1, 1)}]}) == ([expected], [])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("CORS106", "Metadata corsgate is 'CORS106'; write"),
        ({}, "Metadata corsgate is {}; write"),
        ({"ignore": ["CORS106"]}, "'CORS106'; write a table"),
        ({"ignore": [{"rule": "CORS106"}]}, "reason is None"),
        ({"ignore": [{"rule": "CORS106", "reason": "r", "until": 1}]}, "expires is 1"),
    ],
)
def test_metadata_that_means_to_be_one(value: object, said: str) -> None:
    """Each is named with its resource."""
    found, problems = metadata(value)
    assert found == []
    assert [said in each and each.startswith("t.json#Api") for each in problems] == [True]


def test_a_document_without_resources() -> None:
    """An OpenAPI document has none."""
    problems: list[str] = []
    assert suppressions_in_metadata("t.json", {"openapi": "3.0.1"}, problems) == []
    assert problems == []
