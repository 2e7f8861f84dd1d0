"""Code with too many paths to follow one by one: all at once, and each method by itself."""

from __future__ import annotations

import pytest

from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler

ALL = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
PYTHON = b"""\
def answer(status):
    return {"statusCode": status, "headers": {"Access-Control-Allow-Origin": "*"}, "body": ""}

def handler(event, context):
    if event["body"]:
        print("a body")
    method = event["httpMethod"]
    if method == "GET":
        return answer(200) if event["x"] else answer(404)
    if method in ("POST", "PUT"):
        return answer(201)
    return {"statusCode": 501}
"""
SCRIPT = b"""\
const answer = (statusCode) => ({statusCode, headers: {'Access-Control-Allow-Origin': '*'}});
exports.handler = async (event) => {
  if (event.body) console.log('a body');
  if (event.requestContext.http.method === 'GET') { return event.x ? answer(200) : answer(404); }
  else if (['POST', 'PUT'].includes(event.requestContext.http.method)) { return answer(201); }
  return {statusCode: 501};
};
"""


@pytest.mark.parametrize("paths", [400, 2])
@pytest.mark.parametrize(
    ("files", "runtime"),
    [({"app.py": PYTHON}, "python3.13"), ({"app.js": SCRIPT}, "nodejs22.x")],
    ids=["python", "javascript"],
)
def test_each_method_gets_its_own_answers(
    files: dict[str, bytes], runtime: str, paths: int
) -> None:
    """Whether the paths are followed one by one or together: a GET is never answered 501."""
    reading = read_handler(Bundle(files), runtime, "app.handler", Environment(), paths=paths)
    found: dict[object, set[str]] = {}
    for each in reading.answers:
        methods = {method for method in ALL if each.can_meet(method=method)}
        found.setdefault(each.status, set()).update(methods)

    assert found == {
        200: {"GET"},
        404: {"GET"},
        201: {"POST", "PUT"},
        501: ALL - {"GET", "POST", "PUT"},
    }


def test_answers_with_the_same_headers_are_not_asked_for_again() -> None:
    """Which method gets which does not matter then."""
    source = PYTHON.replace(b'{"statusCode": 501}', b"answer(501)")
    reading = read_handler(
        Bundle({"app.py": source}), "python3.13", "app.handler", Environment(), paths=2
    )

    assert {each.when for each in reading.answers} == {()}
    assert {each.status for each in reading.answers} == {200, 201, 404, 501}


@pytest.mark.parametrize("paths", [400, 2])
def test_an_answer_is_at_a_line_of_its_own(paths: int) -> None:
    """Also where all paths are followed together: no answer is at the line of another."""
    source = PYTHON.replace(b"return answer(201)", b'return {"statusCode": 201, "body": ""}')
    reading = read_handler(
        Bundle({"app.py": source}), "python3.13", "app.handler", Environment(), paths=paths
    )
    lines = {each.status: each.place.line for each in reading.answers if each.status in {201, 501}}
    assert lines == {201: 11, 501: 12}
