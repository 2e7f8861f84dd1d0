"""A run: the APIs of a target on loopback, their functions, and a line for each request."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.gateway import answer
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.routing import match_route
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.handlers.running.backends import Arrival, Backends, Running
from corsgate_audit.handlers.running.ending import at_once
from corsgate_audit.handlers.running.forwarding import HttpForwarder
from corsgate_audit.handlers.running.loopback import HOST
from corsgate_audit.model import RestApi
from corsgate_audit.serve.apis import ServedApi, served_at
from corsgate_audit.serve.faults import Faults
from corsgate_audit.serve.log import Entry, Log
from corsgate_audit.serve.seen import Judged, SeenKind, judge_seen
from corsgate_audit.serve.server import PageServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corsgate_audit.handlers.running.functions import Functions
    from corsgate_audit.model import Api, Collection, Route
    from corsgate_audit.serve.server import Arrived

_JSON: Final = (("Content-Type", "application/json"),)


class PortError(Exception):
    """A port is not free; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """An API that is being served.

    Args:
        served: the API.
        port: port that it listens on.
    """

    served: ServedApi
    port: int

    @property
    def url(self) -> str:
        """Where its paths begin: ``http://127.0.0.1:3000/prod``."""
        return f"http://{HOST}:{self.port}{self.served.prefix}"


class Host:
    """Answers the requests to one API.

    Args:
        served: the API; replaced where its template changes.
        backends: what stands behind it.
        faults: findings of the target.
        log: takes each request.
    """

    def __init__(self, served: ServedApi, backends: Backends, faults: Faults, log: Log) -> None:
        self.served = served
        self.faults = faults
        self._backends = backends
        self._log = log

    def respond(self, arrived: Arrived) -> tuple[HttpResponse, bytes]:
        """Answer one request, and log it with the browser's verdict.

        Args:
            arrived: the request.
        """
        served, began = self.served, time.time()
        place = served_at(served, arrived.path)
        request = HttpRequest(arrived.method, place.url, arrived.headers)
        running = Running(
            self._backends,
            Arrival(
                body=arrived.body,
                host=arrived.header("host") or HOST,
                query_string=arrived.path.partition("?")[2],
                source_ip=arrived.source_ip,
                base_path=place.base_path,
            ),
        )
        given = _before(served, arrived, place.problem) or _sure(
            answer(served.api, request, running)
        )
        assert given.response is not None  # noqa: S101 - `_sure` has made sure of it
        judged = judge_seen(request, given, f"http://{arrived.header('host')}{arrived.path}")
        route = _route(served, request, judged)
        is_blocked = judged.is_blocked or judged.with_credentials is not None
        entry = Entry(
            time=began,
            served=served,
            method=arrived.method,
            path=arrived.path,
            route=route,
            answer=given,
            judged=judged,
            milliseconds=(time.monotonic() - arrived.began) * 1000,
            function_ms=running.function_ms,
            finding=self.faults.of(served.api, route, judged, given.layer) if is_blocked else None,
        )
        self._log.add(entry)
        return _typed(given.response, given.body), given.body


def _typed(response: HttpResponse, body: bytes) -> HttpResponse:
    """Return a response with the type that the gateway's own bodies have."""
    if not body or any(name.lower() == "content-type" for name, _ in response.headers):
        return response
    return HttpResponse(response.status, (*_JSON, *response.headers))


def _before(served: ServedApi, arrived: Arrived, problem: str) -> Answer | None:
    """Return what is answered before the API is asked: to a wrong host or stage, or too much."""
    if not arrived.is_for_loopback:
        host = arrived.header("host")
        return _own(403, "Forbidden", f"The request was sent to {host!r}, no name of this machine.")
    if problem:
        return _own(403, "Forbidden", f"API Gateway answers 403: {problem}.")
    if arrived.body is None:
        return _too_large(served.api)
    return None


def _too_large(api: Api) -> Answer:
    """Answer for a request that never reaches the API: no gateway response is asked.

    Source: of a REST API recorded on AWS, koki-develop/lgtm-generator#10; of an HTTP API
        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
    """
    note = "The request is larger than the 10 MB that API Gateway takes, and is answered before it."
    if not isinstance(api, RestApi):
        return _own(413, "Request Entity Too Large", note)
    return Answer(
        response=HttpResponse(413, (("Content-Type", "text; charset=utf-8"),)),
        layer=Layer.GATEWAY_RESPONSE,
        note=note,
        body=b"HTTP content length exceeded 10485760 bytes.",
    )


