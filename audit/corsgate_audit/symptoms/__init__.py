"""From what somebody pastes (a console's red line, a log, curl) to causes and commands."""

from __future__ import annotations

from corsgate_audit.symptoms.reading import read_symptom
from corsgate_audit.symptoms.values import Asked, Reading, Told

__all__ = ["Asked", "Reading", "Told", "read_symptom"]
