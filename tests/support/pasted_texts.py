# ruff: noqa: E501, RUF001 - a table of texts as they are pasted, one a line
"""Texts that people paste, by browser and year, each with its right answer.

Written for this table after public reports and the browsers' own sources; the addresses are ours.
"""

from __future__ import annotations

from typing import NamedTuple

URL = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders"
APP = "https://shop.example.com"
ACAO = "Access-Control-Allow-Origin"


class Text(NamedTuple):
    """One text.

    Args:
        browser: that wrote it; None where the text does not show it, or several do.
        year: in which that browser wrote so.
        errors: in the order in which they are told.
        cause: the likeliest.
        text: as it is pasted.
    """

    browser: str | None
    year: int
    errors: tuple[str, ...]
    cause: str
    text: str


def row(browser: str | None, year: int, errors: str, cause: str, text: str) -> Text:
    """Return a row; errors in one text, separated by spaces."""
    return Text(browser, year, tuple(errors.split()), cause, text)


# --- Chrome: one sentence of each kind, in the frame of its time -------------------------------

_KINDS = {
    "missing": (
        "MissingAllowOriginHeader",
        "response-without-headers",
        "preflight-without-headers",
    ),
    "wildcard": ("WildcardOriginNotAllowed", "credentials-not-allowed", "credentials-not-allowed"),
    "multiple": ("MultipleAllowOriginValues", "two-writers", "two-writers"),
    "invalid": ("InvalidAllowOriginValue", "origin-not-allowed", "origin-not-allowed"),
    "mismatch": ("AllowOriginMismatch", "origin-not-allowed", "origin-not-allowed"),
    "credentials": (
        *("InvalidAllowCredentials", "credentials-not-allowed", "credentials-not-allowed"),
    ),
}
_TODAY = {
    "missing": f"No '{ACAO}' header is present on the requested resource.",
    "wildcard": (
        f"The value of the '{ACAO}' header in the response must not be the wildcard '*' when the "
        "request's credentials mode is 'include'."
    ),
    "multiple": (
        f"The '{ACAO}' header contains multiple values '{APP}, *', but only one is allowed."
    ),
    "invalid": f"The '{ACAO}' header contains the invalid value 'shop.example.com'.",
    "mismatch": (
        f"The '{ACAO}' header has a value 'https://www.shop.example.com' that is not equal to the "
        "supplied origin."
    ),
    "credentials": (
        "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which "
        "must be 'true' when the request's credentials mode is 'include'."
    ),
}
_IN_2016 = {
    **_TODAY,
    "wildcard": (
        f"A wildcard '*' cannot be used in the '{ACAO}' header when the credentials flag is true."
    ),
    "credentials": (
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is ''. It "
        "must be 'true' to allow credentials."
    ),
}
_ACCESS = "Response to preflight request doesn't pass access control check: "
_VALID = " Have the server send the header with a valid value."
_OPAQUE = (
    " If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the "
    "resource with CORS disabled."
)
_THEREFORE = f" Origin '{APP}' is therefore not allowed access."


def _frames(year: int, initiator: str, sentence: str) -> str:
    if year < 2017:
        return f"{initiator} cannot load {URL}. {sentence}{_THEREFORE}"
    if year < 2018:
        return f"Failed to load {URL}: {sentence}{_THEREFORE}{_OPAQUE}"
    tail = _OPAQUE if year < 2024 else ("" if "No '" in sentence else _VALID)
    what = "fetch" if initiator == "Fetch API" else "XMLHttpRequest"
    return (
        f"Access to {what} at '{URL}' from origin '{APP}' has been blocked by CORS policy: "
        f"{sentence}{tail}"
    )


def _of_chrome() -> list[Text]:
    found = []
    for kind, (error, cause, of_preflight) in _KINDS.items():
        for year, initiator in ((2016, "XMLHttpRequest"), (2017, "Fetch API"), (2019, "Fetch API")):
            said = (_IN_2016 if year < 2017 else _TODAY)[kind]
            found.append(row("chrome", year, error, cause, _frames(year, initiator, said)))
            asked = _frames(year, initiator, _ACCESS + said)
            found.append(row("chrome", year, f"Preflight{error}", of_preflight, asked))
        said = _frames(2026, "XMLHttpRequest", _TODAY[kind])
        found.append(row("chrome", 2026, error, cause, f"index.js:14 {said}"))
        asked = _frames(2026, "Fetch API", _ACCESS + _TODAY[kind])
        found.append(row("chrome", 2026, f"Preflight{error}", of_preflight, f"(index):1 {asked}"))
    return found


_METHOD = "MethodDisallowedByPreflightResponse"
_HEADER = "HeaderDisallowedByPreflightResponse"
_STATUS = "PreflightInvalidStatus"
_MISSING = "MissingAllowOriginHeader"
_BLOCKED = f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy: "

