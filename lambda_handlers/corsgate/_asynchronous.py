"""Runs what an ``async def`` handler or policy provider returns. Loaded with the first one only."""

from __future__ import annotations

import asyncio
import atexit
import contextvars
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
        awaitable: awaitable that the handler or the provider returned.

    Returns:
        Its result.

    Raises:
        RuntimeError: this thread runs an event loop already.
    """
    _refuse_running_loop(awaitable)
    if threading.current_thread() is threading.main_thread():
        # The runner would keep the context variables of its first invocation for all others.
        return _RUNNER.run(_wait(awaitable), context=contextvars.copy_context())
    return asyncio.run(_wait(awaitable))


def _refuse_running_loop(awaitable: Awaitable[Anything]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    close = getattr(awaitable, "close", None)
    if close is not None:  # a coroutine; one that is never awaited would warn
        close()
    message = (
        "a decorated async handler, or an async policy provider, waits for its result, which is "
        "not possible in a running event loop; there, write: await asyncio.to_thread(handler, "
        "event, context)"
    )
    raise RuntimeError(message)


async def _wait(awaitable: Awaitable[Anything]) -> Anything:
    return await awaitable
