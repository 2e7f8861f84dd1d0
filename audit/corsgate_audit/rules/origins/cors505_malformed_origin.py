"""An allowed origin in a form that no browser ever sends, so that it allows nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import RestApi, known
from corsgate_audit.rules.allowed_origins import OriginPlace, kept_out, places
from corsgate_audit.rules.origin_values import (
    first_intended,
    holds_several,
    intended_origin,
    malformed,
)
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin
from corsgate_audit.rules.wanted import meant_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: Api) -> Iterator[OriginPlace]:
    """List the allowed origins."""
    return places(api)


def check(api: Api, place: OriginPlace) -> Violation | None:
    """Look for origins that no browser sends and that keep the intended page out.

    A list in one header of a REST API is CORS116's part.
    """
    value = known(place.value)
    if isinstance(api, RestApi) and holds_several(value):
        return None
    fault = malformed(value)
    made = kept_out(place, first_intended(value) or PAGE) if fault else None
    if made is None:
        return None
    return Violation(
        message=f"{place.name} has {value!r}, which {fault}. Browsers compare origins character by "
        "character, so the browser blocks the page that was meant.",
        expected="an origin as browsers send it: scheme://host, or scheme://host:port",
        actual=repr(value),
        detail=value,
        witness=made.witness(),
        fix=RULE.fix if intended_origin(value) else RULE.fix_by_hand,
    )


def repair(api: Api, violation: Violation, wanted: Wanted) -> Api:
    """Name the origin that was meant, as browsers send it."""
    return without_origin(api, violation, wanted, violation.detail, meant_by(violation.detail))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
