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
    provider = content.get("provider")
    name = provider.get("name") if isinstance(provider, dict) else provider
    return "service" in content and name == "aws"
