"""A gateway response that is customised without the header that its default has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway.error_types import NOT_CUSTOMISABLE, OWN_STATUS, default_of
from corsgate_audit.model import known
from corsgate_audit.rules.error_defaults import customised_responses
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.preflight_repairs import with_readable_errors
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi
    from corsgate_audit.rules.wanted import Wanted


class _Override(NamedTuple):
    """A gateway response of one error, and the default that it takes the place of."""

    response: GatewayResponse
    default: GatewayResponse

    @property
    def subject(self) -> Subject:
        """The gateway response."""
        return subject_of(self.response)


def subjects(api: RestApi) -> Iterator[_Override]:
    """List the gateway responses of one error whose default is customised, too."""
    customised = customised_responses(api)
    for error in sorted(OWN_STATUS.keys() - NOT_CUSTOMISABLE):
        response, default = customised.get(error), customised.get(default_of(error))
        if response is not None and default is not None:
            yield _Override(response, default)


def check(api: RestApi, override: _Override) -> Violation | None:
    """Look for one without the header that its default has."""
    if _allows(override.response) or not _allows(override.default):
        return None
    return _violation(api, *override)


def _allows(response: GatewayResponse) -> bool:
    headers = known(response.headers)
    return any(name.lower() == ALLOW_ORIGIN.lower() for name, _ in headers)


def _violation(api: RestApi, response: GatewayResponse, default: GatewayResponse) -> Violation:
    error = response.response_type
    witness = error_witness(api, error, response)
    return Violation(
        message=f"{error} is customised without {ALLOW_ORIGIN} and inherits nothing from "
        f"{default.response_type}, so the page sees a CORS error in place of the status "
        f"{witness.response.status if witness.response else OWN_STATUS[error]}. Add the header "
        f"to {error} too.",
        expected=f"{ALLOW_ORIGIN} on {error}, as on {default.response_type}",
        actual=f"{error} does not have the header",
        detail=error,
        witness=witness,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Put the header of the default on the gateway response of the error."""
    return with_readable_errors(api, [violation.detail], wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
