"""The header lists that a policy leads to, put together once and not with every request."""

from __future__ import annotations

from ._origins import has_label_pattern, label_patterns, split
from .decision import ACTUAL, NOT_CORS, PREFLIGHT, Decision, Headers
from .names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    AUTHORIZATION,
    EXPOSE_HEADERS,
    MAX_AGE,
    ORIGIN,
    REQUEST_HEADERS,
    REQUEST_METHOD,
    SAFELISTED_METHODS,
    VARY,
    WILDCARD,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .policy import CorsPolicy

Pairs = tuple[tuple[str, str], ...]

_PREFLIGHT_VARY = (REQUEST_METHOD, REQUEST_HEADERS)
_EMPTY_ELEMENTS = 16
"""That intermediaries may leave in a list of header names."""
_PATTERN_ORIGINS = 1000
"""Whose decisions are kept at a time: anybody can invent sub-domains without end."""
_NO_CONTENT = 204
_OF_THE_ORIGINS = (
    "any_origin",
    "exact",
    "has_patterns",
    "most_remembered",
    "patterns",
    "within_labels",
)
"""The attributes that depend on the origins alone."""
_SLACK = 64
"""Characters that intermediaries may add to a list of header names: blanks, empty elements."""


class Answers:
    """What a policy says, in the form in which requests are compared with it.

    Args:
        policy: policy that has been validated.
        like: answers of a policy with the same origins, so that they are not taken apart again;
            None to take them apart.

    Attributes:
        any_origin: every origin is allowed, with the same headers.
        exact: the origins that are compared as they are.
        patterns: the parts of the others, but for those whose ``*`` is within a label.
        within_labels: these.
        has_patterns: there are some of either kind.
        methods: that pass a preflight; None for all. GET, HEAD and POST always do,
            https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 step 7.
        listed_methods: that the policy itself lists; None for all.
        headers: request headers that pass a preflight; None for all but ``Authorization``, which
            no wildcard covers, https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name.
        longest_header_list: characters of ``Access-Control-Request-Headers`` that are looked at.
        most_header_names: elements of it that are told apart; what follows is taken as one name.
        preflight: headers of an answered preflight, the origin left out unless it is ``*``.
        refused_preflight: headers of a preflight whose origin is not allowed.
        actual: headers of other allowed responses, the origin left out unless it is ``*``.
        refused: headers of other responses whose origin is not allowed.
        without_origin: the decision for requests without ``Origin``.
        allowed_actual: the decision for allowed actual requests, the origin left out unless it is
            ``*``.
        allowed_preflight: the same for preflights.
        by_origin: the decisions for actual requests of the origins that were allowed lately.
        preflight_by_origin: the same for preflights.
        most_remembered: origins that each of these holds, all that the policy names among them.
        ready: the headers of responses to actual requests, by origin, None for none; of those that
            came lately.
    """

    __slots__ = (
        "actual",
        "allowed_actual",
        "allowed_preflight",
        "any_origin",
        "by_origin",
        "exact",
        "has_patterns",
        "headers",
        "listed_methods",
        "longest_header_list",
        "methods",
        "most_header_names",
        "most_remembered",
        "patterns",
        "preflight",
        "preflight_by_origin",
        "ready",
        "refused",
        "refused_preflight",
        "within_labels",
        "without_origin",
    )

    def __init__(self, policy: CorsPolicy, like: Answers | None = None) -> None:
        if like is None:
            self._prepare_origins(policy.allow_origins)
        else:
            for name in _OF_THE_ORIGINS:
                setattr(self, name, getattr(like, name))
        self.by_origin: dict[str, Decision] = {}
        self.preflight_by_origin: dict[str, Decision] = {}
        self._prepare_requests(policy)
        self._prepare_responses(policy)
        self.ready: dict[str | None, dict[str, str]] = {}

    def remember(self, origin: str | None, headers: dict[str, str]) -> None:
        """Keep the headers of responses to an origin; full, the memory starts anew."""
        if len(self.ready) >= self.most_remembered:
            self.ready.clear()
        self.ready[origin] = headers

    def _prepare_origins(self, origins: tuple[str, ...]) -> None:
        patterns = [origin for origin in origins if WILDCARD in origin and origin != WILDCARD]
        parts = [split(each) for each in patterns]
        self.any_origin = WILDCARD in origins
        self.exact = frozenset(origins).difference(patterns)
        self.patterns = frozenset(each for each in parts if not has_label_pattern(each[1]))
        self.within_labels = label_patterns([each for each in parts if has_label_pattern(each[1])])
        self.has_patterns = bool(patterns)
        self.most_remembered = len(self.exact) + _PATTERN_ORIGINS

    def _prepare_requests(self, policy: CorsPolicy) -> None:
        listed = frozenset(policy.allow_methods)
        self.listed_methods = None if WILDCARD in listed else listed
        self.methods = None if WILDCARD in listed else listed | SAFELISTED_METHODS
        names = frozenset(policy.allow_headers)
        self.headers = None if WILDCARD in names and AUTHORIZATION in names else names
        self.most_header_names = len(names) + _EMPTY_ELEMENTS
        self.longest_header_list = _SLACK + 2 * len(names) + sum(map(len, names))

    def _prepare_responses(self, policy: CorsPolicy) -> None:
        origin = ((ALLOW_ORIGIN, WILDCARD),) if self.any_origin else ()
        credentials = ((ALLOW_CREDENTIALS, "true"),) if policy.allow_credentials else ()
        methods = _list_header(ALLOW_METHODS, policy.allow_methods)
        exposed = _list_header(EXPOSE_HEADERS, policy.expose_headers)
        # A response that depends on the origin says so even where the request had none, or a cache
        # hands it to the next origin: https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches
        vary = () if self.any_origin else (ORIGIN,)
        self.refused_preflight = Headers(_list_header(VARY, vary + _PREFLIGHT_VARY))
        self.refused = Headers(_list_header(VARY, vary))
        self.actual = Headers(origin + credentials + methods + exposed + self.refused)
        self.without_origin = Decision(
            NOT_CORS,
            allowed=True,
            status=None,
            headers=Headers(self.actual if self.any_origin else methods + self.refused),
        )
        self.preflight = Headers(
            origin
            + credentials
            + methods
            + _list_header(ALLOW_HEADERS, policy.allow_headers)
            + (() if policy.max_age is None else ((MAX_AGE, str(policy.max_age)),))
            + self.refused_preflight
        )
        self.allowed_actual = Decision(ACTUAL, allowed=True, status=None, headers=self.actual)
        self.allowed_preflight = Decision(
            PREFLIGHT, allowed=True, status=_NO_CONTENT, headers=self.preflight
        )


def _list_header(name: str, values: tuple[str, ...]) -> Pairs:
    """One header, or none where there is nothing to list."""
    return ((name, ", ".join(values)),) if values else ()
