"""Domains below which sites belong to different owners, by the Public Suffix List.

https://publicsuffix.org/list/. The whole list is looked at where a policy is deployed: by the
constructs and by the audit. A function has the part at hand that is in `HOSTING_SUFFIXES`; it is
read with the first policy that has both credentials and a pattern, and by no import.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._types import Anything

HOSTING_SUFFIXES = f"{__file__.removesuffix('suffixes.py')}hosting_suffixes.txt"
"""The private section of the list, where hosting companies are, and what countries call "com".

Written by ``make suffixes``, with every domain above one of them.
"""

_COMMENT = "//"
_EXCEPTION = "!"
_ANY_LABEL = "*."
_LOADED: list[Suffixes] = []


class Suffixes:
    """The rules of a list of public suffixes, and every domain above one of them.

    Args:
        rules: domains, in the form in which `with_parents` yields them.
    """

    __slots__ = ("_rules",)

    def __init__(self, rules: Iterable[str]) -> None:
        self._rules = frozenset(rules)

    def span_owners(self, domain: str) -> bool:
        """Whether names below a domain belong to different owners.

        Args:
            domain: domain in lower case, letters beyond ASCII in punycode.

        Returns:
            True for a public suffix and for a domain that has one below it: whoever registers
            ``team.execute-api.us-east-1.amazonaws.com`` is below ``amazonaws.com`` as well. A
            single label is one, listed or not.

        Example:
            >>> suffixes = Suffixes(with_parents(["pages.example.com", "*.ck", "!www.ck"]))
            >>> [suffixes.span_owners(name) for name in ("example.com", "co.ck", "www.ck")]
            [True, True, False]

        Source: https://github.com/publicsuffix/list/wiki/Format
        """
        _, dot, parent = domain.partition(".")
        if not dot or domain in self._rules:
            return True
        return _ANY_LABEL + parent in self._rules and _EXCEPTION + domain not in self._rules


def with_parents(lines: Iterable[str]) -> Iterator[str]:
    """Yield the rules of a list in a policy's spelling, and every domain above one of them.

    Args:
        lines: lines of the list or a part of it; comments and blank lines are skipped.

    Example:
        >>> list(with_parents(["// of Amazon", "s3.cn.example.com"]))
        ['s3.cn.example.com', 'cn.example.com', 'example.com', 'com']
    """
    for line in lines:
        # "Each line is only read up to the first whitespace", says the list's format.
        words = line.split()
        if not words or words[0].startswith(_COMMENT):
            continue
        rule = words[0]
        mark = _EXCEPTION if rule.startswith(_EXCEPTION) else ""
        domain = rule.removeprefix(mark)
        if not domain.isascii():
            domain = domain.encode("idna").decode("ascii")
        yield mark + domain
        _, dot, parent = domain.partition(".")
        while dot:
            yield parent
            _, dot, parent = parent.partition(".")


def hosting_suffixes() -> Suffixes:
    """Return the part of the list that comes with the package, read once."""
    if not _LOADED:
        # By the loader: a package can be imported from an archive too.
        loader: Anything = __spec__.loader
        text: str = loader.get_data(HOSTING_SUFFIXES).decode("ascii")
        _LOADED.append(Suffixes(text.splitlines()))
    return _LOADED[0]
