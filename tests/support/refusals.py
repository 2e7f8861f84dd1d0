"""What is wrong with a policy that must not be."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy, PolicyError, Reason

ORIGIN = "https://app.example.com"


def refusals(**fields: Any) -> list[tuple[str, Reason, str]]:  # noqa: ANN401 - bad input
    """Build a policy that must not be, and return what is wrong with it."""
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(**{"allow_origins": [ORIGIN], **fields})
    assert str(caught.value) == "CORS policy: " + " | ".join(
        problem.message for problem in caught.value.problems
    )
    return [(each.field, each.reason, each.message) for each in caught.value.problems]
