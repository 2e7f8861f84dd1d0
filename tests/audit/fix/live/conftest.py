"""What the tests of live fixes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.service_models import read_once

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="package")
def _quick_sessions() -> Iterator[None]:
    """Have sessions that are made in no time."""
    with read_once():
        yield
