"""The clients of the accounts that a fix changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.scan import places
from corsgate_audit.model import Coverage

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.collect.live.scan import ScanOptions
    from corsgate_audit.fix.live.values import Clients


class Accounts:
    """Finds the clients of an account in a region, and makes them once.

    Args:
        options: accounts and regions, as for a scan.
        limits: limits that all calls keep to; None for those that `options.max_rps` sets.
    """

    def __init__(self, options: ScanOptions, limits: Limits | None = None) -> None:
        self._limits = limits or Limits(options.max_rps)
        self._identities = {
            (part.identity.account, region): part.identity
            for part in places(options)
            if not isinstance(part, Coverage)
            and (region := part.region or part.identity.edge_region)
        }
        self._made: dict[tuple[str, str], Clients] = {}

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """All accounts in their regions."""
        return frozenset(self._identities)

    def __call__(self, account: str, region: str) -> Clients:
        """Return an account's clients.

        Args:
            account: id of the account, 12 digits.
            region: region of the items, such as ``eu-central-1``; `Identity.edge_region` for
                CloudFront, which is in no region.

        Raises:
            TargetError: none of the profiles leads there.
        """
        place = (account, region)
        if place not in self._identities:
            message = (
                f"no profile that was named leads to account {account!r} in region {region!r}; "
                "name one with --profile, and the region with --regions"
            )
            raise TargetError(message)
        if place not in self._made:
            self._made[place] = self._clients(self._identities[place], region)
        return self._made[place]

    def client(self, service: str, account: str, region: str) -> Any:  # noqa: ANN401 - its type depends on the service
        """Return a client of a service that is not changed.

        Args:
            service: boto3's name of the service: ``cloudformation``.
            account: id of the account, 12 digits.
            region: any region of AWS, also one that is not scanned.

        Raises:
            TargetError: none of the profiles leads to the account.
        """
        found = [each for (owner, _), each in self._identities.items() if owner == account]
        if not found:
            message = f"no profile that was named leads to account {account!r}"
            raise TargetError(message)
        return found[0].client(service, region, self._limits)

    def _clients(self, identity: Identity, region: str) -> Clients:
        edge = identity.at_edge(self._limits) if region == identity.edge_region else None
        return edge or identity.in_region(region, self._limits)
