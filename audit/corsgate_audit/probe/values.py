"""What a server answered and what that means: plain, frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest, HttpRequest, HttpResponse, Verdict


class Family(StrEnum):
    """The three families of "Method not allowed by CORS", and what else a browser blocks for."""

    METHOD = "the server does not allow the method"
    PREFLIGHT = "the server does not answer the preflight"
    FRONT = "the gateway or CDN in front restricts the request"
    POLICY = "the server's CORS policy does not cover the request"
    RESPONSE = "the response itself carries no permission for the page"
    NETWORK = "there is no answer"


class Server(StrEnum):
    """What takes part in an answer, from the browser inwards."""

    PROXY = "proxy"
    CLOUDFRONT = "cloudfront"
    CLOUDFLARE = "cloudflare"
    ALB = "alb"
    NGINX = "nginx"
    REST_API = "rest_api"
    HTTP_API = "http_api"
    FUNCTION_URL = "function_url"
    S3 = "s3"
    GUNICORN = "gunicorn"
    UVICORN = "uvicorn"
    STARLETTE = "starlette"
    FLASK = "flask"
    EXPRESS = "express"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back for one request.

    Args:
        response: None where nothing did.
        body: the beginning of it, as text.
        problem: why nothing came back; None where something did.
    """

    response: HttpResponse | None
    body: str = ""
    problem: str | None = None

    def header(self, name: str) -> str:
        """Return a header's lines joined by ``", "``; empty without any."""
        lines = self.response.headers if self.response else ()
        return ", ".join(value for key, value in lines if key.lower() == name.lower())

    @property
    def status(self) -> int:
        """The status; 0 where nothing came back."""
        return self.response.status if self.response else 0


@dataclass(frozen=True, slots=True)
class Trace:
    """A sign that something took part in an answer.

    Args:
        server: that left it.
        evidence: the header line, or what else shows it.
    """

    server: Server
    evidence: str


@dataclass(frozen=True, slots=True)
class Also:
    """Another cause that shows the same bytes.

    Args:
        slug: of it.
        sentence: what it is, and what tells it apart.
    """

    slug: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a browser blocks an exchange, or a server refuses it.

    Args:
        slug: names it for programs; stable.
        family: the kind of cause.
        sentence: what is wrong, with the values.
        server: that has to be changed; None where the answer does not show it.
        also: other causes of the same bytes, the likeliest first.
    """

    slug: str
    family: Family
    sentence: str
    server: Server | None = None
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True)
class RealError:
    """The error behind a CORS error: what the answer says, which the page cannot read.

    Args:
        slug: of the cause.
        status: of the answer.
        type: value of ``x-amzn-errortype`` without what follows a colon; None without one.
        message: from the body; None where it is empty.
        sentence: all of it in words.
    """

    slug: str
    status: int
    type: str | None
    message: str | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One request of a page, what the server answered, and what comes of it.

    Args:
        request: what the page asks for.
        preflight: what the browser asks first; None where it does not ask.
        preflight_answer: to that question.
        actual: the request that follows; None where the browser never sends it.
        answer: to that request; None where it was not sent.
        verdict: None where nothing came back, or the request that decides was not sent.
        traces: of what took part in the deciding answer, from the browser inwards.
        cause: None where the page gets its response, or nothing can be determined.
        real_error: None where the answer is no error, or the page can read it.
        remarks: what else is worth knowing, a sentence each.
    """

    request: BrowserRequest
    preflight: HttpRequest | None
    preflight_answer: Heard | None = None
    actual: HttpRequest | None = None
    answer: Heard | None = None
    verdict: Verdict | None = None
    traces: tuple[Trace, ...] = ()
    cause: Cause | None = None
    real_error: RealError | None = None
    remarks: tuple[str, ...] = ()

    @property
    def deciding(self) -> Heard | None:
        """The last answer there is."""
        return self.answer or self.preflight_answer