CHROME = [
    *_of_chrome(),
    row(
        "chrome",
        2012,
        _MISSING,
        "response-without-headers",
        f"XMLHttpRequest cannot load {URL}. Origin {APP} is not allowed by {ACAO}.",
    ),
    row(
        "chrome",
        2012,
        _MISSING,
        "response-without-headers",
        f"XMLHttpRequest cannot load {URL}. Origin null is not allowed by {ACAO}.",
    ),
    row(
        "chrome",
        2013,
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"XMLHttpRequest cannot load {URL}. The '{ACAO}' whitelists only 'https://x.example'. Origin '{APP}' is not in the list, and is therefore not allowed access.",
    ),
    row(
        "chrome",
        2013,
        "WildcardOriginNotAllowed",
        "credentials-not-allowed",
        f"XMLHttpRequest cannot load {URL}. Cannot use wildcard in {ACAO} when credentials flag is true.",
    ),
    row(
        "chrome",
        2013,
        "InvalidAllowCredentials",
        "credentials-not-allowed",
        f'XMLHttpRequest cannot load {URL}. Credentials flag is true, but Access-Control-Allow-Credentials is not "true".',
    ),
    row(
        "chrome",
        2014,
        _STATUS,
        "no-such-route",
        f"XMLHttpRequest cannot load {URL}. Invalid HTTP status code 404",
    ),
    row(
        "chrome",
        2014,
        _HEADER,
        "headers-not-allowed",
        f"XMLHttpRequest cannot load {URL}. Request header field X-Api-Key is not allowed by Access-Control-Allow-Headers.",
    ),
    row(
        "chrome",
        2014,
        _METHOD,
        "method-not-allowed",
        f"XMLHttpRequest cannot load {URL}. Method PATCH is not allowed by Access-Control-Allow-Methods.",
    ),
    row(
        "chrome",
        2015,
        _STATUS,
        "authorizer-on-options",
        f"XMLHttpRequest cannot load {URL}. Response for preflight has invalid HTTP status code 401",
    ),
    row(
        "chrome",
        2016,
        _STATUS,
        "mock-broken",
        f"Fetch API cannot load {URL}. Response for preflight has invalid HTTP status code 500",
    ),
    row(
        "chrome",
        2016,
        _STATUS,
        "front-restricts-methods",
        f"Failed to load {URL}: Response for preflight has invalid HTTP status code 405.",
    ),
    row(
        "chrome",
        2016,
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        f"XMLHttpRequest cannot load {URL}. The request was redirected to 'https://x.example/', which is disallowed for cross-origin requests that require preflight.",
    ),
    row(
        "chrome",
        2017,
        f"{_MISSING} HttpError",
        "function-failed",
        f"Failed to load {URL}: No '{ACAO}' header is present on the requested resource. Origin '{APP}' is therefore not allowed access. The response had HTTP status code 502.",
    ),
    row(
        "chrome",
        2017,
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        f"Failed to load {URL}: Response for preflight is invalid (redirect)",
    ),
    row(
        "chrome",
        2017,
        _MISSING,
        "response-without-headers",
        f"Redirect from '{URL}' to 'https://login.example.com/' has been blocked by CORS policy: No '{ACAO}' header is present on the requested resource. Origin '{APP}' is therefore not allowed access.",
    ),
    row(
        "chrome",
        2014,
        "CorsDisabledScheme",
        "never-sent",
        "XMLHttpRequest cannot load file:///C:/data.json. Cross origin requests are only supported for HTTP.",
    ),
    row(
        "chrome",
        2017,
        "CorsDisabledScheme",
        "never-sent",
        "XMLHttpRequest cannot load localhost:3000/api. Cross origin requests are only supported for protocol schemes: http, data, chrome, chrome-extension, https.",
    ),
    row(
        "chrome",
        2019,
        _STATUS,
        "options-rejected",
        _BLOCKED + _ACCESS + "It does not have HTTP ok status.",
    ),
    row(
        "chrome",
        2026,
        _STATUS,
        "options-rejected",
        f"Access to XMLHttpRequest at '{URL}' from origin 'http://localhost:4200' has been blocked by CORS policy: {_ACCESS}It does not have HTTP ok status.\nzone.js:2863 GET {URL} net::ERR_FAILED",
    ),
    row(
        "chrome",
        2026,
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        _BLOCKED + _ACCESS + "Redirect is not allowed for a preflight request.",
    ),
    row(
        "chrome",
        2026,
        _METHOD,
        "method-not-allowed",
        _BLOCKED
        + "Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.",
    ),
    row(
        "chrome",
        2026,
        _HEADER,
        "headers-not-allowed",
        _BLOCKED
        + "Request header field content-type is not allowed by Access-Control-Allow-Headers in preflight response.",
    ),
    row(
        "chrome",
        2026,
        _HEADER,
        "response-header-in-request",
        _BLOCKED
        + "Request header field access-control-allow-origin is not allowed by Access-Control-Allow-Headers in preflight response.",
    ),
    row(
        "chrome",
        2026,
        "InvalidAllowMethodsPreflightResponse",
        "blocked",
        _BLOCKED
        + "Cannot parse Access-Control-Allow-Methods response header field in preflight response.",
    ),
    row(
        "chrome",
        2026,
        "InvalidAllowHeadersPreflightResponse",
        "blocked",
        _BLOCKED
        + "Cannot parse Access-Control-Allow-Headers response header field in preflight response.",
    ),
    row(
        "chrome",
        2026,
        "RedirectContainsCredentials",
        "redirected",
        f"Access to fetch at 'https://u:p@x.example/' (redirected from '{URL}') from origin '{APP}' has been blocked by CORS policy: Redirect location 'https://u:p@x.example/' contains a username and password, which is disallowed for cross-origin requests.",
    ),
    row(
        "chrome",
        2024,
        "CorsDisabledScheme",
        "never-sent",
        "Access to script at 'file:///Users/me/app/main.js' from origin 'null' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: http, data, isolated-app, chrome-extension, chrome, https, chrome-untrusted.",
    ),
    row(
        "chrome",
        2026,
        f"{_MISSING} HttpError",
        "payload-too-large",
        f"{_BLOCKED}No '{ACAO}' header is present on the requested resource.\nPOST {URL} net::ERR_FAILED 413 (Request Entity Too Large)",
    ),
    row(
        "chrome",
        2026,
        f"{_MISSING} HttpError",
        "integration-timeout",
        f"{_BLOCKED}No '{ACAO}' header is present on the requested resource.\nPOST {URL} net::ERR_FAILED 504 (Gateway Timeout)\nUncaught (in promise) TypeError: Failed to fetch\n    at save (app.js:3:9)",
    ),
    row(
        "chrome",
        2026,
        f"{_MISSING} HttpError",
        "throttled",
        f"{_BLOCKED}No '{ACAO}' header is present on the requested resource.\nGET {URL} net::ERR_FAILED 429 (Too Many Requests)",
    ),
    row(
        "chrome",
        2026,
        f"{_METHOD} {_MISSING}",
        "method-not-allowed",
        f"{_BLOCKED}Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.\n{_BLOCKED}No '{ACAO}' header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "aws-control-plane",
        f"Access to fetch at 'https://ec2.us-east-1.amazonaws.com/' from origin '{APP}' has been blocked by CORS policy: No '{ACAO}' header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        f"Access to font at 'https://d111.cloudfront.net/a.woff2' from origin '{APP}' has been blocked by CORS policy: No '{ACAO}' header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        "PreflightMissingAllowOriginHeader",
        "preflight-without-headers",
        "… has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow…",
    ),
    row(
        "chrome",
        2026,
        "PreflightWildcardOriginNotAllowed",
        "credentials-not-allowed",
        "blocked by CORS policy: Response to preflight request doesn't pass access control check: The value of the 'Access-Control-Allow-Origin' header in",
    ),
    row(
        "chrome",
        2026,
        _HEADER,
        "headers-not-allowed",
        "blocked by CORS policy: Request header field",
    ),
    row(
        "chrome",
        2021,
        "LocalNetworkAccess",
        "local-network-access",
        _BLOCKED
        + "The request client is not a secure context and the resource is in more-private address space `local`.",
    ),
    row(
        "chrome",
        2023,
        "LocalNetworkAccess",
        "local-network-access",
        _BLOCKED
        + "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network request targeting the `local` address space.",
    ),
    row(
        "chrome",
        2025,
        "LocalNetworkAccess",
        "local-network-access",
        "Access to fetch at 'http://192.168.1.10/' from origin 'https://shop.example.com' has been blocked by CORS policy: Permission was denied for this request to access the `unknown` address space.",
    ),
    row(
        "chrome",
        2026,
        "LocalNetworkAccess",
        "local-network-access",
        "Access to fetch at 'http://localhost:8080/' from origin 'https://shop.example.com' has been blocked by CORS policy: Permission was denied for this request to access the `loopback` address space.",
    ),
    row(
        "chrome",
        2026,
        "MixedContent",
        "mixed-content",
        f"Mixed Content: The page at '{APP}/cart' was loaded over HTTPS, but requested an insecure resource 'http://api.example.com/v1'. This request has been blocked; the content must be served over HTTPS.",
    ),
    row(
        "chrome",
        2026,
        "UnsupportedScheme",
        "never-sent",
        'Fetch API cannot load localhost:3000/api. URL scheme "localhost" is not supported.',
    ),
]

