"""What public reports are rebuilt from: answers of a small server, in our own bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from support.heard import heard

if TYPE_CHECKING:
    from corsgate_audit.probe import Heard

API = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/items"
HTTP_API = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/items"
URL = "https://abc.lambda-url.eu-west-1.on.aws/items"
OTHER = "https://api.example.com/items"
LOCAL = "http://127.0.0.1:3000/items"
CDN = "https://d111.cloudfront.net/info.json"

JSON = (("content-type", "application/json"),)
TOKEN = (("authorization", "Bearer x"),)

REST = {"x-amzn-RequestId": "r", "x-amz-apigw-id": "a", "Content-Type": "application/json"}
HTTP = {"apigw-requestid": "a", "Content-Type": "application/json"}
EDGE = {"Via": "1.1 x (CloudFront)", "x-amz-cf-id": "c"}
STAR = {"Access-Control-Allow-Origin": "*"}
ASKED = {
    **STAR,
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Headers": "content-type,authorization",
}
WERKZEUG = {"Server": "Werkzeug/2.3.8 Python/3.11.8", "Content-Type": "application/json"}
TOO_MANY = "<center><h1>429 Too Many Requests</h1></center><hr><center>nginx/1.18.0</center>"

BLOCKED = (
    "Access to XMLHttpRequest at '{url}' from origin '{app}' has been blocked by CORS policy: "
)
ASK = "Response to preflight request doesn't pass access control check: "
NONE = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
STATUS = "It does not have HTTP ok status."
OLD = "XMLHttpRequest cannot load {url}. "
FIREFOX = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource "
    "at {url}. (Reason: "
)
MISSING = FIREFOX + "CORS header \u2018Access-Control-Allow-Origin\u2019 missing)."

LOG = (
    "Execution failed due to configuration error: statusCode should be an integer which "
    "defined in request template {url}"
)
NO_SUCH_HEADER = (
    "Request header field Authorization is not allowed by Access-Control-Allow-Headers in "
    "preflight response."
)
OTHER_PORT = (
    "The 'Access-Control-Allow-Origin' header has a value 'http://localhost:8080' that is "
    "not equal to the supplied origin."
)
NOT_A_STAR = (
    "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
    "wildcard '*' when the request's credentials mode is 'include'."
)
SEVERAL = (
    "The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only "
    "one is allowed."
)
OTHER_PAGE = (
    "The 'Access-Control-Allow-Origin' header has a value 'https://viewer.example' that is "
    "not equal to the supplied origin."
)


class Report(NamedTuple):
    """One report.

    Args:
        where: repository and number.
        said: what the person saw; with ``{url}`` and ``{app}``.
        cause: the true one.
        response: the answer to the request itself.
        preflight: the answer to its preflight.
        url: that the page calls.
        method: with which.
        headers: that the page sets.
        credentials: mode of the request.
        past: what a GET gets that the probe sends to tell causes apart; else `response`.
    """

    where: str
    said: str
    cause: str
    response: Heard
    preflight: Heard = heard(204, ASKED)
    url: str = API
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    credentials: str = "same-origin"
    past: Heard | None = None


def rest(kind: str, status: int, message: str) -> Heard:
    """Return an error of a REST API's own."""
    return heard(status, {**REST, "x-amzn-ErrorType": kind}, f'{{"message":"{message}"}}')


NO_OPTIONS = rest("MissingAuthenticationTokenException", 403, "Missing Authentication Token")
UNAUTHORIZED = rest("UnauthorizedException", 401, "Unauthorized")
BROKEN = rest("InternalServerErrorException", 500, "Internal server error")
FAILED = rest("InternalServerErrorException", 502, "Internal server error")
LATE = rest("InternalServerErrorException", 504, "Endpoint request timed out")
FORBIDDEN = rest("ForbiddenException", 403, "Forbidden")
LIMIT = rest("LimitExceededException", 429, "Limit Exceeded")
FINE = heard(200, {**REST, **STAR})
BARE = heard(200, REST)
NOTHING = heard(200)
NO_CORS = heard(204)
BUCKET = "<Code>AccessForbidden</Code><Message>CORSResponse: CORS is not enabled for this bucket."


def asked(where: str, said: str, cause: str, preflight: Heard, **more: object) -> Report:
    """Return a report whose preflight fails; a PUT of JSON unless it says more."""
    known: dict[str, object] = {"method": "PUT", "headers": JSON, "response": FINE, **more}
    return Report(where=where, said=said, cause=cause, preflight=preflight, **known)  # type: ignore[arg-type]  # each a field of the tuple


def sent(where: str, said: str, cause: str, response: Heard, **more: object) -> Report:
    """Return a report whose request itself fails."""
    return Report(where=where, said=said, cause=cause, response=response, **more)  # type: ignore[arg-type]  # each a field of the tuple
