"""Which function an integration names."""

from __future__ import annotations

import re

_FUNCTION = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:[^/]+")
STAGE_VARIABLE = "${stageVariables."
"""In an ARN: a variable of the stage names the function."""


def function_arn(uri: str | None) -> str | None:
    """Return the ARN of the function that an integration names; None where no function answers.

    Args:
        uri: the integration's: the function's ARN, or an invocation path with it.
    """
    found = _FUNCTION.search(uri or "")
    return found and found.group()
