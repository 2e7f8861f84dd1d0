"""A region that is not enabled in an account: AWS refuses there what it has just given elsewhere.

The role was assumed through an endpoint of a region, so its credentials are valid in every region
that is enabled; a region that is not refuses the token itself, and no right of it.

Sources:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    Which error each service answers with is not documented; these are the ones that are known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from corsgate_audit.model import Collection, Coverage

_REFUSED_TOKENS = ("(UnrecognizedClientException)", "(InvalidClientTokenId)")


def without_not_enabled(read: Collection) -> Collection:
    """Return a collection in which a region that is not enabled is skipped, and said to be.

    Args:
        read: what was read of a place. If anything of it could be read, the region is enabled.
    """
    if read.apis or not read.coverage or not all(map(_is_refused, read.coverage)):
        return read
    return replace(read, coverage=tuple(map(_skipped, read.coverage)))


def _is_refused(entry: Coverage) -> bool:
    return entry.region is not None and any(
        each in (entry.reason or "") for each in _REFUSED_TOKENS
    )


def _skipped(entry: Coverage) -> Coverage:
    reason = f"the region is not enabled in the account: {entry.reason}"
    return replace(entry, state=CoverageState.SKIPPED, reason=reason)
