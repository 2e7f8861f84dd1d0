"""A run of an auditor over an emulated organization."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from support.organization import CALLER, REGIONS, organization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.organization import Organization

pytestmark = pytest.mark.slow  # emulated accounts


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    """Have an organization of three accounts."""
    with organization(monkeypatch) as found:
        yield found


def test_every_account_is_audited_in_every_region_and_its_cloudfront_too(
    org: Organization,
) -> None:
    """Places asked are places reported, and each account has the same findings."""
    told = org.run("r1")

    accounts = [*org.members, CALLER]
    assert told["places"] == told["reported"] == len(accounts) * (len(REGIONS) + 1)
    assert told["complete"]
    findings = org.of("r1", "findings.jsonl")
    counts = Counter(each["resource"]["account"] for each in findings)
    assert set(counts) == set(accounts)
    assert len(set(counts.values())) == 1
    assert told["findings"] == told["new"] == len(findings) > 0
    assert told["gone"] == 0
