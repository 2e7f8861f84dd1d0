"""Finds the API behind a URL in an account, with as few calls as the URL allows.

A URL of API Gateway names its API. A function URL's has to be looked for among the region's, a
domain of the owner's own among the custom domain names of the region and the distributions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live import read_edge
from corsgate_audit.collect.live.account import identify, region_of
from corsgate_audit.collect.live.domain_names import read_domain_names
from corsgate_audit.collect.live.function_urls import read_function_urls
from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.collect.origins import link_origins
from corsgate_audit.gateway.addresses import url_of
from corsgate_audit.gateway.cloudfront import behavior_for
from corsgate_audit.gateway.which_api import described
from corsgate_audit.model import Api, Coverage, Distribution, Unresolved
from corsgate_audit.probe.configuration import address_of, read_api

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.collect.live.account import Account, Identity
    from corsgate_audit.model import DomainName, Door

# https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
_FUNCTION_URL = re.compile(r"[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws")


class Behind(NamedTuple):
    """What answers under a URL.

    Args:
        api: API that does.
        url: URL under which the API itself knows the request.
        way: how the URL leads there, a sentence for people.
    """

    api: Door
    url: str
    way: str


def find_behind(url: str) -> Behind:
    """Find what answers under a URL, with the credentials of the environment.

    Args:
        url: URL that was asked.

    Raises:
        TargetError: nothing in the account does, or it cannot be read.
    """
    host = (urlsplit(url).hostname or "").lower()
    region = _region_of(url)
    identity = identify(region=region)
    finder = _Finder(identity, region or region_of(identity))
    api = finder.at_own_url(url)
    if api is not None:
        return Behind(api, url, f"Behind this URL is the {described(api)}.")
    found = finder.at_domain_name(url) or finder.at_distribution(url)
    if found is None:
        message = (
            f"nothing that account {identity.account} has in {finder.region} serves {host!r}, and "
            f"no CloudFront distribution does{_unseen(finder.unseen)}; is it in another region "
            "(AWS_DEFAULT_REGION) or account (AWS_PROFILE)?"
        )
        raise TargetError(message)
    return found


def _region_of(url: str) -> str | None:
    """Return the region that a URL of AWS's own names; None for other domains."""
    address = address_of(url)
    if address is not None:
        return address.region
    match = _FUNCTION_URL.fullmatch((urlsplit(url).hostname or "").lower())
    return match[1] if match else None


def _unseen(parts: Iterable[Coverage]) -> str:
    reasons = [f"{part.resource} ({part.reason or part.state})" for part in parts]
    return f"; not read: {', '.join(reasons)}" if reasons else ""


class _Finder:
    """Looks in one account, and in one region of it.

    Args:
        identity: identity of the account.
        region: region where APIs without a region in their URL are looked for.
    """

    def __init__(self, identity: Identity, region: str) -> None:
        self._identity = identity
        self.region = region
        self.unseen: list[Coverage] = []

    def at_own_url(self, url: str) -> Api | None:
        """Return the API of a URL that AWS has given; None for other URLs."""
        address, region = address_of(url), _region_of(url)
        if region is None:
            return None
        account = self._identity.in_region(region)
        if address is not None:
            return read_api(account, address.api_id)
        host = (urlsplit(url).hostname or "").lower()
        for part in read_function_urls(account, Functions(account.lambda_)):
            if isinstance(part, Coverage):
                self.unseen += [part] if part.incomplete else []
            elif any(name.name == host for name in part.domain_names):
                return part
        message = f"account {account.id} has no function URL {host!r} in {region}"
        raise TargetError(message + _unseen(self.unseen))

    def at_domain_name(self, url: str) -> Behind | None:
        """Return the API that a custom domain name of the region leads to."""
        account = self._identity.in_region(self.region)
        names, coverage = read_domain_names(account)
        self.unseen += [part for part in coverage if part.incomplete]
        ways = [(key, name) for key, each in names.items() for name in each if _leads(name, url)]
        if not ways:
            return None
        # The mapping with the most segments wins:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
        key, name = max(ways, key=lambda way: len(way[1].base_path))
        return self._mapped(account, key, name, names[key], url)

    def _mapped(
        self, account: Account, key: str, name: DomainName, all_: tuple[DomainName, ...], url: str
    ) -> Behind:
        api = replace(read_api(account, key), domain_names=all_)
        path = urlsplit(url).path or "/"
        inside = path.removeprefix(f"/{name.base_path}") if name.base_path else path
        query = f"?{urlsplit(url).query}" if urlsplit(url).query else ""
        way = f"The custom domain name {name.name!r} maps to the stage {name.stage!r} of the "
        own = url_of(api, (inside or "/") + query, name.stage)
        return Behind(api, own, f"{way}{described(api)}.")

    def at_distribution(self, url: str) -> Behind | None:
        """Return the distribution that has a URL's host, with the API behind the URL's path."""
        edge = self._identity.at_edge()
        if edge is None:
            return None
        host, path = (urlsplit(url).hostname or "").lower(), urlsplit(url).path or "/"
        read = read_edge(edge)
        self.unseen += [part for part in read.coverage if part.incomplete]
        for api in read.apis:
            if isinstance(api, Distribution) and any(_covers(name, host) for name in _hosts(api)):
                return self._through(api, url, path)
        return None

    def _through(self, distribution: Distribution, url: str, path: str) -> Behind:
        behavior = behavior_for(distribution, path)
        origin = None if isinstance(behavior, Unresolved) or behavior is None else behavior.origin
        behind = None
        if origin is not None and isinstance(origin.domain, str) and isinstance(origin.path, str):
            behind = self._origin(f"https://{origin.domain}{origin.path}{path}")
        way = f"The request goes through the {described(distribution)}"
        if behind is None:
            return Behind(
                distribution, url, f"{way}; no API of this account is behind the distribution."
            )
        (through, _), _ = link_origins([distribution, behind])
        assert isinstance(through, Distribution)  # noqa: S101 - the one that went in
        return Behind(through, url, f"{way} to the {described(behind)}.")

    def _origin(self, url: str) -> Api | None:
        api = self.at_own_url(url)
        if api is not None:
            return api
        found = self.at_domain_name(url)
        return found.api if found and isinstance(found.api, Api) else None


def _leads(name: DomainName, url: str) -> bool:
    parts = urlsplit(url)
    under = not name.base_path or f"{parts.path}/".startswith(f"/{name.base_path}/")
    return under and _covers(name.name, (parts.hostname or "").lower())


def _covers(name: str, host: str) -> bool:
    """Whether a domain name is the host's; ``*`` stands for its first label.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
    """
    if name.startswith("*."):
        return host.partition(".")[2] == name.removeprefix("*.").lower()
    return name.lower() == host


def _hosts(api: Distribution) -> list[str]:
    own = () if isinstance(api.aliases, Unresolved) else api.aliases
    return [name for name in (*own, *(e.name for e in api.domain_names)) if isinstance(name, str)]
