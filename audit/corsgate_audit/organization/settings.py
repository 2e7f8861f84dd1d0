"""What an auditor is told by its environment."""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

VARIABLE = "CORSGATE_AUDITOR"
SecurityHub = Literal["member", "auditor"]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _or_null(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or fits(value)


_TEXT = (_is_text, "a string")
_OPTIONAL_TEXT = (_or_null(_is_text), "a string or null")
_LIST = (_is_list, "a list of strings")
_OPTIONAL_LIST = (_or_null(_is_list), "a list of strings or null")
_FORMS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "bucket": _TEXT,
    "prefix": _TEXT,
    "regions": _LIST,
    "role_name": _TEXT,
    "external_id": _OPTIONAL_TEXT,
    "accounts": _OPTIONAL_LIST,
    "organizational_units": _OPTIONAL_LIST,
    "config_aggregator": _OPTIONAL_TEXT,
    "security_hub": (
        lambda value: value in (None, "member", "auditor"),
        "'member', 'auditor' or null",
    ),
    "topic": _OPTIONAL_TEXT,
    "code": (lambda value: isinstance(value, bool), "true or false"),
    "select": _LIST,
    "ignore": _LIST,
    "max_rps": (_or_null(_is_number), "a number above 0, or null"),
}


class SettingsError(ValueError):
    """The variable is missing or wrong; the text names every problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorSettings:
    """What is audited, through what, and where the results go.

    Args:
        bucket: name of the bucket of the results.
        prefix: beginning of the keys in it: empty, or with a slash at its end.
        regions: regions to audit in each account; CloudFront is audited whatever they are.
        role_name: name of the role in each account.
        external_id: external id that the role asks for; None where it asks for none.
        accounts: ids of the accounts; None for those of the organization.
        organizational_units: units, or the root, whose accounts are audited; None for all.
        config_aggregator: name of an AWS Config aggregator that says which places have APIs.
        security_hub: ``member`` where findings go to each account's own Security Hub, ``auditor``
            where all go to the auditor's; None for neither.
        topic: ARN of the topic that gets a message for each run.
        code: whether the functions' code is read.
        select: rules to apply, as ``--select`` names them; empty for all.
        ignore: rules to skip.
        max_rps: calls a second to one service of a place; None for half of AWS's quota.
    """

    bucket: str = ""
    prefix: str = ""
    regions: tuple[str, ...]
    role_name: str
    external_id: str | None = None
    accounts: tuple[str, ...] | None = None
    organizational_units: tuple[str, ...] | None = None
    config_aggregator: str | None = None
    security_hub: SecurityHub | None = None
    topic: str | None = None
    code: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    max_rps: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> AuditorSettings:
        """Read the settings.

        Args:
            environment: variables, of which ``CORSGATE_AUDITOR`` is read.

        Raises:
            SettingsError: it is missing, or not what an auditor is told.

        Example:
            >>> told = '{"bucket": "results", "regions": ["eu-west-1"], "role_name": "Audit"}'
            >>> AuditorSettings.from_environment({"CORSGATE_AUDITOR": told}).regions
            ('eu-west-1',)
        """
        text = environment.get(VARIABLE, "null")
        try:
            told = json.loads(text)
        except ValueError as error:
            message = f"{VARIABLE} is not JSON: {error}"
            raise SettingsError(message) from None
        if not isinstance(told, dict):
            message = (
                f"{VARIABLE} must be a JSON object with the settings of the auditor, not {text}"
            )
            raise SettingsError(message)
        problems = list(_problems(told))
        if problems:
            message = f"{VARIABLE}: {'; '.join(problems)}"
            raise SettingsError(message)
        values: dict[str, Any] = {
            key: tuple(each) if isinstance(each, list) else each for key, each in told.items()
        }
        return cls(**values)


def _problems(told: Mapping[str, Any]) -> Iterator[str]:
    known = {each.name: each.default is MISSING for each in fields(AuditorSettings)}
    for key in sorted(told.keys() - known.keys()):
        yield f"{key!r} is not a setting; the settings are {', '.join(known)}"
    for key in sorted(key for key, required in known.items() if required and key not in told):
        yield f"{key} is missing"
    for key, value in told.items():
        fits, form = _FORMS.get(key, (None, ""))
        if fits is not None and not fits(value):
            yield f"{key} is {value!r}; it must be {form}"
