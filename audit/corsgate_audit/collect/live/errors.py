"""What an error of AWS says about coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from corsgate_audit.collect.live.place import Place
    from corsgate_audit.model import Coverage

    Item = TypeVar("Item")

UNREADABLE = (BotoCoreError, ClientError)

_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedAccess"}
)
_THROTTLED = frozenset(
    {
        "TooManyRequestsException",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestLimitExceeded",
        "RequestThrottledException",
        "LimitExceededException",
    }
)

_TIME_CODES = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
_SIGNATURE_CODES = frozenset(
    {"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"}
)
_TIME_WORDS = ("Signature expired", "Signature not yet current")
_WRONG_CLOCK = "the clock of this machine is wrong, set it and run again: "


def uncovered(
    account: Place, service: str, resource: str, error: BotoCoreError | ClientError
) -> Coverage:
    """Say why a part of the account was not seen.

    Args:
        account: region of an account, or what of the account is in none.
        service: name of the part's service.
        resource: name of the part.
        error: error that reading it ended in.
    """
    return account.covered(service, resource, *state_of(error))


def state_of(error: BotoCoreError | ClientError) -> tuple[CoverageState, str]:
    """Say in the words of coverage what an error means: a state, and one line.

    Args:
        error: error of a call.
    """
    return _state(error), one_line(error)


def one_line(error: Exception) -> str:
    """Write an error in one line; one that a wrong clock leads to says so in plain words."""
    said = " ".join(str(error).split())
    return _WRONG_CLOCK + said if _is_about_time(error) else said


def _is_about_time(error: Exception) -> bool:
    """Whether AWS has refused a call for the time in its signature.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    """
    code = _code(error)
    return code in _TIME_CODES or (
        code in _SIGNATURE_CODES and any(words in str(error) for words in _TIME_WORDS)
    )


def _code(error: Exception) -> str:
    """Return AWS's name for an error; empty for one that is not AWS's."""
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def _state(error: BotoCoreError | ClientError) -> CoverageState:
    """Tell a refusal and a throttle from any other failure."""
    code = _code(error)
    if code in _DENIED:
        return CoverageState.DENIED
    return CoverageState.THROTTLED if code in _THROTTLED else CoverageState.FAILED


def listed(
    account: Place, service: str, resource: str, items: Iterable[Item]
) -> Iterator[Item | Coverage]:
    """Walk a listing, and say last how much it held: none is something else than not asked.

    Where a page fails, what came before it is kept, and the failure named.

    Args:
        account: region of an account, or what of the account is in none.
        service: name of the listing's service.
        resource: name of what is listed.
        items: items of all pages, asked for as they are walked.
    """
    count = 0
    try:
        for item in items:
            count += 1
            yield item
    except UNREADABLE as error:
        yield uncovered(account, service, resource, error)
    else:
        yield account.covered(service, resource, CoverageState.SCANNED, f"{count} listed")
