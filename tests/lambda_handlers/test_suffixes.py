"""Patterns over public suffixes, and over domains that have one below them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import publicsuffixlist
import pytest
from publicsuffixlist import PublicSuffixList

from corsgate import CorsPolicy, PolicyError, Reason, suffixes
from corsgate.suffixes import HOSTING_SUFFIXES, Suffixes, hosting_suffixes, with_parents
from support import hosting_suffixes as script
from support.public_suffixes import above_suffixes, rules
from support.refusals import refusals

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

HOSTING = [
    "github.io", "gitlab.io", "vercel.app", "now.sh", "netlify.app", "pages.dev", "workers.dev",
    "r2.dev", "amplifyapp.com", "cloudfront.net", "lambda-url.us-east-1.on.aws", "on.aws",
    "execute-api.us-east-1.amazonaws.com", "s3.amazonaws.com", "amazonaws.com",
    "s3-website-us-east-1.amazonaws.com", "elasticbeanstalk.com", "amazoncognito.com",
    "auth.eu-central-1.amazoncognito.com", "web.app", "firebaseapp.com", "appspot.com", "run.app",
    "a.run.app", "herokuapp.com", "azurewebsites.net", "azurestaticapps.net",
    "1.azurestaticapps.net", "onrender.com", "fly.dev", "deno.dev", "up.railway.app",
    "ngrok-free.app", "ngrok.io", "trycloudflare.com", "surge.sh", "replit.app", "hf.space",
    "streamlit.app", "myshopify.com", "wixsite.com", "readthedocs.io", "csb.app",
    "co.uk", "com.au", "co.jp", "com", "io", "anything",
    "glitch.me", "gitpod.io", "ws-eu1.gitpod.io", "app.github.dev", "github.dev", "stackblitz.io",
    "webcontainer.io", "w-corp.webcontainer.io", "codesandbox.io", "loca.lt", "localtunnel.me",
    "cloudshell.dev", "googleusercontent.com", "bc.googleusercontent.com", "devtunnels.ms",
    "euw.devtunnels.ms", "z13.web.core.windows.net", "westeurope.cloudapp.azure.com",
    "storage.googleapis.com", "serveo.net", "lhr.life", "wordpress.com", "weebly.com",
    "kawasaki.jp", "town.kawasaki.jp", "yokohama.jp", "x.yokohama.jp", "ck", "co.ck", "x.np",
    "xn--55qx5d.cn", "xn--55qx5d.hk", "xn--mgba3a4f16a.ir",
]  # fmt: skip
OWN = [
    "example.com", "preview.example.com", "example.co.uk", "team.github.io", "team.vercel.app",
    "d1a2b3.amplifyapp.com", "abc123.execute-api.us-east-1.amazonaws.com",
    "d111111abcdef8.cloudfront.net", "io.example.com", "vercel.app.example.com", "notvercel.app",
    "hub.io", "project.glitch.me", "3000-team.ws-eu1.gitpod.io", "name-3000.app.github.dev",
    "city.kawasaki.jp", "www.ck", "name.town.kawasaki.jp", "name.xn--55qx5d.cn", "notgitpod.io",
]  # fmt: skip
TEXT = (
    "covers a public suffix, so with credentials anyone who registers a domain there is allowed; "
    "name your own domain, or set dangerously_allow_public_suffixes=True"
)


@pytest.mark.parametrize("domain", HOSTING)
def test_a_function_knows_the_suffixes_of_hosting_companies(domain: str) -> None:
    """With credentials and without the switch; no list but the package's own is at hand."""
    origin = f"https://*.{domain}"
    expected = ("allow_origins", Reason.PUBLIC_SUFFIX, f"allow_origins: {origin!r} {TEXT}")
    assert refusals(allow_origins=[origin], allow_credentials=True) == [expected]
    assert refusals(allow_origins=[f"{origin}:*"], allow_credentials=True) != []
    assert not CorsPolicy(allow_origins=[origin]).allow_credentials
    switch = CorsPolicy(
        allow_origins=[origin], allow_credentials=True, dangerously_allow_public_suffixes=True
    )
    assert switch.allow_origins == (origin,)


