"""A scan that is interrupted returns what it has, and another one goes on with it."""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from concurrent import futures
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.collect.live import scan as scanning
from corsgate_audit.collect.live.codec import decode, encode
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.collect.live.state import Journal, Kept, read_state, write_state
from corsgate_audit.model import Collection, Coverage, CoverageState
from support.faults import between
from support.front_doors import fill
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSResponse
    from syrupy.assertion import SnapshotAssertion

TEMPLATES = Path(__file__).parents[1] / "templates"
REGIONS = ("eu-west-1", "eu-west-2")
ACCOUNT = "123456789012"
FAILED, SCANNED = CoverageState.FAILED, CoverageState.SCANNED


@pytest.fixture(name="account")
def _account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Have an account with two REST APIs and an HTTP API in each region."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGIONS[0])
    monkeypatch.chdir(tmp_path)
    install()
    with mock_aws():
        for region in REGIONS:
            fill(boto3.Session(region_name=region))
        yield


class Interruption:
    """Presses Ctrl-C when one region has been read, and the other has one API.

    Args:
        monkeypatch: to press it in the middle of the wait.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.limits = Limits(max_rps=10)
        self._resources = 0
        self._reached = Event()
        waited = futures.wait

        def interrupted(work: list[Any], timeout: float) -> object:  # noqa: ARG001 - as `wait` has it
            monkeypatch.setattr(scanning, "wait", waited)
            waited(work[:1])
            assert self._reached.wait(30)
            raise KeyboardInterrupt

        monkeypatch.setattr(scanning, "wait", interrupted)

    def __call__(self, event_name: str, url: str) -> AWSResponse | None:
        """Have the second API of the second region wait for the key."""
        if REGIONS[1] in url and event_name.endswith(".GetResources"):
            self._resources += 1
            if self._resources > 1:
                self._reached.set()
                self.limits._stopped.wait()  # noqa: SLF001 - the moment of the key
        return None


def unseen(collection: Collection) -> list[tuple[str | None, str, CoverageState]]:
    """Return what was expected and not seen, without ids.

    CloudFront may have been read before the interruption or not: it is in no region.
    """
    return [
        (entry.region, entry.resource.partition(" (")[0], entry.state)
        for entry in collection.coverage
        if entry.incomplete and entry.service != "cloudfront"
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("account")
def test_interrupted_it_returns_what_it_has_and_another_scan_goes_on(
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    """What is missing is named, with the way to go on; what was read is not asked for again."""
    options = ScanOptions(regions=REGIONS, max_rps=10)
    whole = scan(options)
    interruption = Interruption(monkeypatch)
    with between(interruption):
        first = scan(options, interruption.limits)

    assert sorted(str(api.name) for api in first.apis) == [
        "a-eu-west-1",
        "a-eu-west-2",
        "b-eu-west-1",
        "h-eu-west-1",
    ]
    assert unseen(first) == [
        (None, "the scan", FAILED),
        ("eu-west-2", "REST API 'b-eu-west-2'", FAILED),
        ("eu-west-2", "the list of HTTP APIs", FAILED),
    ]
    assert [
        entry.reason
        for entry in first.coverage
        if entry.incomplete and entry.service != "cloudfront"
    ] == snapshot

    asked = Counter[str]()

    def counted(event_name: str, url: str) -> None:
        asked[f"{url.split('/')[2].split('.')[1]} {event_name.rpartition('.')[2]}"] += 1

    with between(counted):
        second = scan(replace(options, resume=Path("corsgate-resume.jsonl")))

    assert second == whole
    assert asked["eu-west-2 GetResources"] == 1
    assert [call for call in asked if call.startswith("eu-west-1")] == [
        "eu-west-1 GetCallerIdentity"
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("account")
def test_interrupted_twice_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time the file is written anew, with what the first had read as well."""
    options = ScanOptions(regions=REGIONS, max_rps=10)
    interruption = Interruption(monkeypatch)
    with between(interruption):
        scan(options, interruption.limits)
    path = Path("corsgate-resume.jsonl")
    before = read_state(path)
    limits = Limits()
    limits.stop()

    second = scan(replace(options, resume=path), limits)

    assert read_state(path) == before
    assert (ACCOUNT, "eu-west-1") in before.places
    assert set(before.places) <= {(ACCOUNT, "eu-west-1"), (ACCOUNT, "global")}
    assert [str(api.name) for api in before.apis(ACCOUNT, "eu-west-2").values()] == ["a-eu-west-2"]
    assert unseen(second) == [
        (None, "the scan", FAILED),
        ("eu-west-2", "the region", FAILED),
    ]
    assert list(Path().iterdir()) == [path]


@pytest.mark.usefixtures("account")
def test_an_older_state_is_not_written_over() -> None:
    """Another interrupted scan takes the next name that is free."""
    part = (ACCOUNT, "eu-west-1", Collection())

    assert write_state([part], None) == Path("corsgate-resume.jsonl")
    assert write_state([part], None) == Path("corsgate-resume-2.jsonl")


@pytest.mark.usefixtures("account")
def test_a_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """The report is printed all the same."""
    limits = Limits()
    limits.stop()
    Path("state").mkdir()
    monkeypatch.setattr(scanning, "read_state", lambda _: Kept())

    found = scan(ScanOptions(resume=Path("state")), limits)

    assert found.coverage[0].reason == snapshot


