"""Claims that the tests of other CORS libraries make, and how `@cors` answers them.

The peers are middy, rs/cors, flask-cors, django-cors-headers, Starlette, Hono and Powertools.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate import CorsPolicy, cors
from corsgate_audit.browser import BrowserRequest, HttpResponse, actual_request, judge
from corsgate_audit.browser import preflight_request as preflight_of
from support.lambda_events import read_both, rest_event

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest

# Mutants run in a copy of the tests below the repository.
DOCS = next(each / "docs" for each in Path(__file__).parents if (each / "docs").is_dir())
DOCUMENTED = "".join((DOCS / page).read_text("utf-8") for page in ("policies.md", "lambda.md"))
URL = "https://api.example.net/items/1"
ROUTE = "/items/{id}"

APP = "https://app.example.com"
OTHER = "https://other.example.com"
PUBLIC = CorsPolicy(allow_origins=["*"])
OWN = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], allow_headers=["x-a"])
TTL: dict[str, Any] = {"ttl": 60}


def policy(*origins: str, **fields: Any) -> CorsPolicy:  # noqa: ANN401 - the fields of a policy
    """Write a policy of some origins."""
    return CorsPolicy(allow_origins=origins, **fields)


def of_subdomain(origin: str) -> CorsPolicy | None:
    """Be a provider that looks at the origin with Python, as peers' functions do."""
    return policy(origin) if origin.endswith(".example.com") else None


def reflected(origin: str) -> CorsPolicy:
    """Be a provider that allows whatever page asks."""
    return policy(origin)


async def awaited(origin: str) -> CorsPolicy | None:
    """Be the same as a coroutine."""
    return of_subdomain(origin)


async def by_origin(origin: str) -> CorsPolicy:
    """Give one application more methods than all others."""
    return policy(origin, allow_methods=["DELETE", "PATCH"] if origin == APP else [])


@dataclass(frozen=True)
class Row:
    """One claim.

    Args:
        peer: whose test.
        claim: what it says, in our words.
        policy: whatever `cors` takes.
        origin: of the page.
        theirs: whether the page gets its response there.
        ours: the same here, None for no difference.
        method: what the page asks for.
        headers: that the page sets.
        options: of `cors`.
        documented: a sentence, or the part of one, that says why it is otherwise here.
    """

    peer: str
    claim: str
    policy: Any
    origin: str
    theirs: bool
    ours: bool | None = None
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    documented: str = ""


@dataclass(frozen=True)
class Bytes:
    """A claim about the headers themselves.

    Args:
        peer: whose test.
        claim: what it says, in our words.
        policy: whatever `cors` takes.
        sent: headers of the response that the claim is about, all of them; the handler's included.
        method: of the request.
        headers: of the request.
        result: of the handler.
        options: of `cors`.
        why: where it is otherwise there, the reason.
    """

    peer: str
    claim: str
    policy: Any
    sent: dict[str, str]
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = (("Origin", APP),)
    result: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    why: str = ""


def _ask(handler: Any, asked: HttpRequest) -> HttpResponse:  # noqa: ANN401 - a decorated handler
    """Send a request through a REST API."""
    answer = read_both(handler(rest_event(asked.method, tuple(asked.headers)), None))
    return HttpResponse(answer.status, answer.headers)


def ok(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer with nothing of CORS."""
    return {"statusCode": 200}


def check(row: Row) -> None:
    """Let a browser judge what `@cors` answers: as there, or as the documentation says."""
    handler = cors(row.policy, **row.options)(ok)
    request = BrowserRequest(URL, row.origin, row.method, row.headers)
    asked = preflight_of(request)
    verdict = judge(
        request,
        preflight=None if asked is None else _ask(handler, asked),
        response=_ask(handler, actual_request(request)),
    )
    ours = row.theirs if row.ours is None else row.ours
    assert verdict.allowed is ours
    assert (ours != row.theirs) is bool(row.documented)
    assert row.documented in DOCUMENTED
