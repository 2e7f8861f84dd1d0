"""Reads the page of a rule or a notice: ``CORSnnn.md``, the only source of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # absent where PyYAML has no libyaml

_FORM = re.compile(r"---\n(?P<facts>.*?\n)---\n\n# (?P<title>[^\n]*)\n\n(?P<body>.*)", re.DOTALL)
_HEADING_OR_FENCE = re.compile(r"^(?:(#{1,3} [^\n]+)|(```)[^\n]*)$", re.MULTILINE)
_CODE = re.compile(r"```(?P<language>\w+)\n(?P<code>.*?\n)```", re.DOTALL)
_LINK = re.compile(r"- <(https://[^>\s]+)>")

SUMMARY = "## What it looks for"
WHY = "## Why"
BROWSER = "## What the browser shows"
EXAMPLE = "## Example"
INSTEAD = "## Use instead"
CDK = "### CDK"
CLOUDFORMATION = "### CloudFormation"
CLI = "### CLI"
FIX = "## Fix"
BY_HAND = "### By hand"
WHEN_NOT = "## When not to fix"
SOURCES = "## References"
RULE_SECTIONS = (
    SUMMARY, WHY, BROWSER, EXAMPLE, INSTEAD, CDK, CLOUDFORMATION, CLI, FIX, BY_HAND, WHEN_NOT,
    SOURCES,
)  # fmt: skip
"""The headings of a rule's page, in this order; `BY_HAND` may be left out."""

SAYS = "## What it says"
TO_DO = "## What to do"
NOTICE_SECTIONS = (SAYS, WHY, TO_DO)
"""The headings of a notice's page, in this order."""

_LANGUAGES = {EXAMPLE: "yaml", CDK: "python", CLOUDFORMATION: "yaml", CLI: "sh"}
_OPTIONAL = frozenset({BY_HAND})
_EMPTY = frozenset({INSTEAD})  # holds its three subsections only


class PageError(ValueError):
    """A page is not in the form that every page has.

    Args:
        path: File of the page.
        problems: Every problem of the page, a line each.
    """

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class UseInstead:
    """What to write instead, for each way of making an API.

    Args:
        cdk: Python, with ``corsgate_cdk``.
        cloudformation: YAML of the resources.
        cli: Shell commands of the AWS CLI.
    """

    cdk: str
    cloudformation: str
    cli: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """The words of a rule.

    Args:
        severity: Severity of a violation that names none.
        kind: Sort of harm that the rule is about.
        symptoms: Errors of the browser that the fault leads to.
        slug: Name for people, as the title has it.
        body: Markdown below the title, with a newline at its end.
        summary: Fault that the rule looks for, one paragraph on one line.
        why: Harm of the fault, Markdown.
        browser: Console and network panel that a developer sees, Markdown.
        example: Fault in CloudFormation's YAML.
        use_instead: Configuration without the fault, for each way of making an API.
        fix: Fix, one paragraph on one line.
        by_hand: Fix where only a person can tell what was meant; None: as `fix`.
        when_not: Cases in which the finding need not be fixed, Markdown.
        sources: URLs of the standard's and AWS's pages that the rule rests on.
    """

    severity: Severity
    kind: Kind
    symptoms: tuple[CorsError, ...]
    slug: str
    body: str
    summary: str
    why: str
    browser: str
    example: str
    use_instead: UseInstead
    fix: str
    by_hand: str | None
    when_not: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """The words of a notice.

    Args:
        severity: Severity of a notice that names none.
        kind: Sort of harm that it is about.
        slug: Name for people, as the title has it.
        body: Markdown below the title, with a newline at its end.
        summary: Meaning of the notice, one paragraph on one line.
        why: Reason why it matters, Markdown.
        instead: Advice, Markdown.
    """

    severity: Severity
    kind: Kind
    slug: str
    body: str
    summary: str
    why: str
    instead: str


@cache
def rule_page(path: Path) -> RulePage:
    """Read the page of a rule; a page is read once.

    Raises:
        PageError: it is not in the form that every page has; all problems at once.
    """
    page = _Reader(path, RULE_SECTIONS, {"severity", "kind", "symptoms"})
    read = RulePage(
        severity=page.fact("severity", _severity),
        kind=page.fact("kind", Kind),
        symptoms=page.fact("symptoms", lambda names: tuple(map(CorsError, names)), ()),
        slug=page.slug,
        body=page.body,
        summary=page.paragraph(SUMMARY),
        why=page.text(WHY),
        browser=page.text(BROWSER),
        example=page.code(EXAMPLE),
        use_instead=UseInstead(
            cdk=page.code(CDK), cloudformation=page.code(CLOUDFORMATION), cli=page.code(CLI)
        ),
        fix=page.paragraph(FIX),
        by_hand=page.paragraph(BY_HAND) or None,
        when_not=page.text(WHEN_NOT),
        sources=page.links(SOURCES),
    )
    page.refuse_problems()
    return read


