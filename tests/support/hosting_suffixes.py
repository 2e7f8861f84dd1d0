"""Writes the suffixes that a function has at hand, from the Public Suffix List: ``make suffixes``.

The list has 10,000 rules, most of them of towns and prefectures below a country's name. What
matters to an API is where anyone can publish a page within a minute: the list's private section,
which is that of hosting companies, and the names below a country that stand for "com".
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import publicsuffixlist

from corsgate.suffixes import HOSTING_SUFFIXES, with_parents

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIVATE = "// ===BEGIN PRIVATE DOMAINS==="
_COUNTRIES = 5
"""Below so many countries a word has to be a suffix, to count as one that stands for "com"."""

_HEADER = """\
// Public suffixes of hosting companies, and what countries call "com". Written by `make suffixes`
// from the Public Suffix List, https://publicsuffix.org/list/, of publicsuffixlist {version}.
// The list is subject to the Mozilla Public License, v. 2.0, https://mozilla.org/MPL/2.0/.
"""


def hosting_suffixes() -> str:
    """Return the text of the file."""
    icann, _, private = Path(publicsuffixlist.PSLFILE).read_text("utf-8").partition(_PRIVATE)
    chosen = {*with_parents(private.splitlines()), *_commercial(icann.splitlines())}
    header = _HEADER.format(version=publicsuffixlist.__version__)
    # A single label spans owners, listed or not.
    return "".join([header, *(f"{rule}\n" for rule in sorted(chosen) if "." in rule)])


def _commercial(rules: list[str]) -> Iterator[str]:
    """Yield ``co.uk`` and its like."""
    below_a_country = [
        rule for rule in rules if rule.count(".") == 1 and rule.isascii() and rule[0] not in "*!/"
    ]
    words = Counter(rule.partition(".")[0] for rule in below_a_country)
    for rule in below_a_country:
        if words[rule.partition(".")[0]] >= _COUNTRIES:
            yield rule


def main() -> None:
    """Write the file."""
    text = hosting_suffixes()
    Path(HOSTING_SUFFIXES).write_text(text, "ascii")
    sys.stdout.write(f"{text.count(chr(10))} lines written to {HOSTING_SUFFIXES}\n")


if __name__ == "__main__":
    main()
