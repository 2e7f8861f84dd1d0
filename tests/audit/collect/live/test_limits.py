"""An audit keeps to half of AWS's quotas, whatever it asks for and how often it retries."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from corsgate_audit.collect.live.limits import Calling, InterruptedScanError, Limits, TokenBucket
from support.faults import between, throttle

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse

pytestmark = pytest.mark.slow  # waits for emulated accounts, or for a rate


@given(
    st.floats(0.1, 50),
    st.floats(1, 20),
    st.lists(st.floats(0, 5), min_size=1, max_size=40),
)
def test_no_second_has_more_calls_than_its_rate(
    rate: float, burst: float, pauses: list[float]
) -> None:
    """Whenever calls come, between any two of them go at most the burst and the rate's share."""
    now = 0.0
    bucket = TokenBucket(rate, burst, clock=lambda: now)
    sent = []
    for pause in pauses:
        now += pause
        sent.append(now + bucket.take())

    assert sent == sorted(sent)
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            allowed = burst + (sent[last] - sent[first]) * rate
            assert last - first + 1 <= allowed + 1 + 1e-6


def test_nobody_waits_who_has_rested() -> None:
    """The burst is there at once, and again after a pause."""
    now = 0.0
    bucket = TokenBucket(rate=2, burst=3, clock=lambda: now)

    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]
    now = 10
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]


def _still() -> float:
    """Return the time of a clock that stands still, as if all calls came at once."""
    return 0.0


class Waits(Event):
    """Keeps how long it was waited for, and waits for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Go on at once."""
        self.seconds.append(timeout or 0.0)
        return False


def waits(calls: int, service: str, operation: str, limits: Limits) -> list[float]:
    """Return for how long each of some calls is held back before it is sent, in seconds."""
    limits._stopped = waited = Waits()  # noqa: SLF001 - the clock that a call waits by
    sent(calls, service, operation, limits)
    return waited.seconds


def sent(calls: int, service: str, operation: str, limits: Limits) -> list[float]:
    """Make some calls, and return when each was sent, in seconds."""
    at: list[float] = []

    def record(_: str, __: str) -> AWSResponse | None:
        at.append(time.monotonic())
        return None

    with mock_aws(), between(record):
        client = boto3.Session(region_name="eu-west-1").client(service)  # type: ignore[call-overload]
        limits.hold_back(client, "123456789012", "eu-west-1")
        for _ in range(calls):
            getattr(client, operation)()
    return at


@pytest.mark.parametrize(
    ("service", "operation", "burst", "pause"),
    [
        ("lambda", "list_functions", 7.5, 1 / 7.5),
        ("apigateway", "get_rest_apis", 20, 1 / 5),
        ("apigatewayv2", "get_apis", 20, 1 / 5),
    ],
)
def test_calls_are_held_back(service: str, operation: str, burst: float, pause: float) -> None:
    """At half of the quota, after half of the burst."""
    calls = int(burst) + 3
    found = waits(calls, service, operation, Limits(clock=_still))

    assert found == pytest.approx([max(0.0, (n - burst) * pause) for n in range(1, calls + 1)])


def test_real_calls_wait_for_real() -> None:
    """By the clock of the machine: the eighth call, and the ninth."""
    at = sent(10, "lambda", "list_functions", Limits(clock=_still))

    assert at[-1] - at[0] >= 0.9 * (0.5 + 1.5) / 7.5


@pytest.mark.parametrize(
    ("max_rps", "burst", "pause"), [(12, 7.5, 1 / 12), (1000, 7.5, 1 / 15), (3, 3, 1 / 3)]
)
def test_people_choose_another_rate(max_rps: float, burst: float, pause: float) -> None:
    """Slower, or up to the quota itself and no further."""
    found = waits(9, "lambda", "list_functions", Limits(max_rps, _still))

    assert found == pytest.approx([max(0.0, (n - burst) * pause) for n in range(1, 10)])


def test_rest_and_http_apis_share_a_quota_and_regions_do_not() -> None:
    """Each account and region has its own."""
    limits = Limits(max_rps=0.01)
    with mock_aws():
        session = boto3.Session(region_name="eu-west-1")
        rest, http = session.client("apigateway"), session.client("apigatewayv2")
        other = session.client("apigatewayv2", region_name="eu-west-2")
        limits.hold_back(rest, "1", "eu-west-1")
        limits.hold_back(http, "1", "eu-west-1")
        limits.hold_back(other, "1", "eu-west-2")
        rest.get_rest_apis()
        other.get_apis()
        limits.stop()
        with pytest.raises(InterruptedScanError, match="interrupted before it was asked for"):
            http.get_apis()


def test_retries_wait_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt is a call to AWS."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    waited: list[str] = []

    def count(call: Calling) -> None:
        waited.append(f"{'/'.join(call.place)} {call.operation} {call.path}")

    with mock_aws(), between(lambda _, url: throttle(url) if not waited else None):
        client = boto3.Session(region_name="eu-west-1").client("lambda")
        Limits(on_call=count).hold_back(client, "1", "eu-west-1")
        client.list_functions()

    assert waited == ["1/eu-west-1 ListFunctions /2015-03-31/functions"] * 2
