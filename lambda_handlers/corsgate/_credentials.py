"""What credentials make of the other fields: choices that are harmless without them."""

from __future__ import annotations

from ._origin_rules import public_suffix_refusal, risks, wildcard_base
from .names import WILDCARD
from .problems import Problem, Problems, Reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LISTS = ("allow_origins", "allow_methods", "allow_headers", "expose_headers")

_SWITCHES = {
    Reason.INSECURE: "dangerously_allow_insecure_origins",
    Reason.PUBLIC_SUFFIX: "dangerously_allow_public_suffixes",
}


def check_credentials(values: Mapping[str, object], problems: Problems) -> None:
    """Refuse what must not be combined with credentials.

    Args:
        values: the normalised fields.
        problems: where what is wrong is noted.

    A bare ``*`` beside credentials is a literal token to the browser
    (https://fetch.spec.whatwg.org/#http-new-header-syntax); reflecting the origin instead, as some
    libraries do, hands every site the user's session.
    """
    for field in _LISTS:
        if WILDCARD in _texts(values, field):
            problems.add(
                field,
                WILDCARD,
                Reason.WILDCARD,
                "is not a wildcard with credentials: the browser takes it literally; "
                "name each value, or set allow_credentials=False",
            )
    for origin in _texts(values, "allow_origins"):
        for reason, text in risks(origin):
            if not values[_SWITCHES[reason]]:
                problems.add("allow_origins", origin, reason, text)


def public_suffix_problems(
    origins: tuple[str, ...], is_public_suffix: Callable[[str], bool]
) -> tuple[Problem, ...]:
    """Name the patterns that cover a public suffix.

    Args:
        origins: valid.
        is_public_suffix: tells it of a domain, from the list at https://publicsuffix.org/.

    Returns:
        One problem for each such pattern.
    """
    problems = Problems()
    for origin in origins:
        base = wildcard_base(origin)
        if base and is_public_suffix(base):
            problems.add("allow_origins", origin, *public_suffix_refusal())
    return tuple(problems.found)


def _texts(values: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = values[field]
    return value if isinstance(value, tuple) else ()
