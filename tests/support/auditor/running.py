"""An emulated account whose state machines run, and invoke functions that are given.

moto's server in this process, so that a test can make an invocation fail. Its simple Lambda answers
with what it was sent; here it answers with what a runner answers:
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import json
import logging
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol
from urllib.request import Request, urlopen

from moto.awslambda.models import LambdaBackend
from moto.core.config import default_user_config
from moto.server import ThreadedMotoServer

from support.aws import EmulatedAccount, aws_environment, environment_at
from support.moto_server import HOST
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

_PORT = "MOTO_PORT"
"""Where moto's interpreter of state machines finds its own server."""
_LONGEST = 900.0  # seconds, on a machine with much else to do
_OFTEN = 0.1  # seconds

Event = dict[str, Any]


class InvocationError(Exception):
    """An invocation failed: what Lambda puts into its payload.

    Args:
        kind: type of the error, as in ``Sandbox.Timedout``.
        text: message.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text


class Runner(Protocol):
    """What runs functions."""

    def __call__(self, function: Any, event: Event) -> Any:  # noqa: ANN401 (moto's function in, any JSON out)
        """Return what a function answers.

        Args:
            function: function as moto has it.
            event: event.

        Raises:
            InvocationError: the invocation failed.
        """


@contextmanager
def running_account(run: Runner) -> Iterator[EmulatedAccount]:
    """Start an empty account whose state machines run.

    Args:
        run: runs the functions.
    """
    install()
    plain_invoke, step_functions = LambdaBackend.invoke, default_user_config["stepfunctions"]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it logs every request
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    LambdaBackend.invoke = _invoking(run)
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    before = os.environ.get(_PORT)
    server.start()
    _, port = server.get_host_and_port()
    os.environ[_PORT] = str(port)
    endpoint = f"http://{HOST}:{port}"
    try:
        _reset(endpoint)
        account = EmulatedAccount(endpoint, environment_at(endpoint))
        with aws_environment(account.environment):
            yield account
        _reset(endpoint)
    finally:
        server.stop()
        LambdaBackend.invoke = plain_invoke
        default_user_config["stepfunctions"] = step_functions
        os.environ.pop(_PORT)
        if before is not None:
            os.environ[_PORT] = before


def _reset(endpoint: str) -> None:
    """Forget what others in this process have made, or leave nothing to them."""
    with urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")):  # noqa: S310 - on loopback
        pass


def _invoking(run: Runner) -> Any:  # noqa: ANN401 (moto is read without its types)
    def invoke(  # noqa: PLR0913, PLR0917 (moto's parameters)
        self: Any,  # noqa: ANN401 (as above)
        function_name: str,
        qualifier: str | None,
        body: Any,  # noqa: ANN401 (as above)
        headers: Any,  # noqa: ANN401, ARG001 (as above)
        response_headers: Any,  # noqa: ANN401 (as above)
    ) -> bytes:
        function = self.get_function(function_name, qualifier)
        try:
            answer = run(function, json.loads(body or "{}"))
        except InvocationError as error:
            response_headers["x-amz-function-error"] = "Unhandled"
            answer = {"errorType": error.kind, "errorMessage": error.text}
        return json.dumps(answer).encode()

    return invoke


def execute(account: EmulatedAccount, machine: str, name: str, event: Event) -> Event:
    """Run a state machine to its end; return the description of the execution.

    Args:
        account: account that it is in.
        machine: its ARN.
        name: name of the execution.
        event: input.

    Raises:
        TimeoutError: it did not end.
    """
    client = account.client("stepfunctions")
    started = client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(event))
    return ended(account, started["executionArn"])


def ended(account: EmulatedAccount, execution: str) -> Event:
    """Wait for the end of an execution; return its description.

    Raises:
        TimeoutError: it did not end.
    """
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        found: Event = account.client("stepfunctions").describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found
        time.sleep(_OFTEN)
    message = f"{execution} did not end within {_LONGEST:g} seconds"
    raise TimeoutError(message)
