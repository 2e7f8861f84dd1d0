"""What goes wrong in the middle: reported, journalled, nobody's work overwritten, and taken up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import typer
from botocore.exceptions import ConnectionClosedError
from moto import mock_aws

from corsgate_audit.fix.live.journal import Journal, journal_of, past_of
from support.faults import between, refusal, refused
from support.live_fix import (
    POLICY,
    Rest,
    dump,
    fixed,
    found,
    lines_of,
    rolled_back,
    state_file,
)
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from botocore.awsrequest import AWSResponse
    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # waits for an emulated account


@pytest.fixture(name="rest", autouse=True)
def _rest(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rest]:
    """Have an account with a faulty REST API, and no patience."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    install()
    with mock_aws():
        yield Rest.make()


def at(operation: str, answer: Callable[[str], AWSResponse | None]) -> Any:  # noqa: ANN401
    """Answer one operation; see `support.faults.between`."""

    def ask(event: str, url: str) -> AWSResponse | None:
        return answer(url) if event.endswith(f".{operation}") else None

    return between(ask)


def events(folder: Path) -> list[str]:
    """Return what the journal says, without what went well."""
    return [e for e in past_of(state_file(folder)).events if e not in {"begin", "done"}]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "User: u is not authorized to perform: apigateway:PUT"),
        ("TooManyRequestsException", "Too Many Requests"),
        ("InternalError", "sorry"),
    ],
)
def test_aws_refuses_in_the_middle(
    code: str,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """What was done is said, and how to go on; the same again goes on."""
    before = dump()
    with refused("PutIntegration", code, message):
        assert fixed(tmp_path) == 1

    assert capsys.readouterr().err == snapshot
    assert events(tmp_path) == ["failed"]
    assert dump() != before

    assert fixed(tmp_path) == 0

    assert found() == []
    assert events(tmp_path) == ["failed", "applied"]
    assert rolled_back(tmp_path) == 0
    assert dump() == before


def test_nothing_is_done_without_being_journalled(tmp_path: Path) -> None:
    """Each call stands there before it is made, and after."""
    assert fixed(tmp_path) == 0

    lines = [json.loads(x) for x in journal_of(state_file(tmp_path)).read_text().splitlines()]
    calls = [(line["event"], line.get("call")) for line in lines]
    begun = [call for event, call in calls if event == "begin"]
    assert begun[:4] == [
        "apigateway put_method",
        "apigateway put_integration",
        "apigateway put_method_response",
        "apigateway put_integration_response",
    ]
    assert calls[:-1] == [(event, call) for call in begun for event in ("begin", "done")]
    assert calls[-1] == ("applied", None)


def test_an_answer_that_is_lost(tmp_path: Path) -> None:
    """The call was made; what AWS shows counts, and it is not made twice."""
    other: Any = boto3.client("apigateway")
    (api,) = other.get_rest_apis()["items"]
    (items,) = (
        each
        for each in other.get_resources(restApiId=api["id"])["items"]
        if each["path"] == "/items"
    )
    place = {"restApiId": api["id"], "resourceId": items["id"], "httpMethod": "OPTIONS"}

    def make_and_cut(url: str) -> None:
        other.put_method(**place, authorizationType="NONE")
        raise ConnectionClosedError(endpoint_url=url)

    with at("PutMethod", make_and_cut):
        assert fixed(tmp_path) == 0

    assert found() == []


THEIRS = "https://theirs.example.com"


def test_a_change_of_somebody_else_in_the_middle(
    rest: Rest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """The run stops before it overwrites it; a rollback does not overwrite it either."""
    place = {**rest.place, "httpMethod": "OPTIONS"}

    def theirs(_url: str) -> None:
        rest.client.put_integration(
            **place, type="HTTP_PROXY", integrationHttpMethod="PUT", uri=THEIRS
        )

    with at("PutMethodResponse", theirs):
        assert fixed(tmp_path) == 1

    assert capsys.readouterr().err == snapshot
    assert events(tmp_path) == ["stopped"]
    now = dump()

    assert fixed(tmp_path) == 1
    assert rolled_back(tmp_path) == 1
    assert dump() == now

    rest.client.put_integration(
        **place,
        type="MOCK",
        passthroughBehavior="NEVER",
        contentHandling="CONVERT_TO_TEXT",
        requestTemplates={"application/json": '{"statusCode": 204}'},
    )
    assert rolled_back(tmp_path) == 0
    assert found() == ["CORS101"]


def test_a_finding_that_is_still_there(
    rest: Rest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """A promise that was not kept is said, and is no success."""

    def theirs(_url: str) -> None:
        rest.client.delete_method(**rest.place, httpMethod="OPTIONS")

    with at("UpdateStage", theirs):
        assert fixed(tmp_path) == 1

    assert lines_of(capsys.readouterr().out, "not fixed") == snapshot


def test_what_cannot_be_verified_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """An audit that sees nothing promises nothing."""
    seen = []

    def later(url: str) -> AWSResponse | None:
        seen.append(url)
        return refusal(url, 403, "AccessDeniedException", "no") if len(seen) > 2 else None

    with at("GetResources", later):
        assert fixed(tmp_path) == 3

    assert lines_of(capsys.readouterr().out, "not verified") == snapshot


def test_an_unfinished_run_goes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """With another policy, or without ``--apply``, nothing is done."""
    with refused("PutIntegration", "TooManyRequestsException", "no"):
        fixed(tmp_path)
    now = dump()

    capsys.readouterr()
    for more in ({"policy": POLICY.replace(max_age=5)}, {"apply": False}):
        with pytest.raises(typer.Exit) as ended:
            fixed(tmp_path, **more)
        assert ended.value.exit_code == 2
        assert capsys.readouterr().err == snapshot
    assert dump() == now


def test_two_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The second one does nothing."""
    with refused("PutIntegration", "TooManyRequestsException", "no"):
        fixed(tmp_path)
    capsys.readouterr()
    with Journal(state_file(tmp_path)), pytest.raises(typer.Exit):
        fixed(tmp_path)

    assert capsys.readouterr().err == snapshot


def test_a_journal_whose_last_line_was_cut_off(tmp_path: Path) -> None:
    """The power failed while it was written."""
    with refused("PutIntegration", "TooManyRequestsException", "no"):
        fixed(tmp_path)
    journal = journal_of(state_file(tmp_path))
    journal.write_text(journal.read_text() + '{"at": "2026", "event": "beg')

    assert fixed(tmp_path) == 0

    assert events(tmp_path) == ["failed", "applied"]


def test_a_state_that_cannot_be_saved_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A folder that is a file."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    before = dump()

    with pytest.raises(typer.Exit) as ended:
        fixed(blocked)

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == snapshot
    assert dump() == before


@pytest.mark.parametrize(
    "content",
    [None, "no", '{"schema_version": 9}', "[]", '{"schema_version": 1, "id": "x"}'],
    ids=["missing", "no JSON", "version 9", "no version", "not whole"],
)
def test_a_file_that_is_no_state(
    content: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """Nothing is rolled back by guessing."""
    path = tmp_path / "corsgate-fix-x.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(typer.Exit) as ended:
        fixed(tmp_path, rollback=path)

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == snapshot


def test_no_profile_leads_to_the_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A state of another account is not rolled back in this one."""
    assert fixed(tmp_path) == 0
    path = state_file(tmp_path)
    path.write_text(path.read_text().replace("123456789012", "210987654321"))
    before = dump()

    with pytest.raises(typer.Exit):
        rolled_back(tmp_path)

    assert capsys.readouterr().err == snapshot
    assert dump() == before


def test_an_item_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """What is not known to be as it was is not changed."""
    before = dump()
    with refused("GetMethod", "TooManyRequestsException", "Too Many Requests"):
        assert fixed(tmp_path) == 1

    assert capsys.readouterr().err == snapshot
    assert dump() == before


def test_killed_after_the_state_was_saved(tmp_path: Path) -> None:
    """There is no journal yet; the run is taken up all the same."""
    with refused("PutMethod", "TooManyRequestsException", "no"):
        assert fixed(tmp_path) == 1
    journal_of(state_file(tmp_path)).unlink()

    assert fixed(tmp_path) == 0

    assert found() == []
    assert events(tmp_path) == ["applied"]
