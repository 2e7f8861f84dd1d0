"""Fixes of REST APIs that are not as plain as a preflight that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from corsgate import CorsPolicy
from support.faults import answered
from support.live_fix import BACKEND, Rest, dump, fixed, found, held_back, lines_of, rolled_back
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow  # waits for an emulated account


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def test_an_error_response_that_lost_the_headers(tmp_path: Path) -> None:
    """It gets them back, and keeps its status, its other headers and its body."""
    api = Rest.make()
    assert fixed(tmp_path / "first") == 0
    custom = {"restApiId": api.id, "responseType": "UNAUTHORIZED"}
    api.client.put_gateway_response(
        **custom,
        statusCode="418",
        responseParameters={"gatewayresponse.header.X-A": "'b'"},
        responseTemplates={"text/plain": "no"},
    )
    before = dump()
    assert found() == ["CORS114", "CORS115"]

    assert fixed(tmp_path / "second") == 0

    put = api.client.get_gateway_response(**custom)
    assert put["statusCode"] == "418"
    assert put["responseTemplates"] == {"text/plain": "no"}
    assert put["responseParameters"] == {
        "gatewayresponse.header.X-A": "'b'",
        "gatewayresponse.header.Access-Control-Allow-Origin": "'https://app.example.com'",
        "gatewayresponse.header.Access-Control-Allow-Methods": "'GET, PUT'",
        "gatewayresponse.header.Vary": "'Origin'",
    }
    assert found() == []
    assert rolled_back(tmp_path / "second") == 0
    assert dump() == before


def test_an_origin_that_no_browser_sends(tmp_path: Path) -> None:
    """A literal with a slash at its end lets nobody in, so that nobody is shut out."""
    api = Rest.make()
    assert fixed(tmp_path / "first") == 0
    api.client.delete_method(**api.place, httpMethod="OPTIONS")
    api.mock("'https://app.example.com/'")
    api.deploy()
    before = dump()
    assert found() == ["CORS122", "CORS505"]

    assert fixed(tmp_path / "second") == 0

    assert found() == []
    assert rolled_back(tmp_path / "second") == 0
    assert dump() == before


def test_a_backend_that_answers_preflights_is_not_put_out_of_work_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """OPTIONS with an authorizer before a server of one's own."""
    api = Rest.make()
    api.method("OPTIONS", uri=f"{BACKEND}/items", authorizationType="AWS_IAM")
    api.deploy()
    before = dump()

    fixed(tmp_path)
    said = capsys.readouterr().out
    assert held_back(said) == [f"OPTIONS /items of 'shop' ({api.id})"]
    assert len(lines_of(said, "because")) == 1
    assert dump()["rest"][0]["resources"] == before["rest"][0]["resources"]


def test_several_origins_need_a_choice_for_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Error responses cannot look an origin up."""
    Rest.make().mock("'https://app.example.com'")
    policy = CorsPolicy(
        allow_origins=["https://app.example.com", "https://b.example.com"],
        allow_methods=["PUT"],
    )

    fixed(tmp_path, policy=policy)
    assert "choose error_origin='reflect'" in capsys.readouterr().out
    assert "CORS113" in found()

    assert fixed(tmp_path, policy=policy, error_origin="first") == 0
    assert "CORS113" not in found()


def _with_a_new_field(operation: str, parsed: dict[str, Any]) -> None:
    """Answer as an API Gateway would that has learned something."""
    methods = [
        shape
        for resource in parsed.get("items", ())
        if operation == "GetResources"
        for shape in resource.get("resourceMethods", {}).values()
    ]
    for shape in [*methods, *([parsed] if operation == "GetMethod" else [])]:
        if "methodIntegration" in shape:
            shape["methodIntegration"]["shiny"] = "yes"


def test_a_method_with_a_field_that_could_not_be_restored_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To make it anew would lose what this version of corsgate does not know."""
    Rest.make().mock("'https://app.example.com'", "'GET'")
    before = dump()

    with answered(_with_a_new_field):
        fixed(tmp_path)

    assert "it has shiny, which corsgate could not restore" in capsys.readouterr().out
    assert dump()["rest"][0]["resources"] == before["rest"][0]["resources"]


def test_a_run_is_not_rolled_back_over_a_field_that_could_not_be_restored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has set it since: the method is named, and left as it is."""
    api = Rest.make()
    api.mock("'https://app.example.com'", "'GET'")
    assert fixed(tmp_path) == 0
    after = dump()

    with answered(_with_a_new_field):
        assert rolled_back(tmp_path) == 1

    said = capsys.readouterr()
    assert f"OPTIONS /items of 'shop' ({api.id})" in said.out + said.err
    assert dump()["rest"][0]["resources"] == after["rest"][0]["resources"]
