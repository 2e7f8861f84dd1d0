"""``corsgate why``: which API is meant, which stage of it, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.asking_why import BOTH, SECOND, ask, explained, good_text
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

STRANGER = "https://attacker.example"

# --- Which API, which stage --------------------------------------------------------------------


def test_two_apis_with_the_path_are_listed(
    tmp_path: Path, good_template: str, snapshot: SnapshotAssertion
) -> None:
    """And nothing is guessed."""
    target = write(tmp_path, "two.yaml", good_text(good_template) + BOTH)

    assert ask(target) == snapshot


@pytest.mark.parametrize("name", ["orders", "Orders"])
def test_an_api_is_named_by_its_name_or_logical_id(
    tmp_path: Path, good_template: str, name: str
) -> None:
    """Either is enough."""
    target = write(tmp_path, "two.yaml", good_text(good_template) + BOTH)
    status, found = explained(target, "--api", name)

    assert status == 0
    assert found["api"] == {
        "front_door": "http",
        "name": "orders",
        "id": None,
        "source": target,
        "logical_id": "Orders",
        "arn": None,
    }


def test_the_only_api_with_the_path_needs_no_name(tmp_path: Path, good_template: str) -> None:
    """Whatever the method: that it is missing is worth an explanation."""
    target = write(tmp_path, "two.yaml", good_text(good_template) + SECOND)
    status, found = explained(target, method="DELETE", path="/orders?all=1")

    assert status == 1
    assert found["api"]["name"] == "orders"


@pytest.mark.parametrize(
    ("more", "path"),
    [(("--api", "nobody"), "/items"), ((), "/nowhere")],
    ids=["no such name", "no such path"],
)
def test_where_none_fits_all_are_listed(
    tmp_path: Path,
    good_template: str,
    more: tuple[str, ...],
    path: str,
    snapshot: SnapshotAssertion,
) -> None:
    """With what to write after --api."""
    target = write(tmp_path, "two.yaml", good_text(good_template) + SECOND)

    status, output, error = ask(target, *more, path=path)

    assert (status, output) == (2, "")
    assert error == snapshot


def test_a_name_that_two_apis_have_is_not_enough(
    tmp_path: Path, good_template: str, snapshot: SnapshotAssertion
) -> None:
    """Only those two are listed."""
    twins = good_text(good_template) + SECOND.replace("Name: orders", "Name: items")
    status, _, error = ask(write(tmp_path, "two.yaml", twins), "--api", "items")

    assert status == 2
    assert error == snapshot


def test_a_stage_is_part_of_the_url(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The first, or the one that is named; one that is not there is listed against."""
    target = write(tmp_path, "http.yaml", f"Resources:\n{SECOND}")

    _, found = explained(target, "--stage", "dev", path="/orders")
    assert found["request"]["url"] == "https://api-id.execute-api.region.amazonaws.com/dev/orders"
    assert ask(target, "--stage", "prod", path="/orders") == snapshot


def test_an_api_without_stages_has_none_to_name(
    good_template: str, snapshot: SnapshotAssertion
) -> None:
    """As in a template that leaves the deployment to another."""
    status, _, error = ask(good_template, "--stage", "prod")
    assert status == 2
    assert error == snapshot


# --- What cannot be read -----------------------------------------------------------------------


def test_a_missing_file_is_one_line_and_2(tmp_path: Path) -> None:
    """The path as it was written."""
    status, output, error = ask(str(tmp_path / "nothing.yaml"))

    assert (status, output) == (2, "")
    assert error.count("\n") == 1
    assert "nothing.yaml" in error


def imported(number: int) -> str:
    """Return an API that is imported from a document."""
    return (
        f"  Imported{number}:\n    Type: AWS::ApiGateway::RestApi\n"
        "    Properties: {BodyS3Location: {Bucket: b, Key: k}}\n"
    )


def test_a_target_without_an_api_says_what_it_could_not_read(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The first three, and how many more."""
    text = "Resources:\n" + "".join(map(imported, range(5)))
    status, _, error = ask(write(tmp_path, "imported.yaml", text))

    assert status == 2
    assert error == snapshot
    assert error.endswith(", and 2 more\n")


def test_the_only_api_that_could_be_read_may_not_be_the_one_that_is_meant(
    tmp_path: Path, good_template: str, snapshot: SnapshotAssertion
) -> None:
    """The answer stands, with a warning beside it."""
    target = write(tmp_path, "two.yaml", good_text(good_template) + imported(1))
    status, output, error = ask(target, origin=STRANGER)

    assert status == 1
    assert "BLOCKED" in output
    assert error == snapshot
