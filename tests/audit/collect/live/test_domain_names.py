"""Custom domain names: each is read once, through the service that knows its mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.live.domain_names import read_domain_names
from corsgate_audit.model import Collection, CoverageState, DomainName
from support.collected import without_lists
from support.stubbed_account import StubbedAccount, stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

SCANNED = CoverageState.SCANNED


@pytest.fixture(name="aws")
def _aws() -> Iterator[StubbedAccount]:
    """Have an account whose answers are given beforehand."""
    with stubbed_account(has_names=True) as account:
        yield account


def newer(aws: StubbedAccount, *names: str, **settings: str) -> None:
    """Answer the listing of the newer service."""
    items = [{"DomainName": name, **settings} for name in names]
    aws.apigatewayv2.add_response("get_domain_names", {"Items": items}, {})


def older(aws: StubbedAccount, *items: dict[str, Any]) -> None:
    """Answer the listing of the older service."""
    aws.apigateway.add_response("get_domain_names", {"items": [*items]}, {"limit": 500})


def said(aws: StubbedAccount) -> tuple[object, list[tuple[str, CoverageState]]]:
    """Return what is read, and what the coverage says."""
    found, coverage = read_domain_names(aws.account)
    told = without_lists(Collection(coverage=tuple(coverage)))
    return found, [(entry.resource, entry.state) for entry in told]


def test_both_services_are_asked_and_each_name_once(aws: StubbedAccount) -> None:
    """Mappings have several segments in the newer one; its pages are walked."""
    newer(aws, "API.example.com")
    older(aws, {"domainName": "API.example.com"}, {"domainName": "edge.example.com"})
    first = {"ApiId": "a1", "ApiMappingKey": "v1/items", "Stage": "prod"}
    aws.apigatewayv2.add_response(
        "get_api_mappings", {"Items": [first], "NextToken": "t"}, {"DomainName": "API.example.com"}
    )
    second = {"ApiId": "a2", "Stage": "$default"}
    aws.apigatewayv2.add_response(
        "get_api_mappings",
        {"Items": [second]},
        {"DomainName": "API.example.com", "NextToken": "t"},
    )
    mappings = [
        {"basePath": "(none)", "restApiId": "a1", "stage": "beta"},
        {"basePath": "v2", "restApiId": "a1", "stage": "prod"},
    ]
    aws.apigateway.add_response(
        "get_base_path_mappings",
        {"items": mappings},
        {"domainName": "edge.example.com", "limit": 500},
    )

    assert said(aws) == (
        {
            "a1": (
                DomainName(name="api.example.com", base_path="v1/items", stage="prod"),
                DomainName(name="edge.example.com", stage="beta"),
                DomainName(name="edge.example.com", base_path="v2", stage="prod"),
            ),
            "a2": (DomainName(name="api.example.com", stage="$default"),),
        },
        [
            ("domain name 'API.example.com'", SCANNED),
            ("domain name 'edge.example.com'", SCANNED),
        ],
    )


def test_a_private_name_is_asked_for_by_its_id(aws: StubbedAccount) -> None:
    """Several accounts may have the same private name."""
    newer(aws)
    older(aws, {"domainName": "in.example.com", "domainNameId": "d1"})
    aws.apigateway.add_response(
        "get_base_path_mappings",
        {"items": [{"restApiId": "a1", "stage": "prod"}]},
        {"domainName": "in.example.com", "domainNameId": "d1", "limit": 500},
    )

    assert said(aws)[0] == {"a1": (DomainName(name="in.example.com", stage="prod"),)}


def test_routing_rules_are_named_and_nothing_is_followed_through_them(aws: StubbedAccount) -> None:
    """They decide by headers and paths which API answers."""
    newer(aws, "api.example.com", RoutingMode="ROUTING_RULE_THEN_API_MAPPING")
    older(aws)

    assert said(aws) == ({}, [("domain name 'api.example.com'", CoverageState.SKIPPED)])


def test_a_name_that_asks_for_a_certificate_is_named(aws: StubbedAccount) -> None:
    """No preflight is answered through it: browsers send none with one."""
    tls = {"TruststoreUri": "s3://x/y"}
    item = {"DomainName": "a.example.com", "MutualTlsAuthentication": tls}
    aws.apigatewayv2.add_response("get_domain_names", {"Items": [item]}, {})
    mutual = {"mutualTlsAuthentication": {"truststoreUri": "s3://x/y"}}
    older(aws, {"domainName": "a.example.com", **mutual}, {"domainName": "b.example.com", **mutual})
    asked = {"DomainName": "a.example.com"}
    aws.apigatewayv2.add_response("get_api_mappings", {"Items": []}, asked)
    aws.apigateway.add_response("get_base_path_mappings", {"items": []})

    skipped = CoverageState.SKIPPED
    first, second = "domain name 'a.example.com'", "domain name 'b.example.com'"
    assert said(aws)[1] == [
        (first, SCANNED),
        (f"mutual TLS of {first}", skipped),
        (second, SCANNED),
        (f"mutual TLS of {second}", skipped),
    ]


def test_what_cannot_be_read_is_named(aws: StubbedAccount) -> None:
    """A listing, or the mappings of one name; the others are read."""
    aws.apigatewayv2.add_client_error("get_domain_names", "AccessDeniedException", "no")
    older(aws, {"domainName": "a.example.com"}, {"domainName": "b.example.com"})
    aws.apigateway.add_client_error("get_base_path_mappings", "TooManyRequestsException", "later")
    aws.apigateway.add_response("get_base_path_mappings", {"items": []})

    assert said(aws) == (
        {},
        [
            ("the list of domain names", CoverageState.DENIED),
            ("domain name 'a.example.com'", CoverageState.THROTTLED),
            ("domain name 'b.example.com'", SCANNED),
        ],
    )
