"""The page `docs/verdicts.md`, made of the tables in the code; `support.docs` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.console import SENTENCES
from corsgate_audit.browser.firefox import REASONS
from corsgate_audit.browser.max_age import BROWSER_LIMITS, DEFAULT_SECONDS
from corsgate_audit.browser.profiles import Difference
from corsgate_audit.browser.reference import REFERENCE, Entry
from corsgate_audit.rules.registry import all_rules
from support.rules_page import link

if TYPE_CHECKING:
    from corsgate_audit.browser import CorsError

_START = """\
<!-- Made from the code by `make docs`: change the tables there, not this page. -->
# Verdicts

What a browser decides about an exchange, in the words of `corsgate_audit.browser`. The names are
Chromium's own, as its [DevTools protocol][cors-error] gives them; the sentences are those of its
console, with … for the value that failed. In front of each, the console says

    Access to fetch at '<URL>' from origin '<origin>' has been blocked by CORS policy:

Chromium's sentences are compared with a real console. Firefox's reasons are taken from
[its documentation][firefox] and were **not run**.

[cors-error]: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError
[firefox]: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors

| error | what the browser found |
| --- | --- |
"""

_DIFFERENCES = """\
## Where Chromium differs from the standard

`judge` decides by the Fetch standard, or with `profile="chromium"` by what Chromium does. These
are all the differences there are between the two.

| difference | the standard | Chromium |
| --- | --- | --- |
"""

_MAX_AGE = f"""\
## For how long a preflight is remembered

Without `Access-Control-Max-Age` every browser keeps the answer for {DEFAULT_SECONDS} seconds; with
0 none keeps it. Chromium's row was compared with the browser, the others were read in its source.

| browser | at most | for a text that is no number |
| --- | --- | --- |
"""


def render() -> str:
    """Return the page."""
    contents = "".join(
        f"| [{error}](#{error.lower()}) | {entry.meaning} |\n" for error, entry in REFERENCE.items()
    )
    entries = "\n".join(_entry(error, entry) for error, entry in REFERENCE.items())
    return "\n".join([_START + contents, entries, _differences(), _max_age()])


def _entry(error: CorsError, entry: Entry) -> str:
    return (
        f"## {error}\n\n"
        f"{entry.meaning} [The step of the standard]({entry.step}).\n\n"
        f"- **Chromium's console**: {SENTENCES[error].replace('{}', '…')}\n"
        f"- **Firefox's reason** (not run): {REASONS[error].replace('{}', '…')}\n"
        f"- **The usual cause on AWS**: {entry.cause}\n"
        f"- **Found by**: {', '.join(_rules(error)) or 'no rule of the audit yet'}\n"
    )


def _rules(error: CorsError) -> list[str]:
    return [link(rule) for rule in all_rules() if error in rule.page.symptoms]


def _differences() -> str:
    rows = (
        f"| {difference.name.lower().replace('_', ' ')} "
        f"([1]({difference.value.sources[0]}), [2]({difference.value.sources[1]})) "
        f"| {difference.value.standard} | {difference.value.chromium} |\n"
        for difference in Difference
    )
    return _DIFFERENCES + "".join(rows)


def _max_age() -> str:
    rows = (
        f"| [{name.title()}]({limit.source}) | {limit.seconds:,} s | {limit.otherwise} s |\n"
        for name, limit in BROWSER_LIMITS.items()
    )
    return _MAX_AGE + "".join(rows)
