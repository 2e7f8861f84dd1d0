"""The CloudFront policies of an account, listed once somebody names one that is not AWS's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from corsgate_audit.collect.cloudfront import (
    read_cache_policy,
    read_header_set,
    read_response_headers_policy,
)
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.collect.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from corsgate_audit.collect.shapes import show
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from botocore.exceptions import BotoCoreError, ClientError

    from corsgate_audit.collect.live.account import Edge
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import CachePolicy, HeaderSet, ResponseHeadersPolicy

Policy = TypeVar("Policy")


class PolicyListing(Generic[Policy]):
    """The policies of one kind, by id.

    Args:
        call: method of boto3's client that lists them.
        kind: name of the kind in AWS's answers: ``CachePolicy``.
        what: name of the kind for people: ``cache policies``.
        read: function that reads a policy's configuration.
        managed: AWS's own policies, which nobody is asked for.

    Attributes:
        failure: that kept the listing from being read.
    """

    def __init__(
        self,
        call: Callable[..., Any],
        kind: str,
        what: str,
        read: Callable[[Shape], Policy],
        managed: Mapping[str, Policy],
    ) -> None:
        self.what = what
        self.failure: BotoCoreError | ClientError | None = None
        self._call = call
        self._kind = kind
        self._read = read
        self._managed = managed
        self._own: dict[str, Policy] | None = None

    def find(self, identifier: object) -> Policy | Unresolved:
        """Return a policy; `Unresolved` where it could not be read.

        Args:
            identifier: identifier that a behavior names.
        """
        if isinstance(identifier, str) and identifier in self._managed:
            return self._managed[identifier]
        if self._own is None:
            self._own = self._listed()
        if isinstance(identifier, str) and identifier in self._own:
            return self._own[identifier]
        missing = f"the list of {self.what} does not contain it"
        return Unresolved(show(identifier), one_line(self.failure) if self.failure else missing)

    def _listed(self) -> dict[str, Policy]:
        """Walk all pages; of a listing that breaks off, what came before is kept."""
        found: dict[str, Policy] = {}
        try:
            for item in self._items():
                policy = item[self._kind]
                found[policy["Id"]] = self._read(policy[f"{self._kind}Config"])
        except UNREADABLE as error:
            self.failure = error
        return found

    def _items(self) -> Iterator[Any]:
        """Walk the pages, for which boto3 has no paginator."""
        asked: dict[str, str] = {}
        while True:
            page = self._call(Type="custom", **asked)[f"{self._kind}List"]
            yield from page.get("Items", [])
            if not page.get("NextMarker"):
                return
            asked = {"Marker": page["NextMarker"]}


class PolicyListings(NamedTuple):
    """The policies of an account."""

    cache: PolicyListing[CachePolicy]
    origin_request: PolicyListing[HeaderSet]
    response_headers: PolicyListing[ResponseHeadersPolicy]


def policy_listings(edge: Edge) -> PolicyListings:
    """Return the listings of an account, none of them asked for yet.

    Args:
        edge: edge of the account.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListCachePolicies.html
    """
    client = edge.cloudfront
    return PolicyListings(
        PolicyListing(
            client.list_cache_policies,
            "CachePolicy",
            "cache policies",
            read_cache_policy,
            CACHE_POLICIES,
        ),
        PolicyListing(
            client.list_origin_request_policies,
            "OriginRequestPolicy",
            "origin request policies",
            read_header_set,
            ORIGIN_REQUEST_POLICIES,
        ),
        PolicyListing(
            client.list_response_headers_policies,
            "ResponseHeadersPolicy",
            "response headers policies",
            read_response_headers_policy,
            RESPONSE_HEADERS_POLICIES,
        ),
    )
