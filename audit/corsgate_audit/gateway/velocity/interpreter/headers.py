"""The headers of a request in a template: those that are given, and those that are not known.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .values import Opaque

if TYPE_CHECKING:
    from .values import Value

_PREFLIGHT = "access-control-request-method"

_OF_BROWSERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "access-control-request-local-network",
        "access-control-request-private-network",
        "cache-control",
        "connection",
        "content-length",
        "date",
        "device-memory",
        "dnt",
        "downlink",
        "dpr",
        "ect",
        "expect",
        "forwarded",
        "host",
        "if-modified-since",
        "if-none-match",
        "keep-alive",
        "pragma",
        "priority",
        "purpose",
        "referer",
        "rtt",
        "save-data",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
        "viewport-width",
        "width",
        "x-real-ip",
    }
)
"""Headers that a browser or what is between it and the API adds to the page's own, or may add."""

_OF_A_KIND = ("cloudfront-", "proxy-", "sec-", "x-amz-cf-", "x-amzn-", "x-forwarded-")
"""What the names of further ones begin with."""


def is_added(name: str, given: frozenset[str]) -> bool:
    """Return whether a header that is not given may have been sent all the same.

    A preflight is sent without cookies.

    Args:
        name: name of the header, in lower case.
        given: names of the headers that are given, in lower case.

    Source: https://fetch.spec.whatwg.org/#forbidden-request-header and
        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    if name in given:
        return False
    is_cookie = name == "cookie" and _PREFLIGHT not in given
    return is_cookie or name in _OF_BROWSERS or name.startswith(_OF_A_KIND)


class ReadOnly(dict[str, "Value"]):
    """A map that API Gateway fills; that a template could change it is not documented."""


class Headers(ReadOnly, Opaque):
    """Request headers, found whatever the case of their names.

    AWS compares names with regard to case; a browser's are in lower case over HTTP/2 only.
    """


def header(headers: Headers, name: Value) -> Value:
    """Return the value of a request header; null where it was not sent.

    Args:
        headers: request headers by name.
        name: name of the header, in any case.
    """
    if type(name) is not str:
        return None
    wanted = name.lower()
    return next((value for each, value in headers.items() if each.lower() == wanted), None)


def is_unread(headers: Headers, name: str) -> bool:
    """Return whether nobody knows if a header was sent, and with which value.

    Args:
        headers: request headers that are given, by name.
        name: name of the header, in any case.
    """
    return is_added(name.lower(), frozenset(map(str.lower, headers)))
