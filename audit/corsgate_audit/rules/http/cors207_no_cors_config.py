"""An HTTP API without CORS settings, behind which nothing is known to answer pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, FixSafety, FrontDoor
from corsgate_audit.rules.configured import listed, whole
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for APIs with routes of which nothing says that a page may use them."""
    if api.routes and not shows_cors(api):
        yield Violation(
            subject=whole(api),
            message=f"The API has no CORS settings, and nothing that could be read answers CORS "
            f"behind {listed(api.routes)}: pages of other origins can use it only if its functions "
            "send the headers, on preflights too.",
            expected="CORS settings, if pages of other origins use the API",
            actual="no CorsConfiguration",
            confidence=Confidence.POSSIBLE,
        )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
