"""What is compared of an exchange: as a browser played it, and as we judge it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import Refusal, preflight_request
from corsgate_audit.browser.fetching import Fetching, fetch_method
from corsgate_audit.browser.main_fetch import Answers, main_fetch
from corsgate_audit.browser.preflight import cors_preflight_request
from corsgate_audit.browser.profiles import PROFILES
from corsgate_audit.browser.redirected import names_to_ask_for

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.browser.profiles import Profile
    from support.browser_stage import Arrived, Observation
    from support.exchanges import Exchange

# How each console begins to say that nobody has caught what `fetch()` has thrown.
UNCAUGHT = {
    "chromium": "Uncaught (in promise) ",
    "firefox": "Uncaught (in promise) ",
    "webkit": "Unhandled Promise Rejection: ",
}
# Nothing came: it is the harness that has ended the wait.
GIVEN_UP = frozenset({"TimeoutError: The operation timed out.", "AbortError: Fetch is aborted"})
_number = re.compile("[0-9]+").match


def told(parameter: str | None) -> bool:
    """Whether DevTools can tell a value: its JSON is UTF-8, and leaves out what is not."""
    return parameter is None or parameter.isascii()


def observed(observation: Observation, engine: str) -> dict[str, Any]:
    """Return what is compared, as the browser did it."""
    preflights = [request for request in observation.requests if request[2] is not None]
    first = next((request for request in preflights if request[0] == 0), None)
    console: tuple[str, ...] = observation.console
    thrown = observation.thrown
    if observation.error is None and thrown and not console and thrown not in GIVEN_UP:
        console = (UNCAUGHT[engine] + thrown,)
    seen: dict[str, Any] = {
        "allowed": observation.allowed,
        "preflighted": bool(preflights),
        "preflight": first and first[2:],
        "exposed": observation.exposed,
        "console": console,
        "wire": on_the_way(observation.requests),
    }
    if engine == "chromium":
        seen |= {"error": observation.error, "parameter": observation.parameter}
    return seen


def on_the_way(requests: tuple[Arrived, ...]) -> tuple[Any, ...]:
    """Return the requests, each once: preflights whole, of others the hop and the method."""
    # A browser may ask again where a connection was closed under it.
    kept = {each if each[2] is not None else (*each[:2], None, None, None) for each in requests}
    return tuple(sorted(kept, key=repr))


def predicted(exchange: Exchange, engine: str = "chromium") -> dict[str, Any]:
    """Return the same of our verdict."""
    verdict = exchange.judged(engine)
    asked = preflight_request(exchange.request, profile=engine)
    lines = dict(asked.headers) if asked else {}
    console = verdict.console_lines
    ours: dict[str, Any] = {
        "allowed": verdict.allowed,
        "preflighted": verdict.preflighted,
        "preflight": asked
        and (
            lines["Access-Control-Request-Method"],
            lines.get("Access-Control-Request-Headers"),
            lines["Origin"],
        ),
        "exposed": verdict.exposed_headers,
        "console": console,
        "wire": on_the_way(tuple(requests_of(exchange, engine))),
    }
    if engine == "chromium":
        named = verdict.error and verdict.error not in set(Refusal) and told(verdict.parameter)
        parameter = verdict.parameter if named else None
        ours |= {"error": verdict.error, "parameter": parameter}
    return ours


@dataclass(slots=True)
class Traced(Answers):
    """Answers that remember what was asked."""

    profile: Profile = frozenset()
    sent: list[Arrived] = field(default_factory=list)

    def to_preflight(self, request: Fetching) -> HttpResponse:
        """Return the answer to the preflight of `request`."""
        asked = cors_preflight_request(
            request, names_to_ask_for(request, self.profile) or (), self.profile
        )
        lines = dict(asked.headers)
        self.sent.append(
            (
                _hop(request),
                "OPTIONS",
                lines["Access-Control-Request-Method"],
                lines.get("Access-Control-Request-Headers"),
                lines["Origin"],
            )
        )
        return Answers.to_preflight(self, request)

    def to_request(self, request: Fetching) -> HttpResponse:
        """Return the answer to `request` itself."""
        self.sent.append((_hop(request), request.method, None, None, None))
        return Answers.to_request(self, request)


def _hop(request: Fetching) -> int:
    # "/x/NAME/HOP", and whatever a browser has put behind it.
    found = _number(request.url.text.partition("/x/")[2].partition("/")[2])
    assert found, request.url.text
    return int(found[0])


def requests_of(exchange: Exchange, engine: str) -> list[Arrived]:
    """Return the requests that we expect on the way."""
    profile = PROFILES[engine]
    fetching = fetch_method(exchange.request, profile)
    if not isinstance(fetching, Fetching):
        return []
    preflight, redirects, response = exchange.answers()
    answers = Traced(preflight, response, redirects, profile=profile)
    main_fetch(fetching, answers, profile)
    return answers.sent
