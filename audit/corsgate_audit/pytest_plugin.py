"""A fixture for pytest that holds expectations about CORS, as ``corsgate check`` does.

Nothing but pytest is imported before a test asks for it: every run of pytest loads this module.
"""

from __future__ import annotations

import linecache
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from corsgate_audit.model import Collection


class CorsExpect(Protocol):
    """Holds one expectation against a target."""

    def __call__(
        self,
        target: str,
        *,
        send_actual: bool = False,
        variables: Sequence[str] = (),
        **expectation: Any,  # noqa: ANN401 - the keys of a file
    ) -> None:
        """Fail the test unless the expectation holds.

        Args:
            target: a template, a folder of templates, a ``cdk.out``, or a URL.
            send_actual: whether a URL gets a request that may change data, too.
            variables: ``NAME=VALUE``, as by ``--var``: Terraform's variables, a template's
                parameters, options and parameters of the Serverless Framework.
            expectation: the keys of a file's ``[[expect]]`` table.
        """


@pytest.fixture(scope="session")
def cors_expect() -> CorsExpect:
    """Return what holds an expectation; a target is read once a run.

    Example:
        >>> def test_the_app_may_replace_items(cors_expect):
        ...     cors_expect(
        ...         "cdk.out",
        ...         origin="https://app.example.com",
        ...         method="PUT",
        ...         path="/items/1",
        ...         allowed=True,
        ...     )
    """
    return _expect


def _expect(
    target: str,
    *,
    send_actual: bool = False,
    variables: Sequence[str] = (),
    **expectation: Any,  # noqa: ANN401 - the keys of a file
) -> None:
    __tracebackhide__ = True
    from corsgate_audit.check import check  # noqa: PLC0415 - see the module's docstring
    from corsgate_audit.check.expectations import expectation_from  # noqa: PLC0415
    from corsgate_audit.check.sources import is_url, server, source_of  # noqa: PLC0415

    expected = expectation_from(expectation)
    if is_url(target):
        from corsgate_audit.probe import HttpSender  # noqa: PLC0415

        with HttpSender() as send:
            (held,) = check([expected], server(target, send, send_actual=send_actual))
    else:
        (held,) = check([expected], source_of(_collected(target, tuple(variables))))
    if held.holds is not True:
        pytest.fail(f"{_called_from(sys._getframe(1))}\n{_message(held)}", pytrace=False)  # noqa: SLF001 - the caller's line, and no traceback of ours


def _called_from(frame: FrameType) -> str:
    """Return the line of the test that expects something, as pytest writes places."""
    file, line = frame.f_code.co_filename, frame.f_lineno
    path = os.path.relpath(file) if os.path.relpath(file) < ".." else file
    text = linecache.getline(file, line).strip()
    return f"{path}:{line}: {text}"


@cache
def _collected(target: str, variables: tuple[str, ...]) -> Collection:
    from corsgate_audit.collect import collect  # noqa: PLC0415
    from corsgate_audit.collect.given import Given  # noqa: PLC0415

    return collect([target], given=Given(variables))


def _message(held: Any) -> str:  # noqa: ANN401 - Held, which is not imported here
    from corsgate_audit.report.check_reports import check_text  # noqa: PLC0415
    from corsgate_audit.report.lines import plain  # noqa: PLC0415

    return "\n".join(map(plain, check_text([held])))
