"""A gateway response that is customised without the header that its default has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway_errors import NOT_CUSTOMISABLE, OWN_STATUS, default_of
from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for gateway responses of one type without the header that their default has."""
    customised = {response.response_type: response for response in api.gateway_responses}
    for error in sorted(OWN_STATUS.keys() - NOT_CUSTOMISABLE):
        response, default = customised.get(error), customised.get(default_of(error))
        if response is None or default is None or _allows(response) is True:
            continue
        for each in (response, default):
            if isinstance(each.headers, Unresolved):
                yield Undecided(subject=Subject(location=each.location), value=each.headers)
                break
        else:
            if _allows(default):
                yield _violation(api, response, default)


def _allows(response: GatewayResponse) -> bool:
    headers = response.headers if isinstance(response.headers, tuple) else ()
    return any(name.lower() == ALLOW_ORIGIN.lower() for name, _ in headers)


def _violation(api: RestApi, response: GatewayResponse, default: GatewayResponse) -> Violation:
    error = response.response_type
    witness = error_witness(api, error, response)
    return Violation(
        subject=Subject(location=response.location),
        message=f"{error} is customised without {ALLOW_ORIGIN}, and so takes nothing of "
        f"{default.response_type}, which has it: a page sees a CORS error in place of the status "
        f"{witness.response.status if witness.response else OWN_STATUS[error]}.",
        expected=f"{ALLOW_ORIGIN} on {error}, as on {default.response_type}",
        actual=f"{error} lacks the header",
        detail=error,
        witness=witness,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
