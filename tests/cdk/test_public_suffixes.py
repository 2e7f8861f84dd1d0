"""Every construct holds a policy against the whole Public Suffix List."""

from __future__ import annotations

import pytest

from corsgate import CorsPolicy, PolicyError
from corsgate_cdk import CorsRestApi
from corsgate_cdk._public_suffixes import check_public_suffixes
from support.public_suffixes import above_suffixes
from support.synthesis import new_stack


def policy(domain: str) -> CorsPolicy:
    """Allow the sub-domains of a domain, with credentials."""
    return CorsPolicy(
        allow_origins=[f"https://*.{domain}"], allow_methods=["GET"], allow_credentials=True
    )


def test_every_domain_above_a_public_suffix_is_refused() -> None:
    """Built or checked: `check_public_suffixes` is what every construct calls first."""
    spared = []
    for domain in above_suffixes():
        try:
            check_public_suffixes(policy(domain))
        except PolicyError:
            continue
        spared.append(domain)
    assert spared == []


def test_a_construct_refuses_what_only_the_whole_list_knows() -> None:
    """A prefecture: nothing of it is in the part that functions have."""
    risky = policy("tochigi.jp")
    with pytest.raises(PolicyError, match=r"'https://\*\.tochigi\.jp' covers a public suffix"):
        CorsRestApi(new_stack(), "Api", policy=risky, error_origin="reflect")
