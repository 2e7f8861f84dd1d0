"""``corsgate verify`` against moto, which deploys, and loopback, which answers."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from corsgate_audit.browser import HttpResponse
from corsgate_audit.cli.verify_run import Outside
from corsgate_audit.probe import Heard
from corsgate_audit.verify.asking import over_http
from support.served_app import served_app
from support.verify_app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import HttpSender
    from corsgate_audit.verify.app import App
    from corsgate_audit.verify.asking import Ask


def as_it_is(_request: HttpRequest, heard: Heard) -> Heard:
    """Change nothing."""
    return heard


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Sends what is meant for a front door on AWS to the one that is served on loopback.

    Args:
        urls: address of each front door on loopback, by its logical id.
        change: what is different there.
    """

    urls: Mapping[str, str]
    change: Callable[[HttpRequest, Heard], Heard] = field(default=as_it_is)

    def asking(self, sender: HttpSender) -> Ask:
        """Return what sends requests there."""
        send = over_http(sender)

        def ask(request: HttpRequest, body: bytes, http_version: str | None) -> Heard:
            base, front = next(each for each in bases() if request.url.startswith(each[0]))
            if front not in self.urls:
                return Heard(None, problem="corsgate serve has no such front door")
            url = self.urls[front] + request.url.removeprefix(base)
            there = replace(request, url=url)
            return self.change(request, send(there, body, http_version))

        return ask


def bases() -> list[tuple[str, str]]:
    """Return the base URL of each front door that is deployed, and its logical id."""
    return [
        (output["OutputValue"].rstrip("/"), output["OutputKey"].removesuffix("BaseUrl"))
        for stack in boto3.client("cloudformation").describe_stacks()["Stacks"]
        for output in stack.get("Outputs", ())
    ]


@contextmanager
def answered_by_the_model(deployed: App | None = None) -> Iterator[Callable[..., Outside]]:
    """Serve an app's templates; what is yielded takes what is to be different."""
    found = deployed or app()
    with tempfile.TemporaryDirectory() as folder:
        found.synthesise("0a1b2c3d", Path(folder))
        with served_app(Path(folder)) as served:
            urls = {
                str(each.served.api.location.logical_id): each.url for each in served.run.hosted
            }

            def outside(change: Callable[[HttpRequest, Heard], Heard] = as_it_is) -> Outside:
                asking = Elsewhere(urls, change).asking
                return Outside(app=lambda: found, asking=asking, pause=0, pauses=(0.0,))

            yield outside


def with_header(heard: Heard, name: str, value: str | None) -> Heard:
    """Return an answer with another value of a header; None for none."""
    assert heard.response is not None
    kept = tuple(pair for pair in heard.response.headers if pair[0].lower() != name)
    added = () if value is None else ((name, value),)
    return replace(heard, response=HttpResponse(heard.response.status, (*kept, *added)))


def with_status(heard: Heard, status: int) -> Heard:
    """Return an answer with another status."""
    assert heard.response is not None
    return replace(heard, response=HttpResponse(status, heard.response.headers))
