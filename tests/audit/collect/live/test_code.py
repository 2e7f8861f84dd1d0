"""The code of an account's functions is downloaded once and read; what is not read is named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.collect.code.archives import ZIP_LIMIT
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live import code, read_account
from corsgate_audit.collect.live.account import connect
from corsgate_audit.collect.live.code import FunctionCodes, downloaded
from corsgate_audit.handlers.answers import LiteralText
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import CoverageState, FunctionCode
from support.byte_server import byte_server
from support.live_fix import Rest
from support.moto_support import install
from support.stubbed_account import stubbed_account

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.stub import Stubber

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:items"
PATH = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{}/invocations"
SILENT = "def handler(event, context):\n    return {'statusCode': 200, 'body': ''}\n"
SETTINGS = {"Runtime": "python3.13", "Handler": "index.handler"}
LOCATION = "https://awslambda.example/items?signature=secret"


def archive(**files: str) -> bytes:
    """Return a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name, text in files.items():
            packed.writestr(f"{name}.py", text)
    return data.getvalue()


@pytest.fixture(name="stub")
def _stub() -> Iterator[tuple[Stubber, Callable[..., FunctionCodes]]]:
    """Have a client whose answers are given beforehand, and what reads code through it."""
    with stubbed_account(has_names=True) as aws:
        yield aws.lambda_, lambda download: FunctionCodes(aws.account, download)


Stub = tuple[Any, Callable[..., FunctionCodes]]


def answer(stub: Any, **settings: object) -> None:  # noqa: ANN401 - botocore's stubber
    """Answer GetFunction once."""
    said = {"Configuration": {**SETTINGS, **settings}, "Code": {"Location": LOCATION}}
    stub.add_response("get_function", said, {"FunctionName": ARN})


def test_a_function_is_downloaded_and_read_once(stub: Stub) -> None:
    """However many routes lead to it; its environment is known, and its lines are."""
    client, codes_of = stub
    text = """import os

def handler(event, context):
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": os.environ["ORIGIN"]}}
"""
    asked: list[str] = []

    def download(url: str) -> bytes:
        asked.append(url)
        return archive(index=text)

    codes = codes_of(download)
    answer(client, Environment={"Variables": {"ORIGIN": "https://app.example.com"}})
    found = [codes.behind(uri) for uri in (ARN, PATH.format(ARN), ARN)]

    assert asked == [LOCATION]
    read = found[0]
    assert [each is read for each in found] == [True] * 3
    assert read is not None
    assert read.reading is not None
    (given,) = read.reading.answers
    values = given.values("access-control-allow-origin")
    assert (values, given.place.line) == ((LiteralText("https://app.example.com"),), 4)
    assert (read.name, read.folder, read.location.arn) == ("items", "items/", ARN)


def test_what_is_no_function_has_no_code(stub: Stub) -> None:
    """And nobody is asked."""
    _, codes_of = stub
    codes = codes_of(pytest.fail)
    assert [codes.behind(uri) for uri in (None, "https://example.com", "")] == [None] * 3


@pytest.mark.parametrize(
    ("settings", "content", "why"),
    [
        ({"PackageType": "Image"}, b"", "its code is a container image"),
        ({"Runtime": "java21"}, b"", "code for java21 is not read"),
        ({}, b"no zip", f"'the code of {ARN}' is not a readable zip file: BadZipFile"),
    ],
)
def test_what_is_not_read_is_named(
    stub: Stub, settings: dict[str, object], content: bytes, why: str
) -> None:
    """By its reason, in one line."""
    client, codes_of = stub
    answer(client, **settings)
    found = codes_of(lambda _: content).behind(ARN)
    assert found is not None
    assert (found.reading, found.why_not) == (None, why)


def test_a_refusal_is_aws_s_own(stub: Stub) -> None:
    """And a stage variable names nothing that could be asked for."""
    client, codes_of = stub
    client.add_client_error("get_function", "AccessDeniedException", "not\nyours")
    codes = codes_of(pytest.fail)
    refused, variable = codes.behind(ARN), codes.behind(f"{ARN}-${{stageVariables.name}}")
    assert refused is not None
    assert refused.why_not == (
        "An error occurred (AccessDeniedException) when calling the GetFunction operation: not "
        "yours"
    )
    assert variable is not None
    assert variable.why_not == "a stage variable names the function"


def test_all_code_together_is_bounded(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may have thousands of functions."""
    client, codes_of = stub
    monkeypatch.setattr(code, "_WHOLE", 10)
    codes = codes_of(lambda _: archive(index=SILENT))
    answer(client)
    assert codes.behind(ARN)
    said = {"Configuration": SETTINGS, "Code": {"Location": LOCATION}}
    client.add_response("get_function", said, {"FunctionName": f"{ARN}:2"})
    second = codes.behind(f"{ARN}:2")
    assert isinstance(second, FunctionCode)
    assert second.why_not == "the audit has downloaded 10 bytes of code in this region"


PATH_OF_CODE = "/code?signature=secret"
HEAD = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def serving(data: bytes) -> Iterator[str]:
    """Answer every request with some bytes."""
    with byte_server({PATH_OF_CODE: lambda: [data]}) as server:
        yield f"{server.origin}{PATH_OF_CODE}"


def test_an_archive_is_downloaded() -> None:
    """Byte for byte."""
    with serving(HEAD + b"Content-Length: 3\r\n\r\nabc") as url:
        assert downloaded(url) == b"abc"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "status 403"),
        (b"nonsense\r\n\r\n", "RemoteProtocolError"),
    ],
)
def test_an_address_is_never_shown(data: bytes, why: str) -> None:
    """It is signed: who has it may download the code."""
    with (
        serving(data) as url,
        pytest.raises(TargetError, match=f"^its code could not be downloaded: {why}$"),
    ):
        downloaded(url)


def test_an_archive_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lambda takes none that is as long."""
    monkeypatch.setattr(code, "ZIP_LIMIT", 2)
    assert ZIP_LIMIT > 50_000_000
    with (
        serving(HEAD + b"Content-Length: 3\r\n\r\nabc") as url,
        pytest.raises(TargetError, match=r"^its code is longer than 2 bytes$"),
    ):
        downloaded(url)


@pytest.mark.slow
def test_a_function_behind_an_api_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where it is asked for; its answer without the header is found, at its line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(code, "downloaded", lambda _url: archive(index=SILENT))
    install()
    with mock_aws():
        role = boto3.client("iam").create_role(RoleName="f", AssumeRolePolicyDocument="{}")
        arn = boto3.client("lambda").create_function(
            FunctionName="items",
            Role=role["Role"]["Arn"],
            Code={"ZipFile": archive(index=SILENT)},
            **SETTINGS,  # type: ignore[arg-type]
        )["FunctionArn"]
        api = Rest.make("shop")
        api.mock("'https://app.example.com'", "'GET,PUT'")
        place = {**api.place, "httpMethod": "GET"}
        api.client.put_method(**place, authorizationType="NONE")
        api.client.put_integration(
            **place, type="AWS_PROXY", integrationHttpMethod="POST", uri=PATH.format(arn)
        )
        without = read_account(connect())
        read = read_account(connect(), code=True)

    rules = {each.rule for each in judge_collection(without).findings}
    (found,) = (each for each in judge_collection(read).findings if each.rule == "CORS701")
    assert "CORS701" not in rules
    where = (found.evidence.source, found.evidence.pointer, found.evidence.line)
    assert where == ("items/index.py", "items", 2)
    assert [(e.resource, e.state) for e in read.coverage if "(code)" in e.resource] == [
        ("aws#items (code)", CoverageState.SCANNED)
    ]
