"""Header and method names in the spelling in which they are sent, each defined once.

The sets are those of the Fetch standard, https://fetch.spec.whatwg.org/, lower-case; the section
is named beside each.
"""

from __future__ import annotations

ORIGIN = "Origin"
REQUEST_METHOD = "Access-Control-Request-Method"
REQUEST_HEADERS = "Access-Control-Request-Headers"

FETCH_SITE = "Sec-Fetch-Site"

REQUEST_SPELLINGS = {
    name.lower(): name for name in (ORIGIN, REQUEST_METHOD, REQUEST_HEADERS, FETCH_SITE)
}
"""The request headers that a decision needs, by lower-case name."""

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
ALLOW_METHODS = "Access-Control-Allow-Methods"
ALLOW_HEADERS = "Access-Control-Allow-Headers"
EXPOSE_HEADERS = "Access-Control-Expose-Headers"
MAX_AGE = "Access-Control-Max-Age"
ALLOW_PRIVATE_NETWORK = "Access-Control-Allow-Private-Network"

VARY = "Vary"
ALLOW = "Allow"
AUTHORIZATION = "authorization"
API_KEY = "x-api-key"
OPTIONS = "OPTIONS"
WILDCARD = "*"

CORS_RESPONSE_HEADERS = frozenset(
    name.lower()
    for name in (
        ALLOW_ORIGIN,
        ALLOW_CREDENTIALS,
        ALLOW_METHODS,
        ALLOW_HEADERS,
        EXPOSE_HEADERS,
        MAX_AGE,
        ALLOW_PRIVATE_NETWORK,
    )
)
"""#http-responses: what a server answers; a request never carries them."""

SAFELISTED_METHODS = frozenset({"GET", "HEAD", "POST"})
"""#cors-safelisted-method: pass whenever the origin does, listed or not."""

FORBIDDEN_METHODS = frozenset({"CONNECT", "TRACE", "TRACK"})
"""#forbidden-method: no page can send them, in any case."""

FORBIDDEN_REQUEST_HEADERS = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
"""#forbidden-request-header: the browser alone sets them; so are all names of the prefixes."""

FORBIDDEN_REQUEST_PREFIXES = ("proxy-", "sec-")
"""#forbidden-request-header."""

SAFELISTED_RESPONSE_HEADERS = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
"""#cors-safelisted-response-header-name: every page may read them."""

CONTENT_DIGEST = "x-amz-content-sha256"
"""SHA-256 of the body; not every signer sends it."""

SIGNATURE_HEADERS = (
    AUTHORIZATION,
    CONTENT_DIGEST,
    "x-amz-date",
    "x-amz-security-token",
)
"""What a page signs a request to AWS with.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

FORBIDDEN_RESPONSE_HEADERS = frozenset({"set-cookie", "set-cookie2"})
"""#forbidden-response-header-name: no page may ever read them."""

NAME_CHARACTERS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""RFC 9110, section 5.6.2: what a header name or a method is made of."""


def is_token(text: str) -> bool:
    """Whether a text can be a header name or a method (RFC 9110, section 5.6.2).

    Args:
        text: any text.

    Returns:
        True for one or more token characters and nothing else.

    Example:
        >>> is_token("x-api-key"), is_token("x api key")
        (True, False)
    """
    # strip() leaves nothing exactly when every character is in the set: no regular expression to
    # compile at import, which alone would cost a quarter of the time that the import may take.
    return bool(text) and not text.strip(NAME_CHARACTERS)


def is_forbidden_request_header(name: str) -> bool:
    """Whether only the browser itself can send a request header of this name.

    Args:
        name: lower-case.

    Returns:
        True for the names and prefixes of https://fetch.spec.whatwg.org/#forbidden-request-header.

    Example:
        >>> is_forbidden_request_header("cookie"), is_forbidden_request_header("sec-purpose")
        (True, True)
    """
    return name in FORBIDDEN_REQUEST_HEADERS or name.startswith(FORBIDDEN_REQUEST_PREFIXES)
