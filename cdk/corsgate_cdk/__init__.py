"""CDK constructs that cannot be deployed with wrong CORS: one policy, rendered into every place."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .audit_role import CorsAuditRole
    from .auditor import CorsAuditor
    from .cloudfront import cors_behavior
    from .validation import CorsValidation, acknowledge_cors

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
from .gateway_responses import CorsGatewayResponses  # noqa: E402
from .http_api import CorsHttpApi  # noqa: E402
from .lambda_rest_api import CorsLambdaRestApi  # noqa: E402
from .layer import CorsLayer  # noqa: E402
from .overrides import cors_for  # noqa: E402
from .rest_api import CorsRestApi  # noqa: E402
from .spec_rest_api import CorsSpecRestApi  # noqa: E402

__all__ = [
    "AddedCors",
    "CorsAuditRole",
    "CorsAuditor",
    "CorsFunctionUrl",
    "CorsGatewayResponses",
    "CorsHttpApi",
    "CorsLambdaRestApi",
    "CorsLayer",
    "CorsRestApi",
    "CorsSpecRestApi",
    "CorsValidation",
    "acknowledge_cors",
    "add_cors",
    "cors_behavior",
    "cors_for",
]

_ON_DEMAND = {
    "CorsAuditRole": "audit_role",
    "CorsAuditor": "auditor",
    "CorsValidation": "validation",
    "acknowledge_cors": "validation",
    "cors_behavior": "cloudfront",
}


def __getattr__(name: str) -> object:
    """Import what not every app has when it is asked for: the ``audit`` extra, and CloudFront.

    The CDK's module for CloudFront alone takes a third of a second to import.

    Raises:
        ImportError: a package of that extra is missing; the message names the extra. Or the CDK is
            older than what is asked for.
        AttributeError: there is no such name.
    """
    if name not in _ON_DEMAND:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    if _ON_DEMAND[name] == "validation" and not hasattr(import_module("aws_cdk"), "Validations"):
        message = (
            f"{name} needs the validation plugins of aws-cdk-lib 2.275 or later; install that, or "
            "run 'corsgate audit cdk.out' after cdk synth"
        )
        raise ImportError(message)
    module = import_module(f".{_ON_DEMAND[name]}", __name__)
    return getattr(module, name)
