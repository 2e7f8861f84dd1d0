"""What a server answered and what that means: plain, frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from corsgate_audit.browser.exchange import BrowserExchange

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse


class Family(StrEnum):
    """The three families of "Method not allowed by CORS", and what else a browser blocks for."""

    METHOD = "the server does not allow the method"
    PREFLIGHT = "the server does not answer the preflight"
    FRONT = "the gateway or CDN in front restricts the request"
    POLICY = "the server's CORS policy does not cover the request"
    RESPONSE = "the response itself does not allow the page"
    NETWORK = "there is no answer"
    BROWSER = "the browser keeps the page from calling there"


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
        content: what `body` is the text of.
    """

    response: HttpResponse | None
    body: str = ""
    problem: str | None = None
    content: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, response: HttpResponse, content: bytes) -> Self:
        """Return an answer with its body.

        Args:
            response: head of the answer.
            content: beginning of its body.
        """
        return cls(response, content.decode("utf-8", "replace"), content=content)

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
        server: server that left it.
        evidence: the header line, or what else shows it.
    """

    server: Server
    evidence: str


@dataclass(frozen=True, slots=True)
class Also:
    """Another cause that shows the same bytes.

    Args:
        slug: slug of it.
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
        server: server that has to be changed; None where the answer does not show it.
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
        slug: slug of the cause.
        status: status of the answer.
        type: value of ``x-amzn-errortype`` without what follows a colon; None without one.
        message: message of the answer's body; None where it is empty.
        sentence: all of it in words.
    """

    slug: str
    status: int
    type: str | None
    message: str | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(BrowserExchange[Heard]):
    """One request of a page to a server, and what its answers show.

    Args:
        traces: traces of what took part in the deciding answer, from the browser inwards.
        cause: None where the page gets its response, or nothing can be determined.
        real_error: None where the answer is no error, or the page can read it.
        remarks: what else is worth knowing, a sentence each.
    """

    traces: tuple[Trace, ...] = ()
    cause: Cause | None = None
    real_error: RealError | None = None
    remarks: tuple[str, ...] = ()
