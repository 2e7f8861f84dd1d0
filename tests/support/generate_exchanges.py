"""Fresh exchanges from a seed: mostly sensible, with every kind of fault thrown in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from support.exchange_pools import (
    CREDENTIALS,
    ELEMENT_NOISE,
    LIST_NOISE,
    LOCATIONS,
    METHODS,
    ODD_ALLOW_CREDENTIALS,
    ODD_ALLOW_ORIGINS,
    ODD_STATUSES,
    PLAIN_NAMES,
    REDIRECT_STATUSES,
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    SUFFIXES,
)
from support.exchanges import Exchange, Headers, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SANE = 0.8  # the share of choices that are the sensible one


class Generator:
    """Makes exchanges; the same seed makes the same ones.

    Args:
        seed: of the random numbers.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def exchanges(self) -> Iterator[Exchange]:
        """Yield exchanges without end."""
        while True:
            yield self._exchange()

    def _sane(self, share: float = SANE) -> bool:
        return self._random.random() < share

    def _exchange(self) -> Exchange:
        method = self._random.choice(METHODS)
        headers = self._request_headers()
        credentials = self._random.choice(CREDENTIALS)
        hops = 1 if self._sane() else self._random.randint(2, 4)
        return Exchange(
            method=method,
            headers=headers,
            credentials=credentials,
            hops=tuple(
                self._hop(method, headers, credentials, number=i, last=i == hops - 1)
                for i in range(hops)
            ),
            sandboxed=not self._sane(0.75),
            suffix="" if self._sane(0.9) else self._random.choice(SUFFIXES),
        )

    def _request_headers(self) -> Headers:
        count = self._random.choice((0, 0, 1, 1, 1, 2, 2, 3, 4, 6, 9))
        headers = [self._request_header() for _ in range(count)]
        if headers and not self._sane(0.9):
            name, _ = self._random.choice(headers)
            headers.append((self._cased(name), self._value(name.lower())))
        return tuple(headers)

    def _request_header(self) -> tuple[str, str]:
        name = self._random.choice(tuple(REQUEST_HEADERS) if self._sane(0.6) else PLAIN_NAMES)
        return self._cased(name), self._value(name)

    def _value(self, name: str) -> str:
        value = self._random.choice(REQUEST_HEADERS.get(name, ("1", "x", "", "é", "a" * 129)))
        if self._sane(0.93):
            return value
        at = self._random.randint(0, len(value))
        return value[:at] + self._random.choice('\t (){}<>@,;:\\"/[]?=\x01\x7f\xe9!~') + value[at:]

    def _cased(self, name: str) -> str:
        return self._random.choice((name, name, name.title(), name.upper()))

    def _hop(
        self, method: str, headers: Headers, credentials: str, *, number: int, last: bool
    ) -> Hop:
        server = self._random.choice(("a", "a", "b", "page") if number else ("a", "a", "a", "page"))
        return Hop(
            server,
            HttpResponse(self._preflight_status(), self._preflight(method, headers, credentials)),
            self._last_response(credentials) if last else self._redirect(credentials),
        )

    def _preflight_status(self) -> int:
        return self._random.choice((200, 204) if self._sane(0.85) else ODD_STATUSES)

    def _last_response(self, credentials: str) -> HttpResponse:
        status = self._random.choice((200, 200, 204, 404, 500) if self._sane() else ODD_STATUSES)
        return HttpResponse(status, (*self._cors(credentials), *self._extras()))

    def _redirect(self, credentials: str) -> HttpResponse:
        cors = self._cors(credentials)
        return HttpResponse(self._random.choice(REDIRECT_STATUSES), (*cors, *self._locations(0.85)))

    def _locations(self, sanity: float = 0.5) -> Headers:
        values = ["{next}" if self._sane(sanity) else self._random.choice(LOCATIONS)]
        if not self._sane(0.95):
            values.append(values[0] if self._sane(0.5) else self._random.choice(LOCATIONS))
        return tuple((self._cased("location"), value) for value in values)

    def _cors(self, credentials: str) -> Headers:
        return (*self._allow_origin(credentials), *self._allow_credentials(credentials))

    def _allow_origin(self, credentials: str) -> Headers:
        values = ["{origin}" if credentials == "include" or self._sane(0.6) else "*"]
        if not self._sane(0.85):
            values = [self._random.choice(ODD_ALLOW_ORIGINS)]
        if not self._sane(0.96):
            values.append(self._random.choice(ODD_ALLOW_ORIGINS))
        if not self._sane(0.97):
            values = []
        # After a redirect the origin is null: some answers have to say so to let anything through.
        values = ["null" if v == "{origin}" and not self._sane(0.9) else v for v in values]
        return tuple((self._cased("access-control-allow-origin"), value) for value in values)

    def _allow_credentials(self, credentials: str) -> Headers:
        if not self._sane(0.9):
            value = self._random.choice(ODD_ALLOW_CREDENTIALS)
        elif credentials == "include" or self._sane(0.3):
            value = "true"
        else:
            return ()
        return ((self._cased("access-control-allow-credentials"), value),)

    def _preflight(self, method: str, headers: Headers, credentials: str) -> Headers:
        names = [name for name, _ in headers]
        lines = (
            *self._cors(credentials),
            *self._list("access-control-allow-methods", [method, "GET"], credentials),
            *self._list("access-control-allow-headers", names, credentials),
        )
        if not self._sane(0.9):
            lines += self._locations()
        return tuple(self._random.sample(lines, len(lines)))

    def _list(self, name: str, wanted: Sequence[str], credentials: str) -> Headers:
        if not self._sane(0.9):
            return ()
        elements = list(wanted)
        if credentials != "include" and self._sane(0.25):
            elements = ["*"]
        if not self._sane(0.85):
            elements = self._random.sample(elements, self._random.randint(0, len(elements)))
        if not self._sane(0.9):
            elements.append(self._random.choice(ELEMENT_NOISE))
        lines = [elements]
        if not self._sane(0.9):
            cut = self._random.randint(0, len(elements))
            lines = [elements[:cut], elements[cut:]]
        return tuple((self._cased(name), self._joined(line)) for line in lines)

    def _joined(self, elements: Sequence[str]) -> str:
        separator = ", " if self._sane(0.7) else self._random.choice(LIST_NOISE)
        return separator.join(map(self._cased, elements) if not self._sane() else elements)

    def _extras(self) -> Headers:
        extras = self._random.sample(RESPONSE_HEADERS, self._random.randint(0, 6))
        names = [name for name, _ in extras]
        credentials = self._random.choice(CREDENTIALS)
        exposed = self._list("access-control-expose-headers", names[:3], credentials)
        return (*extras, *exposed)
