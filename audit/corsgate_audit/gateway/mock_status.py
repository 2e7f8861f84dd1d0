"""The status code in what a MOCK's request template renders."""

from __future__ import annotations

import json
import re

from corsgate_audit.gateway.failures import MisconfiguredError

_object = re.compile(r"\s*\{.*\}\s*", re.DOTALL).fullmatch
_member = re.compile(r"""[{,]\s*(["']?)statusCode\1\s*:\s*(-?[0-9]{1,9})\s*(?=[,}])""").search
_UNREADABLE = (
    "Unable to parse statusCode. It should be an integer that is defined in the request template"
)


def read_status_code(text: str) -> int:
    """Return the status code that a MOCK integration is told.

    API Gateway is lenient: it takes ``{statusCode: 200}``, which the CDK has always written and
    which is no JSON (recorded on AWS), and, as localstack/localstack's tests have it, odd commas
    and unquoted values beside it. A status in quotes is none.

    Raises:
        MisconfiguredError: there is none: the answer is 500.

    Example:
        >>> read_status_code("{ statusCode: 200 }")
        200
    """
    try:
        parsed = json.loads(text)
    except RecursionError:  # deeper than any parser of AWS's would go
        raise MisconfiguredError(_sentence(text)) from None
    except ValueError:
        return _read_leniently(text)
    found = parsed.get("statusCode") if isinstance(parsed, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise MisconfiguredError(_sentence(text))


def _read_leniently(text: str) -> int:
    found = _object(text) and _member(text)
    if not found:
        raise MisconfiguredError(_sentence(text))
    return int(found[2])


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return f"{_UNREADABLE}; it renders {line[:80]!r}."
