"""Types for type checkers only: nothing imports this module when a function runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from typing import Any, Literal, ParamSpec, Protocol, TypedDict, TypeVar, overload

from .policy import CorsPolicy

Anything = Any
"""What a function is invoked with, what a handler returns: nobody promises a shape."""

Event = Mapping[str, Any]
Response = dict[str, Any]

HeaderMap = Mapping[str, str]
Pairs = Collection[tuple[str, str]]
"""Headers: a name and its value each."""

Route = CorsPolicy | Mapping[str, CorsPolicy] | Iterable[str] | None
Routes = Mapping[str, Route]
GatewayOwner = Literal["function_url", "http_api"]


class Fields(TypedDict, total=False):
    """The fields of a policy, for `CorsPolicy.replace`."""

    allow_origins: Iterable[str]
    allow_methods: Iterable[str]
    allow_headers: Iterable[str]
    expose_headers: Iterable[str]
    allow_credentials: bool
    max_age: int | None
    dangerously_allow_insecure_origins: bool
    dangerously_allow_public_suffixes: bool


OnError = Literal["raise", "respond"]

ReasonName = Literal[
    "missing",
    "type",
    "malformed",
    "not serialized",
    "null",
    "pattern",
    "conflict",
    "case",
    "forbidden",
    "response header",
    "safelisted",
    "wildcard",
    "insecure",
    "public suffix",
    "range",
    "unknown",
    "version",
]
"""The values of `corsgate.Reason`."""

Refusal = tuple[ReasonName, str]
"""Why a value is refused, and the sentence that follows it."""

P = ParamSpec("P")
R = TypeVar("R")


Provided = CorsPolicy | Awaitable[CorsPolicy | None] | None
PolicyProvider = Callable[[], Provided] | Callable[[str], Provided]
"""Decides a policy while the function runs, ``async`` or not; None allows nobody."""


class Source(Protocol):
    """What knows the policy of a request, where it is not one for all.

    Attributes:
        otherwise: the policy where it knows none.
    """

    otherwise: CorsPolicy

    def policy_at(self, method: str, origin: str | None) -> CorsPolicy:
        """Return the policy of a request.

        Args:
            method: method of an actual request, or that a preflight asks for.
            origin: origin of the request; None where it has none.
        """
        ...

    async def policy_awaited(self, method: str, origin: str | None) -> CorsPolicy:
        """Return the same where an event loop runs."""
        ...


class Decorator(Protocol):
    """Keeps a handler's type; an async handler becomes one that returns its result."""

    @overload
    def __call__(self, handler: Callable[P, Coroutine[Any, Any, R]], /) -> Callable[P, R]: ...
    @overload
    def __call__(self, handler: Callable[P, R], /) -> Callable[P, R]: ...


class Cors(Protocol):
    """`corsgate.cors` as type checkers see it: bare, or called with a policy and options."""

    @overload
    def __call__(self, handler: Callable[P, Coroutine[Any, Any, R]], /) -> Callable[P, R]: ...
    @overload
    def __call__(self, handler: Callable[P, R], /) -> Callable[P, R]: ...
    @overload
    def __call__(
        self,
        policy: CorsPolicy | Mapping[str, CorsPolicy] | None = None,
        *,
        routes: Routes | None = None,
        enforce: bool = False,
        on_error: OnError | None = None,
        debug: bool = False,
        gateway_owns: Iterable[GatewayOwner] | None = None,
    ) -> Decorator: ...
    @overload
    def __call__(
        self,
        policy: PolicyProvider,
        *,
        ttl: float,
        routes: Routes | None = None,
        enforce: bool = False,
        on_error: OnError | None = None,
        debug: bool = False,
        gateway_owns: Iterable[GatewayOwner] | None = None,
    ) -> Decorator: ...
    @overload
    def __call__(
        self,
        *,
        allow_origins: Iterable[str],
        allow_methods: Iterable[str] = (),
        allow_headers: Iterable[str] = (),
        expose_headers: Iterable[str] = (),
        allow_credentials: bool = False,
        max_age: int | None = None,
        dangerously_allow_insecure_origins: bool = False,
        dangerously_allow_public_suffixes: bool = False,
        routes: Routes | None = None,
        enforce: bool = False,
        on_error: OnError | None = None,
        debug: bool = False,
        gateway_owns: Iterable[GatewayOwner] | None = None,
    ) -> Decorator: ...
