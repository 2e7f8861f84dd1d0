"""CORS settings for which SAM refuses the whole template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door, HttpApi, RestApi


def subjects(api: RestApi | HttpApi) -> Iterator[RestApi | HttpApi]:
    """List the API as a whole, where SAM refuses its settings."""
    if api.sam_refusal is not None:
        yield api


def check(_: Door, api: RestApi | HttpApi) -> Violation:
    """Say what SAM says."""
    reason = (api.sam_refusal or "").rstrip(".")
    return Violation(
        message=f"SAM rejects the CORS settings of {api.name!r}, so the template cannot be "
        f"deployed: {reason}. Change the settings as the message of SAM says.",
        expected="CORS settings that SAM accepts",
        actual=reason,
    )


RULE = Rule.of_file(__file__, subjects=subjects, check=check)
