"""Validates a policy as a whole: field by field, then what the fields make of each other."""

from __future__ import annotations

from ._credentials import check_credentials, public_suffix_findings
from ._fields import FIELDS
from ._found import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def validated(
    given: dict[str, object], source: str, unchanged: frozenset[str] = frozenset()
) -> dict[str, object]:
    """Return the fields in the form in which they are kept.

    Args:
        given: every field.
        source: source where the policy comes from.
        unchanged: names of fields that are in that form already, of a valid policy.

    Returns:
        Every field, normalised.

    Raises:
        PolicyError: with every problem.
    """
    found = Found(unchanged)
    values: dict[str, object] = {}
    for name, check in FIELDS.items():
        values[name] = given[name] if name in unchanged else check(name, given[name], found)
    if values["allow_credentials"]:
        check_credentials(values, found)
    found.raise_all(source)
    return values


def check_public_suffixes(
    origins: tuple[str, ...], is_public_suffix: Callable[[str], bool], source: str
) -> None:
    """Refuse patterns that cover a public suffix; see `corsgate.CorsPolicy`."""
    found = Found()
    public_suffix_findings(origins, is_public_suffix, found)
    found.raise_all(source)
