"""What tells a ``serverless.yml`` from other files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def is_serverless(content: Mapping[str, object]) -> bool:
    """Report whether a file's content is a service of the Serverless Framework on AWS.

    Args:
        content: content of the file.
    """
    return provider_of(content) == "aws"


def provider_of(content: Mapping[str, object]) -> object:
    """Return the name of a service's provider; None of what is no service.

    Args:
        content: content of the file.
    """
    provider = content.get("provider")
    name = provider.get("name") if isinstance(provider, dict) else provider
    return name if "service" in content else None
