"""What a function answers: its code is read, in Python, JavaScript or TypeScript; never run."""

from __future__ import annotations

from corsgate_audit.handlers.origin_uses import LooseComparison, OriginUse

__all__ = ["LooseComparison", "OriginUse"]
