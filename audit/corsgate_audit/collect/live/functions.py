"""The policies of the Lambda functions that answer routes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.collect.environment import policy_of
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Text

_FUNCTION = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:[^/]+")
_STAGE_VARIABLE = "${stageVariables."


class Functions:
    """Asks AWS once for each function.

    Args:
        client: of the account that is read.
    """

    def __init__(self, client: LambdaClient) -> None:
        self._client = client
        self._policies: dict[str, Text | None] = {}

    def policy_behind(self, uri: str | None) -> Text | None:
        """Read the policy of the function that an integration names.

        Args:
            uri: the integration's: the function's ARN, or an invocation path with it.

        Returns:
            None where no function answers or the function has no policy; `Unresolved` where it
            could not be asked.
        """
        found = _FUNCTION.search(uri or "")
        if found is None:
            return None
        arn = found.group()
        if arn not in self._policies:
            self._policies[arn] = self._read(arn)
        return self._policies[arn]

    def know(self, arn: str, configuration: Shape) -> None:
        """Keep the policy of a function whose configuration a listing has answered with.

        Args:
            arn: of the function.
            configuration: of its unpublished version.
        """
        self._policies[arn] = policy_of(configuration)

    def _read(self, arn: str) -> Text | None:
        """Ask for one function's configuration."""
        if _STAGE_VARIABLE in arn:
            return Unresolved(arn, "a stage variable names the function")
        try:
            return policy_of(self._client.get_function_configuration(FunctionName=arn))
        except UNREADABLE as error:
            return Unresolved(arn, one_line(error))