@cache
def notice_page(path: Path) -> NoticePage:
    """Read the page of a notice; a page is read once.

    Raises:
        PageError: it is not in the form that every page has; all problems at once.
    """
    page = _Reader(path, NOTICE_SECTIONS, {"severity", "kind"})
    read = NoticePage(
        severity=page.fact("severity", _severity),
        kind=page.fact("kind", Kind),
        slug=page.slug,
        body=page.body,
        summary=page.paragraph(SAYS),
        why=page.text(WHY),
        instead=page.text(TO_DO),
    )
    page.refuse_problems()
    return read


def _severity(name: str) -> Severity:
    by_name = {str(each): each for each in Severity}
    if name not in by_name:
        raise ValueError(name)
    return by_name[name]


class _Reader:
    """Takes a page apart, and remembers everything that is wrong with it.

    Args:
        path: ``CORSnnn.md``, UTF-8.
        headings: Headings that the page has to have, in this order.
        facts: Names that the front matter may hold.
    """

    def __init__(self, path: Path, headings: Sequence[str], facts: set[str]) -> None:
        self.path = path
        self.problems: list[str] = []
        self.slug = self.body = ""
        self._facts: Mapping[str, Any] = {}
        self._sections: dict[str, str] = {}
        form = _FORM.fullmatch(path.read_text("utf-8"))
        if form is None:
            self.problems.append("begins with front matter between two lines ---, then # title")
            self.refuse_problems()
            return
        identifier, _, self.slug = form["title"].partition(" ")
        if identifier != path.stem or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.slug):
            self.problems.append(f"the title is {form['title']!r}; write {path.stem} and its name")
        self.body = form["body"]
        self._read_facts(form["facts"], facts)
        self._read_sections(headings)

    def _read_facts(self, text: str, known: set[str]) -> None:
        facts = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
        if not isinstance(facts, dict):
            self.problems.append("the front matter is not a mapping")
            return
        self.problems += [
            f"the front matter has {name!r}; it may have {', '.join(sorted(known))}"
            for name in facts
            if name not in known
        ]
        self._facts = facts

    def _read_sections(self, headings: Sequence[str]) -> None:
        found = _sections_of(self.body)
        titles = [title for title, _ in found]
        wanted = [each for each in headings if each in titles or each not in _OPTIONAL]
        if titles != wanted:
            self.problems.append(f"the headings are {titles}; write {wanted}")
        self._sections = dict(found)
        for title, text in found:
            if bool(text) is (title in _EMPTY):
                state = "holds text of its own" if text else "is empty"
                self.problems.append(f"the section {title!r} {state}")

    def fact(self, name: str, read: Callable[[Any], Any], default: object = None) -> Any:  # noqa: ANN401 - of any type
        """Return a value of the front matter, read by its type; required without a default."""
        value = self._facts.get(name, default)
        try:
            return default if name not in self._facts and default is not None else read(value)
        except (TypeError, ValueError):
            self.problems.append(
                f"the front matter's {name} is {value!r}, which is not a valid value"
            )
            return default

    def text(self, title: str) -> str:
        """Return a section as it is."""
        return self._sections.get(title, "")

    def paragraph(self, title: str) -> str:
        """Return a section that is one paragraph, on one line."""
        text = self.text(title)
        if "\n\n" in text or (text and not text.endswith(".")):
            self.problems.append(f"the section {title!r} is not one paragraph with a full stop")
        return " ".join(text.split("\n"))

    def code(self, title: str) -> str:
        """Return the code of a section that is one block in the section's language."""
        text, language = self.text(title), _LANGUAGES[title]
        block = _CODE.fullmatch(text)
        if text and (block is None or block["language"] != language):
            self.problems.append(f"the section {title!r} is not one block of {language}")
        return block["code"] if block else ""

    def links(self, title: str) -> tuple[str, ...]:
        """Return the addresses of a section that is a list of links."""
        lines = self.text(title).splitlines()
        links = [_LINK.fullmatch(line) for line in lines]
        if not all(links):
            self.problems.append(f"the section {title!r} is not a list of - <https://…>")
        return tuple(link[1] for link in links if link)

    def refuse_problems(self) -> None:
        """Raise if anything was wrong.

        Raises:
            PageError: with all of it.
        """
        if self.problems:
            raise PageError(self.path, self.problems)


def _sections_of(body: str) -> list[tuple[str, str]]:
    """Return the headings and the texts below them; a # within a code block is no heading."""
    starts: list[re.Match[str]] = []
    in_code = False
    for found in _HEADING_OR_FENCE.finditer(body):
        if found[2]:
            in_code = not in_code
        elif not in_code:
            starts.append(found)
    ends = [each.start() for each in starts[1:]] + [len(body)]
    return [
        (start[1], body[start.end() : end].strip("\n"))
        for start, end in zip(starts, ends, strict=True)
    ]
