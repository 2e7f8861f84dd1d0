"""What each error means to somebody on AWS; `docs/verdicts.md` is made of it."""

from __future__ import annotations

from dataclasses import dataclass

from corsgate_audit.browser.errors import CorsError

_CORS_CHECK = "https://fetch.spec.whatwg.org/#concept-cors-check"
_PREFLIGHT = "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0"
_REDIRECT = "https://fetch.spec.whatwg.org/#concept-http-redirect-fetch"


@dataclass(frozen=True, slots=True)
class Entry:
    """One error.

    Args:
        meaning: what the browser found, one sentence.
        step: the step of the Fetch standard that fails.
        cause: what it usually is on AWS.
    """

    meaning: str
    step: str
    cause: str


REFERENCE: dict[CorsError, Entry] = {
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: Entry(
        "The preflight's answer has no Access-Control-Allow-Origin.",
        _PREFLIGHT,
        "OPTIONS is answered by something without CORS settings: no OPTIONS method on the "
        "resource, an authorizer, API key or WAF in front of it (403 of the gateway), a stage "
        "that was not deployed again, an origin that the policy does not list.",
    ),
    CorsError.PREFLIGHT_INVALID_STATUS: Entry(
        "The preflight's answer allows the origin, but its status is not 200 to 299.",
        _PREFLIGHT,
        "An authorizer or a required API key rejects OPTIONS with 401 or 403, and the gateway "
        "responses carry CORS headers; a MOCK that cannot read its template (no JSON, or binary "
        "media types) answers 500.",
    ),
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: Entry(
        "The preflight is answered with a redirect, which a browser does not follow.",
        _PREFLIGHT,
        "CloudFront sends http to https, or a framework adds the trailing slash, before CORS is "
        "checked.",
    ),
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: Entry(
        "The preflight's answer has `*`, but the request includes credentials.",
        _CORS_CHECK,
        "The MOCK integration answers `'*'` while the page calls with `credentials: 'include'`.",
    ),
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: Entry(
        "The preflight's answer names several origins, or one origin twice.",
        _CORS_CHECK,
        "A list of origins was written into one literal mapping, or both the function URL and the "
        "function add the header.",
    ),
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: Entry(
        "The preflight's answer has an Access-Control-Allow-Origin that is not a URL.",
        _CORS_CHECK,
        "An empty value, a host without a scheme, or a placeholder that was not replaced.",
    ),
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: Entry(
        "The preflight's answer allows another origin than the page's.",
        _CORS_CHECK,
        "A trailing slash, http instead of https, a missing port, a pattern, or the first origin "
        "of a list that cannot be decided by origin.",
    ),
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: Entry(
        "The request includes credentials, but the preflight's answer does not have `true`.",
        _CORS_CHECK,
        "Access-Control-Allow-Credentials is missing from the OPTIONS integration response, or "
        "mapped from `True`.",
    ),
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: Entry(
        "Access-Control-Allow-Methods is not a list of names.",
        _PREFLIGHT,
        "Separated by spaces or semicolons, or with quotes inside the mapping's quotes.",
    ),
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: Entry(
        "Access-Control-Allow-Headers is not a list of names.",
        _PREFLIGHT,
        "Separated by spaces or semicolons, or with quotes inside the mapping's quotes.",
    ),
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: Entry(
        "Access-Control-Allow-Methods does not list the request's method.",
        _PREFLIGHT,
        "A method was added to the resource but not to the preflight; `*` with credentials; "
        "`patch` in lower case in the page.",
    ),
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: Entry(
        "Access-Control-Allow-Headers does not list a header that the request carries.",
        _PREFLIGHT,
        "Authorization, X-Api-Key or X-Amz-* of an authorized method are not listed; `*` with "
        "credentials, or `*` for Authorization.",
    ),
    CorsError.MISSING_ALLOW_ORIGIN_HEADER: Entry(
        "The answer has no Access-Control-Allow-Origin.",
        _CORS_CHECK,
        "The function does not set it, or the answer is not the function's: a gateway response "
        "(401, 403, 429, 5xx, a timeout), or an integration response without a mapping.",
    ),
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED: Entry(
        "The answer has `*`, but the request includes credentials.",
        _CORS_CHECK,
        "The function or a gateway response answers `*` while the page calls with "
        "`credentials: 'include'`.",
    ),
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES: Entry(
        "The answer names several origins, or one origin twice.",
        _CORS_CHECK,
        "Two layers add the header: the function URL or CloudFront, and the function.",
    ),
    CorsError.INVALID_ALLOW_ORIGIN_VALUE: Entry(
        "The answer has an Access-Control-Allow-Origin that is not a URL.",
        _CORS_CHECK,
        "An environment variable that is empty or holds a host without a scheme.",
    ),
    CorsError.ALLOW_ORIGIN_MISMATCH: Entry(
        "The answer allows another origin than the page's.",
        _CORS_CHECK,
        "The function and the preflight have different policies; a cache gave the answer to "
        "another origin's request; a trailing slash.",
    ),
    CorsError.INVALID_ALLOW_CREDENTIALS: Entry(
        "The request includes credentials, but the answer does not have `true`.",
        _CORS_CHECK,
        "The preflight sends it, but the function does not, or says `True`.",
    ),
    CorsError.REDIRECT_CONTAINS_CREDENTIALS: Entry(
        "A redirect leads to a URL with a user name or password.",
        _REDIRECT,
        "A backend redirects to a URL that it was configured with.",
    ),
    CorsError.CORS_DISABLED_SCHEME: Entry(
        "A redirect leads to a URL that is not http or https.",
        _REDIRECT,
        "A function redirects into an app (`myapp://signed-in`), or to a host without `https://` "
        "(`localhost:3000/`). A page that itself fetches such a URL gets another sentence: `Fetch "
        "API cannot load …`.",
    ),
}
