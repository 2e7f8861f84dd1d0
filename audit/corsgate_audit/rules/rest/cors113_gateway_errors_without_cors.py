"""Errors of the gateway itself that no page can read, because they carry no CORS headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.error_defaults import (
    bare_defaults,
    bare_witness,
    customised_responses,
    is_the_cdks,
)
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for defaults without Access-Control-Allow-Origin that some error still falls back to.

    Where the CDK wrote all there is, CORS602 says which construct to use.
    """
    found = list(bare_defaults(api))
    yield from (each for each in found if isinstance(each, Undecided))
    bare = dict(each for each in found if not isinstance(each, Undecided))
    if bare and not is_the_cdks(api):
        yield _violation(api, bare)


def _violation(api: RestApi, bare: dict[str, str]) -> Violation:
    names = " and ".join(bare)
    witness = bare_witness(api, bare)
    status = witness.response.status if witness.response else None
    customised = customised_responses(api)
    return Violation(
        subject=Subject(location=api.location),
        message=f"{names} {'carry' if len(bare) > 1 else 'carries'} no {ALLOW_ORIGIN}: when the "
        f"gateway itself refuses a request, such as with {status}, the page sees a CORS error and "
        "cannot tell an expired session from a throttled call or a crash.",
        expected=f"{ALLOW_ORIGIN} on {names}",
        actual=", ".join(
            f"{name} {'lacks the header' if name in customised else 'is not customised'}"
            for name in bare
        ),
        detail=names,
        witness=witness,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