# --- Firefox -----------------------------------------------------------------------------------

_CROSS = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource "
    f"at {URL}. (Reason: "
)


def firefox(year: int, error: str, cause: str, reason: str, tail: str = "") -> Text:
    """Return a row in Firefox's English frame; < and > stand for its quotation marks."""
    curly = reason.replace("<", "\u2018").replace(">", "\u2019")
    return row("firefox", year, error, cause, f"{_CROSS}{curly}).{tail}")


def german(error: str, cause: str, reason: str, tail: str = "") -> Text:
    """Return a row in its German frame."""
    return row(
        "firefox",
        2024,
        error,
        cause,
        f"Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel verbietet das Lesen der externen Ressource auf {URL}. (Grund: {reason}).{tail}",
    )


def spanish(error: str, cause: str, reason: str, tail: str = "") -> Text:
    """Return a row in its Spanish frame."""
    return row(
        "firefox",
        2023,
        error,
        cause,
        f"Solicitud desde otro origen bloqueada: la política de mismo origen impide leer el recurso remoto en {URL} (razón: {reason}).{tail}",
    )


def french(error: str, cause: str, reason: str, tail: str = "") -> Text:
    """Return a row in its French frame."""
    return row(
        "firefox",
        2024,
        error,
        cause,
        f"Blocage d\u2019une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne permet pas de consulter la ressource distante située sur {URL}. Raison : {reason}.{tail}",
    )


