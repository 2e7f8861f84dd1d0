"""Origins that browsers send are accepted, and those that a deployment knows."""

from __future__ import annotations

import json
import pickle

import pytest

from corsgate import CorsPolicy, PolicyError, Reason

GOOD_ORIGINS = [
    "https://app.example.com",
    "https://app.example.com:8443",
    "http://localhost:3000",
    "http://127.0.0.1:5500",
    "http://[::1]",
    "http://[2001:db8::1]:8080",
    "https://xn--bcher-kva.example",
    "https://under_score.example.com",
    "https://*.example.com",
    "https://*.example.com:8443",
    "https://*.example.com:*",
    "https://pr-*.example.com",
    "https://*-team.example.com:8443",
    "https://api.pr-*--site.example.co.uk:*",
    "https://pr-*.d1abc.amplifyapp.com",
    f"https://{'x' * 62}*.example.com",
    "http://pr-*.localhost:3000",
    "http://localhost:*",
    "http://[::1]:*",
    "capacitor://localhost",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
]


@pytest.mark.parametrize("origin", GOOD_ORIGINS)
def test_an_origin_that_a_browser_sends_is_accepted(origin: str) -> None:
    """Nothing legitimate is shut out, loopback and app schemes with credentials included."""
    policy = CorsPolicy(
        allow_origins=[origin],
        allow_credentials=True,
        dangerously_allow_insecure_origins="2001" in origin,
    )
    assert policy.allow_origins == (origin,)


def test_public_suffixes_are_checked_where_the_list_is() -> None:
    """With credentials, without the switch, and only for patterns."""
    is_public_suffix = {"tochigi.jp", "co.uk"}.__contains__
    origins = ["https://*.tochigi.jp", "https://*.example.co.uk", "https://me.github.io"]
    policy = CorsPolicy(allow_origins=origins, allow_credentials=True)
    with pytest.raises(PolicyError) as caught:
        policy.check_public_suffixes(is_public_suffix)
    (problem,) = caught.value.problems
    assert (problem.value, problem.reason) == ("https://*.tochigi.jp", Reason.PUBLIC_SUFFIX)
    policy.replace(allow_credentials=False).check_public_suffixes(is_public_suffix)
    policy.replace(dangerously_allow_public_suffixes=True).check_public_suffixes(is_public_suffix)
    policy.replace(allow_origins=origins[1:]).check_public_suffixes(is_public_suffix)


@pytest.mark.parametrize(
    "origin",
    [
        "https://${Token[TOKEN.13]}",
        "https://${Token[AWS::Region.4]}:8443",
        "capacitor://${Token[SiteX.13]}",
        "${Token[TOKEN.13]}",
    ],
)
def test_trap_44_an_origin_that_a_deployment_knows_is_kept_letter_by_letter(origin: str) -> None:
    """In code alone, where the CDK replaces it; a policy that arrives with one is broken."""
    policy = CorsPolicy(allow_origins=[origin], allow_credentials=True, allow_methods=["PUT"])
    assert policy.allow_origins == (origin,)
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own
    assert policy.replace(allow_methods=[]).allow_origins == (origin,)
    assert json.loads(policy.to_json())["allow_origins"] == [origin]
    with pytest.raises(PolicyError, match="the CDK replaces at deployment"):
        CorsPolicy.from_json(policy.to_json())
