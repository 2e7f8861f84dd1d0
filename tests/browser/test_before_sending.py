"""What browsers refuse before anything is sent has the model's verdict, in three real browsers."""

from __future__ import annotations

import pytest

from corsgate_audit.browser.profiles import ENGINES as NAMES
from support.browser_diff import disagreement
from support.browser_engines import ENGINES
from support.browser_scenes import acts, without_the_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("engine", "name"), [(engine, name) for engine in NAMES for name in acts(engine)]
)
def test_mixed_content_and_local_network_access_have_the_models_verdict(
    engine: str, name: str
) -> None:
    """Allowed, what is sent, and each sentence of the console, redirects among them."""
    if ENGINES[engine].find() is None:
        pytest.skip(ENGINES[engine].not_run)
    act = acts(engine)[name]
    with ENGINES[engine].run(act.scene) as browser:
        found = [
            disagreement(placed, without_the_page(seen, browser.origins["page"]), engine)
            for placed, seen in browser.play(act.exchanges)
        ]
    assert [each for each in found if each] == []
