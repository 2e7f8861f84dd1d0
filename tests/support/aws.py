"""An emulated AWS account, for as long as a ``with`` block: moto's server and its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import boto3

from support.moto_server import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TESTS = Path(__file__).parents[1]
ACCOUNT_ID = "123456789012"  # moto's own
REGION = "eu-west-1"
_KEY = "emulated"


@dataclass(frozen=True, slots=True)
class EmulatedAccount:
    """An empty account on loopback.

    Args:
        endpoint: where its services answer.
        environment: the ``AWS_`` variables that lead an SDK there, and to no other account.
    """

    endpoint: str
    environment: Mapping[str, str]

    def client(self, service: str) -> Any:  # noqa: ANN401 (its type depends on the service)
        """Return a boto3 client for one of its services."""
        return _client(service, self.endpoint)


@cache
def _client(service: str, endpoint: str) -> Any:  # noqa: ANN401 (as above)
    """Make a client once: that takes longer than most calls."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=_KEY,
        aws_secret_access_key=_KEY,
    )


@contextmanager
def emulated_account(log: IO[str] | None = None) -> Iterator[EmulatedAccount]:
    """Start an empty account, and lead this process and those that it starts to it.

    Args:
        log: where the server writes its errors; None is this process's standard error.

    Raises:
        RuntimeError: the server did not start.

    Example:
        >>> with emulated_account() as account:
        ...     account.client("apigateway").get_rest_apis()["items"]
        []
    """
    command = [sys.executable, "-m", "support.moto_server"]
    environment = {**_without_aws(os.environ), "PYTHONPATH": str(TESTS)}
    pipe = subprocess.PIPE
    # To leave the block closes the server's standard input, which is what stops it.
    with subprocess.Popen(
        command, env=environment, stdin=pipe, stdout=pipe, stderr=log, text=True
    ) as server:
        port = server.stdout.readline().strip() if server.stdout else ""
        if not port:
            message = f"moto's server ended with exit status {server.wait()} before it could serve"
            raise RuntimeError(message)
        endpoint = f"http://{HOST}:{port}"
        account = EmulatedAccount(endpoint, environment_at(endpoint))
        with aws_environment(account.environment):
            yield account


def environment_at(endpoint: str) -> dict[str, str]:
    """Return the variables that lead an SDK to an endpoint, and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": _KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _without_aws(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: v for name, v in environment.items() if not name.startswith("AWS_")}


@contextmanager
def aws_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Have these ``AWS_`` variables and no other: a profile would lead to a real account."""
    before = dict(os.environ)
    try:
        for name in before.keys() - _without_aws(before).keys():
            del os.environ[name]
        os.environ.update(variables)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
