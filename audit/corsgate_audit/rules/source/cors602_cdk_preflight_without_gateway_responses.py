"""The CDK writes preflights, and leaves the gateway's own errors as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.error_defaults import bare_defaults, bare_witness, is_the_cdks
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi


def check(api: RestApi) -> Iterator[Violation]:
    """Look for APIs of the CDK with preflights, and without a single error response."""
    if not is_the_cdks(api):
        return
    bare = dict(each for each in bare_defaults(api) if not isinstance(each, Undecided))
    if not bare:
        return
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    construct = (api.location.construct or "").removesuffix("/Resource")
    yield Violation(
        subject=Subject(location=api.location),
        message=f"The CDK wrote the preflights of {construct!r}, and no gateway responses: when "
        f"the gateway itself refuses a request, such as with {status}, the page sees a CORS error "
        "and cannot tell an expired session from a throttled call or a crash.",
        expected=f"{ALLOW_ORIGIN} on DEFAULT_4XX and DEFAULT_5XX",
        actual="OPTIONS methods, and no gateway response",
        witness=witness,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
