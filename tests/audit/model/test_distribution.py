"""What the values of a CloudFront distribution say by themselves."""

from __future__ import annotations

import re

import pytest

from corsgate_audit.collect.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from corsgate_audit.model import HeaderMode, HeaderSet, OriginKind, origin_kind
from support.apis import UNKNOWN

_is_uuid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com", OriginKind.API),
        ("a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn", OriginKind.API),
        ("url-id.lambda-url.us-east-1.on.aws", OriginKind.API),
        ("A1B2C3D4E5.Execute-API.eu-central-1.amazonaws.com", OriginKind.API),
        ("shop.s3.eu-central-1.amazonaws.com", OriginKind.BUCKET),
        ("shop.s3.amazonaws.com", OriginKind.BUCKET),
        ("shop.s3-website-us-east-1.amazonaws.com", OriginKind.BUCKET),
        ("api.example.com", OriginKind.OTHER),
        ("execute-api.example.com", OriginKind.OTHER),
    ],
)
def test_what_answers_under_a_domain(domain: str, kind: OriginKind) -> None:
    """AWS's own domains say it; anybody else's could be anything."""
    assert origin_kind(domain) is kind


@pytest.mark.parametrize(
    ("headers", "included"),
    [
        (HeaderSet(), False),
        (HeaderSet(mode=HeaderMode.ALL), True),
        (HeaderSet(mode=HeaderMode.LISTED, names=("origin",)), True),
        (HeaderSet(mode=HeaderMode.LISTED, names=("accept",)), False),
        (HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("host",)), True),
        (HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("origin", UNKNOWN)), False),
        (HeaderSet(mode=HeaderMode.LISTED, names=(UNKNOWN, "origin")), True),
        (HeaderSet(mode=HeaderMode.LISTED, names=("accept", UNKNOWN)), UNKNOWN),
        (HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=UNKNOWN), UNKNOWN),
    ],
)
def test_whether_a_policy_names_a_header(headers: HeaderSet, *, included: object) -> None:
    """A name that is not known could be any, unless the header is named already."""
    assert headers.includes("origin") == included


def test_managed_policies_are_known_by_their_ids() -> None:
    """No id stands for two policies."""
    tables = (CACHE_POLICIES, ORIGIN_REQUEST_POLICIES, RESPONSE_HEADERS_POLICIES)
    ids = [identifier for table in tables for identifier in table]

    assert len(set(ids)) == len(ids) == 20
    assert all(map(_is_uuid, ids))


def test_the_managed_policies_that_keep_nothing_or_know_the_origin() -> None:
    """Which of them are safe before an API that answers by origin."""
    safe = {
        policy.name
        for policy in CACHE_POLICIES.values()
        if policy.max_ttl == 0 or policy.key_headers.includes("origin")
    }

    assert safe == {
        "CachingDisabled",
        "Elemental-MediaPackage",
        "UseOriginCacheControlHeaders",
        "UseOriginCacheControlHeaders-QueryStrings",
    }
