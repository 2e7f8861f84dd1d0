"""Runs what an ``async def`` handler returns. Loaded with the first such call only."""

from __future__ import annotations

import asyncio
import atexit
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ._types import Anything
_RUNNER = asyncio.Runner()
atexit.register(_RUNNER.close)


def run(awaitable: Awaitable[Anything]) -> Anything:
    """Run an awaitable to completion.

    One event loop serves all invocations of the main thread, as clients that a handler keeps
    between invocations are bound to it: `asyncio.run` would close it after each.

    Args:
        awaitable: that the handler returned.

    Returns:
        Its result.

    Raises:
        RuntimeError: this thread runs an event loop already; await the handler itself there.
    """
    if threading.current_thread() is threading.main_thread():
        return _RUNNER.run(_wait(awaitable))
    return asyncio.run(_wait(awaitable))


async def _wait(awaitable: Awaitable[Anything]) -> Anything:
    return await awaitable
