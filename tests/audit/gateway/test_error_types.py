"""The types of API Gateway's own error responses."""

from __future__ import annotations

from corsgate_audit.gateway.error_types import (
    MESSAGES,
    NOT_CUSTOMISABLE,
    OWN_STATUS,
    default_of,
)


def test_every_type_has_a_status_and_a_message() -> None:
    """And none is named that there is not."""
    assert MESSAGES.keys() == OWN_STATUS.keys()
    assert OWN_STATUS.keys() > NOT_CUSTOMISABLE
    assert {default_of(each) for each in OWN_STATUS} == {"DEFAULT_4XX", "DEFAULT_5XX"}