@pytest.mark.parametrize(
    ("pattern", "domain"),
    [
        ("https://myapp-*-team.vercel.app", "vercel.app"),
        ("https://deploy-preview-*--site.netlify.app", "netlify.app"),
        ("https://api.pr-*.github.io:*", "github.io"),
        ("https://pr-*.amazonaws.com", "amazonaws.com"),
        ("https://pr-*.co.uk", "co.uk"),
    ],
)
def test_a_pattern_within_a_label_spans_owners_too(pattern: str, domain: str) -> None:
    """Somebody's team may be called evil-team; the message says why and names the safe way."""
    text = (
        f"allow_origins: {pattern!r} covers names below {domain!r}, where others can register a "
        "matching one and, with credentials, act for your users; serve these pages below your "
        "own domain and name that, or set dangerously_allow_public_suffixes=True"
    )
    expected = ("allow_origins", Reason.PUBLIC_SUFFIX, text)
    assert refusals(allow_origins=[pattern], allow_credentials=True) == [expected]
    assert CorsPolicy(allow_origins=[pattern]).allow_origins == (pattern,)
    switch = CorsPolicy(
        allow_origins=[pattern], allow_credentials=True, dangerously_allow_public_suffixes=True
    )
    assert switch.allow_credentials
    with pytest.raises(PolicyError, match=r"covers names below 'aomori\.jp'"):
        CorsPolicy(
            allow_origins=["https://pr-*.aomori.jp"], allow_credentials=True
        ).check_public_suffixes({"aomori.jp"}.__contains__)


def test_a_pattern_that_is_none_is_told_once() -> None:
    """Not that it would span owners too, were it one."""
    (problem,) = refusals(allow_origins=["https://*example.com"], allow_credentials=True)
    assert problem[1] is Reason.PATTERN


@pytest.mark.parametrize("domain", OWN)
def test_a_name_below_a_suffix_is_its_owners(domain: str) -> None:
    """Its sub-domains are too, and the suffix's own name as an origin is no pattern."""
    origins = (f"https://*.{domain}", f"https://{domain}")
    assert CorsPolicy(allow_origins=origins, allow_credentials=True).allow_origins == origins


def test_every_domain_above_a_public_suffix_is_refused_by_the_whole_list() -> None:
    """All of them, whatever section of the list they are in."""
    whole = Suffixes(with_parents(rules()))
    domains = above_suffixes()
    assert len(domains) > 400
    for domain in domains:
        with pytest.raises(PolicyError, match="covers a public suffix"):
            CorsPolicy(
                allow_origins=[f"https://*.{domain}"], allow_credentials=True
            ).check_public_suffixes(whole.span_owners)


def test_the_suffixes_agree_with_the_package_that_brings_the_list() -> None:
    """Every rule and every domain above or below one, wildcards and exceptions among them."""
    whole = Suffixes(with_parents(Path(publicsuffixlist.PSLFILE).read_text("utf-8").splitlines()))
    public = PublicSuffixList()
    rng = random.Random(15)  # noqa: S311 - not for secrets
    listed = [rule.removeprefix("!").replace("*", "any") for rule in rules()]
    above = set(above_suffixes())
    domains = [*listed, *(f"{rng.choice('abc')}.{domain}" for domain in listed), *above]
    differing = [
        domain
        for domain in domains
        if whole.span_owners(domain) is not (public.is_public(domain) or domain in above)
    ]
    assert (differing, len(domains) > 20_000) == ([], True)


RULES = ["*.kobe.jp", "!city.kobe.jp", "!公司.kobe.jp", "公司.cn", "a.b.c // x", "", " ", "// y.z"]


