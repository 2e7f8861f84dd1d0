"""Whatever a template says, it reaches nothing but its own data."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from support.velocity_templates import grown, templates
from support.velocity_tripwires import PATHS, reached
from support.velocity_unknowns import PATHS as UNKNOWN
from support.velocity_unknowns import misjudged


@pytest.mark.slow
@settings(max_examples=500)
@given(templates(PATHS))
def test_no_template_reaches_python(template: str) -> None:
    """No tripwire fires, and the process is never ended.

    `make velocity-diff N=20000 SEED=1` does the same with more.
    """
    assert reached([template]) == ([], 0)


@pytest.mark.slow
@settings(max_examples=500)
@given(templates(UNKNOWN))
def test_no_template_is_judged_by_what_nobody_knows(template: str) -> None:
    """What is judged before the call comes to the same in two calls that differ in everything."""
    wrong, _ = misjudged([template])
    assert wrong == []


def test_templates_over_unknown_values_are_judged_where_they_can_be() -> None:
    """So that the test above compares something: many of them write what they do not know."""
    wrong, judged = misjudged(grown(300, 1, UNKNOWN))
    assert (wrong, judged > 100) == ([], True)
