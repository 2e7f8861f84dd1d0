"""CORS for AWS Lambda: one policy, one decision, whatever front door the request came through.

Standard library only, and little of it: the whole package imports in about two milliseconds.
"""

from __future__ import annotations

from .decision import Decision, decide
from .policy import CorsPolicy
from .problems import PolicyError, Problem, Reason

__all__ = ["CorsPolicy", "Decision", "PolicyError", "Problem", "Reason", "decide"]