def test_a_wildcard_and_its_exception() -> None:
    """By the format of the list: ``*.kobe.jp`` but ``!city.kobe.jp``."""
    assert [*with_parents(RULES)] == [
        *("*.kobe.jp", "kobe.jp", "jp"),
        *("!city.kobe.jp", "kobe.jp", "jp"),
        *("!xn--55qx5d.kobe.jp", "kobe.jp", "jp"),
        *("xn--55qx5d.cn", "cn"),
        *("a.b.c", "b.c", "c"),
    ]
    found = Suffixes(with_parents(RULES))
    names = ["kobe.jp", "x.kobe.jp", "city.kobe.jp", "x.city.kobe.jp", "x.x.kobe.jp", "jp"]
    assert [found.span_owners(name) for name in names] == [True, True, False, False, False, True]
    names = ["xn--55qx5d.cn", "b.c", "a.b.c", "xn--55qx5d.kobe.jp", "x.a.b.c", "x.cn", "y.z"]
    assert [found.span_owners(name) for name in names] == [True] * 3 + [False] * 4


def test_the_machine_itself_is_no_suffix() -> None:
    """``https://*.localhost`` is everybody's own."""
    policy = CorsPolicy(allow_origins=["http://*.localhost:*"], allow_credentials=True)
    policy.check_public_suffixes(lambda _domain: True)


def test_who_has_the_whole_list_is_told_the_field_too() -> None:
    """The constructs and the audit ask for what a function's part of the list lacks."""
    origin = "https://*.example.com"
    policy = CorsPolicy(allow_origins=[origin], allow_credentials=True)
    with pytest.raises(PolicyError) as caught:
        policy.check_public_suffixes(lambda domain: domain == "example.com")
    (problem,) = caught.value.problems
    assert (problem.field, problem.value, problem.reason) == (
        "allow_origins",
        origin,
        Reason.PUBLIC_SUFFIX,
    )
    assert str(caught.value) == f"CORS policy: {problem.message}"


def test_the_committed_file_is_what_the_script_writes() -> None:
    """``make suffixes`` after the list has moved on."""
    committed = Path(HOSTING_SUFFIXES).read_text("ascii")
    if f"publicsuffixlist {publicsuffixlist.__version__}," not in committed:
        pytest.skip("the file was written from another version of the list")
    assert committed == script.hosting_suffixes()


def test_the_part_that_comes_with_the_package_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And knows nothing that the whole list does not."""
    monkeypatch.setattr(suffixes, "_LOADED", [])  # as where a function starts
    assert hosting_suffixes().span_owners("github.io")
    assert hosting_suffixes() is hosting_suffixes()
    lines = Path(HOSTING_SUFFIXES).read_text("ascii").splitlines()
    found = {line for line in lines if not line.startswith("//")}
    assert found < {*with_parents(rules()), *with_parents(script.OTHERS)}
    exceptions = {line for line in found if line.startswith("!")}
    assert exceptions == {rule for rule in rules() if rule.startswith("!")}
    # None is cut from its wildcard.
    assert {f"*.{line.partition('.')[2]}" for line in exceptions} <= found


def test_what_the_list_lacks_is_told_by_who_runs_it() -> None:
    """Each with the page that says so; none that the list has by now."""
    whole = PublicSuffixList()
    for rule, source in script.OTHERS.items():
        assert source.startswith("https://")
        if rule != "csb.app" and not rule.startswith("*.web."):
            assert not whole.is_public(rule.replace("*", "any")), rule


def test_a_name_in_other_letters_is_told_its_punycode(snapshot: SnapshotAssertion) -> None:
    """And refused in that one, for what it is."""
    (problem,) = refusals(allow_origins=["https://*.公司.cn"], allow_credentials=True)
    assert problem[2] == snapshot
    (problem,) = refusals(allow_origins=["https://*.xn--55qx5d.cn"], allow_credentials=True)
    assert problem[1] is Reason.PUBLIC_SUFFIX
