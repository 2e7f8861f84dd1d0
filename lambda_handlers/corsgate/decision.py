"""The decision: what a policy says of one request, whatever front door it came through."""

from __future__ import annotations

from operator import itemgetter

from .names import ALLOW, ALLOW_ORIGIN, AUTHORIZATION, OPTIONS, WILDCARD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal, NamedTuple, Self

    from ._answers import Answers
    from .policy import CorsPolicy

    Kind = Literal["preflight", "actual", "not_cors"]

    class _Parts(NamedTuple):
        kind: Kind
        allowed: bool
        status: int | None
        headers: Headers
        reason: str | None = None
        refused: str | None = None
else:
    # Written out: `namedtuple` builds its class from source text, at every import for 0.2 ms, and
    # `NamedTuple` would import typing for 2.6 ms.
    class _Parts(tuple):
        __slots__ = ()

        def __new__(  # noqa: PLR0913, PLR0917 - the parts of a value
            cls: type,
            kind: str,
            allowed: bool,  # noqa: FBT001 - as NamedTuple has it
            status: int | None,
            headers: Headers,
            reason: str | None = None,
            refused: str | None = None,
        ) -> tuple:
            return tuple.__new__(cls, (kind, allowed, status, headers, reason, refused))

        kind = property(itemgetter(0))
        allowed = property(itemgetter(1))
        status = property(itemgetter(2))
        headers = property(itemgetter(3))
        reason = property(itemgetter(4))
        refused = property(itemgetter(5))

        def __getnewargs__(self) -> tuple:
            return tuple(self)


PREFLIGHT: Kind = "preflight"
ACTUAL: Kind = "actual"
NOT_CORS: Kind = "not_cors"

ORIGIN_NOT_ALLOWED = "origin_not_allowed"
METHOD_NOT_ALLOWED = "method_not_allowed"
HEADER_NOT_ALLOWED = "header_not_allowed"

SAME_ORIGIN = "same-origin"
"""https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header."""

_NO_CONTENT = 204
_FORBIDDEN = 403
_METHOD_NOT_ALLOWED = 405


