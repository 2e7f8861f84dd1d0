"""Origins that a preflight probably lets in, from what its templates and its policy hold.

Nothing is judged on a guess: the gateway is asked, and one that it refuses is dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corsgate import CorsPolicy, PolicyError
from corsgate_audit.rules.origin_values import is_origin, mentions_origin, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration

_literals = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'").findall
_suffix = re.compile(r"\.[a-z0-9][a-z0-9.-]*\.[a-z]+(?::[0-9]+)?").fullmatch
_QUANTIFIER = r"(?:[*+?]|\{[0-9,]*\})?\??"
_STEPS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\(\?[=!<][^)]*\)", ""),  # a look-around matches no character
        (r"\((?:[^()]|\([^()]*\))*\)\?", ""),  # an optional group
        (rf"(?<![\\\[])\.[*+]{_QUANTIFIER}", "app"),  # anything
        (rf"\\w{_QUANTIFIER}", "app"),
        (rf"\\d{_QUANTIFIER}", "1"),
        (r"\[([^\]^])\]", r"\1"),  # a class of one character stands for it
        (rf"\[(?=[^\]]*[a-zA-Z^])[^\]]*\]{_QUANTIFIER}", "app"),
        (rf"\[[^\]]*\]{_QUANTIFIER}", "1"),
        (rf"\((?:\?:)?([^()|]*)[^()]*\){_QUANTIFIER}", r"\1"),  # its first alternative
        (r"\w\?", ""),
        (r"\{[0-9,]*\}", ""),
        (r"\\(.)", r"\1"),
        (r"^\^|\$$", ""),
    )
)
_LONGEST = 300
"""Characters of an expression that one tries to understand: a host has 253 at most."""


def guessed_origins(integration: Integration) -> tuple[str, ...]:
    """Return the origins that the texts in a preflight's templates name or let one guess.

    Args:
        integration: Integration of the ``OPTIONS`` method.
    """
    return tuple(
        origin
        for template in templates(integration)
        if mentions_origin(template)
        for double, single in _literals(template)
        for origin in _guesses(double or single)
        if is_origin(origin)
    )


def policy_origins(integration: Integration) -> tuple[str, ...]:
    """Return the origins of the policy of the function that answers; none where it has none."""
    policy = integration.function_policy
    return _origins_of(policy) if isinstance(policy, str) else ()


@lru_cache(maxsize=256)
def _origins_of(policy: str) -> tuple[str, ...]:
    try:
        allowed = CorsPolicy.from_json(policy).allow_origins
    except PolicyError:
        return ()  # the gateway says so, where a verdict depends on it
    examples = (origin.replace("*.", "app.").replace(":*", ":8443") for origin in allowed)
    return tuple(origin for origin in examples if is_origin(origin))


def _guesses(text: str) -> Iterator[str]:
    """Yield a text itself, what stands before it as a suffix, and what it matches as a pattern."""
    yield text
    if _suffix(text):
        yield f"https://app{text}"
    if "://" in text:
        yield example_of(text)
    elif "." in text:
        yield f"https://{text.lstrip('.')}"


def example_of(expression: str) -> str:
    r"""Return a text that a simple regular expression for origins matches, more often than not.

    Example:
        >>> example_of(r"^https://[^.]+\.example\.com$")
        'https://app.example.com'
    """
    if len(expression) > _LONGEST:
        return expression
    for pattern, replacement in _STEPS:
        expression = pattern.sub(replacement, expression)
    return expression
