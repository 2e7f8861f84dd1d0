"""What people paste is understood: error, likeliest cause, request, next command."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.causes import CAUSES
from corsgate_audit.symptoms import Asked, read_symptom
from corsgate_audit.symptoms.likely import BY_ERROR, OF_PREFLIGHT, OF_REQUEST
from corsgate_audit.symptoms.sentences import EVERY
from support.pasted_texts import ABOUT_SOMETHING_ELSE, APP, TEXTS, URL, Text

SLUGS = {cause.slug for cause in CAUSES}


def test_the_table_is_as_long_as_it_is_said_to_be() -> None:
    """150 texts and 50 that are about something else, none of them twice."""
    assert len({text.text for text in TEXTS}) == len(TEXTS) >= 150
    assert len(set(ABOUT_SOMETHING_ELSE)) == len(ABOUT_SOMETHING_ELSE) >= 50


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.browser}-{text.year}")
def test_a_pasted_text_is_understood(text: Text) -> None:
    """The errors in order, the likeliest cause, and whose sentence it is."""
    found = read_symptom(text.text)
    assert found is not None
    assert tuple(each.error for each in found.told) == text.errors
    assert found.causes[0] == text.cause
    assert text.browser is None or found.told[0].browser == text.browser
    assert set(found.causes) <= SLUGS


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.browser}-{text.year}")
def test_a_url_in_it_is_used(text: Text) -> None:
    """As the URL of a probe that is ready to run."""
    found = read_symptom(text.text)
    assert found is not None
    if URL in text.text and "ec2." not in text.text and "wss:" not in text.text:
        assert found.asked.url in {URL, "https://u:p@x.example/"}
    if found.asked.url == URL:
        words = shlex.split(found.next[0])
        assert words[:4] == ["corsgate", "probe", URL, "--origin"]


@pytest.mark.parametrize("text", ABOUT_SOMETHING_ELSE)
def test_a_text_about_something_else_is_not_recognised(text: str) -> None:
    """Silence is better than a wrong lead."""
    assert read_symptom(text) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            (
                f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy: "
                "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response."
            ),
            Asked(URL, APP, "PUT"),
        ),
        (
            (
                f"Access to XMLHttpRequest at 'https://www.b.example/' (redirected from '{URL}') "
                "from origin 'null' has been blocked by CORS policy: No "
                "'Access-Control-Allow-Origin' header is present on the requested resource."
            ),
            Asked(URL, "null"),
        ),
        (
            f"PATCH {URL}?a=1&b=2 net::ERR_FAILED 502 (Bad Gateway)",
            Asked(f"{URL}?a=1&b=2", None, "PATCH", None, 502),
        ),
        (
            f"Request header field X-Trace is not allowed by Access-Control-Allow-Headers {URL}.",
            Asked(URL, header="X-Trace"),
        ),
        (
            (
                f"Request URL: {URL}\nRequest Method: DELETE\nStatus Code: 403 Forbidden\n"
                f"Origin: {APP}\nCORS error"
            ),
            Asked(URL, APP, "DELETE", None, 403),
        ),
        (
            (
                f"curl -i -X OPTIONS '{URL}' -H 'Origin: {APP}' -H 'Access-Control-Request-Method: "
                "PUT'\nHTTP/2 403\nx-amzn-errortype: ForbiddenException\n"
            ),
            Asked(URL, APP, "PUT", None, 403),
        ),
    ],
)
def test_what_the_text_says_of_the_request(text: str, asked: Asked) -> None:
    """URL, origin, method, header and status; nothing that it does not say."""
    found = read_symptom(text)
    assert found is not None
    assert found.asked == asked


def test_the_probe_asks_what_the_page_asked() -> None:
    """Method, header and credentials of the sentence are its options."""
    for sentence, options in {
        "Method PUT is not allowed by Access-Control-Allow-Methods": ["--method", "PUT"],
        "Request header field X-A is not allowed by Access-Control-Allow-Headers": [
            *("--header", "x-a: 1"),
        ],
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the "
        "wildcard '*'": ["--credentials", "include"],
    }.items():
        found = read_symptom(f"Access to fetch at '{URL}' from origin '{APP}': {sentence}")
        assert found is not None
        assert shlex.split(found.next[0]) == [
            *("corsgate", "probe", URL, "--origin", APP),
            *options,
        ]


def test_no_text_can_put_an_option_or_a_command_into_a_command() -> None:
    """What was pasted is one quoted word, and what is no method is no option."""
    found = read_symptom(
        "Access to fetch at 'https://x.example/$(touch+a);b' from origin 'https://y.example' has "
        "been blocked by CORS policy: Method --aws;id is not allowed by "
        "Access-Control-Allow-Methods"
    )
    assert found is not None
    assert found.asked.method == "--aws;id"
    assert shlex.split(found.next[0]) == [
        *("corsgate", "probe", found.asked.url, "--origin", "https://y.example"),
        *("--header", "content-type: application/json"),
    ]
    assert "$" not in found.next[0].replace(shlex.quote(str(found.asked.url)), "")


@given(st.text(max_size=300))
def test_no_text_is_a_fault(text: str) -> None:
    """Whatever is pasted is understood or not."""
    found = read_symptom(text)
    assert found is None or found.causes


def test_a_long_dump_is_read_in_little_time() -> None:
    """Every sentence of the table a hundred times over, in seconds."""
    dump = "\n".join(sentence.text for sentence in EVERY) * 20
    found = read_symptom(dump)
    assert found is not None
    assert len(found.told) > 20


def test_every_slug_of_the_tables_is_described() -> None:
    """And every error has causes."""
    tables = (*BY_ERROR.values(), *OF_PREFLIGHT.values(), *OF_REQUEST.values())
    assert {slug for causes in tables for slug in causes} <= SLUGS
    assert {str(sentence.error) for sentence in EVERY} <= set(BY_ERROR)


CURL = f"curl -i '{URL}' -H 'Origin: {APP}'"
ASKED = (
    f"curl -i -X OPTIONS '{URL}' -H 'Origin: {APP}' -H 'Access-Control-Request-Method: PUT' "
    "-H 'Access-Control-Request-Headers: content-type,host'"
)


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (f"$ {CURL}\nHTTP/2 200\naccess-control-allow-origin: {APP}\n\n{{}}", None),
        (f"$ {CURL}\nHTTP/2 200\naccess-control-allow-origin: *\n\n{{}}", None),
        (
            f"$ {CURL}\nHTTP/2 200\naccess-control-allow-origin: https://b.example\n\n{{}}",
            ["AllowOriginMismatch"],
        ),
        (
            f"$ {CURL}\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *, {APP}\n\n{{}}",
            ["MultipleAllowOriginValues"],
        ),
        (
            (
                f"$ {ASKED}\nHTTP/2 204\naccess-control-allow-origin: *\n"
                "access-control-allow-methods: GET\n\n"
            ),
            ["MethodDisallowedByPreflightResponse"],
        ),
        (
            (
                f"$ {ASKED}\nHTTP/2 204\naccess-control-allow-origin: *\n"
                f"access-control-allow-methods: PUT\naccess-control-allow-headers: content-type\n\n"
                f"$ {CURL}\nHTTP/1.1 100 Continue\n\nHTTP/2 200\ncontent-type: text/plain\n\nok"
            ),
            ["MissingAllowOriginHeader"],
        ),
        (
            (
                f"$ {ASKED}\nHTTP/2 500\nx-amzn-errortype: InternalServerErrorException\n\n"
                f"$ {CURL}\nHTTP/2 504\nserver: CloudFront\n\n"
            ),
            ["GatewayError", "HttpError"],
        ),
        ("HTTP/2 200\naccess-control-allow-origin: https://b.example\n", None),
    ],
    ids=["allowed", "all", "another", "two", "method", "response", "both", "no request"],
)
def test_each_answer_of_curl_is_judged(text: str, errors: list[str] | None) -> None:
    """As a browser would; an answer that leaves nothing to be desired is no symptom."""
    found = read_symptom(text)
    assert (None if found is None else [each.error for each in found.told]) == errors


def test_the_answer_to_a_preflight_and_the_answer_to_a_request_have_causes_of_their_own() -> None:
    """The same bytes mean something else where a page's request is answered with them."""
    answer = "HTTP/2 403\nx-amzn-errortype: MissingAuthenticationTokenException\n\n"
    asked = read_symptom(f"$ {ASKED}\n{answer}")
    sent = read_symptom(f"$ {CURL}\n{answer}")
    assert asked is not None
    assert sent is not None
    assert (asked.causes[0], sent.causes[0]) == ("no-options-method", "wrong-stage-or-path")


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        ("HTTP/2 403\nserver: CloudFront\n\n", ("error-without-headers", "waf-or-resource-policy")),
        (
            f"$ {ASKED}\nHTTP/2 403\nserver: CloudFront\n\n",
            ("front-restricts-methods", "waf-or-resource-policy"),
        ),
    ],
)
def test_an_answer_of_cloudfronts_own(text: str, causes: tuple[str, ...]) -> None:
    """It does not come from the API."""
    found = read_symptom(text)
    assert found is not None
    assert found.causes == causes


