"""What a cell of the matrix opens: an exchange, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.gateway import exchange
from corsgate_audit.model import Api, Handler
from corsgate_audit.report.exchange_lines import ALLOWED, BLOCKED, MARK, UNKNOWN
from corsgate_audit.report.exchange_words import LAYERS
from corsgate_audit.report.finding_lines import witness_lines
from corsgate_audit.report.lines import Line, plain
from corsgate_audit.report.why_text import why_text
from corsgate_audit.rules.allowed_origins import example_of, places
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.requests import known_headers, page_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Door, Finding, Route, Target

_BOLD = "bold"
_OUTCOMES = {
    "allowed": "gets the response",
    "blocked": "gets an error",
    "unknown": "cannot be determined",
}
_KINDS = {ALLOWED: "allowed", BLOCKED: "blocked", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way of an exchange: the page, a layer, the page again.

    Args:
        name: party that stands there.
        note: what it sends or answers, in a word or two.
        kind: class of the page's style sheet: what comes of the exchange here, or nothing.
    """

    name: str
    note: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DrawnExchange:
    """One exchange: its way at a glance, and its steps in full.

    Args:
        steps: what each party sends or says.
        way: places that it passes; none where only the proof of a rule is at hand.
    """

    steps: tuple[ExchangeStep, ...] = ()
    way: tuple[Stop, ...] = ()


@dataclass(slots=True)
class ExchangeStep:
    """What one party sends or says.

    Args:
        title: who, or what comes of it all.
        kind: a class of the page's style sheet: what comes of the exchange, or nothing.
        lines: ``(text, decides)``.
    """

    title: str
    kind: str = ""
    lines: list[tuple[str, bool]] = field(default_factory=list)


def of_finding(api: Target, finding: Finding) -> DrawnExchange:
    """Return the exchange that proves a finding; nothing where it has none.

    Args:
        api: API that the finding is about.
        finding: finding of it.
    """
    witness = finding.witness
    if witness is None:
        return DrawnExchange()
    made = None if isinstance(api, Handler) else _made(api, witness.request)
    # A rule may have judged the API without another rule's fault: then its own proof is shown.
    if made is None or isinstance(made, ExchangeStep) or made.witness() != witness:
        lines = witness_lines(witness, finding.browser_symptom)
        return DrawnExchange(tuple(_steps([Line("The exchange", style=_BOLD), *lines])))
    return drawn(made)


def of_route(api: Api, route: Route, origin: str) -> tuple[str, DrawnExchange]:
    """Return what comes of a page's request of a route, and the exchange.

    Args:
        api: API that has it.
        route: any but ``OPTIONS``.
        origin: origin of the page.
    """
    made = _made(api, page_request(route, origin, headers=known_headers(route)))
    if isinstance(made, ExchangeStep):
        return "unknown", DrawnExchange((made,))
    verdict = made.outcome()
    if verdict is None:
        return "unknown", drawn(made)
    return "allowed" if verdict.allowed else "blocked", drawn(made)


def page_origins(api: Target) -> dict[tuple[str, str], str]:
    """Return the origin of a page that each route is meant for: the first that is allowed there.

    Args:
        api: API whose routes are meant; one for which no origin is named is left out.
    """
    origins: dict[tuple[str, str], str] = {}
    for place in places(api) if not isinstance(api, Handler) else ():
        example = example_of(place.value) if isinstance(place.value, str) else ""
        if is_origin(example):
            for route in place.routes:
                origins.setdefault((route.path, route.method), example)
    return origins


def _made(api: Door, request: BrowserRequest) -> Exchange | ExchangeStep:
    # A page about 300 routes is worth more than none: what kept one exchange from being worked out
    # stands in its place, as it does in the coverage where a rule meets it.
    try:
        return exchange(api, request)
    except Exception as error:  # noqa: BLE001 - shown
        reason = f"{type(error).__name__}: {error}"
        return ExchangeStep("The exchange is undetermined", "unknown", [(reason, True)])


def drawn(made: Exchange) -> DrawnExchange:
    """Return an exchange as it is drawn.

    Args:
        made: exchange that was worked out.
    """
    title, *steps = _steps(why_text(made))
    calls = [(text, decides) for text, decides in title.lines[1:] if text]
    return DrawnExchange((ExchangeStep("The page", "", calls), *steps), tuple(_way(made)))


def _way(made: Exchange) -> Iterator[Stop]:
    verdict = made.outcome()
    kind = "unknown" if verdict is None else "allowed" if verdict.allowed else "blocked"
    yield Stop("the page", made.request.method)
    asked = [("preflight", made.preflight_answer), ("request", made.answer)]
    answers = [(name, answer) for name, answer in asked if answer is not None]
    for name, answer in answers:
        status = str(answer.response.status) if answer.response else "?"
        decides = answer is answers[-1][1] and kind != "allowed"
        yield Stop(LAYERS[answer.layer], f"{name}: {status}", kind if decides else "")
    yield Stop("the page", _OUTCOMES[kind], kind)


def _steps(lines: Iterable[Line]) -> Iterator[ExchangeStep]:
    """Cut lines where a party begins to speak, or where it is said what comes of it."""
    step: ExchangeStep | None = None
    for line in lines:
        begins = line.style == _BOLD or (line.style in _KINDS and not line.indent)
        if begins:
            if step is not None:
                yield step
            step = ExchangeStep(plain(line), _KINDS.get(line.style, ""))
        elif step is not None and line.text:
            decides = line.text.startswith(MARK)
            text = line.text.removeprefix(MARK).strip() if decides else line.text
            shown = plain(Line(text, label=line.label))
            step.lines.append((shown, decides))
    if step is not None:
        yield step
