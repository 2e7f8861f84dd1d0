"""A page's request from the browser to the front door and back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corsgate_audit.browser.exchange import STANDARD, carry_out
from corsgate_audit.gateway.answering import answer
from corsgate_audit.gateway.behind import AS_READ
from corsgate_audit.gateway.values import Exchange

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.model import Door


def exchange(
    api: Door, request: BrowserRequest, *, profile: str = STANDARD, behind: Behind = AS_READ
) -> Exchange:
    """Say what goes over the wire when a page makes a request of an API, and what comes of it.

    Args:
        api: API that is asked.
        request: what the page asks for; its URL is one on which the API answers.
        profile: ``"fetch"`` for the standard, or an engine, as for `corsgate_audit.browser.judge`.
        behind: as for `answer`.

    Example:
        >>> made = exchange(api, BrowserRequest(url, "https://app.example.com", "PUT"))
        >>> made.verdict.error, made.layer
        ('MethodDisallowedByPreflightResponse', <Layer.OPTIONS_INTEGRATION: 'options_integration'>)
    """
    return carry_out(
        Exchange(api=api, request=request, profile=profile), partial(answer, api, behind=behind)
    )
