"""The code of the Lambda functions that answer routes, downloaded into memory and never run.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.code.archives import ZIP_LIMIT, ZippedFiles
from corsgate_audit.collect.code.function_code import why_not_read
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.arns import STAGE_VARIABLE, function_arn
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.model import FunctionCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.collect.live.account import Account

_SECONDS: Final = 30.0  # without a byte
_WHOLE: Final = 2**30  # bytes of all archives of a region


class FunctionCodes:
    """Downloads the code of each function once.

    Args:
        account: account and region whose functions are read.
        download: returns what an address answers, or raises `TargetError`.
    """

    def __init__(self, account: Account, download: Callable[[str], bytes] | None = None) -> None:
        self._account = account
        self._download = download or downloaded
        self._read: dict[str, FunctionCode] = {}
        self._left = _WHOLE

    def behind(self, uri: str | None) -> FunctionCode | None:
        """Read the code of the function that an integration names.

        Args:
            uri: the integration's: the function's ARN, or an invocation path with it.

        Returns:
            None where no function answers.
        """
        arn = function_arn(uri)
        if arn is None:
            return None
        if arn not in self._read:
            self._read[arn] = self._code_of(arn)
        return self._read[arn]

    def _code_of(self, arn: str) -> FunctionCode:
        name = arn.partition(":function:")[2]
        location = self._account.location_of("GetFunction", arn)
        try:
            reading = self._reading(arn)
        except TargetError as error:
            return FunctionCode(name=name, reading=None, why_not=str(error), location=location)
        return FunctionCode(name=name, reading=reading, folder=f"{name}/", location=location)

    def _reading(self, arn: str) -> Any:  # noqa: ANN401 - a `CodeReading`, imported when needed
        from corsgate_audit.handlers.reading import read_handler  # noqa: PLC0415 - the parsers

        if STAGE_VARIABLE in arn:
            message = "a stage variable names the function"
            raise TargetError(message)
        try:
            said: Mapping[str, Any] = self._account.lambda_.get_function(FunctionName=arn)
        except UNREADABLE as error:
            raise TargetError(one_line(error)) from error
        settings = said["Configuration"]
        runtime, handler = settings.get("Runtime"), settings.get("Handler")
        if why := why_not_read(settings, runtime, handler):
            raise TargetError(why)
        files = ZippedFiles(self._archive(said.get("Code", {})), f"the code of {arn}")
        variables = settings.get("Environment", {}).get("Variables", {})
        return read_handler(Bundle(files), runtime, handler, Environment(variables))

    def _archive(self, code: Mapping[str, str]) -> bytes:
        if self._left <= 0:
            message = f"the audit has downloaded {_WHOLE:,} bytes of code in this region"
            raise TargetError(message)
        data = self._download(code.get("Location", ""))
        self._left -= len(data)
        return data


def downloaded(url: str) -> bytes:
    """Download an archive; a message never holds its address, which is signed.

    Args:
        url: address that Lambda has given, valid for ten minutes.

    Raises:
        TargetError: it cannot be downloaded, or is too long.
    """
    # Here, since few scans download code, and it takes as long to import as half of the others.
    import httpx  # noqa: PLC0415

    found = bytearray()
    try:
        with httpx.stream("GET", url, timeout=_SECONDS) as response:
            if response.status_code != httpx.codes.OK:
                message = f"its code could not be downloaded: status {response.status_code}"
                raise TargetError(message)
            for part in response.iter_raw():
                found += part
                if len(found) > ZIP_LIMIT:
                    message = f"its code is longer than {ZIP_LIMIT:,} bytes"
                    raise TargetError(message)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        message = f"its code could not be downloaded: {type(error).__name__}"
        raise TargetError(message) from error
    return bytes(found)