def japanese(error: str, cause: str, reason: str, tail: str = "") -> Text:
    """Return a row in its Japanese frame."""
    return row(
        "firefox",
        2022,
        error,
        cause,
        f"クロスオリジン要求をブロックしました: 同一生成元ポリシーにより、{URL} にあるリモートリソースの読み込みは拒否されます (理由: {reason})。{tail}",
    )


FIREFOX = [
    row(
        "firefox",
        2013,
        "Unspecified",
        "response-without-headers",
        f"Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {URL}. This can be fixed by moving the resource to the same domain or enabling CORS.",
    ),
    firefox(2015, _STATUS, "options-rejected", "CORS preflight channel did not succeed"),
    firefox(
        2015,
        _HEADER,
        "headers-not-allowed",
        "missing token <x-amz-date> in CORS header <Access-Control-Allow-Headers> from CORS preflight channel",
    ),
    firefox(2016, _MISSING, "response-without-headers", f"CORS header <{ACAO}> missing"),
    firefox(
        2016,
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"CORS header <{ACAO}> does not match <https://x.example>",
    ),
    firefox(2016, "NetworkFailure", "unreachable", "CORS request failed"),
    firefox(2018, "CorsDisabledScheme", "never-sent", "CORS request not http"),
    firefox(
        2018,
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        "CORS request external redirect not allowed",
    ),
    firefox(
        2019,
        "WildcardOriginNotAllowed",
        "credentials-not-allowed",
        f"Credential is not supported if the CORS header <{ACAO}> is <*>",
    ),
    firefox(
        2019,
        "InvalidAllowCredentials",
        "credentials-not-allowed",
        "expected <true> in CORS header <Access-Control-Allow-Credentials>",
    ),
    firefox(
        2020,
        _METHOD,
        "method-not-allowed",
        "Did not find method in CORS header <Access-Control-Allow-Methods>",
    ),
    firefox(
        2020,
        "MultipleAllowOriginValues",
        "two-writers",
        f"Multiple CORS header <{ACAO}> not allowed",
    ),
    firefox(
        2021,
        "InvalidAllowMethodsPreflightResponse",
        "blocked",
        "invalid token <GET PUT> in CORS header <Access-Control-Allow-Methods>",
    ),
    firefox(
        2021,
        "InvalidAllowHeadersPreflightResponse",
        "blocked",
        "invalid token <a b> in CORS header <Access-Control-Allow-Headers>",
    ),
    firefox(
        2023, _MISSING, "authorizer-denied", f"CORS header <{ACAO}> missing", " Status code: 403."
    ),
    firefox(
        2024,
        _MISSING,
        "response-without-headers",
        f"CORS header <{ACAO}> missing",
        " Status code: 200.",
    ),
    firefox(
        2024,
        _STATUS,
        "no-options-method",
        "CORS preflight response did not succeed",
        " Status code: 403.",
    ),
    firefox(
        2024,
        _HEADER,
        "headers-not-allowed",
        "header <authorization> is not allowed according to header <Access-Control-Allow-Headers> from CORS preflight response",
    ),
    firefox(
        2024,
        "NetworkFailure",
        "unreachable",
        "CORS request did not succeed",
        " Status code: (null).",
    ),
    row(
        "firefox",
        2026,
        _STATUS,
        "mock-broken",
        f"{_CROSS}CORS preflight response did not succeed). Status code: 500.\n{_CROSS}CORS request did not succeed). Status code: (null).\nTypeError: NetworkError when attempting to fetch resource.",
    ),
    row(
        "firefox",
        2026,
        _METHOD,
        "method-not-allowed",
        f"{_CROSS}Did not find method in CORS header 'Access-Control-Allow-Methods').\n{_CROSS}CORS request did not succeed). Status code: (null).",
    ),
    row(
        "firefox",
        2024,
        "MixedContent",
        "mixed-content",
        "Blocked loading mixed active content “http://api.example.com/v1”",
    ),
    row(
        "firefox",
        2024,
        "NetworkFailure",
        "unreachable",
        "Uncaught (in promise) TypeError: NetworkError when attempting to fetch resource.",
    ),
    german(
        _MISSING, "response-without-headers", f"CORS-Kopfzeile '{ACAO}' fehlt", " Statuscode: 200."
    ),
    german(_MISSING, "function-failed", f"CORS-Kopfzeile '{ACAO}' fehlt", " Statuscode: 502."),
    german(_STATUS, "no-such-route", "CORS-Preflight-Antwort schlug fehl", " Statuscode: 404."),
    german("NetworkFailure", "unreachable", "CORS-Anfrage schlug fehl", " Statuscode: (null)."),
    german(
        _METHOD,
        "method-not-allowed",
        "Methode nicht in CORS-Kopfzeile 'Access-Control-Allow-Methods' gefunden",
    ),
    german(
        _HEADER,
        "headers-not-allowed",
        "Kopfzeile 'authorization' ist aufgrund der Kopfzeile 'Access-Control-Allow-Headers' aus der CORS-Preflight-Antwort nicht zulässig",
    ),
    german(
        "WildcardOriginNotAllowed",
        "credentials-not-allowed",
        f"Berechtigung/Credential wird nicht unterstützt, wenn die CORS-Kopfzeile '{ACAO}' auf '*' gesetzt ist",
    ),
    german(
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"CORS-Kopfzeile '{ACAO}' stimmt nicht mit 'https://x.example' überein",
    ),
    german(
        "InvalidAllowCredentials",
        "credentials-not-allowed",
        "'true' in CORS-Kopfzeile 'Access-Control-Allow-Credentials' erwartet",
    ),
    spanish(_MISSING, "response-without-headers", f"falta la cabecera CORS '{ACAO}'"),
    spanish(
        _HEADER,
        "headers-not-allowed",
        "La cabecera ‘authorization’ no está permitida de acuerdo a la cabecera ‘Access-Control-Allow-Headers’ de la verificación previa de la respuesta CORS",
    ),
    spanish(
        _METHOD,
        "method-not-allowed",
        "token no se ha encontrado el método en la cabecera CORS 'Access-Control-Allow-Methods'",
    ),
    spanish(
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"la cabecera CORS '{ACAO}' no coincide con 'https://x.example'",
    ),
    spanish(
        "NetworkFailure", "unreachable", "Solicitud CORS sin éxito", " Código de estado: (null)."
    ),
    spanish("CorsDisabledScheme", "never-sent", "la solicitud CORS no es http"),
    french(
        _MISSING,
        "response-without-headers",
        f"l\u2019en-tête CORS « {ACAO} » est manquant",
        " Code d\u2019état : 200",
    ),
    french(
        _MISSING,
        "integration-timeout",
        f"l\u2019en-tête CORS « {ACAO} » est manquant",
        " Code d\u2019état : 504",
    ),
    french(
        _STATUS,
        "authorizer-on-options",
        "échec de la réponse de pré-vérification des requêtes CORS",
        " Code d\u2019état : 401",
    ),
    french(
        "NetworkFailure", "unreachable", "échec de la requête CORS", " Code d\u2019état : (null)"
    ),
    french(
        _METHOD,
        "method-not-allowed",
        "méthode manquante dans l\u2019en-tête « Access-Control-Allow-Methods »",
    ),
    french(
        "MultipleAllowOriginValues",
        "two-writers",
        f"le recours à plusieurs en-têtes CORS « {ACAO} » n\u2019est pas autorisé",
    ),
    french(
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        "la redirection externe de requêtes CORS n\u2019est pas autorisée",
    ),
    japanese(_MISSING, "response-without-headers", f"CORS ヘッダー ‘{ACAO}’ が足りない"),
    japanese("NetworkFailure", "unreachable", "CORS 要求が成功しなかった"),
    japanese(
        _METHOD,
        "method-not-allowed",
        "CORS ヘッダー ‘Access-Control-Allow-Methods’ にメソッドが見つからない",
    ),
    japanese(
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"CORS ヘッダー ‘{ACAO}’ が ‘https://x.example’ と異なる",
    ),
    japanese(
        _HEADER,
        "headers-not-allowed",
        "CORS プリフライトチャンネルからの CORS ヘッダー ‘Access-Control-Allow-Headers’ にトークン ‘authorization’ が足りない",
    ),
    japanese(
        "WildcardOriginNotAllowed",
        "credentials-not-allowed",
        f"CORS ヘッダー ‘{ACAO}’ が ‘*’ である場合、認証情報はサポートされない",
    ),
]

