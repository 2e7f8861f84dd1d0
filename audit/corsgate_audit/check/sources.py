"""Who is asked what comes of an expectation's request: a model of an API, or a real server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.browser.address_spaces import LOOPBACK, space_of
from corsgate_audit.browser.exchange import as_browsers_do
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse

if TYPE_CHECKING:
    from corsgate_audit.check.expectations import Expectation
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.model import Collection
    from corsgate_audit.probe import Probe
    from corsgate_audit.probe.sending import Send


class AskError(Exception):
    """An expectation's request cannot be made of the target; the message says why."""


class Source(Protocol):
    """Makes an expectation's request."""

    def __call__(self, expectation: Expectation) -> Exchange | Probe:
        """Make it.

        Raises:
            AskError: the target has nothing that could be asked.
        """


def is_url(target: str) -> bool:
    """Whether a target is a server, and not a file."""
    url = parse(target)
    return url is not None and url.scheme in HTTP_SCHEMES


def source_of(
    collection: Collection, engine: str | None = None, behind: Behind | None = None
) -> Source:
    """Return what asks the model of what was read.

    Args:
        collection: collection of a template or an account.
        engine: engine whose verdict counts; None for that of all, as `as_browsers_do` has it.
        behind: authorizers and backends that are asked; None for what was read of them.
    """
    # Here, since Velocity takes longer to import than a broken file takes to be refused.
    from corsgate_audit.gateway import exchange  # noqa: PLC0415
    from corsgate_audit.gateway.addresses import url_of  # noqa: PLC0415
    from corsgate_audit.gateway.behind import AS_READ  # noqa: PLC0415
    from corsgate_audit.gateway.deployed import as_served  # noqa: PLC0415
    from corsgate_audit.gateway.which_api import WhichApiError, find_api, find_stage  # noqa: PLC0415
    from corsgate_audit.handlers.running.named import with_functions  # noqa: PLC0415

    def ask(expectation: Expectation) -> Exchange:
        path = expectation.path
        try:
            api = find_api(collection, named=expectation.api, path=path)
            stage = find_stage(api, expectation.stage)
        except WhichApiError as error:
            raise AskError(str(error)) from error
        served = with_functions(as_served(api, stage), stage, collection.functions)
        request = _request(expectation, url_of(api, path, stage))
        asked = behind or AS_READ
        if expectation.body:
            asked = asked.with_body(expectation.body.encode())
        return as_browsers_do(
            lambda profile: exchange(served, request, profile=profile, behind=asked), engine
        )

    return ask


def server(url: str, send: Send, engine: str | None = None, *, send_actual: bool = False) -> Source:
    """Return what asks a real server.

    Args:
        url: URL that the path of an expectation is added to.
        send: function that sends a request and returns what came back.
        engine: engine whose verdict counts; None for that of all, as `as_browsers_do` has it.
        send_actual: send requests that may change data, too.
    """
    from corsgate_audit.probe import HttpSender, probe  # noqa: PLC0415 - for URLs only

    def ask(expectation: Expectation) -> Probe:
        request = _from_where(_request(expectation, url.rstrip("/") + expectation.path))
        body = expectation.body.encode()
        sender = send.with_body(body) if body and isinstance(send, HttpSender) else send
        return as_browsers_do(
            lambda profile: probe(request, sender, send_actual=send_actual, profile=profile), engine
        )

    return ask


def _from_where(request: BrowserRequest) -> BrowserRequest:
    """Have a server on this machine stand for the deployed one: CORS alone is judged.

    A page by https may not call it, whatever it answers: mixed content, local network access.
    """
    url = parse(request.url)
    if url is None or space_of(url.host) != LOOPBACK:
        return request
    return replace(request, secure=False, page_space=LOOPBACK)


def _request(expectation: Expectation, url: str) -> BrowserRequest:
    return BrowserRequest(
        url,
        expectation.origin,
        expectation.method,
        expectation.headers,
        expectation.credentials,
    )
