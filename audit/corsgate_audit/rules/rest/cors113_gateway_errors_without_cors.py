"""Errors of the gateway itself that no page can read, because they carry no CORS headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.rules.error_defaults import (
    bare_defaults,
    bare_witness,
    customised_responses,
    is_the_cdks,
)
from corsgate_audit.rules.preflight_repairs import with_readable_errors
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[RestApi]:
    """List the API as a whole; where the CDK wrote all there is, CORS602 says what to use."""
    if not is_the_cdks(api):
        yield api


def check(_: RestApi, api: RestApi) -> Violation | None:
    """Look for defaults without Access-Control-Allow-Origin that some error still falls back to."""
    bare = bare_defaults(api)
    return _violation(api, bare) if bare else None


def _violation(api: RestApi, bare: dict[str, str]) -> Violation:
    names = " and ".join(bare)
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    customised = customised_responses(api)
    return Violation(
        message=f"{names} {'have' if len(bare) > 1 else 'has'} no {ALLOW_ORIGIN}, so when the "
        f"gateway itself rejects a request, such as with {status}, the page sees a CORS error "
        "and cannot tell an expired session from a throttled call or a crash. Add the header to "
        f"the gateway response{'s' * (len(bare) > 1)}.",
        expected=f"{ALLOW_ORIGIN} on {names}",
        actual=", ".join(
            f"{name} {'does not have the header' if name in customised else 'is not customised'}"
            for name in bare
        ),
        detail=names,
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