def _own(status: int, message: str, note: str) -> Answer:
    body = json.dumps({"message": message}).encode()
    response = HttpResponse(status, _JSON)
    return Answer(response=response, layer=Layer.GATEWAY_RESPONSE, note=note, body=body)


def _sure(given: Answer) -> Answer:
    """Return an answer that has a response: 501 where a value is not known before deployment."""
    if given.response is not None:
        return given
    values = ", ".join(value.expression for value in given.unresolved)
    note = f"{given.note} Not known before deployment: {values}." if values else given.note
    body = json.dumps({"message": f"corsgate serve: {note}"}).encode()
    return Answer(
        response=HttpResponse(501, _JSON), layer=given.layer, note=note, body=body, is_given=True
    )


def _route(served: ServedApi, request: HttpRequest, judged: Judged) -> Route | None:
    """Return the route that the page asks for, a preflight's too."""
    received = receive(served.api, request)
    method = judged.method if judged.kind is SeenKind.PREFLIGHT else received.method
    return match_route(served.api, method, received.path)


class Run:
    """What is being served; see `serving`.

    Args:
        hosts: each API with its server.
        functions: functions that are run.
        backends: what stands behind all APIs.
        log: what was served.
    """

    def __init__(
        self,
        hosts: Sequence[tuple[Host, PageServer]],
        functions: Functions,
        backends: Backends,
        log: Log,
    ) -> None:
        self._hosts = tuple(hosts)
        self._functions = functions
        self._backends = backends
        self.log = log

    @property
    def hosted(self) -> tuple[Hosted, ...]:
        """The APIs, with their addresses."""
        return tuple(Hosted(served=host.served, port=server.port) for host, server in self._hosts)

    def renew(self, collection: Collection, apis: Sequence[ServedApi]) -> list[str]:
        """Take up a target that has changed, or the code of its functions; see `reload`.

        Args:
            collection: collection of the target as it is now.
            apis: APIs of it that are served.

        Returns:
            Names of the APIs that are new, and need a new run.
        """
        faults = Faults(collection)
        old = {host.served.api.location.logical_id: host for host, _ in self._hosts}
        for each in apis:
            host = old.get(each.api.location.logical_id)
            if host is not None:
                host.served, host.faults = each, faults
        return [each.name for each in apis if each.api.location.logical_id not in old]

    def reload(self) -> None:
        """Have functions and authorizers start anew, with their code as it is now."""
        self._functions.reload()
        self._backends.authorizers.forget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told what happens in a run.

    Args:
        log: takes each request.
        say: takes a sentence about what is not as on AWS, each once.
        failed: takes an exception of this program itself.
    """

    log: Log
    say: Callable[[str], None]
    failed: Callable[[Exception], None]


@contextmanager
def serving(
    collection: Collection,
    apis: Sequence[ServedApi],
    functions: Functions,
    told: Told,
    *,
    port: int,
) -> Iterator[Run]:
    """Serve APIs for as long as the context lasts.

    Args:
        collection: collection of the target.
        apis: APIs of it that are served.
        functions: functions that are run; they are ended by who has begun them.
        told: what is told of the run.
        port: port of the first API, the next ones for the others; 0 for free ones.

    Raises:
        PortError: a port is not free.
    """
    forwarder = HttpForwarder()
    backends = Backends(functions=functions, forwarder=forwarder, say=_once(told.say))
    faults = Faults(collection)
    hosts: list[tuple[Host, PageServer]] = []
    try:
        for index, each in enumerate(apis):
            host = Host(each, backends, faults, told.log)
            wanted = port + index if port else 0
            hosts.append((host, _listening(wanted, host, told)))
        for _, server in hosts:
            server.start()
        yield Run(hosts, functions, backends, told.log)
    finally:
        at_once([server.close for _, server in hosts])
        forwarder.close()


def _listening(port: int, host: Host, told: Told) -> PageServer:
    try:
        return PageServer(port, host.respond, told.failed)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        message = f"port {port} of {HOST} is not free ({why or error})"
        raise PortError(message) from error


def _once(say: Callable[[str], None]) -> Callable[[str], None]:
    """Return what hands on each sentence once."""
    said: set[str] = set()
    lock = threading.Lock()

    def once(sentence: str) -> None:
        with lock:
            if sentence in said:
                return
            said.add(sentence)
        say(sentence)

    return once
