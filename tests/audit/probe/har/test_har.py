"""HARs in the forms of Chrome, Firefox and Safari: what is blocked, why, and what stays secret.

Hand-made after each browser's own writer: front_end/models/har/Log.ts of Chrome's developer tools,
devtools/client/netmonitor/src/har/har-builder.js of Firefox, HARBuilder.js of Safari's inspector.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.probe.har import HarError, JudgedEntry, judged_requests, read_har
from corsgate_audit.probe.har.reading import safe_body, without_secrets

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
API = "https://api.example.com/items"
SECRET = "s3cret"  # noqa: S105 - what must not be printed
ALLOW = {"access-control-allow-origin": APP}
ASKED = {
    "Origin": APP,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,content-type",
}
SENT = {
    "Origin": APP,
    "Authorization": f"Bearer {SECRET}",
    "Content-Type": "application/json",
    "User-Agent": "Mozilla/5.0",
    "X-Secret": SECRET,
}


def entry(
    method: str,
    status: int,
    request: dict[str, str],
    response: dict[str, str] | None = None,
    **more: Any,  # noqa: ANN401 - a browser's own fields
) -> dict[str, Any]:
    """Return an entry as HAR 1.2 has it, with a browser's own fields."""
    content = {"size": 0, "mimeType": "", "text": more.pop("text", "")}
    made = {
        "request": {
            "method": method,
            "url": more.pop("url", API),
            "headers": [{"name": name, "value": value} for name, value in request.items()],
            "cookies": more.pop("cookies", []),
            "postData": {"mimeType": "application/json", "text": SECRET},
        },
        "response": {
            "status": status,
            "headers": [{"name": name, "value": value} for name, value in (response or {}).items()],
            "content": content,
        },
    }
    for name in ("_error", "_failureText"):
        if name in more:
            made["response"][name] = more.pop(name)
    return made | more


def judged(folder: Path, *entries: dict[str, Any], pages: Any = None) -> list[JudgedEntry]:  # noqa: ANN401 - whatever a file has
    """Write a HAR and judge it."""
    log: dict[str, Any] = {"version": "1.2", "entries": list(entries)}
    if pages is not None:
        log["pages"] = pages
    (folder / "page.har").write_text(json.dumps({"log": log}))
    return list(judged_requests(read_har(folder / "page.har")))


def told(each: JudgedEntry) -> tuple[bool | None, str | None, str | None]:
    """Return whether a request is allowed, the error, and the cause."""
    verdict, cause = each.found.verdict, each.found.cause
    return (
        None if verdict is None else verdict.allowed,
        verdict.error if verdict else None,
        cause.slug if cause else None,
    )


def test_chrome_stores_the_preflight_beside_a_request_without_an_answer(tmp_path: Path) -> None:
    """The preflight's answer decides; the request itself has the status 0."""
    (only,) = judged(
        tmp_path,
        entry("PUT", 0, SENT, _resourceType="fetch", _error="net::ERR_FAILED"),
        entry(
            *("OPTIONS", 403, ASKED),
            {"x-amz-apigw-id": "a", "x-amzn-errortype": "MissingAuthenticationTokenException"},
            text='{"message":"Missing Authentication Token"}',
            _resourceType="preflight",
        ),
    )
    assert told(only) == (False, "PreflightMissingAllowOriginHeader", "no-options-method")
    assert only.found.real_error is not None
    assert only.found.real_error.type == "MissingAuthenticationTokenException"


def test_a_preflight_whose_request_was_never_sent_is_one_by_itself(tmp_path: Path) -> None:
    """With the method and the headers that it asks for."""
    allowed = {**ALLOW, "access-control-allow-methods": "GET"}
    (only,) = judged(tmp_path, entry("OPTIONS", 204, ASKED, allowed, _resourceType="preflight"))
    assert told(only) == (False, "MethodDisallowedByPreflightResponse", "method-not-allowed")
    assert only.found.request.method == "PUT"


def test_firefox_stores_the_answer_of_a_blocked_request(tmp_path: Path) -> None:
    """Without a type of its own: the Origin header tells that the page asks with CORS."""
    pages = [{"id": "page_1", "title": "Items"}]
    (only,) = judged(
        tmp_path,
        entry(
            *("GET", 502, {"Origin": APP, "Host": "api.example.com"}),
            {"x-amz-apigw-id": "a", "x-amzn-errortype": "InternalServerErrorException"},
            text='{"message": "Internal server error"}',
            pageref="page_1",
            _securityState="secure",
        ),
        pages=pages,
    )
    assert told(only) == (False, "MissingAllowOriginHeader", "function-failed")


