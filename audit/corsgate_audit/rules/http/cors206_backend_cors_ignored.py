"""A function that answers CORS behind an HTTP API that drops what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.configured import listed, unread, whole
from corsgate_audit.rules.doubled import second_writers
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for functions with a policy behind an HTTP API with CORS settings."""
    yield from unread(api)
    # A function that could not be read is not reported: whatever it says is dropped, so that no
    # verdict on this API depends on it.
    writers = second_writers(api, "http_api")
    if writers.routes:
        yield Violation(
            subject=whole(api),
            message=f"The functions of {listed(writers.routes)} have a CORS policy of their own, "
            "and the API has CORS settings: API Gateway drops the functions' CORS headers, so the "
            "policy has no effect here.",
            expected="CORS in one place",
            actual="CorsConfiguration on the API, and CORSGATE_POLICY on its functions",
        )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
