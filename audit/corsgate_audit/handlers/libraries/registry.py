"""Libraries that answer, or that change answers: what they do with CORS headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.libraries import (
    chalice,
    cors_package,
    corsgate,
    django,
    express,
    flask,
    hono,
    middy,
    node_adapters,
    powertools,
    powertools_typescript,
    powertools_utilities,
    python_adapters,
    starlette,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.handlers.code import Language
    from corsgate_audit.handlers.values.value import Value

_LIBRARIES: Mapping[Language, Mapping[str, Value]] = {
    "python": {
        **powertools.MODULES,
        **powertools_utilities.MODULES,
        **starlette.MODULES,
        **flask.MODULES,
        **chalice.MODULES,
        **django.MODULES,
        **python_adapters.MODULES,
        **corsgate.MODULES,
    },
    "javascript": {
        **middy.MODULES,
        **powertools_typescript.MODULES,
        **express.MODULES,
        **hono.MODULES,
        **cors_package.MODULES,
        **node_adapters.MODULES,
    },
}


def library(language: Language, name: str) -> Value | None:
    """Return a library that is modelled; None for any other.

    Args:
        language: Language of the importing module.
        name: Name of the module, as it is imported.
    """
    return _LIBRARIES[language].get(name)
