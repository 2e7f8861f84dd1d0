"""Main fetch and HTTP fetch: the order in which the steps are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.cors_check import Failure, cors_check
from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.exposure import filtered_response_headers
from corsgate_audit.browser.preflight import cors_preflight_fetch, needs_cors_preflight
from corsgate_audit.browser.redirects import http_redirect_fetch, is_redirect, leads_nowhere
from corsgate_audit.browser.safelist import cors_unsafe_request_header_names
from corsgate_audit.browser.statuses import is_no_response
from corsgate_audit.browser.urls import HTTP_SCHEMES

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse, Redirect


@dataclass(slots=True)
class Answers:
    """What the servers answered, handed out in the order in which the browser asks."""

    preflight: HttpResponse | None
    response: HttpResponse | None
    redirects: list[Redirect]
    preflighted: bool = False

    def to_preflight(self, request: Fetching) -> HttpResponse:
        """Return the answer to the preflight of `request`."""
        self.preflighted = True
        if self.preflight is None:
            msg = (
                f"the browser sends a preflight to {request.url.text!r}: give its answer as "
                f"{_place_of_preflight(request)}"
            )
            raise ValueError(msg)
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
            raise ValueError(msg)
        # Handed out once: where it redirects, what comes next was not given.
        last, self.response, self.preflight = self.response, None, None
        return last


def _place_of_preflight(request: Fetching) -> str:
    if request.redirect_count:
        return f"the preflight= of redirect number {request.redirect_count}"
    return "preflight="


class Outcome(NamedTuple):
    """How a fetch ended: with a failure, or with what the page can read."""

    request: Fetching
    failure: Failure | None
    answer: HttpResponse | None
    exposed_headers: tuple[str, ...] = ()


def main_fetch(request: Fetching, answers: Answers, profile: Profile) -> Outcome:
    """Decide whether the CORS protocol applies, and go on.

    Source: https://fetch.spec.whatwg.org/#concept-main-fetch
    """
    if not request.cors:
        if request.is_same_origin:
            return http_fetch(request, answers, profile)
        # A redirect has left the page's own origin: the tainting never goes back.
        request = request._replace(cors=True)
    if request.url.scheme == "data":
        return Outcome(request, None, None, ("content-type",))
    if request.url.scheme not in HTTP_SCHEMES:
        # The standard has one step for both; Chromium's fetch() refuses its own URL without CORS.
        redirected = request.url is not request.first_url
        error = CorsError.CORS_DISABLED_SCHEME if redirected else None
        return Outcome(request, Failure(error), None)
    unsafe_names = cors_unsafe_request_header_names(request.headers, profile)
    if needs_cors_preflight(request, unsafe_names):
        preflight = answers.to_preflight(request)
        if failure := cors_preflight_fetch(request, unsafe_names, preflight, profile):
            return Outcome(request, failure, preflight)
    return http_fetch(request, answers, profile)


def http_fetch(request: Fetching, answers: Answers, profile: Profile) -> Outcome:
    """Check the answer, follow it where it redirects, filter it where it does not.

    Source: https://fetch.spec.whatwg.org/#concept-http-fetch
    """
    response = answers.to_request(request)
    if is_no_response(response, profile) or leads_nowhere(request, response, profile):
        return Outcome(request, Failure(None), response)
    if request.cors and (failure := cors_check(request, response)):
        return Outcome(request, failure, response)
    if not is_redirect(response, profile):
        return Outcome(request, None, response, filtered_response_headers(request, response))
    following = http_redirect_fetch(request, response, profile)
    if isinstance(following, Failure):
        return Outcome(request, following, response)
    return main_fetch(following, answers, profile)
