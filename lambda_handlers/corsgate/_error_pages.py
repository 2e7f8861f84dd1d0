"""The error pages of the application around a middleware. Loaded with the first exception only.

An exception that passes through an ASGI middleware within Starlette's stack is answered by what is
outermost there: the application's own handler of exceptions, or the debug page.
https://www.starlette.io/exceptions/#errors-and-handled-exceptions. That answer does not come back
through the middleware, which therefore sees to it that it has the policy's headers.
"""

from __future__ import annotations

from inspect import iscoroutinefunction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._types import Anything

    Wrap = Callable[[Anything], Anything]

_MARK = "_corsgate_wrap"
_PAGES = ("handler", "debug_response", "error_response")
"""What makes the answers of Starlette's outermost middleware; the first is None without one."""
_DEEPEST = 50
"""Layers of a stack that are looked through."""


def hand_over(app: Anything, error: Exception, wrap: Wrap) -> bool:
    """Leave an exception to the error pages of the application that a middleware is part of.

    Args:
        app: the ``app`` of the request's scope, as Starlette sets it; None for others.
        error: error that is about to be raised again.
        wrap: puts the policy's headers on what is sent.

    Returns:
        False where the application has no error pages of a kind that is known.
    """
    pages = _error_pages(getattr(app, "middleware_stack", None))
    if pages is None:
        return False
    setattr(error, _MARK, wrap)
    if not hasattr(pages, _MARK):
        setattr(pages, _MARK, True)
        for name in _PAGES:
            page = getattr(pages, name)
            if page is not None:
                setattr(pages, name, _with_headers(page))
    return True


def _error_pages(layer: Anything) -> Anything:
    for _ in range(_DEEPEST):
        if layer is None or all(hasattr(layer, name) for name in _PAGES):
            return layer
        layer = getattr(layer, "app", None)
    return None


def _with_headers(page: Anything) -> Anything:
    """Make the same page with the headers, called as the page was: sync ones get a thread."""
    if iscoroutinefunction(page) or iscoroutinefunction(page.__call__):

        async def awaited(request: Anything, error: BaseException) -> Anything:
            return _sent_with_headers(await page(request, error), error)

        return awaited

    def called(request: Anything, error: BaseException) -> Anything:
        return _sent_with_headers(page(request, error), error)

    return called


def _sent_with_headers(response: Anything, error: BaseException) -> Anything:
    """Wrap the answer to an exception that came through a middleware; leave others alone."""
    wrap = next((found for each in _causes(error) if (found := getattr(each, _MARK, None))), None)
    if wrap is None:
        return response

    async def sent(scope: Anything, receive: Anything, send: Anything) -> None:
        await response(scope, receive, wrap(send))

    return sent


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and those that it was raised from: a middleware may have wrapped it."""
    for _ in range(_DEEPEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
