"""CORS settings of a function URL that leave out what a signature needs."""

from __future__ import annotations

from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.configured import headers_missed
from corsgate_audit.rules.rule import Rule

RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    safety=FixSafety.SAFE,
    check=headers_missed,
)
