"""Statements about AWS, the questions that decide them, and what the model predicts.

Each statement is a sentence that the model of the gateway relies on. Its question is one request
to the conformance app; whether AWS answers as predicted decides whether the statement is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

STATUS = "status"
"""In `Question.compares`: the status of the answers."""
BODY = "body"
"""In `Question.compares`: the bytes of their bodies."""


class Basis(StrEnum):
    """What a statement rests on, the strongest first."""

    SEEN = "seen on AWS"
    RECORDED = "recorded by others"
    DOCUMENTED = "documented"
    INFERRED = "inferred"


class Part(StrEnum):
    """A stack of the conformance app. `CLOUDFRONT` takes minutes to deploy and may be left out."""

    VELOCITY = "Velocity"
    LANGUAGE = "Language"
    MOCK = "Mock"
    REST = "Rest"
    HTTP = "Http"
    URL = "Url"
    CLOUDFRONT = "CloudFront"


class Front(StrEnum):
    """A front door of the conformance app; the value is its logical id, and its name in outputs."""

    VELOCITY = "Velocity"
    """REST API whose response templates show what a method of Velocity's comes to."""
    LANGUAGE = "Language"
    """The same, for Velocity itself and the variables that API Gateway gives to templates."""
    MOCK = "Mock"
    """REST API of MOCK integrations."""
    BINARY = "Binary"
    """The same, with ``*/*`` as its binary media type."""
    REST = "Rest"
    """REST API with functions, authorizers and validators, and AWS's own error responses."""
    ERRORS = "Errors"
    """REST API with gateway responses of its own."""
    OPENAPI = "OpenApi"
    """REST API of an OpenAPI document with a ``security`` at its top."""
    PROXY = "Proxy"
    """REST API with a catch-all path."""
    HTTP = "Http"
    """HTTP API that allows two origins with credentials."""
    HTTP_ANY = "HttpAny"
    """HTTP API that allows ``*``."""
    HTTP_PATTERN = "HttpPattern"
    """HTTP API that allows every origin of a scheme: ``https://*``."""
    HTTP_GUARDED = "HttpGuarded"
    """HTTP API with CORS settings whose ``$default`` route has an authorizer."""
    HTTP_PLAIN = "HttpPlain"
    """HTTP API without CORS settings."""
    URL = "Url"
    """Function URL that allows one origin; its function sends no CORS headers."""
    URL_ANY = "UrlAny"
    """Function URL that allows ``*``."""
    URL_TWICE = "UrlTwice"
    """Function URL that allows one origin; its function sends CORS headers too."""
    URL_PLAIN = "UrlPlain"
    """Function URL without CORS settings; its function sends CORS headers."""
    URL_IAM = "UrlIam"
    """Function URL with CORS settings that asks for a signature."""
    URL_CLOSED = "UrlClosed"
    """Function URL with CORS settings that nobody has the permission to call."""
    CLOUDFRONT = "CloudFront"
    """Distribution in front of a REST API."""

    @property
    def part(self) -> Part:
        """The stack that holds it."""
        return _PARTS[self]

    @property
    def output(self) -> str:
        """The stack output that holds its base URL, without a slash at its end: ``RestUrl``."""
        return f"{self.value}BaseUrl"


_PARTS = {
    Front.VELOCITY: Part.VELOCITY,
    Front.LANGUAGE: Part.LANGUAGE,
    Front.MOCK: Part.MOCK,
    Front.BINARY: Part.MOCK,
    Front.REST: Part.REST,
    Front.ERRORS: Part.REST,
    Front.OPENAPI: Part.REST,
    Front.PROXY: Part.REST,
    Front.HTTP: Part.HTTP,
    Front.HTTP_ANY: Part.HTTP,
    Front.HTTP_PATTERN: Part.HTTP,
    Front.HTTP_GUARDED: Part.HTTP,
    Front.HTTP_PLAIN: Part.HTTP,
    Front.URL: Part.URL,
    Front.URL_ANY: Part.URL,
    Front.URL_TWICE: Part.URL,
    Front.URL_PLAIN: Part.URL,
    Front.URL_IAM: Part.URL,
    Front.URL_CLOSED: Part.URL,
    Front.CLOUDFRONT: Part.CLOUDFRONT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence about AWS that the model relies on.

    Args:
        id: words with hyphens; never used for anything else once a result has named it.
        says: one plain sentence.
        basis: what it rests on until AWS was asked.
        source: URL of the page, or of the code or report that recorded it.
        relied_on_by: code that is wrong if the statement is: ``module:qualname``.
    """

    id: str
    says: str
    basis: Basis
    source: str
    relied_on_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to a front door of the conformance app.

    Args:
        method: upper-case.
        path: path below the front door's base URL, with its query string: ``/items?id=1``.
        headers: names and values, spelled as they are sent.
        body: bytes of the body, up to 10 MB in one question: a report gives their number alone.
        http_version: ``1.1`` or ``2``; None for whichever the server offers.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    http_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The request that decides a statement, and what of its answer decides.

    Args:
        statement: id of the statement.
        front: front door that is asked.
        request: the request.
        compares: `STATUS`, `BODY` and lower-case names of headers. A header that the prediction
            does not have must be absent.
        before: requests to the same front door that are sent before, such as those that fill a
            cache; their answers are not compared.
        provokes: type of the gateway response that the request provokes by what the model does not
            read, such as throttling; empty where the model finds out.
    """

    statement: str
    front: Front
    request: Request
    compares: tuple[str, ...]
    before: tuple[Request, ...] = ()
    provokes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the model says that AWS answers.

    Args:
        status: status of the answer.
        headers: names, lower-case, and values, sorted; a name may stand there twice.
        body: bytes of the body; None where the model does not say.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undetermined:
    """That the model makes no prediction.

    Args:
        reason: why, one sentence.
    """

    reason: str
