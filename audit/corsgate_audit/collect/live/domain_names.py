"""Custom domain names: two calls for a region, and one for each name.

API Gateway keeps one list of names, and answers it through two services: the older one does not
tell mappings with several segments, and the newer one was not made for edge-optimised and private
names. Not verified on AWS: that the newer one lists those too. So both are asked, and each name's
mappings where it was found, the newer service first.

Sources:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
    https://fetch.spec.whatwg.org/#credentials (certificates are some; a preflight has none)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.live.errors import UNREADABLE, listed, uncovered
from corsgate_audit.model import Coverage, CoverageState, DomainName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.live.account import Account

SERVICE = "apigateway"
_MAPPINGS_ONLY = "API_MAPPING_ONLY"
_RULES = "routing rules select the API; they are not followed"
_CERTIFICATES = (
    "it requires a client certificate, which browsers do not send with a preflight: preflights to "
    "this name fail, and this is not judged"
)
_NO_PATH = "(none)"


def read_domain_names(
    account: Account,
) -> tuple[Mapping[str, tuple[DomainName, ...]], list[Coverage]]:
    """Read the custom domain names of a region.

    Args:
        account: account that is read.

    Returns:
        The names by the id of the API that they lead to, and coverage.
    """
    found: dict[str, list[DomainName]] = defaultdict(list)
    coverage: list[Coverage] = []
    for domain in _domains(account, coverage):
        label = f"domain name {domain['name']!r}"
        if domain["routing"] != _MAPPINGS_ONLY:
            coverage.append(account.covered(SERVICE, label, CoverageState.SKIPPED, _RULES))
            continue
        try:
            mappings = list(_mappings(account, domain))
        except UNREADABLE as error:
            coverage.append(uncovered(account, SERVICE, label, error))
            continue
        coverage.append(account.covered(SERVICE, label, CoverageState.SCANNED))
        if domain["mutual_tls"]:
            part = f"mutual TLS of {label}"
            coverage.append(account.covered(SERVICE, part, CoverageState.SKIPPED, _CERTIFICATES))
        for api_id, path, stage in mappings:
            name = DomainName(name=domain["name"].lower(), base_path=path, stage=stage)
            found[api_id].append(name)
    return {key: tuple(names) for key, names in found.items()}, coverage


def _domains(account: Account, coverage: list[Coverage]) -> list[dict[str, Any]]:
    """List the names of both services, each once."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for service, items in (("apigatewayv2", _newer(account)), ("apigateway", _older(account))):
        for item in listed(account, service, "the list of domain names", items):
            if isinstance(item, Coverage):
                coverage.append(item)
            else:
                found.setdefault((item["name"], item["id"]), item)
    return list(found.values())


def _newer(account: Account) -> Iterator[dict[str, Any]]:
    pages = account.apigatewayv2.get_paginator("get_domain_names").paginate()
    for page in pages:
        for item in page.get("Items", []):
            routing = item.get("RoutingMode", _MAPPINGS_ONLY)
            yield {
                "name": item["DomainName"],
                "id": None,
                "routing": routing,
                "mutual_tls": bool(item.get("MutualTlsAuthentication")),
                "newer": True,
            }


def _older(account: Account) -> Iterator[dict[str, Any]]:
    pages = account.apigateway.get_paginator("get_domain_names").paginate(
        PaginationConfig={"PageSize": 500}
    )
    for page in pages:
        for item in page.get("items", []):
            routing = item.get("routingMode", _MAPPINGS_ONLY)
            key = item.get("domainNameId")
            yield {
                "name": item["domainName"],
                "id": key,
                "routing": routing,
                "mutual_tls": bool(item.get("mutualTlsAuthentication")),
                "newer": False,
            }


def _mappings(account: Account, domain: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the id of an API, the base path that leads to it, and its stage."""
    if domain["newer"]:
        yield from _newer_mappings(account, domain["name"])
        return
    asked = {"domainName": domain["name"]}
    if domain["id"]:
        asked["domainNameId"] = domain["id"]
    pages = account.apigateway.get_paginator("get_base_path_mappings").paginate(
        **asked, PaginationConfig={"PageSize": 500}
    )
    for page in pages:
        for item in page.get("items", []):
            path = item.get("basePath", _NO_PATH)
            yield item.get("restApiId", ""), "" if path == _NO_PATH else path, item.get("stage", "")


def _newer_mappings(account: Account, name: str) -> Iterator[tuple[str, str, str]]:
    """Walk the pages, for which boto3 has no paginator."""
    asked: dict[str, str] = {"DomainName": name}
    while True:
        page = account.apigatewayv2.get_api_mappings(**asked)
        for item in page.get("Items", []):
            yield item["ApiId"], item.get("ApiMappingKey", ""), item["Stage"]
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]
