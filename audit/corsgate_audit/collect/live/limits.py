"""Keeps an audit at half of the rate that AWS allows, so that deployments are not throttled by it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html and
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import time
from threading import Event, Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHARE = 0.5


class _Quota(NamedTuple):
    """What AWS allows in one account and region.

    Args:
        rate: requests a second.
        burst: requests at once.
    """

    rate: float
    burst: float


# REST and HTTP APIs share one quota.
_SHARED = {"apigatewayv2": "api-gateway"}
_SERVICES = {"api-gateway": _Quota(10, 40), "lambda": _Quota(15, 15)}
_OPERATIONS = {"GetResources": _Quota(2.5, 5)}
_OTHER = _Quota(10, 10)


class InterruptedScanError(BotoCoreError):
    """Somebody has stopped the scan: what is not read yet is named as not read."""

    fmt = "interrupted before it was asked for"


class Calling(NamedTuple):
    """A call that is about to be made.

    Args:
        place: account and region.
        operation: name of the operation: ``GetResources``.
        path: path of its URL, which names the API.
        seconds: time that the call waits first, in seconds.
    """

    place: tuple[str, ...]
    operation: str
    path: str
    seconds: float


class TokenBucket:
    """Says how long a call has to wait.

    Args:
        rate: calls a second.
        burst: calls at once, after a rest.
        clock: seconds, never going back; another clock than the wall's, which can be wrong.
    """

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()
        self._lock = Lock()

    def take(self) -> float:
        """Take a token and return the seconds until it is there.

        Example:
            >>> bucket = TokenBucket(rate=5, burst=2, clock=lambda: 0)
            >>> [bucket.take() for _ in range(4)]
            [0.0, 0.0, 0.2, 0.4]
        """
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)


class Limits:
    """The buckets of a scan: one for each quota of each account and region.

    Args:
        max_rps: calls a second to one service at most; None for half of AWS's quota.
        clock: see `TokenBucket`.
        on_call: function that is told of every call before it waits; None for none.
    """

    def __init__(
        self,
        max_rps: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_call: Callable[[Calling], None] | None = None,
    ) -> None:
        self._max_rps = max_rps
        self._clock = clock
        self._on_call = on_call
        self._buckets: dict[tuple[str, ...], TokenBucket] = {}
        self._lock = Lock()
        self._stopped = Event()

    def stop(self) -> None:
        """Let no further call through; those that wait end with `InterruptedScanError`."""
        self._stopped.set()

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has stopped the scan."""
        return self._stopped.is_set()

    def hold_back(self, client: Any, *place: str) -> None:  # noqa: ANN401 - any client of boto3
        """Make all calls of a client wait for their tokens, its retries included.

        Args:
            client: client of boto3.
            place: account and region.
        """

        def wait(event_name: str, request: Any = None, **_: object) -> None:  # noqa: ANN401 - an AWSPreparedRequest
            _prefix, service, operation = event_name.split(".")
            seconds = max(bucket.take() for bucket in self._of(place, service, operation))
            if self._on_call is not None:
                path = urlsplit(request.url).path if request is not None else ""
                self._on_call(Calling(place, operation, path, seconds))
            if self._stopped.wait(seconds):
                raise InterruptedScanError

        client.meta.events.register_first("before-send", wait)

    def _of(self, place: tuple[str, ...], service: str, operation: str) -> list[TokenBucket]:
        """List the quotas that a call counts against."""
        name = _SHARED.get(service, service)
        quotas = {name: _SERVICES.get(name, _OTHER)}
        if operation in _OPERATIONS:
            quotas[operation] = _OPERATIONS[operation]
        with self._lock:
            return [self._bucket((*place, name), quota) for name, quota in quotas.items()]

    def _bucket(self, key: tuple[str, ...], quota: _Quota) -> TokenBucket:
        if key not in self._buckets:
            # More than half is taken only for who asks for it, and never more than the quota.
            share = quota.rate * _SHARE if self._max_rps is None else self._max_rps
            rate = min(share, quota.rate)
            burst = max(1.0, min(quota.burst * _SHARE, quota.burst * rate / quota.rate))
            self._buckets[key] = TokenBucket(rate, burst, self._clock)
        return self._buckets[key]
