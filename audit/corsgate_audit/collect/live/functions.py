"""The policies of the Lambda functions that answer routes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect.environment import owners_of, policy_of
from corsgate_audit.collect.live.arns import STAGE_VARIABLE, function_arn
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

    from corsgate_audit.collect.live.code import FunctionCodes
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Integration, Text


class Functions:
    """Asks AWS once for each function.

    Args:
        client: client of the account that is read.
        codes: reads the functions' code; None where nobody asked for that.
    """

    def __init__(self, client: LambdaClient, codes: FunctionCodes | None = None) -> None:
        self._client = client
        self._codes = codes
        self._said: dict[str, tuple[Text | None, Text | None]] = {}

    def policy_behind(self, uri: str | None) -> Text | None:
        """Read the policy of the function that an integration names.

        Args:
            uri: the integration's: the function's ARN, or an invocation path with it.

        Returns:
            None where no function answers or the function has no policy; `Unresolved` where it
            could not be asked.
        """
        return self._behind(uri)[0]

    def owners_behind(self, uri: str | None) -> Text | None:
        """Read for which front doors the function of an integration leaves CORS to the gateway.

        Args:
            uri: as for `policy_behind`.

        Returns:
            None where no function answers or it names none; `Unresolved` where it could not be
            asked.
        """
        return self._behind(uri)[1]

    def with_code(self, integration: Integration, uri: str | None) -> Integration:
        """Return an integration with the code of its function, where code is read.

        Args:
            integration: integration of a route or a function URL.
            uri: as for `policy_behind`.
        """
        if self._codes is None:
            return integration
        return replace(integration, code=self._codes.behind(uri))

    def _behind(self, uri: str | None) -> tuple[Text | None, Text | None]:
        arn = function_arn(uri)
        if arn is None:
            return None, None
        if arn not in self._said:
            self._said[arn] = self._read(arn)
        return self._said[arn]

    def know(self, arn: str, configuration: Shape) -> None:
        """Keep what a function says whose configuration a listing has answered with.

        Args:
            arn: ARN of the function.
            configuration: configuration of its unpublished version.
        """
        self._said[arn] = policy_of(configuration), owners_of(configuration)

    def _read(self, arn: str) -> tuple[Text | None, Text | None]:
        """Ask for one function's configuration."""
        if STAGE_VARIABLE in arn:
            unknown = Unresolved(arn, "a stage variable names the function")
            return unknown, unknown
        try:
            said = self._client.get_function_configuration(FunctionName=arn)
        except UNREADABLE as error:
            unknown = Unresolved(arn, one_line(error))
            return unknown, unknown
        return policy_of(said), owners_of(said)
