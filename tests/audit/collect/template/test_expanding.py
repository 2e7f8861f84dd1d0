"""A short template that stands for endlessly much is not expanded without measure."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import budget, collect
from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.model import CorsConfiguration, HttpApi, Unresolved
from support.collected import only_api, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection


@pytest.fixture(autouse=True)
def _in_seconds() -> Iterator[None]:
    """Fail what takes longer than any of this may."""
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < 30


def include(name: str) -> dict[str, object]:
    """Return what includes a file."""
    return {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": name}}}


def api_with(folder: Path, origins: object, cors: object = None, **sections: object) -> Collection:
    """Read an HTTP API whose allowed origins, or CORS settings, are given."""
    settings = cors or {"AllowOrigins": origins}
    properties = {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": settings}
    api = {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties}
    return collect([write(folder, "t.json", json.dumps({"Resources": {"Api": api}, **sections}))])


def nested(depth: int) -> dict[str, Any]:
    """Return a text that is as long as two to the power of a depth."""
    text: dict[str, Any] = {"Fn::Sub": ["${A}${A}", {"A": "xx"}]}
    for _ in range(depth):
        text = {"Fn::Sub": ["${A}${A}", {"A": text}]}
    return text


def reasons_of(collection: Collection) -> list[str]:
    """Return why allowed origins of the only API are unresolved, each reason once."""
    cors = only_api(collection, HttpApi).cors
    assert isinstance(cors, CorsConfiguration)
    assert isinstance(cors.allow_origins, tuple)
    return sorted({each.reason for each in cors.allow_origins if isinstance(each, Unresolved)})


def said_of(collection: Collection) -> str:
    """Return all that is said of what is unresolved or not read."""
    return repr([getattr(api, "cors", None) for api in collection.apis]) + repr(collection.coverage)


def test_a_text_that_doubles_at_each_level_is_unresolved(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Eight billion characters in two kilobytes."""
    assert reasons_of(api_with(tmp_path, [nested(30)])) == snapshot


def test_a_text_below_the_bound_is_made(tmp_path: Path) -> None:
    """Sixteen characters of doubling are no attack."""
    assert repr("x" * 32) in said_of(api_with(tmp_path, [nested(3)]))


def test_a_text_of_links_that_doubles_is_unresolved(tmp_path: Path) -> None:
    """Its parts are counted: they are not known, and no characters yet."""
    text: dict[str, Any] = {"Ref": "Api"}
    for _ in range(30):
        text = {"Fn::Sub": ["${A}${A}", {"A": text}]}

    assert "10,000 parts" in said_of(api_with(tmp_path, [text]))


def test_many_long_texts_use_the_run_up(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Each is below its own bound; together they would fill the memory."""
    mega = "x" * 1_000_000
    texts = [{"Fn::Sub": ["${A}", {"A": {"Ref": "Long"}}]} for _ in range(200)]
    parameters = {"Long": {"Type": "String", "Default": mega}}

    collection = api_with(tmp_path, texts, Parameters=parameters)

    assert reasons_of(collection) == snapshot


def test_includes_that_double_at_each_level_end(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Forty files that each include the next one twice: a trillion includes."""
    for number in range(40):
        following = include(f"x{number + 1}.json")
        write(tmp_path, f"x{number}.json", json.dumps({"a": following, "b": following}))
    write(tmp_path, "x40.json", '{"a": "1"}')

    collection = api_with(tmp_path, None, include("x0.json"))

    assert [each.reason for each in collection.coverage if each.incomplete] == snapshot


def test_files_that_include_each_other_in_a_long_row_end(tmp_path: Path) -> None:
    """Each is nested as deep as a file may be."""
    for number in range(30):
        deep: object = include(f"x{number + 1}.json")
        for _ in range(40):
            deep = {"a": deep}
        write(tmp_path, f"x{number}.json", json.dumps(deep))

    document = read_document(tmp_path / "x0.json")
    found = scope_of(document).resolver.resolve(document.content)
    while isinstance(found, dict):
        found = found["a"]

    assert found == Unresolved("a value", f"nested more than {budget.MAX_DEPTH} levels deep")


def test_a_file_that_includes_itself_is_named(tmp_path: Path) -> None:
    """Under another name too."""
    write(tmp_path, "x.json", json.dumps({"a": include("./y/../x.json")}))
    (tmp_path / "y").mkdir()

    assert "includes" in said_of(api_with(tmp_path, None, include("x.json")))


@pytest.mark.parametrize("name", ["values", "files", "size", "steps"])
def test_a_folder_that_uses_the_run_up_is_incomplete(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    snapshot: SnapshotAssertion,
) -> None:
    """What was read until then is judged; that the rest was not is said once."""
    small = Budget(**{name: {"files": 3, "size": 600, "values": 60, "steps": 30}[name]})
    monkeypatch.setattr("corsgate_audit.collect.Budget", lambda: small)
    for number in range(20):
        properties = {"Name": f"a{number}", "ProtocolType": "HTTP"}
        body = {"Resources": {"A": {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties}}}
        write(tmp_path, f"t{number:02}.json", json.dumps(body))

    collection = collect([str(tmp_path)])

    said = [each.reason for each in collection.coverage if each.incomplete]
    assert sum("the rest was not read" in str(reason) for reason in said) == (name != "steps")
    assert sorted(set(map(str, said))) == snapshot


def test_the_bounds_hold_what_the_aws_services_take() -> None:
    """CloudFormation's own: a template of 1 MB."""
    assert budget.MAX_TEXT >= 1_000_000
