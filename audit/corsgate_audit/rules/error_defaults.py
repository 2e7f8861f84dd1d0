"""The gateway responses that stand for all others, and what a page sees without the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import REFUSING, exchange
from corsgate_audit.gateway.error_types import NOT_CUSTOMISABLE, OWN_STATUS, default_of
from corsgate_audit.model import Unknowns, known
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.preflights import candidate_origins, shows_cors
from corsgate_audit.rules.requests import page_request

if TYPE_CHECKING:
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import GatewayResponse, RestApi, Witness

DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")


def bare_defaults(api: RestApi) -> dict[str, str]:
    """Return the defaults without the header, each with an error that falls back to it.

    An error with a gateway response of its own does not use the default; where that one lacks the
    header it is another fault.

    Raises:
        UndeterminedError: there are none, or the headers of one are not known.
    """
    found: dict[str, str] = {}
    unknown = Unknowns()
    customised = customised_responses(api)
    for default in DEFAULTS if shows_cors(api) else ():
        left = [each for each in falling_back(default) if each not in customised]
        with unknown.about(customised.get(default)):
            if left and not _allows(customised.get(default)):
                found[default] = left[0]
    if not found:
        unknown.name_them()
    return found


def customised_responses(api: RestApi) -> dict[str, GatewayResponse]:
    """Return the gateway responses that somebody has customised, by their types."""
    return {response.response_type: response for response in api.gateway_responses}


def is_the_cdks(api: RestApi) -> bool:
    """Whether the CDK wrote the API and its preflights, and nobody any error response."""
    written = any(
        (route.location.construct or "").endswith("/OPTIONS") and route.method == "OPTIONS"
        for route in api.routes
    )
    return written and not set(DEFAULTS) & customised_responses(api).keys()


def bare_witness(api: RestApi, bare: dict[str, str]) -> Witness:
    """Return an exchange in which a page cannot read an error.

    Args:
        api: API with the gateway responses.
        bare: Defaults without the header, each with an error that falls back to it.
    """
    default, error = next(iter(bare.items()))
    plainest = error_witness(api, error, customised_responses(api).get(default))
    return _refused_without_credentials(api) or plainest


def falling_back(default: str) -> list[str]:
    """Return the types of errors that a default answers; none for the type of one error."""
    return [
        each for each in OWN_STATUS if each not in NOT_CUSTOMISABLE and default_of(each) == default
    ]


def _allows(response: GatewayResponse | None) -> bool:
    """Whether an error response has the header; AWS's own (None) has none.

    Raises:
        UndeterminedError: its headers are not known.
    """
    headers = known(response.headers) if response else ()
    return any(name.lower() == ALLOW_ORIGIN.lower() for name, _ in headers)


def _refused_without_credentials(api: RestApi) -> Witness | None:
    """Show a request without credentials to a route that requires them, where there is one."""
    origin = candidate_origins(api)[0]
    for route in api.routes:
        if route.authorization == "NONE" and not route.api_key_required:
            continue
        made = exchange(api, page_request(route, origin, body=False))
        error = made.verdict.error if made.verdict else None
        if made.actual and error == CorsError.MISSING_ALLOW_ORIGIN_HEADER and _by_gateway(made):
            return made.witness()
    return None


def _by_gateway(made: Exchange) -> bool:
    return made.layer in REFUSING
