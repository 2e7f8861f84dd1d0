"""The causes: a closed set of slugs, each with its title, its meaning and its fix.

What the services answer themselves:
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from typing import NamedTuple


class Description(NamedTuple):
    """One cause.

    Args:
        slug: stable name.
        title: the cause in half a sentence.
        meaning: what happens, and what tells it from its neighbours.
        fix: what to change.
        rules: ids of the audit's rules that find it in a template, the likeliest first.
    """

    slug: str
    title: str
    meaning: str
    fix: str
    rules: tuple[str, ...] = ()


CAUSES: tuple[Description, ...] = (
    Description(
        "response-without-headers",
        "the function or the server sends no Access-Control-Allow-Origin",
        "The response itself does not allow the page's origin. Behind a proxy integration API "
        "Gateway adds nothing: the function must return the header, whatever the OPTIONS method "
        "answers.",
        "Return Access-Control-Allow-Origin with the page's origin from the function, on every "
        "path through it; with the library: @cors(policy).",
        ("CORS701", "CORS112", "CORS207", "CORS702"),
    ),
    Description(
        "error-without-headers",
        "the request itself failed, and the error response has no CORS headers",
        "The server answers 4xx or 5xx, and the page sees a CORS error instead. The status in the "
        "Network panel, or `corsgate probe`, shows the real error.",
        "Fix the error that the status names, and give the gateway's own error responses "
        "(DEFAULT_4XX, DEFAULT_5XX) the header, so that the page sees the next one.",
        ("CORS113", "CORS114"),
    ),
    Description(
        "origin-not-allowed",
        "the server allows another origin",
        "Access-Control-Allow-Origin holds one origin, exactly as the browser sends it: scheme, "
        "host and port, no path and no slash at the end. A list, a pattern or www. does not "
        "match.",
        "Add the page's origin to the list that the server compares with, and send back the one "
        "that matches.",
        ("CORS505", "CORS116", "CORS506", "CORS703"),
    ),
    Description(
        "credentials-not-allowed",
        "the page sends credentials, but the server does not allow them",
        "With credentials, Access-Control-Allow-Origin must be the origin itself and not '*', "
        "beside Access-Control-Allow-Credentials: true.",
        "Name the origin and add Access-Control-Allow-Credentials: true; or do not send "
        "credentials from the page if nothing needs cookies.",
        ("CORS201", "CORS301", "CORS403"),
    ),
    Description(
        "preflight-without-headers",
        "OPTIONS is answered without CORS headers",
        "The preflight reaches something without CORS settings, or with CORS settings that do not "
        "allow this origin.",
        "Answer OPTIONS with Access-Control-Allow-Origin, -Methods and -Headers on this path.",
        ("CORS101", "CORS108", "CORS207"),
    ),
    Description(
        "no-options-method",
        "the API has no OPTIONS method on this path",
        "API Gateway answers 403 Missing Authentication Token itself. A wrong stage or path, and "
        "OPTIONS with IAM authorization, give the same response.",
        "Add an OPTIONS method (MOCK, no authorization) to the resource and deploy the stage.",
        ("CORS101", "CORS115"),
    ),
    Description(
        "wrong-stage-or-path",
        "the URL has no stage, a wrong one, or a path that the API does not have",
        "API Gateway answers 403 Missing Authentication Token to every method on such a path.",
        "Compare the URL with the stage's invoke URL: "
        "https://ID.execute-api.REGION.amazonaws.com/STAGE/PATH. Behind a custom domain the URL "
        "has no stage.",
    ),
    Description(
        "authorizer-on-options",
        "OPTIONS needs authorization",
        "A browser sends neither cookies nor Authorization with a preflight, so an authorizer or "
        "IAM on OPTIONS rejects every preflight.",
        "Set the authorization of OPTIONS to NONE (SAM: AddDefaultAuthorizerToCorsPreflight: "
        "false) and deploy the stage.",
        ("CORS102", "CORS601", "CORS203"),
    ),
    Description(
        "preflight-asks-for-token",
        "OPTIONS requires authentication",
        "The preflight gets 401, because browsers send no token with it.",
        "Answer OPTIONS before the check of the token.",
        ("CORS102", "CORS203", "CORS601"),
    ),
    Description(
        "preflight-asks-for-api-key",
        "OPTIONS needs an API key",
        "API Gateway answers 403 Forbidden: browsers send no key with a preflight.",
        "Set ApiKeyRequired of OPTIONS to false and deploy the stage.",
        ("CORS103",),
    ),
    Description(
        "preflight-denied",
        "a policy denies OPTIONS",
        "IAM authorization or a resource policy denies the preflight, which browsers do not sign.",
        "Allow OPTIONS in the resource policy, and set its authorization to NONE.",
        ("CORS121", "CORS102"),
    ),
    Description(
        "waf-or-resource-policy",
        "a firewall, such as AWS WAF, or a resource policy blocks the request",
        "It never reaches the API: the answer is 403 Forbidden, or a challenge, without CORS "
        "headers. WAF's metrics and sampled requests name the rule.",
        "Allow OPTIONS and the page's requests in the web ACL, firewall or resource policy.",
        ("CORS121",),
    ),
    Description(
        "no-api-mapping",
        "the custom domain has no API mapping for this path",
        "A custom domain without an API mapping for the path, and a disabled execute-api "
        "endpoint, answer 403 Forbidden to every method.",
        "Map the domain and base path to the API's stage, or call the domain where the endpoint "
        "is disabled.",
    ),
    Description(
        "mock-broken",
        "the OPTIONS integration itself fails",
        "OPTIONS answers 500: the MOCK's request template gives no statusCode, a status that is "
        "not mapped, or binary types turn the template into bytes.",
        'Use the request template {"statusCode": 204}, passthrough NEVER, and CONVERT_TO_TEXT '
        "with binary media types.",
        ("CORS105", "CORS107", "CORS106"),
    ),
    Description(
        "throttled",
        "the API limits requests",
        "The answer is 429: the stage's, the account's or the usage plan's limit, or the "
        "function's concurrency.",
        "Raise the limit, or retry later; add the header to DEFAULT_4XX so that the page can see "
        "the 429.",
        ("CORS113",),
    ),
    Description(
        "function-failed",
        "the function failed or returned a response that the gateway rejects",
        "The gateway answers 502 or 500 instead: an exception, no statusCode, a body that is not a "
        "string, or no permission to invoke the function. The function's log says which.",
        "Fix what the function's log shows, catch errors inside the handler, and give DEFAULT_5XX "
        "the header.",
        ("CORS113", "CORS702"),
    ),
    Description(
        "integration-timeout",
        "the backend is slower than the gateway's timeout",
        "API Gateway answers 504 after its integration timeout (29 s by default), CloudFront after "
        "its origin response timeout (30 s by default).",
        "Make the work faster or asynchronous, or raise the timeout where the service allows it; "
        "give DEFAULT_5XX the header.",
        ("CORS113",),
    ),
    Description(
        "payload-too-large",
        "the request is larger than the gateway accepts",
        "API Gateway rejects more than 10 MB with 413, a function more than 6 MB. Headers of the "
        "413 that comes from the edge cannot be set.",
        "Upload to S3 with a presigned URL, and send only its key to the API.",
    ),
    Description(
        "unsupported-media-type",
        "the API does not accept this Content-Type",
        "An integration without a template for the request's Content-Type and passthrough NEVER "
        "answers 415; on OPTIONS a browser sends no Content-Type at all.",
        "Add a template for application/json, or set WHEN_NO_MATCH on the MOCK of OPTIONS.",
        ("CORS106", "CORS105"),
    ),
    Description(
        "no-such-route",
        "the API has no route for this method and path",
        "An HTTP API answers 404 Not Found; it answers OPTIONS itself only where CORS is "
        "configured.",
        "Configure CORS on the HTTP API, or add the route; compare stage and path with the URL.",
        ("CORS207", "CORS204"),
    ),
    Description(
        "authorizer-denied",
        "the authorizer denies the request",
        "The answer is 401 or 403: a missing token, a token without the permission, or a policy "
        "that names another path.",
        "Send the token that the authorizer expects, and make its policy cover the path; give "
        "ACCESS_DENIED and UNAUTHORIZED (DEFAULT_4XX) the header.",
        ("CORS113",),
    ),
    Description(
        "token-expired",
        "the token has expired",
        "The authorizer rejects an expired token with 401.",
        "Refresh the token in the page and try again; give EXPIRED_TOKEN (DEFAULT_4XX) the header "
        "so that the page sees the 401.",
        ("CORS113",),
    ),
    Description(
        "signature-invalid",
        "the request's signature does not match",
        "IAM authorization received a signature for another host, path, header or body; a CDN that "
        "changes the Host header causes this too.",
        "Sign for the host that verifies the signature (with CloudFront: do not forward the Host "
        "header, or use origin access control).",
        ("CORS113", "CORS405"),
    ),
    Description(
        "upstream-down",
        "the proxy in front cannot reach the server behind it",
        "nginx, a load balancer or CloudFront answers 502, 503 or 504 itself: the application is "
        "not running, or its address is wrong.",
        "Start the application or correct the address; add the CORS headers to the proxy's own "
        "error pages (nginx: `always`).",
    ),
    Description(
        "cached-for-another-origin",
        "a cache sends a response with the headers for another origin",
        "The response comes from a cache (X-Cache: Hit, Age) and names the origin of an earlier "
        "request.",
        "Add Origin to the cache key (CloudFront: an origin request or cache policy with Origin), "
        "send Vary: Origin, and invalidate the cache.",
        ("CORS402", "CORS119"),
    ),
    Description(
        "two-writers",
        "two places write the CORS headers",
        "Access-Control-Allow-Origin is there twice, or holds two values: the gateway or the "
        "CDN writes it, and the function or the server too.",
        "Remove one of the two: the header from the function where the function URL, the HTTP API "
        "or the proxy has CORS settings, or these settings.",
        ("CORS303", "CORS404", "CORS206"),
    ),
    Description(
        "method-not-allowed",
        "the allowed methods do not include this one",
        "The preflight is answered, but Access-Control-Allow-Methods does not list the method. The "
        "comparison is case-sensitive.",
        "Add the method to the list.",
        ("CORS110", "CORS204", "CORS304"),
    ),
    Description(
        "headers-not-allowed",
        "the allowed headers do not include one that the page sends",
        "The preflight is answered, but Access-Control-Allow-Headers does not list a header. A "
        "JSON body needs content-type, a token needs authorization.",
        "Add the header to the list.",
        ("CORS111", "CORS122", "CORS205", "CORS208", "CORS305"),
    ),
    Description(
        "response-header-in-request",
        "the page sends a CORS response header in its request",
        "Only the server sends Access-Control-Allow-Origin and similar headers. In the page's "
        "request they only add a header that the preflight must allow.",
        "Remove the Access-Control-… headers from the page's fetch or axios call.",
    ),
    Description(
        "preflight-redirected",
        "the preflight is redirected",
        "Browsers do not follow a redirect of a preflight. The usual reasons: http instead of "
        "https, an extra or missing slash at the end, a redirect to a login page, www.",
        "Call the target of the redirect.",
    ),
    Description(
        "redirected",
        "the request is redirected to another origin",
        "After a redirect to another origin the browser sends Origin: null, or needs the headers "
        "from both servers.",
        "Call the final address; or send the headers from the redirecting server and its target.",
    ),
    Description(
        "front-restricts-methods",
        "a proxy or CDN in front does not pass OPTIONS through",
        "A CDN, a proxy or a load balancer answers OPTIONS itself: it allows GET and HEAD only, or "
        "a rule blocks the method.",
        "Allow OPTIONS and the method itself in the proxy or CDN.",
        ("CORS401",),
    ),
    Description(
        "options-rejected",
        "OPTIONS gets an error status",
        "A preflight needs a status from 200 to 299, whatever its headers are.",
        "Answer OPTIONS with 204 before any login, validation or route that rejects it.",
        ("CORS104", "CORS101", "CORS105"),
    ),
    Description(
        "method-not-served",
        "the server has no such method on this path",
        "The answer is 405 or 501, and the page can read it: CORS settings do not change it.",
        "Call a method that the server has, or add the route.",
    ),
    Description(
        "mixed-content",
        "a page on https calls http",
        "The browser refuses to send the request: nothing reaches the server. Chrome and Firefox "
        "make an exception for `http://localhost` and `http://127.0.0.1`; Safari makes none.",
        "Call the API by https; give the server a certificate where it has none.",
    ),
    Description(
        "local-network-access",
        "a page calls a more private network",
        "Chrome and Firefox ask the user before a public page may call localhost or a private "
        "address; Chrome refuses pages that are not on https. Safari does not ask.",
        "Serve the page by https and let the user allow local network access, or call a public "
        "address.",
    ),
    Description(
        "aws-control-plane",
        "the page calls AWS's own service endpoint",
        "Most AWS service endpoints do not support CORS, and callers cannot change that.",
        "Call AWS from a function of your own behind an API, with its role.",
    ),
    Description(
        "sam-local",
        "SAM CLI's local server answers",
        "`sam local start-api` adds CORS headers to OPTIONS only where the template has Cors, and "
        "no gateway responses.",
        "Set Cors on the API in the template, return the headers from the function, and start SAM "
        "again; on AWS the answer may differ.",
        ("CORS112", "CORS207"),
    ),
    Description(
        "unreachable",
        "there is no response",
        "Name, connection, certificate, proxy or time: the request or its response was lost. A "
        "browser extension that blocks requests looks the same.",
        "Check that the address is right and the server runs: open the URL, or `corsgate probe` "
        "it.",
    ),
    Description(
        "never-sent",
        "the browser blocks the request before anything is sent",
        "The method, a header or the URL is one that pages may not use, such as a URL without "
        "http:// or https://; or the page's own Content-Security-Policy does not list the API.",
        "Write the URL with its scheme, do not set headers that the browser sets itself, and add "
        "the API to connect-src of the page's Content-Security-Policy.",
    ),
    Description(
        "blocked",
        "the response breaks another rule of the CORS check",
        "A value does not have the form that the standard requires: a list with a space for a "
        "comma, or a name that is not a token.",
        "Correct the value that the console names.",
        ("CORS109",),
    ),
)
"""In no order of likelihood: that depends on what is seen."""

_BY_SLUG = {cause.slug: cause for cause in CAUSES}


def described(slug: str) -> Description:
    """Return a cause by its slug.

    Raises:
        KeyError: there is no such cause.

    Example:
        >>> described("two-writers").rules[0]
        'CORS303'
    """
    return _BY_SLUG[slug]


def rule_of(slug: str) -> str | None:
    """Return the likeliest rule that finds a cause in a template; None where no rule does.

    Args:
        slug: slug of the cause.

    Raises:
        KeyError: there is no such cause.
    """
    # Here, since the rules bring Velocity.
    from corsgate_audit.rules.registry import all_rules  # noqa: PLC0415

    known = {rule.id for rule in all_rules()}
    return next((rule for rule in described(slug).rules if rule in known), None)
