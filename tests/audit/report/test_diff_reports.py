"""The changes of a difference, in words and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest

from corsgate import CorsPolicy
from corsgate_audit.diff.changes import Difference, Doubt
from corsgate_audit.diff.differing import difference
from corsgate_audit.model import Collection, Coverage, CoverageState
from corsgate_audit.report.diff_json import diff_object, schema
from corsgate_audit.report.diff_markdown import diff_markdown
from corsgate_audit.report.diff_text import diff_text
from corsgate_audit.report.lines import plain
from corsgate_audit.report.markdown_report import LIMIT
from support.diff_pairs import difference_of, http_door, rest_door, url_door

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

APP, OTHER = "https://app.example.com", "https://other.example.com"
LESS = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], expose_headers=["etag"])
MORE = CorsPolicy(allow_origins=[APP, OTHER], allow_methods=["PUT"], expose_headers=["location"])
ITEMS = (("/items", "PUT"),)


def text(found: Difference, *, exchanges: bool = False) -> str:
    """Return the text of a difference."""
    return "\n".join(map(plain, diff_text(found, exchanges=exchanges)))


def with_change(name: str) -> Difference:
    """Return a difference with a kind of change."""
    door = url_door(LESS)
    routes = (*ITEMS, ("/b", "PUT"))
    made: dict[str, Callable[[], Difference]] = {
        "another origin, another header": lambda: difference_of(door, url_door(MORE)),
        "a new api": lambda: difference(Collection(), Collection(apis=(door,))),
        "a removed api": lambda: difference(Collection(apis=(door,)), Collection()),
        "a new route": lambda: difference_of(http_door(LESS, ITEMS), http_door(LESS, routes)),
        "errors": lambda: difference_of(rest_door(LESS, ITEMS), rest_door(MORE, ITEMS)),
        "everybody": lambda: difference_of(door, url_door(CorsPolicy(allow_origins=["*"]))),
    }
    return made[name]()


KINDS = (
    "another origin, another header",
    "a new api",
    "a removed api",
    "a new route",
    "errors",
    "everybody",
)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_change(name: str, snapshot: SnapshotAssertion) -> None:
    """In the text and in Markdown; the JSON is as its schema says."""
    found = with_change(name)
    assert text(found) == snapshot
    assert diff_markdown(found).partition("<details>")[0] == snapshot
    jsonschema.validate(diff_object(found), schema())


def test_what_is_undetermined_is_named_everywhere(snapshot: SnapshotAssertion) -> None:
    """With what was not scanned, and what was not read."""
    failed = Coverage(service="files", resource="a|b.yaml", state=CoverageState.FAILED, reason="no")
    doubt = Doubt(
        api="REST API 'shop'", paths=("/a",), methods=("GET",), reason="!Ref A: no default"
    )
    found = Difference(undetermined=(doubt,), incomplete=(failed,), unread=("a function",), apis=2)

    assert text(found) == snapshot
    assert diff_markdown(found) == snapshot
    assert diff_object(found) == {
        "schema_version": "1.0",
        "changes": [],
        "complete": False,
        "undetermined": [
            {
                "api": "REST API 'shop'",
                "paths": ("/a",),
                "methods": ("GET",),
                "reason": "!Ref A: no default",
            }
        ],
        "not_scanned": [{"resource": "a|b.yaml", "state": "failed", "reason": "no"}],
        "not_read": ["a function"],
        "summary": "no change of what pages may do",
    }


def test_exchanges_of_an_api_that_is_new() -> None:
    """There is nothing to show before."""
    found = difference(Collection(), Collection(apis=(url_door(LESS),)))
    said = text(found, exchanges=True)
    assert "    Before the change\n    the API does not exist\n" in said
    assert "    After the change\n    function URL 'shop'\n" in said


def test_a_comment_is_short_enough() -> None:
    """What does not fit is counted."""
    doubts = tuple(
        Doubt(api="REST API 'shop'", paths=(f"/{at}" + "x" * 400,), methods=("GET",), reason="no")
        for at in range(100)
    )
    routes = tuple((f"/{at}" + "y" * 300, method) for at in range(40) for method in ("PUT",))
    changes = difference_of(http_door(LESS, routes[:1]), http_door(LESS, routes)).changes
    said = diff_markdown(Difference(undetermined=doubts, changes=changes))
    assert len(said) <= LIMIT
    assert "more are not shown: `corsgate diff` prints all." in said
