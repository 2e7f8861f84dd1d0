"""The public suffix list, which a Lambda function has no room for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from publicsuffixlist import PublicSuffixList

if TYPE_CHECKING:
    from corsgate import CorsPolicy


def check_public_suffixes(policy: CorsPolicy) -> None:
    """Refuse patterns that would let sites of different owners in, with credentials.

    Args:
        policy: about to be deployed.

    Raises:
        corsgate.PolicyError: a pattern such as ``https://*.github.io``.

    Source: https://publicsuffix.org/list/
    """
    policy.check_public_suffixes(_is_public_suffix)


def _is_public_suffix(domain: str) -> bool:
    return bool(_list().is_public(domain))


@cache
def _list() -> PublicSuffixList:
    return PublicSuffixList()
