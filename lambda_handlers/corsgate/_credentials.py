"""What credentials make of the other fields: choices that are harmless without them."""

from __future__ import annotations

from ._hosts import is_loopback
from ._origin_rules import is_plain, public_suffix_refusal, risks, wildcard_base
from .names import WILDCARD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._found import Found
    from ._types import ReasonName

_LISTS = ("allow_origins", "allow_methods", "allow_headers", "expose_headers")

_SWITCHES: dict[ReasonName, str] = {
    "insecure": "dangerously_allow_insecure_origins",
    "public suffix": "dangerously_allow_public_suffixes",
}

_FOR_ORIGINS = ("allow_origins", "allow_credentials", *_SWITCHES.values())
"""The fields that what is said of origins depends on."""


def check_credentials(values: Mapping[str, object], found: Found) -> None:
    """Refuse what must not be combined with credentials.

    Args:
        values: the normalised fields.
        found: what was found where what is wrong is noted.

    A bare ``*`` beside credentials is a literal token to the browser
    (https://fetch.spec.whatwg.org/#http-new-header-syntax); reflecting the origin instead, as some
    libraries do, hands every site the user's session.
    """
    for field in _LISTS:
        if WILDCARD in _texts(values, field):
            found.add(
                field,
                WILDCARD,
                "wildcard",
                "is not a wildcard with credentials: the browser takes it literally; "
                "name each value, or set allow_credentials=False",
            )
    if found.unchanged.issuperset(_FOR_ORIGINS):
        return
    for origin in _texts(values, "allow_origins"):
        if is_plain(origin):
            continue
        for reason, text in risks(origin):
            if not values[_SWITCHES[reason]]:
                found.add("allow_origins", origin, reason, text)


def public_suffix_findings(
    origins: tuple[str, ...], is_public_suffix: Callable[[str], bool], found: Found
) -> None:
    """Refuse the patterns that cover a public suffix.

    Args:
        origins: valid.
        is_public_suffix: tells of a domain whether it is one, or has one below it.
        found: what was found where what is wrong is noted.
    """
    for origin in origins:
        base = wildcard_base(origin)
        if base and not is_loopback(base) and is_public_suffix(base):
            found.add("allow_origins", origin, *public_suffix_refusal(origin))


def _texts(values: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = values[field]
    return value if isinstance(value, tuple) else ()
