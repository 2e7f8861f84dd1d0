"""Why a template comes to nothing."""

from __future__ import annotations


class UndeterminedError(Exception):
    """What a template comes to cannot be determined here.

    Args:
        reason: completes a sentence that starts with "the template".
    """


class OverriddenTwiceError(Exception):
    """API Gateway answers with an error of its own: an override can be applied once.

    Args:
        reason: one line.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """


class StopError(Exception):
    """`#stop`: nothing more is rendered."""


class BreakError(Exception):
    """`#break`: the innermost loop ends, or the template where there is none."""
