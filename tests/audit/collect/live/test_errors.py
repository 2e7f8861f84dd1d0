"""What errors of AWS are called: a clock that is wrong is, in plain words."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from corsgate_audit.collect.live.errors import one_line, state_of
from corsgate_audit.model import CoverageState

CLOCK = "the clock of this machine is wrong, set it and run again: "
EXPIRED = "Signature expired: 20261123T080000Z is now earlier than 20261123T081500Z"
EARLY = "Signature not yet current: 20261123T084500Z is still later than 20261123T082000Z"


def refused(code: str, message: str) -> ClientError:
    """Return an answer of AWS as botocore raises it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, "GetRestApis")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("RequestTimeTooSkewed", "The difference between the request time and now is too large"),
        ("RequestExpired", "Request has expired."),
        ("SignatureDoesNotMatch", EXPIRED),
        ("SignatureDoesNotMatch", EARLY),
        ("InvalidSignatureException", EXPIRED),
    ],
)
def test_a_clock_that_is_wrong(code: str, message: str) -> None:
    """Too late or too early, whatever the service calls it; AWS's own words follow."""
    state, reason = state_of(refused(code, message))

    assert state is CoverageState.FAILED
    assert reason.startswith(CLOCK)
    assert reason.endswith(message)


@pytest.mark.parametrize(
    "error",
    [
        refused("SignatureDoesNotMatch", "The request signature we calculated does not match"),
        refused("AccessDeniedException", EXPIRED),
        EndpointConnectionError(endpoint_url="https://x"),
    ],
)
def test_what_is_no_matter_of_time(error: Exception) -> None:
    """A wrong key is not blamed on the clock."""
    assert not one_line(error).startswith(CLOCK)