class Headers(tuple[tuple[str, str], ...]):  # noqa: SLOT001 - a tuple's subclass can have none
    """Pairs of a name and its value, and the same as a map, put together once for all responses.

    Attributes:
        by_name: not to be changed.
    """

    def __new__(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Make both."""
        headers = super().__new__(cls, pairs)
        headers.by_name = dict(headers)
        return headers

    by_name: dict[str, str]


class Decision(_Parts):
    """What a policy says of one request.

    Args:
        kind: ``"preflight"``, ``"actual"`` (any other request with ``Origin``) or ``"not_cors"``
            (a request without it, which no policy holds back).
        allowed: whether the browser lets the page go on.
        status: status of the answer to a preflight, or of an enforced refusal; None where the
            handler's own status stands.
        headers: pairs to put on the response; the values of list headers joined by ``", "``.
        reason: None, or the first step that fails, in the order of the standard:
            ``"origin_not_allowed"``, ``"method_not_allowed"``, ``"header_not_allowed"``.
        refused: the origin, method or header that fails; None where nothing does. It comes from
            the request: escape it before you show it.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """With every part named."""
        return (
            f"Decision(kind={self.kind!r}, allowed={self.allowed!r}, status={self.status!r}, "
            f"headers={self.headers!r}, reason={self.reason!r}, refused={self.refused!r})"
        )


def decide(  # noqa: PLR0913 - what a request consists of, all by keyword
    policy: CorsPolicy,
    *,
    method: str,
    origin: str | None,
    request_method: str | None = None,
    request_headers: str | Sequence[str] | None = None,
    enforce: bool = False,
    fetch_site: str | None = None,
) -> Decision:
    """Say what a policy makes of one request.

    Args:
        policy: the effective policy of the request's route.
        method: method of the request.
        origin: the value of ``Origin``; None where the request has none.
        request_method: the value of ``Access-Control-Request-Method``, None where there is none.
        request_headers: the value or values of ``Access-Control-Request-Headers``; intermediaries
            may have split it over several lines.
        enforce: refuse actual requests from origins (403) and with methods (405) outside the
            policy's lists, where a browser would merely keep the response from the page.
        fetch_site: the value of ``Sec-Fetch-Site``, which no page can set: a site's own requests
            (``same-origin``) have an ``Origin`` too, and are never refused.

    Returns:
        The decision. A preflight from an origin that is not allowed is answered 403 without any
        CORS header; one that asks for too much is answered 204 with what the policy does allow, so
        that the browser's console names the method or header and not a missing origin.

    Example:
        >>> from corsgate import CorsPolicy
        >>> policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["PUT"])
        >>> decide(policy, method="GET", origin="https://app.example.com").headers
        (('Access-Control-Allow-Origin', 'https://app.example.com'), \
('Access-Control-Allow-Methods', 'PUT'), ('Vary', 'Origin'))

    Source: https://fetch.spec.whatwg.org/#http-responses and #cors-preflight-fetch-0
    """
    answers = policy.answers
    if origin is None:
        return answers.without_origin
    if method == OPTIONS and request_method is not None:
        return _decide_preflight(policy, origin, request_method, request_headers)
    enforce = enforce and fetch_site != SAME_ORIGIN
    memory = answers.by_origin
    allowed = memory.get(origin) or _allowed(policy, origin, answers.allowed_actual, memory)
    if allowed is None:
        return _refused_origin(answers, origin, enforce=enforce)
    methods = answers.listed_methods if enforce else answers.methods
    if methods is None or method in methods:
        return allowed
    return _refused_method(policy, method, allowed, enforce=enforce)


def _decide_preflight(
    policy: CorsPolicy, origin: str, method: str, headers: str | Sequence[str] | None
) -> Decision:
    answers = policy.answers
    memory = answers.preflight_by_origin
    allowed = memory.get(origin) or _allowed(policy, origin, answers.allowed_preflight, memory)
    if allowed is None:
        return Decision(
            PREFLIGHT,
            allowed=False,
            status=_FORBIDDEN,
            headers=answers.refused_preflight,
            reason=ORIGIN_NOT_ALLOWED,
            refused=origin,
        )
    reason, refused = _preflight_refusal(answers, method, headers)
    if reason is None:
        return allowed
    return Decision(
        PREFLIGHT,
        allowed=False,
        status=_NO_CONTENT,
        headers=allowed.headers,
        reason=reason,
        refused=refused,
    )


def _preflight_refusal(
    answers: Answers, method: str, headers: str | Sequence[str] | None
) -> tuple[str | None, str | None]:
    """Return the reason and the value of the first step that fails, method before headers."""
    if answers.methods is not None and method not in answers.methods:
        return METHOD_NOT_ALLOWED, method
    refused = _refused_header(answers, headers) if headers else None
    return (None, None) if refused is None else (HEADER_NOT_ALLOWED, refused)


def _refused_origin(answers: Answers, origin: str, *, enforce: bool) -> Decision:
    return Decision(
        ACTUAL,
        allowed=False,
        status=_FORBIDDEN if enforce else None,
        headers=answers.refused,
        reason=ORIGIN_NOT_ALLOWED,
        refused=origin,
    )


def _refused_method(
    policy: CorsPolicy, method: str, allowed: Decision, *, enforce: bool
) -> Decision:
    # https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6: a 405 names what is allowed.
    allow = ((ALLOW, ", ".join(policy.allow_methods)),) if enforce else ()
    return Decision(
        ACTUAL,
        allowed=False,
        status=_METHOD_NOT_ALLOWED if enforce else None,
        headers=Headers(allowed.headers + allow),
        reason=METHOD_NOT_ALLOWED,
        refused=method,
    )


def _allowed(
    policy: CorsPolicy, origin: str, template: Decision, memory: dict[str, Decision]
) -> Decision | None:
    """Return what a request from an allowed origin gets, None for another origin.

    Args:
        policy: policy of the request's route.
        origin: origin of the request.
        template: the decision without the origin.
        memory: keeps the decision; full, it starts anew.
    """
    if not policy.allows_origin(origin):
        return None
    answers = policy.answers
    if answers.any_origin:
        return template
    headers = Headers(((ALLOW_ORIGIN, origin), *template.headers))
    decision = Decision(template.kind, allowed=True, status=template.status, headers=headers)
    if len(memory) >= answers.most_remembered:
        memory.clear()
    memory[origin] = decision
    return decision


def _refused_header(answers: Answers, headers: str | Sequence[str]) -> str | None:
    """Return the first request header that the policy does not allow.

    No more is looked at than the allowed names could fill: a browser names each header once, and a
    hostile list of 10 KB must not cost more than an honest one.
    """
    if answers.headers is None:
        return None
    text = headers if isinstance(headers, str) else ",".join(headers)
    if WILDCARD in answers.headers:
        return AUTHORIZATION if _names_authorization(text) else None
    limit = answers.longest_header_list
    for element in text[:limit].split(",", answers.most_header_names):
        # As browsers write it: lower-case, no blanks. Empty elements are legal,
        # https://fetch.spec.whatwg.org/#extract-header-list-values.
        if not element or element in answers.headers:
            continue
        name = element.strip(" \t").lower()
        if name and name not in answers.headers:
            return name
    return text[limit:] or None


def _names_authorization(text: str) -> bool:
    lowered = text.lower()
    return AUTHORIZATION in lowered and any(
        element.strip(" \t") == AUTHORIZATION for element in lowered.split(",")
    )
