"""How a decorated handler behaves beyond its policy."""

from __future__ import annotations

import os

from ._front_door import FUNCTION_URL, HTTP_API
from .policy import CorsPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._front_door import FrontDoor
    from ._types import PolicyProvider, Route, Routes, Source

GATEWAY_OWNS_VARIABLE = "CORSGATE_GATEWAY_OWNS"
"""The environment variable that names the kinds of front door which own CORS."""

RAISE = "raise"
RESPOND = "respond"

OPTIONS_OF_CORS = ("routes", "enforce", "on_error", "debug", "gateway_owns", "ttl")
"""The options of `corsgate.cors` beside the policy."""

_CAN_OWN = (FUNCTION_URL, HTTP_API)
_DEFAULT_ROUTE = "$default"


class Options:
    """A policy for each route, and what to do with refusals and errors.

    Args:
        policy: for every route without one of its own; None reads ``CORSGATE_POLICY``. A map of
            policies by method, or with ``ttl`` a provider of policies.
        routes: for each path a policy, a map of policies by method, the methods that
            exist, or None, which allows no page of another origin.
        enforce: refuse actual requests outside the policy.
        on_error: ``"raise"``, ``"respond"``, or None for what fits the front door.
        debug: log refusals, and say the reason in the body.
        gateway_owns: the kinds of front door that own CORS; None reads ``CORSGATE_GATEWAY_OWNS``.
        ttl: seconds for which a provider's policy is kept.

    Raises:
        PolicyError: a variable holds no policy, or names something that cannot own CORS.
        TypeError: the policy is no policy, the routes are no map of them, a flag is no bool,
            ``gateway_owns`` no list, or a route has methods where no one policy is cut to them.
        ValueError: ``on_error`` is neither of the two, or a route is not named by its path.
    """

    __slots__ = (
        "_for_all",
        "debug",
        "enforce",
        "gateway_owns",
        "on_error",
        "policy",
        "routes",
        "source",
    )

    def __init__(  # noqa: PLR0913 - the decorator's parameters, all by keyword
        self,
        *,
        policy: CorsPolicy | PolicyProvider | Mapping[str, CorsPolicy] | None,
        routes: Routes | None = None,
        enforce: bool = False,
        on_error: str | None = None,
        debug: bool = False,
        gateway_owns: Iterable[str] | None = None,
        ttl: float | None = None,
    ) -> None:
        self.source = _source(policy, ttl)
        self.policy = _policy(policy) if self.source is None else self.source.otherwise
        self._for_all = self.source or self.policy
        self.routes = {path: self._route_policy(path, each) for path, each in _routes(routes)}
        self.enforce = _flag("enforce", enforce)
        self.on_error = _on_error(on_error)
        self.debug = _flag("debug", debug)
        self.gateway_owns = _owners(gateway_owns)

    def policy_at(
        self, route: str | None, method: str, origin: str | None, request_method: str | None
    ) -> CorsPolicy:
        """Return the effective policy of a request.

        Args:
            route: route as the API declares it, compared as a whole; None where there is none.
                Matching it as a pattern, or after unquoting, is what CVE-2024-6839, CVE-2024-6844
                and CVE-2024-6866 are about.
            method: method of the request.
            origin: origin of the request.
            request_method: request method that a preflight asks for.
        """
        chosen = self._for_all if route is None else self.routes.get(route, self._for_all)
        if isinstance(chosen, CorsPolicy):
            return chosen
        return chosen.policy_at(request_method or method, origin)

    async def policy_awaited(
        self, method: str, origin: str | None, request_method: str | None
    ) -> CorsPolicy:
        """Return the same where an event loop runs, for all routes; a provider may be async."""
        if self.source is None:
            return self.policy
        return await self.source.policy_awaited(request_method or method, origin)

    def decides_more_than_origins(self) -> bool:
        """Whether an answer may depend on more than the request's origin."""
        several = self.routes or self.source is not None
        return bool(several or self.gateway_owns or self.enforce or self.debug)

    def answers_errors(self, door: FrontDoor) -> bool:
        """Whether an exception becomes a response: as chosen, or where nothing else can help."""
        if self.on_error is None:
            return door.answers_errors and door.name not in self.gateway_owns
        return self.on_error == RESPOND

    def _route_policy(self, path: str, given: Route) -> CorsPolicy | Source:
        if isinstance(given, CorsPolicy):
            return given
        if given is None or isinstance(given, dict):
            from ._sources import NOBODY, source_of  # noqa: PLC0415 - for those who have one

            return NOBODY if given is None else source_of(given, None)
        methods = _methods(given)
        if self.source is None:
            return self.policy.for_route(methods=methods)
        message = (
            f"routes: {path!r} has the methods {methods!r}, but there is no one policy for all to "
            "cut to them; give the route a CorsPolicy, or None to allow no page of another origin"
        )
        raise TypeError(message)


