"""Main fetch and HTTP fetch: the order in which the steps are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.before_sending import (
    CLEAR,
    conditions_of,
    failure_of,
    standing_of,
)
from corsgate_audit.browser.cors_check import Failure, cors_check
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.exposure import filtered_response_headers
from corsgate_audit.browser.headers import AUTHORIZATION
from corsgate_audit.browser.preflight import (
    cors_preflight_fetch,
    wildcard_covers_authorization,
)
from corsgate_audit.browser.redirected import (
    asked_before_refusal,
    late_refusal,
    names_to_ask_for,
)
from corsgate_audit.browser.redirects import http_redirect_fetch, is_redirect, refused_at_once
from corsgate_audit.browser.statuses import is_no_response
from corsgate_audit.browser.urls import HTTP_SCHEMES

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import Condition, HttpResponse, Redirect


class MissingAnswerError(ValueError):
    """The browser sends a request to which no answer was given."""


@dataclass(slots=True)
class Answers:
    """What the servers answered, handed out in the order in which the browser asks.

    Beside it, what is to be told of that, however the fetch ends: whether a preflight was sent, and
    for which URLs ``*`` alone let ``Authorization`` pass, once for each line of it, which URLs are
    exempt from mixed content, and what the outcome depends on beside the answers.
    """

    preflight: HttpResponse | None
    response: HttpResponse | None
    redirects: list[Redirect]
    preflighted: bool = False
    warned: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def to_preflight(self, request: Fetching) -> HttpResponse:
        """Return the answer to the preflight of `request`."""
        self.preflighted = True
        if self.preflight is None:
            msg = (
                f"the browser sends a preflight to {request.url.text!r}: give its answer as "
                f"{_place_of_preflight(request)}"
            )
            raise MissingAnswerError(msg)
        return self.preflight

    def to_request(self, request: Fetching) -> HttpResponse:
        """Return the answer to `request` itself."""
        if self.redirects:
            redirect = self.redirects.pop(0)
            self.preflight = redirect.preflight
            return redirect.response
        if self.response is None:
            msg = (
                f"the browser sends {request.method} to {request.url.text!r}: give its answer as "
                "response=, and every redirect before it in redirects="
            )
            raise MissingAnswerError(msg)
        # Handed out once: where it redirects, what comes next was not given.
        last, self.response, self.preflight = self.response, None, None
        return last


def _place_of_preflight(request: Fetching) -> str:
    if request.redirect_count:
        return f"the preflight= of redirect number {request.redirect_count}"
    return "preflight="


class FetchOutcome(NamedTuple):
    """How a fetch ended: with a failure, or with what the page can read.

    Args:
        request: the last on the way.
        failure: None where the page gets its answer.
        answer: the last that was looked at; None where none was asked for.
        exposed_headers: exposed headers that the page can read.
        of_preflight: the answer is one to a preflight.
        redirected_by: the request and the redirect that led to a URL which nobody asked.
    """

    request: Fetching
    failure: Failure | None
    answer: HttpResponse | None
    exposed_headers: tuple[str, ...] = ()
    of_preflight: bool = False
    redirected_by: tuple[Fetching, HttpResponse] | None = None


def main_fetch(request: Fetching, answers: Answers, profile: Profile) -> FetchOutcome:
    """Decide whether the CORS protocol applies, and go on.

    Source: https://fetch.spec.whatwg.org/#concept-main-fetch
    """
    standing = standing_of(request, profile)
    if standing is not CLEAR:
        if refusal := failure_of(standing, request):
            return FetchOutcome(request, refusal, None)
        answers.conditions += conditions_of(standing, request.url)
        answers.exempt += (request.url.text,) * standing.is_exempt
    if not request.cors:
        if request.is_same_origin:
            return http_fetch(request, answers, profile)
        # A redirect has left the page's own origin: the tainting never goes back.
        request = request._replace(cors=True)
    if request.url.scheme == "data":
        return FetchOutcome(request, None, None, ("content-type",))
    if request.url.scheme not in HTTP_SCHEMES:
        # The standard has one step for this and for a redirect; fetch() refuses its own URL without
        # CORS.
        return FetchOutcome(request, Failure(None), None)
    asked = preflighted(request, answers, profile)
    return asked if isinstance(asked, FetchOutcome) else http_fetch(asked, answers, profile)


def preflighted(request: Fetching, answers: Answers, profile: Profile) -> Fetching | FetchOutcome:
    """Ask first where the request needs it; return the request, or how it has ended here."""
    unsafe_names = names_to_ask_for(request, profile)
    if unsafe_names is None:
        return request
    if Difference.PREFLIGHTED_REQUESTS_STAY_SO in profile and not request.preflighted:
        request = request._replace(preflighted=True)
    preflight = answers.to_preflight(request)
    if failure := cors_preflight_fetch(request, unsafe_names, preflight, profile):
        return FetchOutcome(request, failure, preflight, of_preflight=True)
    if wildcard_covers_authorization(request, unsafe_names, preflight, profile):
        answers.warned += (request.url.text,) * unsafe_names.count(AUTHORIZATION)
    return request


def http_fetch(request: Fetching, answers: Answers, profile: Profile) -> FetchOutcome:
    """Check the answer, follow it where it redirects, filter it where it does not.

    Source: https://fetch.spec.whatwg.org/#concept-http-fetch
    """
    response = answers.to_request(request)
    if is_no_response(response, profile, request.method):
        return FetchOutcome(request, Failure(None), response)
    if refusal := refused_at_once(request, response, profile):
        return FetchOutcome(request, refusal, response)
    if request.cors and (failure := cors_check(request, response, profile)):
        return FetchOutcome(request, failure, response)
    if not is_redirect(response, profile):
        exposed = filtered_response_headers(request, response, profile)
        return FetchOutcome(request, None, response, exposed)
    return follow_redirect(request, response, answers, profile)


def follow_redirect(
    request: Fetching, response: HttpResponse, answers: Answers, profile: Profile
) -> FetchOutcome:
    """Go to where a redirect leads, one that has passed the CORS check.

    Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
    """
    following = http_redirect_fetch(request, response, profile)
    if refusal := late_refusal(request, response, following, profile):
        asked = preflighted(asked_before_refusal(request, response, profile), answers, profile)
        return (
            asked if isinstance(asked, FetchOutcome) else FetchOutcome(request, refusal, response)
        )
    if isinstance(following, Failure):
        return FetchOutcome(request, following, response)
    if following.url.scheme not in HTTP_SCHEMES:
        disabled = Failure(CorsError.CORS_DISABLED_SCHEME)
        return FetchOutcome(following, disabled, None, redirected_by=(request, response))
    return main_fetch(following, answers, profile)
