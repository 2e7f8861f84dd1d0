"""What a pasted text means, for people and for programs; and the page of one cause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.causes import described, rule_of
from corsgate_audit.symptoms.commands import EXAMPLE_ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.causes import Description
    from corsgate_audit.symptoms import Reading

SCHEMA_VERSION = "1.0"

PASTE_INSTEAD = (
    "paste the whole line of the browser's console with the lines around it, or the output of curl "
    "-i; or ask the server itself: corsgate probe URL --origin ORIGIN"
)

_NAMES = {"chrome": "Chrome", "firefox": "Firefox", "safari": "Safari", "edge": "Edge", None: ""}


def symptom_json(reading: Reading) -> str:
    """Return a reading as JSON text, with a newline at its end.

    Args:
        reading: reading of what was pasted.
    """
    asked = reading.asked
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "sentences": [
            {"browser": each.browser, "error": each.error, "text": each.text}
            for each in reading.told
        ],
        "request": {
            "url": asked.url,
            "origin": asked.origin,
            "method": asked.method,
            "header": asked.header,
            "status": asked.status,
        },
        "causes": [
            {
                "slug": slug,
                "rule": rule_of(slug),
                "title": described(slug).title,
                "fix": described(slug).fix,
            }
            for slug in reading.causes
        ],
        "next": list(reading.next),
    }
    return json.dumps(found, indent=2) + "\n"


def symptom_page(reading: Reading) -> str:
    """Return a reading in Markdown: what it says, the causes, what to run.

    Args:
        reading: reading of what was pasted.
    """
    return "\n".join(_lines(reading)) + "\n"


def _lines(reading: Reading) -> Iterator[str]:
    for each in reading.told:
        browser = f"{_NAMES[each.browser]}: " if each.browser else ""
        yield f"- {browser}**{each.error}**"
        yield f"  {each.text}"
    yield from _request(reading)
    yield ""
    yield "Possible causes, most likely first:"
    yield ""
    for number, slug in enumerate(reading.causes, 1):
        cause, rule = described(slug), rule_of(slug)
        known = f" ({rule})" if rule else ""
        yield f"{number}. **{slug}**{known}: {cause.title}"
        yield f"   Fix: {cause.fix}"
    yield ""
    yield "Next:"
    yield ""
    yield from (f"    {command}" for command in reading.next)
    if any(EXAMPLE_ORIGIN in command for command in reading.next) and not reading.asked.origin:
        yield ""
        yield f"The text does not name the page: replace {EXAMPLE_ORIGIN} with its origin."
    if reading.asked.method is None and any(" probe " in command for command in reading.next):
        yield ""
        yield "The text does not name the method: add --method if the page does not send GET."


def _request(reading: Reading) -> Iterator[str]:
    asked = reading.asked
    fields = {
        "URL": asked.url,
        "page": asked.origin,
        "method": asked.method,
        "header": asked.header,
        "status": asked.status,
    }
    known = [f"{name} {value}" for name, value in fields.items() if value is not None]
    if known:
        yield ""
        yield f"The request: {', '.join(known)}"


def cause_page(cause: Description) -> str:
    """Return the page of a cause, in Markdown.

    Args:
        cause: cause to describe.
    """
    lines = [f"# {cause.slug}", "", f"{cause.title[0].upper()}{cause.title[1:]}.", ""]
    lines += ["## What happens", "", cause.meaning, "", "## What to do", "", cause.fix]
    if cause.rules:
        lines += ["", "## In a template or an account", ""]
        lines += [
            f"`corsgate audit` finds it as {', '.join(cause.rules)}: `corsgate explain RULE`."
        ]
    return "\n".join(lines) + "\n"


def cause_object(cause: Description) -> dict[str, Any]:
    """Return a cause as plain values.

    Args:
        cause: cause to describe.
    """
    return {
        "cause": cause.slug,
        "title": cause.title,
        "meaning": cause.meaning,
        "fix": cause.fix,
        "rules": list(cause.rules),
    }
