"""Why a verification cannot go on, in one line: what is wrong, and what to do."""

from __future__ import annotations

import re
from typing import NamedTuple

from corsgate_audit.collect.live.errors import one_line


class RefusedError(Exception):
    """A verification cannot be made or finished; the message is one line for its user."""


class _Reason(NamedTuple):
    """What AWS's words mean.

    Args:
        pattern: what AWS says.
        meaning: what is wrong.
        advice: what to do.
    """

    pattern: re.Pattern[str]
    meaning: str
    advice: str


def _reason(pattern: str, meaning: str, advice: str) -> _Reason:
    return _Reason(re.compile(pattern, re.IGNORECASE), meaning, advice)


_REASONS = (
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    _reason(
        "explicit deny in an? (service|resource) control policy",
        "a guardrail of the organization denies it",
        "Name an account outside of it with --profile, or a --region that it allows.",
    ),
    _reason(
        r"(not authorized to perform|access ?denied|UnauthorizedOperation)",
        "these credentials may not do it",
        "Give the role what `corsgate iam-policy verify` prints.",
    ),
    # https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html
    _reason(
        r"(limit ?exceeded|quota|maximum number of|TooMany(?!Requests)\w+|limit of \d+)",
        "a quota of the account is used up",
        "Name another --region, or have the quota raised.",
    ),
    _reason(
        r"(unrecognized resource types?|not (available|supported) in (this|the) region"
        r"|does not exist in (this|the) region|could not connect to the endpoint url)",
        "a service is not in this region",
        "Name another --region, such as us-east-1.",
    ),
    # A region that the account has not enabled answers like wrong credentials.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    _reason(
        r"(security token .*invalid|expired ?token|InvalidClientTokenId|SignatureDoesNotMatch"
        r"|(credentials|token).*(expired|retrieve))",
        "AWS does not accept these credentials",
        "Log in again, name another --profile, or a --region that the account has enabled.",
    ),
)


def explained(what: str, error: Exception | str) -> str:
    """Say in one line why something failed: AWS's words, what they mean, and what to do.

    Args:
        what: what was being done: ``the stack CorsgateVerify-1f2e-Rest could not be made``.
        error: error of a call, or AWS's words for one.

    Example:
        >>> explained("the stack cannot be made", "Limit exceeded for resource type RestApi")
        'the stack cannot be made: a quota of the account is used up (AWS: Limit exceeded for
        resource type RestApi). Name another --region, or have the quota raised.'
    """
    said = one_line(error) if isinstance(error, Exception) else " ".join(error.split())
    for reason in _REASONS:
        if reason.pattern.search(said):
            return f"{what}: {reason.meaning} (AWS: {said.rstrip('.')}). {reason.advice}"
    return f"{what}: {said}"
