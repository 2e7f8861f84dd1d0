"""What the causes are told by: one exchange, and the answer on which it hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from corsgate.names import (
    ALLOW,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    API_KEY,
    AUTHORIZATION,
    CORS_RESPONSE_HEADERS,
)
from corsgate_audit.browser import CorsError, Refusal
from corsgate_audit.causes.gateway_errors import message_in
from corsgate_audit.probe.values import Server

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest, Verdict
    from corsgate_audit.probe.values import Heard

FRONTS = frozenset(
    {
        Server.PROXY,
        Server.CLOUDFRONT,
        Server.CLOUDFLARE,
        Server.ALB,
        Server.NGINX,
        Server.REST_API,
        Server.HTTP_API,
        Server.FUNCTION_URL,
    }
)
"""What stands in front of an application and can refuse a request that it would have answered."""

NAMES = {
    Server.PROXY: "a corporate proxy",
    Server.CLOUDFRONT: "CloudFront",
    Server.CLOUDFLARE: "Cloudflare",
    Server.ALB: "the load balancer",
    Server.NGINX: "nginx",
    Server.REST_API: "API Gateway (REST API)",
    Server.HTTP_API: "API Gateway (HTTP API)",
    Server.FUNCTION_URL: "the function URL",
    Server.S3: "S3",
    Server.GUNICORN: "the application (gunicorn)",
    Server.UVICORN: "the application (uvicorn)",
    Server.STARLETTE: "the application (Starlette)",
    Server.FLASK: "the application (Flask)",
    Server.EXPRESS: "the application (Express)",
    None: "the server",
}


class Facts(NamedTuple):
    """One exchange, as the table of causes looks at it.

    Args:
        request: what the page asks for.
        verdict: verdict of the browser; None where nothing came back.
        heard: the answer on which it hangs.
        is_preflight: whether the answer is the preflight's.
        server: server that made it, as far as that shows.
        certain: whether that server certainly made the answer itself, and did not hand one on.
        elsewhere: what a GET of the same URL was answered, where the same bytes have several
            causes; None where nobody asked.
    """

    request: BrowserRequest
    verdict: Verdict | None
    heard: Heard
    is_preflight: bool
    server: Server | None
    certain: bool
    elsewhere: Heard | None = None

    @property
    def error(self) -> CorsError | None:
        """Chromium's name for what CORS refuses."""
        name = self.verdict.error if self.verdict else None
        return CorsError(name) if name in set(CorsError) else None

    @property
    def refusal(self) -> Refusal | None:
        """What the browser refuses before CORS is looked at."""
        name = self.verdict.error if self.verdict else None
        return Refusal(name) if name in set(Refusal) else None

    @property
    def aws_error(self) -> str:
        """API Gateway's own error type, without what follows a colon."""
        return self.heard.header("x-amzn-errortype").partition(":")[0]

    @property
    def message(self) -> str:
        """What the body of an error says."""
        return message_in(self.heard.body)

    @property
    def host(self) -> str:
        """Host of the URL, in lower case."""
        return (urlsplit(self.request.url).hostname or "").lower()

    @property
    def is_cached(self) -> bool:
        """Whether the answer comes out of a cache.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
        shows ``X-Cache``; ``Age``: https://www.rfc-editor.org/rfc/rfc9111#field.age
        """
        said = self.heard.header("x-cache") + self.heard.header("cf-cache-status")
        return "hit" in said.lower() or self.heard.header("age") not in {"", "0"}

    @property
    def carries_key(self) -> bool:
        """Whether the page sends an API key."""
        return any(name.lower() == API_KEY for name, _ in self.request.headers)

    @property
    def carries_token(self) -> bool:
        """Whether the page sends an ``Authorization`` header."""
        return any(name.lower() == AUTHORIZATION for name, _ in self.request.headers)

    @property
    def named(self) -> str:
        """The CORS response headers that the page sends in its request."""
        names = (name for name, _ in self.request.headers)
        return ", ".join(name for name in names if name.lower() in CORS_RESPONSE_HEADERS)

    def words(self) -> dict[str, str | int]:
        """Return what the sentences of the causes are made of."""
        who = NAMES[self.server]
        return {
            "who": who[0].upper() + who[1:],
            "status": self.heard.status,
            "problem": self.heard.problem or "",
            "method": self.request.method,
            "origin": self.request.origin,
            "allowed": self.heard.header(ALLOW_METHODS) or "no method",
            "served": self.heard.header(ALLOW) or "others",
            "parameter": (self.verdict.parameter if self.verdict else None) or "",
            "explanation": self.verdict.explanation if self.verdict else "",
            "location": repr(self.heard.header("location")),
            "allow_origin": repr(self.heard.header(ALLOW_ORIGIN)),
            "named": self.named,
            "kind": f" ({self.aws_error})" if self.aws_error else "",
            "what": "the preflight" if self.is_preflight else "the request",
            "cache": self.heard.header("x-cache") or self.heard.header("cf-cache-status") or "Age",
            "age": self.heard.header("age") or "0",
        }
