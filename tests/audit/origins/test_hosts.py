"""Whose a host is, by the part of the Public Suffix List about its top-level domain."""

from __future__ import annotations

from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from corsgate.suffixes import Suffixes, with_parents
from corsgate_audit.origins.hosts import is_hosted, owner_of, spans_owners

HOSTS = (
    "app.example.com",
    "team.github.io",
    "github.io",
    "www.ck",
    "shop.co.ck",
    "a.b.kawasaki.jp",
    "city.kawasaki.jp",
    "ministry.公司.cn",
    "shop.xn--55qx5d.cn",
    "shop.例.中国",
    "shop.xn--fiqs8s",
    "app.team.vercel.app",
    "bucket.s3.eu-west-1.amazonaws.com",
    "127.0.0.1",
    "localhost",
    "host.of.nobody",
    "example.com.",
    "",
)


@pytest.fixture(scope="module")
def whole() -> PublicSuffixList:
    """Return the list as the library reads it."""
    return PublicSuffixList()


@pytest.fixture(scope="module")
def of_registries() -> PublicSuffixList:
    """Return the part of it that registries have written."""
    return PublicSuffixList(only_icann=True)


@pytest.mark.parametrize("host", HOSTS)
def test_the_owner_is_the_one_by_the_whole_list(host: str, whole: PublicSuffixList) -> None:
    """Rules about other top-level domains say nothing of a host."""
    assert owner_of(host) == whole.privatesuffix(host)


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_is_hosted_by_the_whole_list(
    host: str, whole: PublicSuffixList, of_registries: PublicSuffixList
) -> None:
    """Where the whole list has a private domain above it that registries do not."""
    suffix = whole.publicsuffix(host)
    private = suffix not in {None, host, of_registries.publicsuffix(host)}

    assert is_hosted(host) == (private and bool(host))


@pytest.mark.slow
def test_domains_with_many_owners_are_those_of_the_whole_list() -> None:
    """Every rule of the list, every domain above one, and names below them that are no rules."""
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    rules = {rule.lstrip("!").removeprefix("*.") for rule in with_parents(lines)}
    every = Suffixes(with_parents(lines))
    sample = [*sorted(rules)[::40], *(f"zz.{rule}" for rule in sorted(rules)[::80])]

    assert [spans_owners(domain) for domain in sample] == [
        every.span_owners(domain) for domain in sample
    ]
