"""What was served: one entry for each request, and a summary at the end."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.model import FunctionUrl, routes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.gateway import Answer
    from corsgate_audit.model import Finding, Route
    from corsgate_audit.serve.apis import ServedApi
    from corsgate_audit.serve.seen import Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request that was served.

    Args:
        time: seconds since 1970.
        served: API that answered.
        method: method of the request.
        path: path, with the stage and the query string.
        route: route that the request reached, or that a preflight asks about; None for none.
        answer: what was answered; its response is never None.
        judged: the browser's verdict.
        milliseconds: time from the request to the end of the answer.
        function_ms: the part of it that functions took.
        finding: what the audit says of a blocked request; None where it says nothing.
    """

    time: float
    served: ServedApi
    method: str
    path: str
    route: Route | None
    answer: Answer
    judged: Judged
    milliseconds: float
    function_ms: float
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a run.

    Args:
        requests: number of requests.
        blocked: route of each blocked request, as people read it, and how often.
        called: routes that were called, as people read them.
        never_called: routes that were not.
    """

    requests: int
    blocked: dict[str, int]
    called: tuple[str, ...]
    never_called: tuple[str, ...]


class Log:
    """Collects entries of all threads, and hands each on at once.

    Args:
        write: takes each entry; one at a time.
    """

    def __init__(self, write: Callable[[Entry], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._ended = False
        self._requests = 0
        self._called: set[str] = set()
        self._blocked: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Take an entry; no more of it is kept than the summary needs."""
        with self._lock:
            if self._ended:
                return  # it was waiting for its answer when the run ended
            self._requests += 1
            key = _shown(entry.served, entry.route, entry.judged.method)
            if entry.route is not None:
                self._called.add(_shown(entry.served, entry.route, entry.route.method))
            if entry.judged.is_blocked:
                self._blocked[key] += 1
            self._write(entry)

    def end(self, apis: Sequence[ServedApi]) -> Summary:
        """Return what came of the run; nothing is written any more.

        Args:
            apis: APIs that are served.
        """
        with self._lock:
            self._ended = True
        return self.summary(apis)

    def summary(self, apis: Sequence[ServedApi]) -> Summary:
        """Return what came of the run so far.

        Args:
            apis: APIs that are served.
        """
        every = [
            _shown(served, route, route.method)
            for served in apis
            for route in routes_of(served.api)
            if route.method != "OPTIONS"
        ]
        with self._lock:
            return Summary(
                requests=self._requests,
                blocked=dict(self._blocked.most_common()),
                called=tuple(each for each in every if each in self._called),
                never_called=tuple(each for each in every if each not in self._called),
            )


def _shown(served: ServedApi, route: Route | None, method: str) -> str:
    """Name a route, and a method on it; of several APIs a path alone would not tell which."""
    if isinstance(served.api, FunctionUrl):
        return f"{method} of the {served.name}"
    path = "a path without a route" if route is None else route.path
    return f"{method} {served.prefix if path.startswith('/') else ''}{path}"
