"""Templates that apply regular expressions, some of which are Java's or Python's own."""

from __future__ import annotations

import random

ATOMS = (
    "a", "b", "-", "[.]", ".", "\\.", "\\d", "\\w", "\\s", "\\D", "[ab]", "[^a]", "[a-c]", "[a-]",
    "[-a]", "[]a]", "[+--]", "[a--b]", "^", "$", "(?:a|b)", "(ab)", "(a|)", "(?=a)", "(?!a)",
    "(?<=a)", "(?<!b)", "(?>a+)", "|", "\\/", "\\\\", "\\-", "[\\d.]", "[\\w-]", "&", "~", "{", "}",
    "/", ":", " ", "é", "[é]", "(?:)", "()", "\\$", "(?i)a", "\\b", "\\p{L}", "[a&&b]", "\\1",
)  # fmt: skip
COUNTS = (
    "", "", "", "", "*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,2}", "{,2}",
    "{0}", "{1,}", "{2,1}",
)  # fmt: skip
TEXTS = (
    "https://a.b", "a", "b", "ab", "aab", "", "a-b", "a.b", "b1", "abab", "a b", "é", "A", "aé",
    "/a/", "x{2}", "-", "+", ",", ".", "a\nb",
)  # fmt: skip
CALLS = (
    "matches('{}')",
    "replaceAll('{}', '-')",
    "replaceFirst('{}', '<>')",
    "split('{}').size()",
    "split('{}').get(0)",
)


def grown_patterns(count: int, seed: int) -> list[str]:
    """Return that many templates, the same for the same seed.

    Args:
        count: of templates.
        seed: of the choices.
    """
    source = random.Random(seed)  # noqa: S311 - no secret
    return [_template(source) for _ in range(count)]


def _template(source: random.Random) -> str:
    parts = range(source.randint(1, 4))
    pattern = "".join(source.choice(ATOMS) + source.choice(COUNTS) for _ in parts)
    call = source.choice(CALLS).replace("{}", pattern)
    return f"#set($s = '{source.choice(TEXTS)}')[$s.{call}]"
