"""An allowed origin in a form that no browser ever sends, so that it allows nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, RestApi
from corsgate_audit.rules.allowed_origins import kept_out, places, unresolved_origins
from corsgate_audit.rules.origin_values import (
    first_intended,
    holds_several,
    intended_origin,
    malformed,
)
from corsgate_audit.rules.preflights import with_bare_preflights
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import API_FRONT_DOORS, Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for allowed origins that no browser sends and that keep the intended page out.

    A list in one header of a REST API is CORS116's part.
    """
    yield from unresolved_origins(api)
    bare = with_bare_preflights(api)
    for place in places(bare):
        if isinstance(api, RestApi) and holds_several(place.value):
            continue
        fault = malformed(place.value)
        made = kept_out(bare, place, first_intended(place.value) or PAGE) if fault else None
        if fault and made:
            yield Violation(
                subject=place.subject,
                message=f"{place.name} names {place.value!r}, which {fault}. Browsers compare "
                "origins letter by letter, so the page that was meant is kept out.",
                expected="an origin as browsers send it: scheme://host, or scheme://host:port",
                actual=repr(place.value),
                detail=place.value,
                witness=made.witness(),
                fix=RULE.fix if intended_origin(place.value) else RULE.fix_by_hand,
            )


RULE = Rule.of_file(
    __file__,
    front_doors=API_FRONT_DOORS,
    safety=FixSafety.SAFE,
    check=check,
)