def test_safari_stores_a_page_by_its_address(tmp_path: Path) -> None:
    """The page's title is its URL; requests have a fetch type and no resource type."""
    pages = [{"id": "page_0", "title": f"{APP}/list"}]
    (only,) = judged(
        tmp_path,
        entry("GET", 200, {"Accept": "*/*"}, pageref="page_0", _fetchType="Network Load"),
        pages=pages,
    )
    assert told(only) == (False, "MissingAllowOriginHeader", "response-without-headers")
    assert only.found.request.origin == APP


@pytest.mark.parametrize("status", [0, -1, None, "x"])
def test_a_request_without_an_answer_is_undetermined(status: Any, tmp_path: Path) -> None:  # noqa: ANN401 - whatever a file has
    """What the entry shows is told, and a command is given that asks the server."""
    (only,) = judged(
        tmp_path, entry("PUT", status, SENT, _resourceType="xhr", _error="net::ERR_FAILED")
    )
    assert told(only) == (None, None, None)
    assert str(only.shown).endswith("net::ERR_FAILED")
    assert shlex.split(only.next) == [
        *("corsgate", "probe", API, "--origin", APP, "--method", "PUT"),
        *("--header", "authorization: VALUE", "--header", "content-type: application/json"),
        *("--header", "x-secret: VALUE"),
    ]


def test_a_request_that_was_sent_had_permission(tmp_path: Path) -> None:
    """Its preflight may be in the browser's cache and not in the file."""
    (only,) = judged(tmp_path, entry("PUT", 200, SENT, ALLOW, _resourceType="fetch"))
    assert told(only) == (True, None, None)


