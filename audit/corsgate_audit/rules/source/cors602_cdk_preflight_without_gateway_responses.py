"""The CDK writes preflights, and leaves the gateway's own errors as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.rules.error_defaults import bare_defaults, bare_witness, is_the_cdks
from corsgate_audit.rules.preflight_repairs import with_readable_errors
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[RestApi]:
    """List an API of the CDK with preflights, and without a single error response."""
    if is_the_cdks(api):
        yield api


def check(_: RestApi, api: RestApi) -> Violation | None:
    """Look for errors that fall back to the defaults."""
    bare = bare_defaults(api)
    if not bare:
        return None
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    construct = (api.location.construct or "").removesuffix("/Resource")
    return Violation(
        message=f"{construct!r} has preflights but no gateway responses, so when the gateway "
        f"itself rejects a request, such as with {status}, the page sees a CORS error and cannot "
        f"tell an expired session from a throttled call or a crash. Add {ALLOW_ORIGIN} to "
        "DEFAULT_4XX and DEFAULT_5XX.",
        expected=f"{ALLOW_ORIGIN} on DEFAULT_4XX and DEFAULT_5XX",
        actual="OPTIONS methods, and no gateway response",
        witness=witness,
    )


def repair(api: RestApi, _: Violation, wanted: Wanted) -> RestApi:
    """Put the header on the defaults that lack it."""
    return with_readable_errors(api, bare_defaults(api), wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