# --- Safari and the first Edge -----------------------------------------------------------------

_TAIL = f"\n[Error] Fetch API cannot load {URL} due to access control checks."
SAFARI_AND_EDGE = [
    row(
        "safari",
        2016,
        _MISSING,
        "response-without-headers",
        f"[Error] Origin {APP} is not allowed by {ACAO}.\n[Error] XMLHttpRequest cannot load {URL} due to access control checks.",
    ),
    row(
        "safari",
        2019,
        _MISSING,
        "response-without-headers",
        f"[Error] Origin {APP} is not allowed by {ACAO}.{_TAIL}",
    ),
    row(
        "safari",
        2022,
        _MISSING,
        "authorizer-denied",
        f"[Error] Origin {APP} is not allowed by {ACAO}. Status code: 403{_TAIL}",
    ),
    row(
        "safari",
        2024,
        _MISSING,
        "function-failed",
        f"Failed to load resource: Origin {APP} is not allowed by {ACAO}. Status code: 502",
    ),
    row(
        "safari",
        2024,
        _STATUS,
        "authorizer-on-options",
        f"[Error] Preflight response is not successful. Status code: 401{_TAIL}",
    ),
    row(
        "safari",
        2019,
        _STATUS,
        "options-rejected",
        f"[Error] Preflight response is not successful{_TAIL}",
    ),
    row(
        "safari",
        2024,
        _METHOD,
        "method-not-allowed",
        f"[Error] Method PUT is not allowed by Access-Control-Allow-Methods.{_TAIL}",
    ),
    row(
        "safari",
        2024,
        _HEADER,
        "headers-not-allowed",
        f"[Error] Request header field Content-Type is not allowed by Access-Control-Allow-Headers.{_TAIL}",
    ),
    row(
        "safari",
        2024,
        "WildcardOriginNotAllowed",
        "credentials-not-allowed",
        f"[Error] Cannot use wildcard in {ACAO} when credentials flag is true.{_TAIL}",
    ),
    row(
        "safari",
        2024,
        "InvalidAllowCredentials",
        "credentials-not-allowed",
        f"[Error] Credentials flag is true, but Access-Control-Allow-Credentials is not “true”.{_TAIL}",
    ),
    row(
        "safari",
        2024,
        "MultipleAllowOriginValues",
        "two-writers",
        f"[Error] {ACAO} cannot contain more than one origin.{_TAIL}",
    ),
    row(
        "safari",
        2024,
        "InvalidAllowMethodsPreflightResponse",
        "blocked",
        f"[Error] Header Access-Control-Allow-Methods has an invalid value: GET PUT{_TAIL}",
    ),
    row(
        "safari",
        2024,
        "Unspecified",
        "response-without-headers",
        f"Fetch API cannot load {URL} due to access control checks.",
    ),
    row("safari", 2024, "NetworkFailure", "unreachable", "TypeError: Load failed"),
    row(
        "safari",
        2024,
        "NetworkFailure",
        "unreachable",
        "[Error] Failed to load resource: A server with the specified hostname could not be found. (orders, line 0)",
    ),
    row(
        "safari",
        2024,
        "NetworkFailure",
        "unreachable",
        f"[Error] Fetch API cannot load {URL} due to access control checks.\n[Error] Failed to load resource: The network connection was lost.",
    ),
    row(
        "safari",
        2022,
        "MixedContent",
        "mixed-content",
        f"[blocked] The page at {APP}/ was not allowed to run insecure content from http://api.example.com/v1.",
    ),
    row(
        "edge",
        2017,
        "AllowOriginMismatch",
        "origin-not-allowed",
        f"SEC7120: [CORS] The origin '{APP}' did not find '{APP}' in the {ACAO} response header for cross-origin resource at '{URL}'.",
    ),
    row(
        "edge",
        2015,
        _MISSING,
        "response-without-headers",
        f"SEC7120: Origin {APP} not found in {ACAO} header.",
    ),
    row(
        "edge",
        2016,
        _MISSING,
        "response-without-headers",
        f"SEC7127: No {ACAO} header was found on the resource.",
    ),
    row(
        "edge",
        2016,
        _HEADER,
        "headers-not-allowed",
        "SEC7123: Request header content-type was not present in the Access-Control-Allow-Headers list.",
    ),
    row(
        "edge",
        2016,
        _METHOD,
        "method-not-allowed",
        "SEC7124: Request method PUT was not present in the Access-Control-Allow-Methods list.",
    ),
    row(
        "edge",
        2016,
        "PreflightDisallowedRedirect",
        "preflight-redirected",
        "SEC7127: Redirect was blocked for CORS request.",
    ),
]

