"""Templates come to the same here and in Apache Velocity on Java, or are undetermined here."""

from __future__ import annotations

import pytest

from support.apache_velocity import IS_HERE, NOT_RUN, rendered
from support.velocity_diff import compared
from support.velocity_patterns import grown_patterns
from support.velocity_templates import grown

TEMPLATES = 2_000

pytestmark = pytest.mark.skipif(not IS_HERE, reason=NOT_RUN)


@pytest.mark.slow
def test_grown_templates_come_to_the_same_as_in_java() -> None:
    """The same text and the same headers. `make velocity-diff N=20000 SEED=2` compares others."""
    templates = grown(TEMPLATES, seed=1)
    found = compared(templates, rendered(templates))

    assert found.different == []
    assert len(templates) == sum(found.counts.values())
    # Most are determined, and about a third are what Velocity itself refuses.
    assert found.counts["equal"] > TEMPLATES / 2
    assert found.counts["undetermined here"] < TEMPLATES / 8


@pytest.mark.slow
def test_regular_expressions_come_to_the_same_as_in_java() -> None:
    """What they match, replace and split: or they are undetermined here."""
    templates = grown_patterns(TEMPLATES, seed=1)
    found = compared(templates, rendered(templates))

    assert found.different == []
    assert found.counts["equal"] > TEMPLATES / 4


@pytest.mark.slow
def test_java_is_asked_as_api_gateway_was_recorded() -> None:
    """What leads nowhere is an empty text; a macro is none; what is no Velocity is refused."""
    first, second, third = rendered(
        ["[$nothing]#if($nothing == '')y#end", "#macro(m)x#end#m()", "#if("]
    )
    assert first is not None
    assert second is not None
    assert (first.text, second.text, third) == ("[]y", "#m()", None)
