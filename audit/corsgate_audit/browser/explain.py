"""Verdicts in plain words: which step failed, on which value, and what would have passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.headers import (
    ALLOW_HEADERS,
    ALLOW_METHODS,
    AUTHORIZATION,
    HTTP_TAB_OR_SPACE,
    LOCATION,
    byte_lowercase,
    extract_header_list_values,
    get,
    is_token,
)
from corsgate_audit.browser.redirects import REDIRECT_LIMIT
from corsgate_audit.browser.statuses import PROXY_AUTHENTICATION_REQUIRED, is_informational
from corsgate_audit.browser.urls import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.browser.cors_check import Failure
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.main_fetch import FetchOutcome
    from corsgate_audit.browser.values import HttpResponse


def explain(outcome: FetchOutcome, *, preflighted: bool) -> str:
    """Return what happened, in plain words.

    Args:
        outcome: outcome of the fetch.
        preflighted: the browser sent a preflight first.
    """
    request, failure, answer = outcome.request, outcome.failure, outcome.answer
    if failure is None:
        return _explain_allowed(request, answer, preflighted=preflighted)
    if isinstance(failure.error, Refusal):
        return _explain_refusal(request, failure)
    if answer is None:
        return f"The URL {request.url.text!r} is neither http nor https: no server can allow it."
    if failure.error is None:
        return _explain_dead_end(request, answer)
    return _EXPLANATIONS[failure.error](request, answer, failure)


def _explain_allowed(request: Fetching, answer: HttpResponse | None, *, preflighted: bool) -> str:
    if answer is None:
        return "A data: URL is read without a request."
    if not request.cors:
        return f"The URL is of the page's own origin {request.origin!r}: CORS does not apply."
    asked = "The preflight response allows the request, and the" if preflighted else "The"
    return (
        f"{asked} response (status {answer.status}) allows the origin "
        f"{request.serialized_origin!r}: the page can read it."
    )


def _explain_refusal(request: Fetching, failure: Failure) -> str:
    if failure.error is Refusal.MIXED_CONTENT:
        return (
            f"The page at {request.origin} is on https, and {failure.parameter} is not: the "
            "browser blocks the request as mixed content. By https it would have been sent."
        )
    called = (
        f"The page at {request.origin} is public, and {request.url.host} is in the "
        f"`{failure.parameter}` address space"
    )
    if failure.error is Refusal.INSECURE_LOCAL_NETWORK:
        return f"{called}: only a page on https may ask the user for local network access."
    return f"{called}: the user has not allowed the page local network access."


def _explain_dead_end(request: Fetching, answer: HttpResponse) -> str:
    if is_informational(answer):
        return (
            f"The status {answer.status} is not final: the browser waits for a status of 200 or "
            "more."
        )
    if answer.status == PROXY_AUTHENTICATION_REQUIRED:
        return (
            f"The status {answer.status} is for proxies: browsers reject it from any other server."
        )
    location = get(answer.headers, LOCATION)
    if request.redirect_count == REDIRECT_LIMIT:
        return f"The request was redirected more than {REDIRECT_LIMIT} times."
    if parse(location or "", request.url.text) is None:
        return f"The redirect's Location {location!r} is not a URL that a browser can follow."
    return f"The redirect's Location {location!r} has a scheme that browsers do not follow."


def _answer(request: Fetching, failure: Failure) -> str:
    of_preflight = isinstance(failure.error, CorsError) and failure.error.is_of_preflight
    return (
        f"The response to {'the preflight of ' * of_preflight}{request.method} {request.url.text}"
    )


def _passing_origin(request: Fetching) -> str:
    if request.includes_credentials:
        return f"Exactly {request.serialized_origin!r} would have passed."
    return f"Exactly {request.serialized_origin!r} or '*' would have passed."


def _missing(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} has no Access-Control-Allow-Origin header. "
        f"{_passing_origin(request)}"
    )


def _wildcard(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} has Access-Control-Allow-Origin: *, which allows no origin "
        f"if the request includes credentials. {request.serialized_origin!r} with "
        "Access-Control-Allow-Credentials: true would have passed; so would a request without "
        "credentials."
    )


def _multiple(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} has Access-Control-Allow-Origin: {failure.parameter!r}. "
        "Browsers read the whole value, all header lines together, as one origin. "
        f"{_passing_origin(request)}"
    )


def _invalid(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} has Access-Control-Allow-Origin: "
        f"{failure.parameter or ''!r}, which is not an origin. {_passing_origin(request)}"
    )


def _mismatch(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    value = failure.parameter or ""
    return (
        f"{_answer(request, failure)} allows the origin {value!r}, but the request's is "
        f"{request.serialized_origin!r}{_why_other(value, request)}. {_passing_origin(request)}"
    )


def _why_other(value: str, request: Fetching) -> str:
    """Name the usual slips: the comparison is byte by byte."""
    origin = request.serialized_origin
    if request.tainted:
        return f" because of the redirect from {request.first_url.text} to another origin"
    if value.rstrip("/") == origin:
        return ": an origin does not end in a slash"
    if value.lower() == origin:
        return ": the comparison is case-sensitive"
    if "*" in value:
        return ": browsers do not support patterns"
    return _which_part(value, origin)


def _which_part(value: str, origin: str) -> str:
    theirs, ours = parse(value), parse(origin)
    if theirs is None or ours is None or theirs.host != ours.host:
        return ""
    if theirs.origin == ours.origin:
        return ": an origin is only a scheme, a host and a port that is not the scheme's default"
    return ": the scheme differs" if theirs.scheme != ours.scheme else ": the port differs"


def _credentials(request: Fetching, _: HttpResponse, failure: Failure) -> str:
    says = (
        "has no Access-Control-Allow-Credentials header"
        if failure.parameter is None
        else f"has Access-Control-Allow-Credentials: {failure.parameter!r}"
    )
    return (
        f"{_answer(request, failure)} {says}, but the request includes credentials. Exactly "
        "'true', in lower case and once, would have passed."
    )


def _status(request: Fetching, answer: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} has status {answer.status}. A status from 200 to 299 would "
        "have passed."
    )


def _redirect(request: Fetching, answer: HttpResponse, failure: Failure) -> str:
    return (
        f"{_answer(request, failure)} is a redirect (status {answer.status}) to "
        f"{get(answer.headers, LOCATION)!r}. Browsers do not follow it here: a response with a "
        "status from 200 to 299 at this URL would have passed."
    )


def _unparsable(name: str) -> Callable[[Fetching, HttpResponse, Failure], str]:
    def explain_list(request: Fetching, answer: HttpResponse, failure: Failure) -> str:
        elements = (
            e.strip(HTTP_TAB_OR_SPACE) for e in (get(answer.headers, name) or "").split(",")
        )
        bad = next((e for e in elements if e and not is_token(e)), "")
        return (
            f"{_answer(request, failure)} has a list in {name.title()} with the element {bad!r}, "
            "which is not a name: one such element makes the whole list invalid. Names separated "
            "by commas would have passed."
        )

    return explain_list


def _listed(answer: HttpResponse, name: str) -> tuple[str, ...]:
    return extract_header_list_values(answer.headers, name) or ()


def _allows(listed: tuple[str, ...]) -> str:
    return f"allows only {', '.join(map(repr, listed))}" if listed else "allows none"


def _method(request: Fetching, answer: HttpResponse, failure: Failure) -> str:
    listed = _listed(answer, ALLOW_METHODS)
    hint = ""
    if "*" in listed:
        hint = " With credentials '*' is not a wildcard but the name of a method."
    elif request.method.upper() in listed:
        hint = (
            f" Methods are case-sensitive, and browsers do not write {request.method!r} in upper "
            "case."
        )
    return (
        f"{_answer(request, failure)} {_allows(listed)} in Access-Control-Allow-Methods; the "
        f"request's method is {request.method!r}.{hint} A list with {request.method!r} would have "
        "passed."
    )


def _header(request: Fetching, answer: HttpResponse, failure: Failure) -> str:
    listed = tuple(map(byte_lowercase, _listed(answer, ALLOW_HEADERS)))
    hint = ""
    if "*" in listed and request.includes_credentials:
        hint = " With credentials '*' is not a wildcard but the name of a header."
    elif "*" in listed and failure.parameter == AUTHORIZATION:
        hint = " '*' does not cover it: it must be listed by name."
    return (
        f"{_answer(request, failure)} {_allows(listed)} in Access-Control-Allow-Headers; the "
        f"request carries {failure.parameter!r}.{hint} A list with {failure.parameter!r} would "
        "have passed."
    )


def _redirect_credentials(_: Fetching, answer: HttpResponse, __: Failure) -> str:
    return (
        f"The redirect's Location {get(answer.headers, LOCATION)!r} carries a user name or "
        "password. The same URL without them would have passed."
    )


_OF_CORS_CHECK: dict[CorsError, Callable[[Fetching, HttpResponse, Failure], str]] = {
    CorsError.MISSING_ALLOW_ORIGIN_HEADER: _missing,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED: _wildcard,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES: _multiple,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE: _invalid,
    CorsError.ALLOW_ORIGIN_MISMATCH: _mismatch,
    CorsError.INVALID_ALLOW_CREDENTIALS: _credentials,
}
_EXPLANATIONS: dict[CorsError, Callable[[Fetching, HttpResponse, Failure], str]] = {
    **_OF_CORS_CHECK,
    **{error.of_preflight: explained for error, explained in _OF_CORS_CHECK.items()},
    CorsError.PREFLIGHT_INVALID_STATUS: _status,
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: _redirect,
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: _unparsable(ALLOW_METHODS),
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: _unparsable(ALLOW_HEADERS),
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: _method,
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: _header,
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: _redirect_credentials,
}
EXPLAINED = frozenset(_EXPLANATIONS)
