"""Scenes of pages on https and of pages in other address spaces, and what is played in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import HttpResponse
from support.browser_stage import Scene
from support.exchanges import Exchange, Hop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.browser_stage import Observation

HOSTS = {
    "localhost": "localhost",
    "named": "api.localhost",
    "dotted": "localhost.",
    "other": "other.test",
    "private": "192.168.0.1",
    "neighbour": "printer.local",
    "zero": "0.0.0.0",  # noqa: S104 - a host that is called
    "far": "8.8.8.8",
}
PERMISSION = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "PUT"),
)
OK, BARE = HttpResponse(200, PERMISSION), HttpResponse(200)
LOCATION = ("Location", "{next}")
LEADS, LEADS_BARE = HttpResponse(307, (*PERMISSION, LOCATION)), HttpResponse(307, (LOCATION,))


@dataclass(frozen=True)
class Act:
    """A scene with what is played in it.

    Args:
        scene: scene of the browser.
        exchanges: exchanges to play, not placed.
    """

    scene: Scene
    exchanges: tuple[Exchange, ...]


def _one(server: str, method: str = "GET", **more: Any) -> Exchange:  # noqa: ANN401 - fields
    return Exchange(method, (), "omit", (Hop(server, OK, OK),), **more)


def _redirected(method: str, *hops: Hop, sandboxed: bool = False) -> Exchange:
    return Exchange(method, (), "omit", hops, sandboxed=sandboxed)


def _mixed() -> Iterator[Exchange]:
    for name in ("a", *HOSTS):
        yield _one(name)
        yield _one(name, "PUT")
    yield Exchange("PUT", (), "omit", (Hop("localhost", BARE, BARE),))
    yield Exchange("GET", (), "omit", (Hop("other", BARE, BARE),))
    end = Hop("other", OK, OK)
    for method in ("GET", "PUT"):
        for first in ("tls", "page", "localhost"):
            for leads in (LEADS, LEADS_BARE):
                yield _redirected(method, Hop(first, OK, leads), end)
            yield _redirected(method, Hop(first, OK, LEADS), Hop("other", BARE, BARE))
            yield _redirected(method, Hop(first, BARE, LEADS), end)
        yield _redirected(method, Hop("tls", LEADS, OK), end)
        yield _redirected(method, Hop("tls", OK, LEADS), Hop("localhost", OK, OK))
        yield _redirected(method, Hop("tls", OK, LEADS), Hop("tls", OK, OK))


def _local() -> Iterator[Exchange]:
    for method in ("GET", "PUT"):
        yield _one("a", method)
        yield _one("b", method)
        yield _redirected(method, Hop("a", OK, LEADS), Hop("b", OK, OK))
        yield Exchange(method, (), "omit", (Hop("a", BARE, BARE),))


def _about(**told: str) -> tuple[Exchange, ...]:
    """Return what is played between address spaces, with what is known of them."""
    return tuple(
        replace(each, about=(*told.items(), ("target_space", SPACES[each.hops[0].server])))
        for each in _local()
    )


def acts(engine: str) -> dict[str, Act]:
    """Return what is played, by its name.

    Args:
        engine: engine that plays it: WebKit knows no address spaces.
    """
    mixed = Act(Scene(secure=True, hosts=HOSTS), tuple(_mixed()))
    # A page that is not on https may request what it likes; WebKit refuses 0.0.0.0 to all.
    plain = Act(Scene(hosts=HOSTS), tuple(_one(name) for name in ("a", *HOSTS) if name != "zero"))
    found = {"a page on https": mixed, "a page on http": plain}
    if engine == "webkit":
        return found
    if engine == "chromium":
        # Firefox would ask its proxy for such a page.
        spaces = {"page": "public", "b": "local"}
        scene = Scene(hosts={"page": "page.test"}, spaces=spaces)
        found["a page that is not secure"] = Act(scene, _about(page_space="public"))
    for page in ("public", "local"):
        for permission in ("granted", "denied"):
            spaces = {"page": page, "b": "local"}
            scene = Scene(secure=True, spaces=spaces, permission=permission)
            played = _about(page_space=page, permission=permission)
            found[f"a page in the {page} address space, {permission}"] = Act(scene, played)
    return found


SPACES = {"a": "loopback", "b": "local"}


def without_the_page(observation: Observation, origin: str) -> Observation:
    """Return what was observed, with the root of the page's origin for the page.

    Args:
        observation: as the browser did it.
        origin: origin of the page.
    """
    lines = tuple(line.replace(f"{origin}/page", f"{origin}/") for line in observation.console)
    return replace(observation, console=lines)