# --- As it was typed, copied, escaped or translated on the way -----------------------------------

MANGLED = [
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "no access-control-allow-origin header is present on the requested resource",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "No “Access-Control-Allow-Origin” header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "No &#39;Access-Control-Allow-Origin&#39; header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "No &quot;Access-Control-Allow-Origin&quot; header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        r"{\"error\":\"No \'Access-Control-Allow-Origin\' header is present on the requested resource.\"}",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "> No 'Access-Control-Allow-Origin' header\n> is present on the\n> requested resource.",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        "NO 'ACCESS-CONTROL-ALLOW-ORIGIN' HEADER IS PRESENT ON THE REQUESTED RESOURCE",
    ),
    row(
        "chrome",
        2026,
        _MISSING,
        "response-without-headers",
        r"No \u0027Access-Control-Allow-Origin\u0027 header is present on the requested resource",
    ),
    row(
        "chrome",
        2026,
        "PreflightMissingAllowOriginHeader",
        "preflight-without-headers",
        "Response to preflight request does not pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    ),
    row(
        "chrome",
        2026,
        _STATUS,
        "options-rejected",
        "response to preflight request doesnt pass access control check: it does not have http ok status",
    ),
    row(
        "firefox",
        2026,
        _MISSING,
        "response-without-headers",
        "(Reason: CORS header 'Access-Control-Allow-Origin' missing)",
    ),
    row(
        "firefox",
        2026,
        _MISSING,
        "response-without-headers",
        'Reason: CORS header "Access-Control-Allow-Origin" missing',
    ),
]

# --- Libraries, the network panel, curl, and gateways ----------------------------------------------

