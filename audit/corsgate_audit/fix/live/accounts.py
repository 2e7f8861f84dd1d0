"""The clients of the accounts that a fix changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.scan import places
from corsgate_audit.model import Coverage

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.live.scan import ScanOptions


class Accounts:
    """Finds the clients of an account in a region, and makes them once.

    Args:
        options: which accounts and regions there are.
        limits: that the calls keep to; None for those of the options.
    """

    def __init__(self, options: ScanOptions, limits: Limits | None = None) -> None:
        self._limits = limits or Limits(options.max_rps)
        self._identities = {
            (part.identity.account, part.region): part.identity
            for part in places(options)
            if not isinstance(part, Coverage) and part.region
        }
        self._made: dict[tuple[str, str], Account] = {}

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """All accounts in their regions."""
        return frozenset(self._identities)

    def __call__(self, account: str, region: str) -> Account:
        """Return an account's clients.

        Args:
            account: its id.
            region: of the items.

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
            self._made[place] = self._identities[place].in_region(region, self._limits)
        return self._made[place]
