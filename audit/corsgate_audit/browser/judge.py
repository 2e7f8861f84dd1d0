"""The browser's verdict on one exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.before_sending import refused_before_sending
from corsgate_audit.browser.explain import explain
from corsgate_audit.browser.fetching import fetch_method
from corsgate_audit.browser.main_fetch import Answers, main_fetch
from corsgate_audit.browser.preflight import cors_preflight_request, needs_cors_preflight
from corsgate_audit.browser.profiles import profile_named
from corsgate_audit.browser.rejections import Rejection
from corsgate_audit.browser.safelist import cors_unsafe_request_header_names
from corsgate_audit.browser.sentences import rejection_sentence, warning_lines, why_lines
from corsgate_audit.browser.urls import HTTP_SCHEMES
from corsgate_audit.browser.values import (
    BrowserRequest,
    Condition,
    HttpRequest,
    HttpResponse,
    Redirect,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser.main_fetch import FetchOutcome


def judge(
    request: BrowserRequest,
    *,
    preflight: HttpResponse | None = None,
    response: HttpResponse | None = None,
    redirects: Sequence[Redirect] = (),
    profile: str = "fetch",
) -> Verdict:
    """Say what a browser does with an exchange.

    Args:
        request: what the page asks for.
        preflight: the answer to the preflight of the first request; may be given whether or not
            the browser sends one.
        response: the last answer.
        redirects: the answers before it, in order.
        profile: ``"fetch"`` for the standard, ``"chromium"``, ``"firefox"`` or ``"webkit"`` for
            what that engine does; ``console`` is then that engine's (the standard's: Chromium's).

    Raises:
        ValueError: an answer that the verdict needs was not given, or the profile is unknown.

    Example:
        >>> request = BrowserRequest("https://api.example.com/", "https://app.example.com")
        >>> judge(request, response=HttpResponse(200)).error
        'MissingAllowOriginHeader'
    """
    differences = profile_named(profile)
    fetching = fetch_method(request, differences)
    if isinstance(fetching, Rejection):
        return _rejected(fetching, profile)
    answers = Answers(preflight, response, list(redirects))
    outcome = main_fetch(fetching, answers, differences)
    return _verdict(outcome, answers, profile)


def _rejected(rejection: Rejection, profile: str) -> Verdict:
    sentence = rejection_sentence(rejection, profile)
    refuser = "The browser" if rejection.below_fetch else "fetch()"
    return Verdict(
        allowed=False,
        parameter=rejection.parameter,
        console=sentence,
        explanation=f"{refuser} rejects {rejection.parameter!r} before anything is sent. Use "
        f"{rejection.advice}.",
        console_lines=(sentence,),
    )


def _verdict(outcome: FetchOutcome, answers: Answers, profile: str) -> Verdict:
    failure = outcome.failure
    warned = answers.warned or answers.exempt
    warnings = warning_lines(answers, outcome.request.origin, profile) if warned else ()
    why = why_lines(outcome, profile) if failure else ()
    told = why or warnings
    return Verdict(
        allowed=failure is None,
        error=failure and failure.error and failure.error.value,
        parameter=failure and failure.parameter,
        preflighted=answers.preflighted,
        exposed_headers=outcome.exposed_headers,
        console=told[0] if told else "",
        explanation=explain(outcome, preflighted=answers.preflighted),
        console_lines=warnings + why,
        depends_on=_once(answers.conditions) if answers.conditions and not failure else (),
    )


def _once(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(conditions))


def preflight_request(request: BrowserRequest, *, profile: str = "fetch") -> HttpRequest | None:
    """Return the preflight that a browser sends first; None where it sends none.

    Args:
        request: what the page asks for.
        profile: ``"fetch"`` for the standard, or an engine, as for `judge`.

    Raises:
        ValueError: the profile is unknown.

    Example:
        >>> preflight_request(
        ...     BrowserRequest("https://api.example.com/", "https://app.example.com", "PUT")
        ... ).headers[1]
        ('Access-Control-Request-Method', 'PUT')

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    differences = profile_named(profile)
    fetching = fetch_method(request, differences)
    if isinstance(fetching, Rejection) or fetching.is_same_origin:
        return None
    if refused_before_sending(fetching, differences):
        return None
    if fetching.url.scheme not in HTTP_SCHEMES:
        return None
    unsafe_names = cors_unsafe_request_header_names(fetching.headers, differences)
    if not needs_cors_preflight(fetching, unsafe_names):
        return None
    return cors_preflight_request(fetching, unsafe_names, differences)
