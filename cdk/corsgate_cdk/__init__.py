"""CDK constructs that cannot be deployed with wrong CORS: one policy, rendered into every place."""

from __future__ import annotations

from importlib.util import find_spec

_REQUIRED = ("aws_cdk", "constructs", "publicsuffixlist")


def _check_requirements() -> None:
    """Say in one line which extra to install, before an import fails somewhere deeper.

    Raises:
        ImportError: a package of the ``cdk`` extra is missing.
    """
    missing = [name for name in _REQUIRED if find_spec(name) is None]
    if missing:
        message = (
            f"corsgate_cdk needs {', '.join(missing)}; install it with: pip install 'corsgate[cdk]'"
        )
        raise ImportError(message)


_check_requirements()

from .added_cors import AddedCors, add_cors  # noqa: E402 - after the check, which says what is missing
from .function_url import CorsFunctionUrl  # noqa: E402
from .http_api import CorsHttpApi  # noqa: E402
from .overrides import cors_for  # noqa: E402
from .rest_api import CorsRestApi  # noqa: E402

__all__ = ["AddedCors", "CorsFunctionUrl", "CorsHttpApi", "CorsRestApi", "add_cors", "cors_for"]
