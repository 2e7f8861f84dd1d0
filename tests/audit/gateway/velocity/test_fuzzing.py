"""Whatever a template says, it reaches nothing but its own data."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from support.velocity_templates import templates
from support.velocity_tripwires import PATHS, reached


@pytest.mark.slow
@settings(max_examples=500)
@given(templates(PATHS))
def test_no_template_reaches_python(template: str) -> None:
    """No tripwire fires, and the process is never ended.

    `make velocity-diff N=20000 SEED=1` does the same with more.
    """
    assert reached([template]) == ([], 0)
