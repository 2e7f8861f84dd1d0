"""A SAM app with functions of a few lines, served in this process on free ports."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corsgate_audit.collect import collect
from corsgate_audit.handlers.running.functions import MOST_AT_ONCE, Functions
from corsgate_audit.handlers.running.programs import Interpreters
from corsgate_audit.serve.apis import served_apis
from corsgate_audit.serve.log import Entry, Log
from corsgate_audit.serve.serving import Run, Told, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.handlers.running.variables import Overrides

PAGE = "https://app.example.com"


@dataclass(frozen=True, slots=True)
class Got:
    """A response as a client received it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        """The body, parsed."""
        return json.loads(self.body)


@dataclass(slots=True)
class ServedApp:
    """An app that is being served.

    Args:
        run: the run.
        entries: what was logged, in order.
        lines: what functions have written.
        said: what is not as on AWS.
    """

    run: Run
    entries: list[Entry]
    lines: list[str]
    said: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """Return where the paths of an API begin, by its logical id."""
        return next(
            each.url for each in self.run.hosted if each.served.api.location.logical_id == name
        )

    def ask(
        self,
        url: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Got:
        """Send one request, from a page unless `headers` has another origin."""
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=30)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path or "/", body, {"Origin": PAGE, **(headers or {})})
        given = connection.getresponse()
        got = Got(given.status, {n.lower(): v for n, v in given.getheaders()}, given.read())
        connection.close()
        return got

    def preflight(self, url: str, method: str, headers: str = "") -> Got:
        """Send the preflight of a request."""
        asked = {"Access-Control-Request-Method": method}
        if headers:
            asked["Access-Control-Request-Headers"] = headers
        return self.ask(url, "OPTIONS", asked)


@contextmanager
def served_app(
    target: Path,
    python: str | None = None,
    overrides: Overrides | None = None,
    most_at_once: int = MOST_AT_ONCE,
) -> Iterator[ServedApp]:
    """Serve a target for as long as the context lasts.

    Args:
        target: path of its template.
        python: Python that runs its functions; None for the one of the path.
        overrides: variables of its functions.
        most_at_once: environments of one function.
    """
    collection = collect([str(target)])
    apis = served_apis(collection)
    entries: list[Entry] = []
    lines: list[str] = []
    said: list[str] = []
    failures: list[Exception] = []
    functions = Functions(
        overrides,
        Interpreters(python=python or shutil.which("python3"), project=target.parent),
        most_at_once=most_at_once,
        log=lambda name, line: lines.append(f"[{name}] {line}"),
    )
    told = Told(log=Log(entries.append), say=said.append, failed=failures.append)
    with functions, serving(collection, apis, functions, told, port=0) as run:
        yield ServedApp(run, entries, lines, said)
    if failures:
        message = "corsgate itself failed"
        raise ExceptionGroup(message, failures)
