"""The CORS settings of a Lambda function URL."""

from __future__ import annotations

from corsgate.names import OPTIONS, WILDCARD

from ._errors import RenderError, check_policy
from ._settings import pattern_problems, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from corsgate.policy import CorsPolicy

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", WILDCARD)
MOST_ITEMS = 100
LONGEST_ORIGIN = 253
LONGEST_HEADER = 1024

_TARGET = "function URL"
_WAY_OUT = "let the function answer with cors_in='handler'"


def function_url(policy: CorsPolicy) -> dict[str, Any]:
    """Render the ``Cors`` settings of an ``AWS::Lambda::Url``.

    With them Lambda answers preflights by itself and adds the headers to every response, beside
    those of the function: the function has to leave them out. ``OPTIONS`` among the methods, which
    function URLs refuse, is left out: a page that sends ``OPTIONS`` itself is blocked.

    Args:
        policy: policy of the function.

    Returns:
        The settings in CloudFormation's names.

    Raises:
        RenderError: patterns, methods that function URLs do not know, or more and longer values
            than they take; all at once.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import function_url
        >>> policy = CorsPolicy(allow_origins=["*"], allow_methods=["GET", "OPTIONS"])
        >>> function_url(policy)
        {'AllowOrigins': ['*'], 'AllowMethods': ['GET']}

    Source:
        https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
        https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
    """
    check_policy(policy)
    methods = tuple(method for method in policy.allow_methods if method != OPTIONS)
    problems = [
        *pattern_problems(policy, "a function URL", _WAY_OUT),
        *_method_problems(methods),
        *_size_problems(policy),
    ]
    if problems:
        raise RenderError(_TARGET, problems)
    return settings(policy, methods)


def _method_problems(methods: tuple[str, ...]) -> list[str]:
    return [
        f"allow_methods: {method!r} is not a method of a function URL, which allows "
        f"{', '.join(METHODS)}; remove it, or {_WAY_OUT}"
        for method in methods
        if method not in METHODS
    ]


def _size_problems(policy: CorsPolicy) -> list[str]:
    limits = (
        ("allow_origins", policy.allow_origins, LONGEST_ORIGIN),
        ("allow_headers", policy.allow_headers, LONGEST_HEADER),
        ("expose_headers", policy.expose_headers, LONGEST_HEADER),
    )
    return [
        problem
        for field, values, longest in limits
        for problem in _limit_problems(field, values, longest)
    ]


def _limit_problems(field: str, values: tuple[str, ...], longest: int) -> list[str]:
    too_many = (
        [
            (
                f"{field}: {len(values)} entries; a function URL allows {MOST_ITEMS}: list "
                f"fewer, or {_WAY_OUT}"
            )
        ]
        if len(values) > MOST_ITEMS
        else []
    )
    return too_many + [
        f"{field}: {value!r} has {len(value)} characters; a function URL allows {longest}: shorten "
        f"it, or {_WAY_OUT}"
        for value in values
        if len(value) > longest
    ]
