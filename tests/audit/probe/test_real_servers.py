"""Each family, broken in a real server: what `probe` says, its fix applied, `probe` satisfied.

A real Chromium sees the same before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.probe import Family, HttpSender, Server, probe
from corsgate_audit.probe.server_fix import server_fix_for
from support.chromium import NOT_RUN, chromium, find_chromium
from support.real_servers import APPS, NGINX, NGINX_NOT_RUN, in_front_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.probe import Probe
    from support.chromium import Chromium

pytestmark = [pytest.mark.slow]

FLASK_LOGIN = """
@app.before_request
def login():
    if "Authorization" not in flask.request.headers:
        return flask.jsonify(message="Unauthorized"), 401
"""
FLASK_CORS = """
from flask_cors import CORS
CORS(app, origins=["{origin}"], methods=["GET", "PATCH"])
"""
STARLETTE_CORS = """
from starlette.middleware.cors import CORSMiddleware
app.add_middleware(CORSMiddleware, allow_origins=["{origin}"], allow_methods=["GET"])
"""
STARLETTE_STRANGER = """
from starlette.middleware.cors import CORSMiddleware
app.add_middleware(CORSMiddleware, allow_origins=["https://other.test"], allow_methods=["PUT"])
"""
EXPRESS_CORS = 'app.use(require("cors")({origin: "{origin}", methods: ["GET", "POST"]}));'
EXPRESS_LOGIN = """
app.use((request, response, next) =>
  request.get("authorization") ? next() : response.status(401).json({message: "Unauthorized"}));
"""


class Broken(NamedTuple):
    """A server with a fault.

    Args:
        app: its framework.
        settings: that hold the fault.
        slug: of the cause that is found.
        family: of it.
        server: that is named.
        keeps: settings that stay when the fix is applied, behind it.
    """

    app: str
    settings: str
    slug: str
    family: Family
    server: Server
    keeps: str = ""


BROKEN = [
    Broken("flask", "", "preflight-without-headers", Family.PREFLIGHT, Server.FLASK),
    Broken("flask", FLASK_CORS, "method-not-allowed", Family.METHOD, Server.FLASK),
    Broken(
        "flask",
        FLASK_LOGIN,
        "preflight-asks-for-token",
        Family.PREFLIGHT,
        Server.FLASK,
        keeps=FLASK_LOGIN,
    ),
    Broken("starlette", "", "options-rejected", Family.PREFLIGHT, Server.UVICORN),
    Broken("starlette", STARLETTE_CORS, "method-not-allowed", Family.METHOD, Server.STARLETTE),
    Broken("starlette", STARLETTE_STRANGER, "origin-not-allowed", Family.POLICY, Server.STARLETTE),
    Broken("express", "", "preflight-without-headers", Family.PREFLIGHT, Server.EXPRESS),
    Broken("express", EXPRESS_CORS, "method-not-allowed", Family.METHOD, Server.EXPRESS),
    Broken(
        "express",
        EXPRESS_LOGIN,
        "preflight-asks-for-token",
        Family.PREFLIGHT,
        Server.EXPRESS,
        keeps=EXPRESS_LOGIN,
    ),
]


PAGE = "http://127.0.0.1:1"
"""The page's origin where no browser opens one."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium | None]:
    """Start one browser for the module; None where there is none."""
    if find_chromium() is None:
        yield None
        return
    with chromium() as running:
        yield running


@pytest.fixture
def origin(browser: Chromium | None) -> str:
    """Return the origin of the page that calls."""
    return browser.origins["page"] if browser else PAGE


def asked(browser: Chromium | None, origin: str, server: str) -> Probe:
    """Probe a PUT of JSON with a token, sent for real; the browser has to agree."""
    headers = (("content-type", "application/json"), ("authorization", "Bearer x"))
    request = BrowserRequest(f"{server}/items", origin, "PUT", headers)
    with HttpSender(per_second=1000) as send:
        found = probe(request, send, send_actual=True)
    if browser is not None:
        assert found.verdict is not None
        seen = browser.fetch(request.url, request.method, dict(headers))
        assert seen == (found.verdict.allowed, found.verdict.console)
    return found


@pytest.mark.browser
def test_a_browser_agrees_in_the_tests_below(browser: Chromium | None) -> None:
    """Each compares what `probe` finds with the verdict and the console of a real Chromium."""
    if browser is None:
        pytest.skip(NOT_RUN)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: f"{each.app}-{each.slug}")
def test_what_is_wrong_is_named_and_its_cure_works(
    broken: Broken, browser: Chromium | None, origin: str, tmp_path: Path
) -> None:
    """The family, the cause and the server; then the code of the fix stands in the server."""
    app = APPS[broken.app]
    with app.running(tmp_path, broken.settings.replace("{origin}", origin)) as server:
        found = asked(browser, origin, server)
    assert found.cause is not None
    assert (found.cause.slug, found.cause.family, found.cause.server) == broken[2:5]
    fix = server_fix_for(found)
    assert fix is not None
    with app.running(tmp_path, f"{fix.code}\n{broken.keeps}") as server:
        fixed = asked(browser, origin, server)
    assert fixed.cause is None
    assert fixed.verdict is not None
    assert fixed.verdict.allowed


@pytest.mark.skipif(NGINX is None, reason=NGINX_NOT_RUN)
def test_nginx_in_front_that_restricts_methods(
    browser: Chromium | None, origin: str, tmp_path: Path
) -> None:
    """It answers the preflight itself; the application behind it never sees one."""
    with APPS["flask"].running(tmp_path) as behind:
        with in_front_of(behind, tmp_path / "broken", "limit_except GET { deny all; }") as server:
            found = asked(browser, origin, server)
        assert found.cause is not None
        assert (found.cause.slug, found.cause.family) == ("front-restricts-methods", Family.FRONT)
        assert [trace.server for trace in found.traces] == [Server.NGINX]
        fix = server_fix_for(found)
        assert fix is not None
        settings = f"limit_except GET PUT OPTIONS {{ deny all; }}\n{fix.code}"
        with in_front_of(behind, tmp_path / "fixed", settings) as server:
            fixed = asked(browser, origin, server)
    assert (fixed.cause, fixed.verdict and fixed.verdict.allowed) == (None, True)


def test_a_neighbour_that_is_allowed_is_pointed_out(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """PATCH is allowed where PUT is not."""
    settings = FLASK_CORS.replace("{origin}", PAGE)
    with APPS["flask"].running(tmp_path, settings) as server:
        found = asked(None, PAGE, server)
    assert found.remarks == snapshot