def _routes(given: Routes | None) -> Iterable[tuple[str, Route]]:
    if not given:
        return ()
    if not hasattr(given, "items"):
        message = f"routes: {given!r} is not a dict; write {{'/items/{{id}}': ['GET', 'PUT']}}"
        raise TypeError(message)
    for path in given:
        _check_path(path)
    return given.items()


def _check_path(path: object) -> None:
    """Refuse what no event's route is equal to: it would silently leave the policy for all."""
    if isinstance(path, str) and (path.startswith("/") or path == _DEFAULT_ROUTE):
        return
    message = (
        f"routes: {path!r} is not a path as an API declares it; write '/items/{{id}}', without a "
        f"method or a host, or '{_DEFAULT_ROUTE}'"
    )
    raise ValueError(message)


def _methods(given: Iterable[str]) -> list[str]:
    if isinstance(given, str):
        message = (
            f"routes: {given!r} is a bare string where a list of methods or a CorsPolicy is "
            f"expected; write [{given!r}]"
        )
        raise TypeError(message)
    if not hasattr(given, "__iter__"):
        message = (
            f"routes: {given!r} is neither a CorsPolicy, nor a map of them by method, nor a list "
            "of methods, nor None"
        )
        raise TypeError(message)
    return list(given)


def _flag(name: str, given: object) -> bool:
    # 'no' from a configuration file would be as good as True.
    if not isinstance(given, bool):
        message = f"{name}: {given!r} is not a bool; write True or False"
        raise TypeError(message)
    return given


def _source(policy: object, ttl: float | None) -> Source | None:
    """Return what decides the policy of a request where it is not one for all."""
    if ttl is None and not hasattr(policy, "items"):
        return None
    from ._sources import source_of  # noqa: PLC0415 - for those who have one

    return source_of(policy, ttl)


def _policy(policy: object) -> CorsPolicy:
    if policy is None:
        return CorsPolicy.from_env()
    if not isinstance(policy, CorsPolicy):
        if callable(policy):
            message = f"a policy provider needs a time to live; write ttl=60 beside {policy!r}"
            raise TypeError(message)
        message = (
            f"cors() takes a CorsPolicy, not {policy!r}; write @cors(CorsPolicy(...)), or bare "
            "@cors on a function, which reads CORSGATE_POLICY"
        )
        raise TypeError(message)
    return policy


def _on_error(given: str | None) -> str | None:
    if given not in {None, RAISE, RESPOND}:
        message = (
            f"on_error: {given!r} is not a valid value; write 'raise', 'respond', or None for the "
            "default of the front door"
        )
        raise ValueError(message)
    return given


def _owners(given: Iterable[str] | None) -> frozenset[str]:
    """Read the kinds of front door that own CORS."""
    source, field = ("cors()", "gateway_owns")
    if given is None:
        source, field = (GATEWAY_OWNS_VARIABLE, "the variable")
        given = os.environ.get(GATEWAY_OWNS_VARIABLE, "")
    if isinstance(given, str):
        given = given.split(",")
    if not hasattr(given, "__iter__"):
        message = f"gateway_owns: {given!r} is not a list of front doors; write ['http_api']"
        raise TypeError(message)
    names = frozenset(str(name).strip() for name in given) - {""}
    _check_owners(names.difference(_CAN_OWN), source, field)
    return names


def _check_owners(unknown: frozenset[str], source: str, field: str) -> None:
    """Refuse those that cannot own CORS."""
    from ._found import Found  # noqa: PLC0415 - with the first policy

    found = Found()
    for name in sorted(unknown):
        found.add(
            field,
            name,
            "unknown",
            f"is not a front door that can own CORS; write {' or '.join(_CAN_OWN)}, or both with a "
            "comma between them",
        )
    found.raise_all(source)