def test_a_url_that_is_cut_short_is_not_probed() -> None:
    """It would be another one."""
    for end in ("\u2026", "..."):
        found = read_symptom(f"GET https://a1b2c3.execute{end} net::ERR_FAILED 502")
        assert found is not None
        assert found.asked.url is None


@pytest.mark.parametrize("origin", ["capacitor://localhost", "chrome-extension://abcdef"])
def test_the_origin_of_an_app_is_one(origin: str) -> None:
    """Web views send it as it is."""
    found = read_symptom(
        f"Access to fetch at '{URL}' from origin '{origin}' has been blocked by CORS policy"
    )
    assert found is not None
    assert found.asked == Asked(URL, origin)
    assert shlex.split(found.next[0]) == ["corsgate", "probe", URL, "--origin", origin]


@pytest.mark.parametrize(
    ("text", "error", "cause"),
    [
        (
            "Quellübergreifende (Cross-Origin) Anfrage blockiert: Die Gleiche-Quelle-Regel",
            "Unspecified",
            "response-without-headers",
        ),
        (
            (
                f"Zablokowano żądanie do zasobu innego pochodzenia: z „{URL}” "
                "(nieudane żądanie CORS). "
                "Kod stanu: (null)."
            ),
            "NetworkFailure",
            "unreachable",
        ),
        (
            (
                f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy: "
                "Request header field access-control-allow-origin is not allowed by "
                "Access-Control-Allow-Headers in preflight response."
            ),
            "HeaderDisallowedByPreflightResponse",
            "response-header-in-request",
        ),
    ],
    ids=["cut short", "without a status", "a response header"],
)
def test_what_is_left_of_a_sentence_counts(text: str, error: str, cause: str) -> None:
    """Cut short it says that CORS blocks; a header that belongs in a response says more."""
    found = read_symptom(text)
    assert found is not None
    assert [each.error for each in found.told] == [error]
    assert found.causes[0] == cause
