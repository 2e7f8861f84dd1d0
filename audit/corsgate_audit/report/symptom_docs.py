"""Pages of the documentation on symptoms and causes, from the tables that `explain` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.causes import CAUSES, described
from corsgate_audit.report.symptom_reports import cause_page
from corsgate_audit.symptoms.likely import BY_ERROR
from corsgate_audit.symptoms.logs import LOG_SIGNS
from corsgate_audit.symptoms.sentences import CORS_CHECK, EVERY
from corsgate_audit.symptoms.signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.symptoms.sentences import Sentence

_BROWSERS = {
    "chrome": "Chrome and Edge",
    "firefox": "Firefox",
    "safari": "Safari",
    "edge": "the first Edge",
    None: "Chrome until 2015, and Safari",
}
_ASKED = "Response to preflight request doesn't pass access control check: "
_CHECKS = frozenset(CORS_CHECK)
OTHERS: Mapping[str, str] = {
    "NetworkFailure": "There is no response, or the text does not say why.",
    "HttpError": "The request or its preflight got an error status; the CORS error hides it.",
    "MixedContent": "A page on https calls http: the browser does not send the request.",
    "LocalNetworkAccess": "A page calls a more private network, such as localhost.",
    "GatewayError": "The text is an answer of a gateway, or a line of its log.",
    "UnsupportedScheme": "The URL has no scheme that fetch() supports, such as http:// or https://.",
    "Unspecified": "The text says that CORS blocks the request, but not why.",
}
"""What the names mean that are not Chrome's own error codes."""


def symptom_docs() -> dict[str, str]:
    """Return the pages of all symptoms and causes: paths below ``docs/`` and texts."""
    return {
        "symptoms/README.md": _symptoms(),
        **{f"symptoms/{error}.md": _symptom(str(error)) for error in BY_ERROR},
        "causes/README.md": _causes(),
        **{f"causes/{cause.slug}.md": _cause(cause.slug) for cause in CAUSES},
    }


def _symptoms() -> str:
    lines = [
        *("# Symptoms", ""),
        (
            "What consoles say, by Chrome's error code or by kind. `corsgate explain --symptom "
            "TEXT` reads a pasted text and leads to one of these."
        ),
        "",
        *(f"- [{error}]({error}.md): {_first_of(str(error))}" for error in BY_ERROR),
    ]
    return "\n".join(lines) + "\n"


def _first_of(error: str) -> str:
    return OTHERS.get(error) or f"`{next(_sentences(error))[1]}`"


def _symptom(error: str) -> str:
    lines = [f"# {error}", ""]
    if error in OTHERS:
        lines += [OTHERS[error], ""]
    rows = list(dict.fromkeys(_sentences(error)))
    if rows:
        lines += ["## What browsers say", "", "| browser | sentence |", "|---|---|"]
        lines += [f"| {browser} | `{text}` |" for browser, text in rows]
        lines += [""]
    lines += ["## Possible causes, most likely first", ""]
    lines += [
        f"{number}. [{slug}](../causes/{slug}.md): {described(slug).title}"
        for number, slug in enumerate(_causes_of(error), 1)
    ]
    return "\n".join(lines) + "\n"


def _causes_of(error: str) -> list[str]:
    """Return what the error alone makes likely, and what its signs name by themselves."""
    named = (slug for sign in (*SIGNS, *LOG_SIGNS) if sign.error == error for slug in sign.causes)
    return list(dict.fromkeys((*BY_ERROR[error], *named)))


def _sentences(error: str) -> Iterator[tuple[str, str]]:
    for sentence in EVERY:
        if str(sentence.error) == error:
            yield _BROWSERS[sentence.browser], _shown(sentence, "")
        if sentence in _CHECKS and CorsError(sentence.error).of_preflight == error:
            yield _BROWSERS[sentence.browser], _shown(sentence, _ASKED)


def _shown(sentence: Sentence, before: str) -> str:
    """Write a sentence with what differs in angle brackets."""
    text = sentence.text.replace("{", "<").replace("}", ">")
    return before + text.replace("|", "\\|")


def _causes() -> str:
    lines = [
        *("# Causes", ""),
        (
            "Why a browser reports a CORS error: the complete set of slugs that `corsgate probe` "
            "and `corsgate explain` name. `corsgate explain SLUG` prints a page."
        ),
        "",
        *(f"- [{cause.slug}]({cause.slug}.md): {cause.title}" for cause in CAUSES),
    ]
    return "\n".join(lines) + "\n"


def _cause(slug: str) -> str:
    errors = [str(error) for error in BY_ERROR if slug in _causes_of(str(error))]
    if not errors:
        return cause_page(described(slug))
    linked = ", ".join(f"[{error}](../symptoms/{error}.md)" for error in errors)
    return f"{cause_page(described(slug))}\n## Symptoms\n\n{linked}\n"
