"""Libraries that answer, or that change answers: what they do with CORS headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.libraries import middy, node_frameworks, powertools, python_frameworks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.handlers.code import Language
    from corsgate_audit.handlers.values import Value

_LIBRARIES: Mapping[Language, Mapping[str, Value]] = {
    "python": {**powertools.MODULES, **python_frameworks.MODULES},
    "javascript": {**middy.MODULES, **node_frameworks.MODULES},
}


def library(language: Language, name: str) -> Value | None:
    """Return a library that is modelled; None for any other.

    Args:
        language: of who imports it.
        name: of the module.
    """
    return _LIBRARIES[language].get(name)
