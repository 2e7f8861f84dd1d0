"""Finds the rules: every module in a folder below this package holds one, as ``RULE``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import corsgate_audit.rules
from corsgate_audit.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


class UnknownRuleError(LookupError):
    """No rule has this id or slug; the text is one line for the person who named it."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by id.

    Example:
        >>> all_rules()[0].id
        'CORS101'
    """
    return rules_in(corsgate_audit.rules)


def rules_in(package: ModuleType) -> tuple[Rule, ...]:
    """Return the rules in the folders of a package, sorted by id.

    Raises:
        ValueError: two rules share an id or a slug.
        TypeError: a module in a rules folder holds no rule: a rule that is never run would be a
            silent pass.
    """
    rules = sorted(map(_rule_of, _rule_modules(package)), key=lambda rule: rule.id)
    for name in ("id", "slug"):
        values = [getattr(rule, name) for rule in rules]
        if repeated := sorted({value for value in values if values.count(value) > 1}):
            message = f"two rules share the {name} {repeated[0]!r}; give one of them another"
            raise ValueError(message)
    return tuple(rules)


def rule_named(name: str) -> Rule:
    """Return the rule with this id or slug, in any case.

    Raises:
        UnknownRuleError: there is none.

    Example:
        >>> rule_named("cors110").slug
        'allow-methods-incomplete'
    """
    wanted = name.strip().casefold()
    for rule in all_rules():
        if wanted in {rule.id.casefold(), rule.slug}:
            return rule
    known = ", ".join(rule.id for rule in all_rules())
    message = f"{name!r} is not a rule; use one of {known}, or list them with: corsgate rules"
    raise UnknownRuleError(message)


def _rule_modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        _, _, below = found.name.removeprefix(f"{package.__name__}.").partition(".")
        if below and not found.ispkg:
            yield import_module(found.name)


def _rule_of(module: ModuleType) -> Rule:
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        message = f"{module.__name__} has no RULE; every module in a rules folder must define one"
        raise TypeError(message)
    return rule
