"""What generated exchanges are made of: header names and values, statuses, faults."""

from __future__ import annotations

CREDENTIALS = ("omit", "same-origin", "include", "include")

METHODS = (
    *("GET", "GET", "HEAD", "POST", "POST", "PUT", "PUT", "DELETE", "PATCH", "PATCH", "OPTIONS"),
    *("get", "post", "put", "delete", "patch", "Patch", "options", "Head"),
    *("FOO", "foo", "M-SEARCH", "QUERY", "*", "x!y", "PROPFIND", "TRACE", "connect", "a b", "é", ""),
)

REQUEST_HEADERS: dict[str, tuple[str, ...]] = {
    "accept": ("*/*", "application/json", "a/b; c=d", 'a/b; c="x"', "(", "a" * 128, "a" * 129, "é"),
    "accept-language": ("en", "en-US,en;q=0.8", "*", "e(n", "en_US", "é", "a" * 128, "a" * 129, ""),
    "content-language": ("en", "de-DE", "en\tx", "en/x", "a,b;c=d", "", "a" * 129),
    "content-type": (
        *("text/plain", "TEXT/PLAIN", "text/plain;charset=UTF-8", "text/plain; charset=utf-8"),
        *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain;"),
        *("application/json", "application/xml", "text/html", "text/xml", "", "text", "/", ";"),
        *("text/", "/plain", "text/plain/x", "text /plain", "text/ plain", "text/plain ;x=y"),
        *("text/plain, text/plain", "text/plain,x", "text/plain; a=b; c", "text/plain;;", "*/*"),
        *("text/plain\t;x", "\ttext/plain", "text/plain;charset=é", "text/plainé", "text/plain!"),
        *("text/plain;" + "a" * 117, "text/plain;" + "a" * 118, "text/plain x", "text/plain{}"),
    ),
    "range": (
        *("bytes=0-", "bytes=0-10", "bytes=10-10", "bytes=10-5", "bytes=-5", "bytes=", "bytes=-"),
        *("bytes=0-1,3-4", "bytes=0-1,", "bytes 0-1", "BYTES=0-1", "bytes=0 -1", "bytes= 0-1"),
        *("bytes =0-1", "bytes=0- 1", "bytes=00-01", "bytes=99999999999999999999-", "items=0-1"),
        *("bytes=0-99999999999999999999", "bytes=9223372036854775807-", "bytes=+1-2", "x", ""),
        *("bytes=a-", "bytes=0-a", "bytes=0x1-2", "bytes=1-2-3", "bytes=0--1", "bytes=\xb2-"),
    ),
    "dpr": ("1", "1.0", "1.", ".5", "1.2.3", "x", "", "-1", "1e3", "1" * 128, "1" * 129, "\xb2"),
    "device-memory": ("8", "0.25", "x", "8 ", ""),
    "width": ("100", "100.0", "x", "", "1" * 128),
    "viewport-width": ("100", "1.5", "x", "1" * 128),
    "save-data": ("on", "ON", "off", "", "on;x", "on,on"),
    "downlink": ("1.5", "x"),
    "ect": ("4g",),
    "rtt": ("100",),
    "lang": ("en",),
    "intervention": ("x",),
    "sec-ch-ua": ("x",),
    "last-event-id": ("1",),
    "early-data": ("1",),
    "priority": ("u=1",),
    "upgrade-insecure-requests": ("1",),
    "user-agent": ("x", "a" * 200),
    "authorization": ("Bearer x", "x"),
    "cookie": ("a=b",),
    "cookie2": ("a=b",),
    "origin": ("http://evil.example",),
    "referer": ("http://evil.example/",),
    "host": ("evil.example",),
    "date": ("now",),
    "dnt": ("1",),
    "te": ("trailers",),
    "via": ("x",),
    "set-cookie": ("a=b",),
    "connection": ("close",),
    "keep-alive": ("1",),
    "trailer": ("x",),
    "transfer-encoding": ("chunked",),
    "upgrade": ("x",),
    "expect": ("x",),
    "accept-charset": ("utf-8",),
    "accept-encoding": ("gzip",),
    "content-length": ("3",),
    "access-control-request-method": ("PUT",),
    "access-control-request-headers": ("x",),
    "access-control-request-private-network": ("true",),
    "proxy-authorization": ("x",),
    "proxy-x": ("x",),
    "sec-x": ("x",),
    "sec": ("x",),
    "x-http-method": ("TRACE", "PUT", "put, trace", "a,b"),
    "x-http-method-override": ("connect", "PUT", " TRACK ", "TRACEX", "x,,track"),
    "x-method-override": ("TrAcE", "DELETE"),
    "if-none-match": ('"x"',),
    "if-modified-since": ("x",),
    "cache-control": ("no-cache",),
    "pragma": ("no-cache",),
    "content-encoding": ("identity",),
    "content-location": ("/x",),
    "content-disposition": ("x",),
    "*": ("1",),
    "a b": ("1",),
    "é": ("1",),
    "x-nul": ("a\x00b",),
    "x-line": ("a\nb", "\na\n", "a\rb"),
    "x-wide": ("\u20ac",),
}