@pytest.mark.parametrize("name", ["rest.yaml", "http.yaml", "faulty.yaml"])
def test_a_model_survives_the_file(name: str, tmp_path: Path) -> None:
    """With all that it holds: routes, settings, what is unresolved, coverage."""
    read = collect([str(TEMPLATES / name)])
    path = write_state([(ACCOUNT, "eu-west-1", read)], tmp_path / "state")
    finished = replace(
        read, coverage=tuple(entry for entry in read.coverage if not entry.incomplete)
    )

    assert decode(json.loads(json.dumps(encode(read)))) == read
    kept = read_state(path)
    assert list(kept.places.values()) == ([read] if finished == read else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        '{"format":"corsgate scan","version":"hunter2"}',
        "{HEADER}\n{}",
        "{HEADER}\nhunter2",
        '{HEADER}\n{"account":"1","region":"r","read":1}',
        '{HEADER}\n{"account":"1","region":"r","read":{"is":"hunter2"}}',
        '{HEADER}\n{"account":"1","region":"r","read":{"is":"Unresolved"}}',
        '{HEADER}\n{"account":"1","region":"r","read":{"is":"FrontDoor","value":"hunter2"}}',
        f"{{HEADER}}\n{'[' * 100_000}",
        "\xe4",
    ],
)
def test_a_file_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    """Whatever is in it: nothing of it is run, judged, or quoted."""
    path = tmp_path / "state"
    write_state([], path)
    header = path.read_text().strip()
    path.write_text(text.replace("{HEADER}", header))

    with pytest.raises(
        TargetError,
        match=r"is not a file that `corsgate audit` of .* wrote when it was interrupted$",
    ):
        read_state(path)


@pytest.mark.slow
@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("named", [None, Path("mine.jsonl")])
def test_only_its_owner_can_read_it(named: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its first byte on, whatever the mask, and whoever could read an older one."""
    if named is not None:
        named.touch(0o644)
    modes: list[int] = []
    opened = os.fdopen

    def looking(descriptor: int, *how: Any, **more: Any) -> Any:  # noqa: ANN401 - as fdopen has it
        status = os.fstat(descriptor)
        modes.append(stat.S_IMODE(status.st_mode))
        assert status.st_size == 0
        return opened(descriptor, *how, **more)

    monkeypatch.setattr(os, "fdopen", looking)
    mask = os.umask(0)
    try:
        path = write_state([(ACCOUNT, "eu-west-1", Collection())], named)
    finally:
        os.umask(mask)

    assert modes == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """And one that would be waited for."""
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("gone", "no such file"), ("pipe", "a pipe")):
        with pytest.raises(TargetError, match=f"{name}' cannot be read: {why}"):
            read_state(tmp_path / name)


def test_what_was_denied_is_read_again(tmp_path: Path) -> None:
    """A place that was not seen whole is no finished one."""
    denied = Coverage(service="lambda", resource="x", state=CoverageState.DENIED)
    part = (ACCOUNT, "eu-west-1", Collection(coverage=(denied,)))
    path = write_state([part], tmp_path / "state")

    assert read_state(path) == Kept(parts={(ACCOUNT, "eu-west-1"): {}})


READ = Collection(coverage=(Coverage(service="apigateway", resource="x", state=SCANNED),))
PARTLY = Collection(coverage=(Coverage(service="apigateway", resource="x", state=FAILED),))


def test_each_place_is_written_when_it_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends the scan then; one that was read in part is read again."""
    monkeypatch.chdir(tmp_path)
    journal = Journal(None)
    journal.add(ACCOUNT, "eu-west-1", PARTLY)
    nothing_yet = list(tmp_path.iterdir())
    journal.add(ACCOUNT, "eu-west-2", READ)
    journal.add(ACCOUNT, "eu-west-3", READ)

    (file,) = tmp_path.iterdir()
    assert nothing_yet == []
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("corsgate-resume.jsonl", 0o600)
    assert read_state(file) == Kept(
        places={(ACCOUNT, "eu-west-2"): READ, (ACCOUNT, "eu-west-3"): READ}
    )
    journal.end()
    assert list(tmp_path.iterdir()) == []


def test_a_scan_that_was_killed_while_it_wrote_is_gone_on_with(tmp_path: Path) -> None:
    """The place that was cut off is read again, and written after what is whole."""
    file = write_state([(ACCOUNT, "eu-west-1", READ), (ACCOUNT, "eu-west-2", READ)], tmp_path / "s")
    file.write_bytes(file.read_bytes()[:-9])
    assert read_state(file).places.keys() == {(ACCOUNT, "eu-west-1")}
    journal = Journal(file)
    journal.add(ACCOUNT, "eu-west-2", READ)
    journal.add(ACCOUNT, "eu-west-3", READ)
    journal.end()

    assert [region for _, region in read_state(file).places] == [
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("account")
def test_a_scan_that_cannot_write_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A full disk; a scan that comes to its end leaves no file either way."""
    whole = scan(ScanOptions(regions=REGIONS[:1]))
    assert list(tmp_path.iterdir()) == []

    def full(_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corsgate_audit.collect.live.state._opened", full)
    found = scan(ScanOptions(regions=REGIONS[:1]))

    (said,) = set(found.coverage) - set(whole.coverage)
    assert found.apis == whole.apis
    assert (said.state, said.incomplete, said.reason) == (
        CoverageState.SKIPPED,
        False,
        "what was read was not written as it came: No space left on device",
    )
