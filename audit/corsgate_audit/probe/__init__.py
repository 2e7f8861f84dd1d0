"""A real server asked what a browser would ask: `probe` sends, judges and finds the cause."""

from __future__ import annotations

from corsgate_audit.probe.probing import probe
from corsgate_audit.probe.sending import HttpSender
from corsgate_audit.probe.values import Cause, Family, Heard, Probe, Server

__all__ = ["Cause", "Family", "Heard", "HttpSender", "Probe", "Server", "probe"]
