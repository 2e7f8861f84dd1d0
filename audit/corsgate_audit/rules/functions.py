"""The functions behind an API whose code was read, and what pages get of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import BrowserRequest, judge, permissive_answer, preflight_request
from corsgate_audit.gateway.function_code import file_of, materialised
from corsgate_audit.gateway.values import Layer
from corsgate_audit.handlers.answers import Shape, Undetermined
from corsgate_audit.model import (
    Fix,
    FixSafety,
    Handler,
    Location,
    RestApi,
    Witness,
    settings_of,
)
from corsgate_audit.rules.preflights import candidate_origins, shows_cors
from corsgate_audit.rules.requests import HOST, PAGE, page_request
from corsgate_audit.rules.rule import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.handlers.answers import CodeAnswer
    from corsgate_audit.model import Api, FunctionCode, Route

NAME = ALLOW_ORIGIN.lower()
_METHODS = {"ANY": ("GET", "POST", "PUT", "DELETE", "PATCH")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that pages call.

    Args:
        code: Code, and what was read of it.
        routes: Routes to it, all but ``OPTIONS``; none where no source names them.
        origin: Origin of a page that calls it.
        is_meant: Whether a source shows that pages of other origins are meant to call it.
    """

    code: FunctionCode
    routes: tuple[Route, ...]
    origin: str
    is_meant: bool

    @property
    def subject(self) -> Subject:
        """The function, on its first route."""
        return self.at(self.code.location)

    def at(self, location: Location) -> Subject:
        """Return a place in the code as what a finding is about."""
        route = self.routes[0] if self.routes else None
        return Subject(
            location=location,
            path=route.path if route else None,
            method=route.method if route else None,
        )

    @property
    def answers(self) -> tuple[CodeAnswer, ...]:
        """What a page can get; preflights are the business of other rules."""
        reading = self.code.reading
        methods = {m for route in self.routes for m in _METHODS.get(route.method, (route.method,))}
        asked = methods or set(_METHODS["ANY"])
        return tuple(
            each
            for each in (reading.answers if reading is not None else ())
            if each.shape is not Shape.PAYLOAD and _is_for_pages(each, asked)
        )

    def written_at(self, answer: CodeAnswer) -> Location:
        """Return where an answer is written."""
        own = self.code.location
        if not self.code.folder:  # in the template: its lines are counted within the text
            return own
        file = file_of(self.code, answer)
        return replace(own, source=file, pointer=self.code.name, line=answer.place.line)

    def named(self) -> str:
        """Name the function with what it answers: ``F (GET /items)``."""
        routes = ", ".join(f"{each.method} {each.path}" for each in self.routes[:_NAMED])
        more = len(self.routes) - _NAMED
        rest = f" and {more} more" * (more > 0)
        return f"{self.code.name} ({routes}{rest})" if routes else self.code.name

    def witness(self, answer: CodeAnswer) -> Witness | None:
        """Return the exchange in which a page gets an answer; None where a value is not known."""
        response = materialised(answer, self.origin)
        if response is None:
            return None
        request = BrowserRequest(url=f"{HOST}/", origin=self.origin)
        if self.routes:
            request = page_request(self.routes[0], self.origin)
        if any(name == "access-control-allow-credentials" for name, _ in response.headers):
            request = replace(request, credentials="include")
        asks = preflight_request(request) is not None
        preflight = permissive_answer(request, self.origin) if asks else None
        verdict = judge(request, preflight=preflight, response=response)
        return Witness(
            request=request,
            preflight=preflight,
            response=response,
            verdict=verdict,
            layer=Layer.FUNCTION.value,
        )


def functions_of(api: Api | Handler) -> Iterator[Function]:
    """List the functions of an API whose answers reach pages as they are.

    Settings of an HTTP API or a function URL write the headers in their place.

    Args:
        api: API, or a file with the code of functions.
    """
    if isinstance(api, Handler):
        yield from (
            Function(code=each, routes=(), origin=PAGE, is_meant=False) for each in api.functions
        )
        return
    if not isinstance(api, RestApi) and settings_of(api) is not None:
        return
    found: dict[Location, list[Route]] = {}
    for route in api.routes:
        integration = route.integration
        if route.method == OPTIONS or integration is None or integration.type != "AWS_PROXY":
            continue
        if integration.code is not None:
            found.setdefault(integration.code.location, []).append(route)
    for routes in found.values():
        behind = routes[0].integration
        code = None if behind is None else behind.code
        if code is not None and code.undetermined is None:
            yield Function(
                code=code,
                routes=tuple(routes),
                origin=candidate_origins(api)[0],
                is_meant=shows_cors(api),
            )


def _is_for_pages(answer: CodeAnswer, methods: set[str]) -> bool:
    """Whether a page can get an answer: it always sends an origin."""
    asked = any(
        each.about == "origin" and each.operator == "present" and not each.holds
        for each in answer.when
    )
    return not asked and any(
        all(each.allows(method) is not False for each in answer.when if each.about == "method")
        for method in methods
    )


def lacks_origin(answer: CodeAnswer) -> bool:
    """Whether an answer certainly has no Access-Control-Allow-Origin."""
    values = answer.values(NAME)
    return not isinstance(values, Undetermined) and not values


def asks_about_origin(answer: CodeAnswer) -> bool:
    """Whether the code has compared the origin on the way: it may refuse a page on purpose."""
    return any(each.about == "origin" and each.operator != "present" for each in answer.when)


def lines_of(answers: Iterable[CodeAnswer]) -> str:
    """Name the lines of answers, with their status: ``400 at line 5``."""
    told = dict.fromkeys(
        f"{'?' if isinstance(each.status, Undetermined) else each.status} at line {each.place.line}"
        for each in answers
    )
    first = list(told)[:_NAMED]
    more = len(told) - len(first)
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def fix_for(code: FunctionCode, answer: CodeAnswer) -> Fix:
    """Return what to write, in the function's language.

    Args:
        code: Function whose language the fix is written in.
        answer: Answer without the header.
    """
    line = f"line {answer.place.line} of {answer.place.file}"
    if answer.place.file.endswith(".py"):
        summary = (
            f'Return "headers": {{"Access-Control-Allow-Origin": "https://app.example.com"}} with '
            f"your page's origin from every path ({line}), or put @cors(policy) from corsgate "
            f"above the handler of {code.name}."
        )
    else:
        summary = (
            "Return headers: {'Access-Control-Allow-Origin': 'https://app.example.com'} with "
            f"your page's origin from every path ({line}): build all responses of {code.name} in "
            "one helper."
        )
    return Fix(safety=FixSafety.MANUAL, summary=summary)


_NAMED = 4
