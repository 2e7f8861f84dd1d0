"""CORS settings of an HTTP API that leave out a header without which its routes refuse."""

from __future__ import annotations

from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.configured import headers_missed
from corsgate_audit.rules.rule import Rule

RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.SAFE,
    check=headers_missed,
)
