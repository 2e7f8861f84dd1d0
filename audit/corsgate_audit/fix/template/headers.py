"""Headers as a REST API maps them, put in the place of what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ERROR_HEADER = "gatewayresponse.header."


def merged(present: Mapping[str, Any], headers: Mapping[str, Any]) -> dict[str, Any]:
    """Return mappings with others put in: in the place of those of the same name, in any case.

    Args:
        present: mappings as they are.
        headers: mappings that shall be there, `Access-Control-Allow-Origin` among them.

    Example:
        >>> merged({"a.Vary": "1"}, {"a.vary": "2"})
        {'a.vary': '2'}
    """
    new = {name.lower(): name for name in headers}
    result: dict[str, Any] = {}
    for name, value in present.items():
        replacing = new.get(str(name).lower())
        result[replacing or name] = headers[replacing] if replacing else value
    return {**result, **{name: value for name, value in headers.items() if name not in result}}
