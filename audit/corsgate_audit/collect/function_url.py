"""A function URL, from the shapes of AWS's API; CloudFormation's property names are the same ones.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corsgate_audit.collect import http, shapes
from corsgate_audit.model import DomainName, FunctionUrl, Integration

if TYPE_CHECKING:
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Location, Text


def read_function_url(
    shape: Shape,
    *,
    name: Text,
    function_policy: Text | None,
    gateway_owns: Text | None,
    location: Location,
) -> FunctionUrl:
    """Read one function URL.

    Args:
        shape: function URL as GetFunctionUrlConfig answers it.
        name: name of the function, with its alias after a colon.
        function_policy: see `Integration`.
        gateway_owns: see `Integration`.
        location: location of the URL.
    """
    return FunctionUrl(
        name=name,
        auth_type=shapes.text(shape.get("AuthType")),
        integration=Integration(
            type="AWS_PROXY", function_policy=function_policy, gateway_owns=gateway_owns
        ),
        cors=http.read_cors(shape.get("Cors")),
        domain_names=_domain_names(shape.get("FunctionUrl")),
        location=location,
    )


def _domain_names(url: object) -> tuple[DomainName, ...]:
    """Return the host name of a URL that Lambda has given; none in a template."""
    host = urlsplit(url).hostname if isinstance(url, str) else None
    return (DomainName(name=host),) if host else ()