def test_a_redirect_is_undetermined(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """What follows is an entry of its own at best."""
    answer = {**ALLOW, "location": f"https://c.example/?token={SECRET}"}
    (only,) = judged(tmp_path, entry("GET", 302, {"Origin": APP}, answer, _resourceType="fetch"))
    assert told(only) == (None, None, None)
    assert only.shown == snapshot


def test_cookies_are_credentials(tmp_path: Path) -> None:
    """Then a star is not enough."""
    star = {"access-control-allow-origin": "*"}
    cookie = [{"name": "a", "value": SECRET}]
    (only,) = judged(tmp_path, entry("GET", 200, {"Origin": APP}, star, cookies=cookie))
    assert told(only) == (False, "WildcardOriginNotAllowed", "credentials-not-allowed")


def test_what_is_no_cors_request_is_left_out(tmp_path: Path) -> None:
    """The page's own origin, images, data URLs, and what is no entry at all."""
    found = judged(
        tmp_path,
        entry("GET", 200, {"Referer": f"{APP}/"}, url=f"{APP}/own", _resourceType="fetch"),
        entry("GET", 200, {"Referer": f"{APP}/"}, _resourceType="image"),
        entry("GET", 200, {"Referer": f"{APP}/", "Sec-Fetch-Mode": "no-cors"}),
        entry("GET", 200, {}, url="data:,x"),
        entry("GET", 200, {}, _resourceType="fetch"),
        {"request": None},
        {},
    )
    assert found == []


def test_secrets_are_nowhere_in_the_reports(tmp_path: Path) -> None:
    """Neither cookies nor tokens nor bodies, in queries, headers or errors; in both formats."""
    url = f"https://u:{SECRET}@api.example.com/items?token={SECRET}&a"
    answer = {
        "set-cookie": f"id={SECRET}",
        "x-api-token": SECRET,
        "location": f"https://x.example/?t={SECRET}",
        "x-amz-apigw-id": "a",
        "x-amzn-errortype": "InternalServerErrorException",
    }
    text = json.dumps({"message": "Internal server error", "detail": SECRET})
    cookies = [{"name": SECRET, "value": SECRET}]
    judged(
        tmp_path,
        entry("PUT", 500, SENT, answer, url=url, text=text, cookies=cookies, _resourceType="fetch"),
        entry("PUT", 500, SENT, {}, url=url, text=SECRET, _resourceType="fetch"),
        entry("PUT", 0, SENT, {}, url=url, _resourceType="fetch", _error=f"{SECRET}\n{SECRET}"),
    )
    for form in ("text", "json"):
        status, output, error = run(tmp_path, "--format", form)
        assert (status, error) == (1, "")
        assert SECRET not in output
        assert "token=VALUE&a" in output


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run `corsgate probe --har` on the file of a folder."""
    arguments = ("probe", "--har", str(folder / "page.har"), *arguments)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def test_the_report_tells_each_request_that_is_not_allowed(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Whole, and how many there are."""
    judged(
        tmp_path,
        entry("GET", 200, {"Origin": APP}, ALLOW),
        entry("GET", 200, {"Origin": APP}),
        entry("PUT", 0, {"Origin": APP}, _error="net::ERR_FAILED"),
    )
    status, output, _ = run(tmp_path)
    assert status == 1
    assert output == snapshot
    found = json.loads(run(tmp_path, "--format", "json")[1])
    assert found["summary"] == {"requests": 3, "blocked": 1, "undetermined": 1, "allowed": 1}
    assert [each["allowed"] for each in found["requests"]] == [True, False, None]
    assert found["requests"][2]["next"] == [f"corsgate probe {API} --origin {APP} --method PUT"]


def test_exit_status(tmp_path: Path) -> None:
    """1 before 3 before 0."""
    judged(tmp_path, entry("GET", 200, {"Origin": APP}, ALLOW))
    assert run(tmp_path)[0] == 0
    judged(tmp_path, entry("GET", 0, {"Origin": APP}))
    assert run(tmp_path)[0] == 3


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[" * 100_000,
        "[]",
        '{"log": {"entries": {}}}',
        None,
    ],
    ids=["cut off", "nested", "a list", "no list of entries", "not there"],
)
def test_a_file_that_is_no_har_is_one_line_and_2(
    content: str | None, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """It does not quote the file."""
    if content is not None:
        (tmp_path / "page.har").write_text(content)
    status, output, error = run(tmp_path)
    assert (status, output) == (2, "")
    assert error == snapshot


def test_a_url_and_a_file_are_one_too_many(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Neither is one too few."""
    judged(tmp_path)
    assert "but not both" in run(tmp_path, API)[2]
    result = CliRunner().invoke(app, ["probe"])
    assert result.exit_code == 2
    assert result.stderr == snapshot


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["request", "response", "url", "headers", "status", "name", "value", "entries"]
                ),
                inner,
            )
        ),
        max_leaves=20,
    )
)
def test_no_file_is_a_fault(content: Any) -> None:  # noqa: ANN401 - whatever a file has
    """Whatever stands in it."""
    import tempfile  # noqa: PLC0415 - hypothesis allows no fixture of a function
    from pathlib import Path as File  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = File(folder, "page.har")
        path.write_text(json.dumps({"log": {"entries": [content]}}))
        try:
            assert list(judged_requests(read_har(path))) == []
        except HarError as error:
            pytest.fail(str(error))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"message":"Forbidden","token":"s3cret"}', '{"message":"Forbidden"}'),
        (f'{{"message":"{SECRET}"}}', ""),
        (f"<html>{SECRET}<center>nginx</center>", "<center>nginx"),
        (f"Request blocked. {SECRET}", "Request blocked"),
        (SECRET, ""),
    ],
)
def test_of_a_body_only_its_maker_is_kept(text: str, kept: str) -> None:
    """And what the error is."""
    assert safe_body(text) == kept


def test_values_of_a_query_are_hidden() -> None:
    """Names are not; nor is the path, which the command needs."""
    assert (
        without_secrets("https://u:p@a.example/x?a=1&b=&c#t")
        == "https://a.example/x?a=VALUE&b=VALUE&c"
    )


def test_what_chrome_blocked_although_it_looks_permitted_was_sent_with_credentials(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """A file does not hold the mode; where not even that explains it, nothing is determined."""
    star = {"access-control-allow-origin": "*"}
    error = {"_resourceType": "fetch", "_error": "net::ERR_FAILED"}
    (starred,) = judged(tmp_path, entry("GET", 200, {"Origin": APP}, star, **error))
    assert told(starred) == (False, "WildcardOriginNotAllowed", "credentials-not-allowed")
    permits = {**ALLOW, "access-control-allow-credentials": "true"}
    (unclear,) = judged(tmp_path, entry("GET", 200, {"Origin": APP}, permits, **error))
    assert told(unclear) == (None, None, None)
    assert unclear.shown == snapshot
    assert unclear.next == f"corsgate probe {API} --origin {APP}"


def test_a_token_that_the_file_leaves_out_is_in_its_preflight(tmp_path: Path) -> None:
    """Chrome exports without tokens unless it is told otherwise."""
    allowed = {
        **ALLOW,
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "content-type",
    }
    sent = {name: value for name, value in SENT.items() if name != "Authorization"}
    (only,) = judged(
        tmp_path,
        entry("OPTIONS", 204, ASKED, allowed, _resourceType="preflight"),
        entry("PUT", 0, sent, _resourceType="fetch", _error="net::ERR_FAILED"),
    )
    assert told(only) == (False, "HeaderDisallowedByPreflightResponse", "headers-not-allowed")


def test_the_page_of_an_app_is_one(tmp_path: Path) -> None:
    """Its requests are judged, too."""
    (only,) = judged(
        tmp_path, entry("GET", 200, {"Origin": "capacitor://localhost"}, ALLOW, _resourceType="xhr")
    )
    assert told(only) == (False, "AllowOriginMismatch", "origin-not-allowed")
