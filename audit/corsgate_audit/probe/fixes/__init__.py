"""The fix of a blocked exchange in the user's own tool: one table, by tool and front door."""

from __future__ import annotations

from corsgate_audit.probe.fixes.choosing import Tool, fixes_for, tools_in
from corsgate_audit.probe.fixes.rendering import Fix

__all__ = ["Fix", "Tool", "fixes_for", "tools_in"]
