"""What of a policy is checked here and nowhere else, the public suffix list above all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import publicsuffixlist

from corsgate import CorsPolicy
from corsgate.suffixes import Suffixes, with_parents

_RESOURCE_POLICY = "PolicyDocument"


def check_public_suffixes(policy: CorsPolicy) -> None:
    """Refuse patterns that would let sites of different owners in, with credentials.

    A Lambda function has no room for the whole list, and knows hosting companies only.

    Args:
        policy: about to be deployed.

    Raises:
        TypeError: it is something else, such as the resource policy that ``policy`` is in the
            CDK's own `RestApi`.
        corsgate.PolicyError: a pattern such as ``https://*.github.io``.

    Source: https://publicsuffix.org/list/
    """
    if not isinstance(policy, CorsPolicy) and type(policy).__name__ == _RESOURCE_POLICY:
        message = (
            "policy is a PolicyDocument, but here it is the CORS policy; pass the document as "
            "resource_policy=..., and write policy=CorsPolicy(allow_origins=[...], "
            "allow_methods=[...])"
        )
        raise TypeError(message)
    if not isinstance(policy, CorsPolicy):
        message = (
            f"policy is a {type(policy).__name__}, but it must be a CorsPolicy; write "
            "CorsPolicy(allow_origins=[...], allow_methods=[...])"
        )
        raise TypeError(message)
    policy.check_public_suffixes(_spans_owners)


def _spans_owners(domain: str) -> bool:
    return _suffixes().span_owners(domain)


@cache
def _suffixes() -> Suffixes:
    text = Path(publicsuffixlist.PSLFILE).read_text("utf-8")
    return Suffixes(with_parents(text.splitlines()))