_WRONG_PATH = "wrong-stage-or-path"
OTHERS = [
    row(
        "chrome",
        2026,
        "NetworkFailure",
        "unreachable",
        "Uncaught (in promise) TypeError: Failed to fetch",
    ),
    row("chrome", 2026, "NetworkFailure", "unreachable", "Failed to fetch"),
    row(
        None,
        2026,
        "NetworkFailure",
        "unreachable",
        "Error: Network Error\n    at createError (createError.js:16:15)\n    at XMLHttpRequest.handleError (xhr.js:84:14)",
    ),
    row(
        None,
        2026,
        "NetworkFailure",
        "unreachable",
        '{"message":"Network Error","name":"AxiosError","code":"ERR_NETWORK","status":null}',
    ),
    row(
        None,
        2026,
        "NetworkFailure",
        "unreachable",
        f"HttpErrorResponse: Http failure response for {URL}: 0 Unknown Error",
    ),
    row(None, 2026, "NetworkFailure", "unreachable", f"GET {URL} net::ERR_NAME_NOT_RESOLVED"),
    row(
        None,
        2026,
        "NetworkFailure",
        "unreachable",
        "POST http://localhost:3001/api net::ERR_CONNECTION_REFUSED",
    ),
    row(
        None, 2026, "NetworkFailure", "unreachable", f"GET {URL} net::ERR_CERT_COMMON_NAME_INVALID"
    ),
    row("chrome", 2026, "NetworkFailure", "unreachable", f"GET {URL} net::ERR_BLOCKED_BY_CLIENT"),
    row(
        "chrome",
        2026,
        "HttpError",
        "function-failed",
        f"POST {URL} net::ERR_FAILED 500 (Internal Server Error)",
    ),
    row(
        "chrome",
        2026,
        "HttpError",
        "authorizer-denied",
        f"GET {URL} net::ERR_FAILED 403 (Forbidden)",
    ),
    row("chrome", 2026, "HttpError", "integration-timeout", f"GET {URL} 504 (Gateway Timeout)"),
    row(None, 2026, "HttpError", "mock-broken", f"OPTIONS {URL} 500 (Internal Server Error)"),
    row(None, 2026, "HttpError", "authorizer-on-options", f"OPTIONS {URL} 401"),
    row("chrome", 2026, "Unspecified", "response-without-headers", "CORS error"),
    row("chrome", 2026, "Unspecified", "response-without-headers", "Provisional headers are shown"),
    row(
        "chrome",
        2026,
        "Unspecified",
        "response-without-headers",
        "Request has been blocked by CORS policy",
    ),
    row(
        "chrome",
        2022,
        "Unspecified",
        "blocked",
        f"Cross-Origin Read Blocking (CORB) blocked cross-origin response {URL} with MIME type application/json. See https://www.chromestatus.com/feature/5629709824032768 for more details.",
    ),
    row(None, 2026, "GatewayError", _WRONG_PATH, '{"message":"Missing Authentication Token"}'),
    row(None, 2026, "GatewayError", "waf-or-resource-policy", '{"message":"Forbidden"}'),
    row(None, 2026, "GatewayError", "authorizer-denied", '{"message":"Unauthorized"}'),
    row(None, 2026, "GatewayError", "function-failed", '{"message": "Internal server error"}'),
    row(
        None,
        2026,
        "GatewayError",
        "integration-timeout",
        "{'message': 'Endpoint request timed out'}",
    ),
    row(None, 2026, "GatewayError", "throttled", '{"message":"Limit Exceeded"}'),
    row(None, 2026, "GatewayError", "throttled", '{"message":"Too Many Requests"}'),
    row(
        None, 2026, "GatewayError", "token-expired", '{"message":"The incoming token has expired"}'
    ),
    row(
        None,
        2026,
        "GatewayError",
        "authorizer-denied",
        '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ),
    row(
        None,
        2026,
        "GatewayError",
        "waf-or-resource-policy",
        '{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:a1b2c3/prod/GET/orders"}',
    ),
    row(
        None,
        2026,
        "GatewayError",
        "signature-invalid",
        '{"message":"The request signature we calculated does not match the signature you provided."}',
    ),
    row(
        None, 2026, "GatewayError", "unsupported-media-type", '{"message":"Unsupported Media Type"}'
    ),
    row(
        None,
        2026,
        "GatewayError",
        "no-options-method",
        'HTTP/2 403 \ncontent-type: application/json\nx-amzn-errortype: MissingAuthenticationTokenException\n\n{"message":"Missing Authentication Token"}\n$ curl -i -X OPTIONS '
        + URL,
    ),
    row(
        None,
        2026,
        "GatewayError",
        "integration-timeout",
        'HTTP/1.1 504 Gateway Timeout\r\nContent-Type: application/json\r\nx-amzn-ErrorType: InternalServerErrorException\r\n\r\n{"message": "Endpoint request timed out"}',
    ),
    row(
        None,
        2026,
        _MISSING,
        "response-without-headers",
        f"$ curl -i {URL} -H 'Origin: {APP}'\nHTTP/2 200 \ncontent-type: application/json\napigw-requestid: abc=\n\n[]",
    ),
    row(
        None,
        2026,
        "HttpError",
        "upstream-down",
        "HTTP/1.1 503 Service Unavailable\nServer: awselb/2.0\nContent-Type: text/html\n\n<html>",
    ),
    row(
        None,
        2026,
        "GatewayError",
        "mock-broken",
        "(4b2) Execution failed due to configuration error: Unable to transform request",
    ),
    row(
        None,
        2026,
        "GatewayError",
        "mock-broken",
        "Execution failed due to configuration error: Unable to parse statusCode",
    ),
    row(
        None,
        2026,
        "GatewayError",
        "function-failed",
        "(abc) Execution failed due to configuration error: Malformed Lambda proxy response\n(abc) Method completed with status: 502",
    ),
    row(
        None,
        2026,
        "GatewayError",
        "function-failed",
        "Execution failed due to configuration error: Invalid permissions on Lambda function",
    ),
    row(
        None, 2026, "GatewayError", "integration-timeout", "Execution failed due to a timeout error"
    ),
    row(
        None,
        2026,
        "GatewayError",
        "upstream-down",
        "Execution failed due to a network error communicating with endpoint",
    ),
    row(
        "chrome",
        2026,
        "NetworkFailure",
        "unreachable",
        "WebSocket connection to 'wss://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod' failed: ",
    ),
    row(
        None,
        2026,
        "HttpError",
        "authorizer-denied",
        "WebSocket connection to 'wss://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod' failed: Error during WebSocket handshake: Unexpected response code: 401",
    ),
]

TEXTS = [*CHROME, *FIREFOX, *SAFARI_AND_EDGE, *MANGLED, *OTHERS]

ABOUT_SOMETHING_ELSE = [
    "404 Not Found",
    "hello",
    "",
    "   \n\t",
    "TypeError: Cannot read properties of undefined (reading 'map')",
    "Uncaught ReferenceError: regeneratorRuntime is not defined",
    "SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
    "npm ERR! code ERESOLVE",
    "npm error network request to https://packages.example.com/react failed, reason: getaddrinfo",
    "error: failed to fetch some objects from 'https://github.com/a/b.git/info/lfs'",
    "E: Failed to fetch http://archive.ubuntu.com/ubuntu/pool/main/c/curl.deb  404  Not Found",
    "fatal: unable to access 'https://github.com/a/b.git/': Could not resolve host: github.com",
    "Load failed: plugin 'x' has no entry point",
    "Module load failed with exit code 1",
    "kernel: module load failed",
    "Docker: Error response from daemon: network error while dialing",
    "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject",
    "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    "An error occurred (ValidationError) when calling the CreateChangeSet operation: No updates",
    "Error: Runtime exited with error: signal: killed Runtime.ExitError",
    "Task timed out after 3.00 seconds",
    "REPORT RequestId: 1-2-3 Duration: 3000.00 ms Billed Duration: 3000 ms Memory Size: 128 MB",
    '{"errorMessage":"division by zero","errorType":"ZeroDivisionError"}',
    '{"message":"Order created","id":7}',
    '{"message":"Hello from Lambda!"}',
    '{"statusCode":200,"body":"ok"}',
    "GET https://www.example.com/favicon.ico 404 (Not Found)",
    "GET http://localhost:3000/static/js/bundle.js 304 (Not Modified)",
    "Refused to load the script 'https://x.example/a.js' because it violates the following Content Security Policy directive: \"script-src 'self'\".",
    "Refused to display 'https://x.example/' in a frame because it set 'X-Frame-Options' to 'deny'.",
    'Refused to get unsafe header "x-total-count"',
    "Failed to load resource: the server responded with a status of 404 ()",
    'Failed to load module script: Expected a JavaScript module script but the server responded with a MIME type of "text/html".',
    "A cookie associated with a cross-site resource was set without the `SameSite` attribute.",
    "[Deprecation] Synchronous XMLHttpRequest on the main thread is deprecated",
    'Warning: Each child in a list should have a unique "key" prop.',
    "DOMException: The user aborted a request.",
    "AbortError: signal is aborted without reason",
    "QuotaExceededError: The quota has been exceeded.",
    "SecurityError: Failed to execute 'toDataURL' on 'HTMLCanvasElement': Tainted canvases may not be exported.",
    "Failed to execute 'postMessage' on 'DOMWindow': The target origin provided does not match",
    "ERROR in src/app.ts:4:7 TS2322: Type 'string' is not assignable to type 'number'.",
    'psycopg2.OperationalError: connection to server at "localhost", port 5432 failed: Connection refused',
    "ECONNREFUSED 127.0.0.1:5432",
    "java.net.SocketTimeoutException: Read timed out",
    "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: text/plain\n\nok",
    "How do I set up a custom domain in API Gateway?",
    "We use CORS on our API and it works well.",
    "Access denied for user 'root'@'localhost' (using password: YES)",
    "You are not authorized to view this page",
    "Origin of the error is unknown",
    "The method is not allowed for the requested URL.",
    "header missing in CSV file",
    "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'headers'",
]