PLAIN_NAMES = (
    *("x-a", "x-b", "x-c", "x-api-key", "x-amz-date", "x-amz-security-token", "x-requested-with"),
    *("authorization", "content-type", "x-amz-user-agent", "traceparent", "x-csrf-token", "a", "z"),
    *("idempotency-key", "x-correlation-id", "if-match", "_x", "x.y", "x!", "1", "x|y~z"),
    *("x-a-header-name-of-more-than-forty-eight-characters-in-all", "x-twenty-five-characters"),
)

ODD_STATUSES = (
    *(200, 201, 202, 203, 204, 205, 206, 207, 226, 250, 299, 300, 301, 302, 303, 304, 305, 306),
    *(307, 308, 309, 399, 400, 401, 403, 404, 405, 406, 409, 410, 415, 418, 422, 426, 429, 431, 451),
    *(499, 500, 501, 502, 503, 504, 505, 511, 599, 600, 699, 700, 999),
)

REDIRECT_STATUSES = (301, 302, 302, 303, 307, 307, 308, 300, 304, 305, 306)

LOCATIONS = (
    *("{next_with_user}", "{next_with_password}", "{next}#fragment", "{next}?query", "{path}"),
    *("//{authority}{path}", "", "http://", "http://[", "ftp://127.0.0.1/", "data:text/plain,x"),
    *("javascript:1", "about:blank", "http://127.0.0.1:99999/", "mailto:x@example.com"),
)

ODD_ALLOW_ORIGINS = (
    *("*", "{origin}", "null", "", "{page}", "{a}", "{page}/", "{page}:80", "{page}#", "{page}?"),
    *("{origin} ", " {origin}", "\t{origin}\t", " *  ", "\t*", "{origin}, {origin}", "*, {origin}"),
    *("{origin} {a}", "{origin},*", "NULL", "Null", "null, null", '"*"', "'*'", "**", "* *", "* null"),
    *("http://other.example", "https://other.example", "http://*", "https://*.example.com", "*."),
    *("HTTP://127.0.0.1", "http://127.0.0.1", "127.0.0.1", "//127.0.0.1", "://127.0.0.1", "/", "?"),
    *("#", "%23", "-", ":80", "http:", "http:/", "http://", "http:///", "http:://x", "http:/x"),
    *("http:x", "ftp://x", "file:///", "about:blank", "data:,x", "example.com", "example.com:80"),
    *("localhost:3000", "http://localhost:3000/", "http://a b", "http://a\tb", "http://[::1]"),
    *("http://[::1", "http://::1", "http://x:port", "http://x:99999", "http://x:65535", "http://x:"),
    *("http://x:0", "http://é.example", "http://%61", "http://%zz", "http://a%20b", "http://1.2.3"),
    *("http://256.0.0.1", "http://1.2.3.4.5", "http://0x7f.1", "http://a..b", "http://.", "http://a."),
    *("http://u@x", "http://u:p@x", "http://x\\y", "http://<x>", "http://a^b", "http://a|b", "undefined"),
    *("http://a_b", "http://-a", "http://a*b", "http://*.x", "{{origin}}", "$origin", "true", "[object]"),
    *("\x01{origin}", "{origin}\x7f", "http://x/\x80", "blob:http://x", "javascript:1", "chrome://x"),
    *("http://xn--a", "http://1", "http://0x", "http://4294967296", "http://09", "http://a.0x7f"),
    *("*\x0b", "\x0c*", "http:\\\\x", "mailto:x", "http//x", "http://$a", "1:x"),
)

ODD_ALLOW_CREDENTIALS = (
    *("true", " true ", "\ttrue", "TRUE", "True", "false", "1", "0", "", '"true"', "'true'"),
    *("true, true", "true,", "yes", "true;", "tru", "true x", "\x0btrue", "trué"),
)

ELEMENT_NOISE = (
    *("*", "", " ", "a b", "x;y", '"x"', "é", "authorization", "PUT", "put", "x/y", "(x)", "x=y"),
    *("x\ty", "GET POST", "\x01", "content-type", "@", "x:y", '"a', 'a"', '"a,b"', "\\", "{x}", "!"),
)

LIST_NOISE = (",", " ,", ",,", ", ,", " , ", ",\t", ";", " ", ",\x0b", " ,, ,", ", \t", "\x0c,")

RESPONSE_HEADERS = (
    ("X-Q", "1"),
    ("ETag", '"1"'),
    ("Content-Type", "application/json"),
    ("content-type", "text/plain"),
    ("Cache-Control", "no-store"),
    ("Content-Language", "en"),
    ("Expires", "0"),
    ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
    ("Pragma", "no-cache"),
    ("Set-Cookie", "a=b"),
    ("Set-Cookie2", "a=b"),
    ("Vary", "Origin"),
    ("X-Amzn-RequestId", "x"),
    ("x-amz-apigw-id", "x"),
    ("Server", "x"),
    ("Age", "1"),
    ("Warning", "x"),
    ("Retry-After", "1"),
    ("WWW-Authenticate", "Bearer"),
    ("Access-Control-Max-Age", "600"),
    ("Access-Control-Allow-Methods", "PUT"),
    ("*", "1"),
    ("X-Empty", ""),
    ("Timing-Allow-Origin", "*"),
)
