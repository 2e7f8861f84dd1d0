"""Every command and block in docs/method-not-allowed-by-cors.md does what stands beside it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.browser.console import SENTENCES
from corsgate_audit.causes import CAUSES
from corsgate_audit.probe import HttpSender, probe
from support.lambda_events import read_both, rest_event
from support.real_servers import APPS, NGINX, NGINX_NOT_RUN, in_front_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "method-not-allowed-by-cors.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
APP = "https://app.example.com"
SERVER = "https://api.example.com"
CORSGATE = shutil.which("corsgate", path=str(Path(sys.executable).parent))


def run(block: str, folder: Path, server: str = SERVER) -> list[tuple[int, str]]:
    """Run the commands of a block; return the exit status and the output of each."""
    results = []
    for line in BLOCKS[block].splitlines():
        program, *arguments = shlex.split(line.removeprefix("$ ").replace(SERVER, server))
        assert program == "corsgate"
        assert CORSGATE is not None
        done = subprocess.run(
            [CORSGATE, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.stderr == ""
        results.append((done.returncode, done.stdout))
    return results


def passes(server: str) -> bool:
    """Whether a page of the app may put JSON to a server."""
    headers = (("content-type", "application/json"), ("authorization", "Bearer x"))
    with HttpSender(per_second=1000) as send:
        found = probe(
            BrowserRequest(f"{server}/items", APP, "PUT", headers), send, send_actual=True
        )
    return found.verdict is not None and found.verdict.allowed


def test_every_block_is_named() -> None:
    """One without a name would not be executed."""
    assert PAGE.count("```") == 2 * len(BLOCKS)


def test_the_sentences_at_the_top_are_the_consoles_own() -> None:
    """People search for them word by word."""
    listed = [line[3:-1] for line in PAGE.splitlines() if line.startswith("- `")]
    assert len(listed) == 3
    assert {sentence.replace("PUT", "{}") for sentence in listed} <= set(SENTENCES.values())


def test_the_causes_in_the_table_exist() -> None:
    """By the names that `probe` prints."""
    slugs = {cause.slug for cause in CAUSES}
    named = {
        slug
        for line in PAGE.splitlines()
        if line.startswith("| [")
        for slug in re.findall(r"`([a-z-]+)`", line.rpartition(" | ")[2])
    }
    assert len(named) == 9
    assert named <= slugs


@pytest.mark.slow
def test_the_pasted_line_leads_to_its_cause(tmp_path: Path) -> None:
    """And to the probe that asks the server."""
    ((status, output),) = run("symptom", tmp_path)
    assert status == 0
    assert "1. **method-not-allowed** (CORS110)" in output
    assert f"    corsgate probe {SERVER}/items --origin {APP} --method PUT\n" in output


def test_every_link_leads_to_a_page() -> None:
    """On this page and on those of the symptoms and causes."""
    docs = ROOT / "docs"
    pages = [
        docs / "method-not-allowed-by-cors.md",
        *docs.glob("causes/*"),
        *docs.glob("symptoms/*"),
    ]
    links = {
        (page.parent / link).resolve()
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8"))
    }
    assert len(links) > 60
    assert [str(link) for link in links if not link.is_file()] == []


@pytest.mark.slow
def test_flask_before_and_after_the_fix(tmp_path: Path) -> None:
    """`probe` blames the preflight; with the fix it is satisfied, and so is `check`."""
    with APPS["flask"].running(tmp_path) as server:
        ((status, output),) = run("probe", tmp_path, server)
        assert status == 1
        assert "the server does not answer the preflight (preflight-without-headers)" in output
    (tmp_path / "template.yaml").write_text(BLOCKS["sam"], encoding="utf-8")
    (tmp_path / "cors.toml").write_text(BLOCKS["expectations"], encoding="utf-8")
    with APPS["flask"].running(tmp_path, BLOCKS["flask"]) as server:
        assert passes(server)
        _, (status, output) = run("check", tmp_path, server)
    assert (status, output.splitlines()[-1]) == (
        0,
        "2 expectations: 2 hold, 0 fail, 0 undetermined",
    )


@pytest.mark.slow
def test_express(tmp_path: Path) -> None:
    """The fix lets the page in."""
    with APPS["express"].running(tmp_path) as server:
        assert not passes(server)
    with APPS["express"].running(tmp_path, BLOCKS["express"]) as server:
        assert passes(server)


@pytest.mark.slow
@pytest.mark.skipif(NGINX is None, reason=NGINX_NOT_RUN)
def test_nginx(tmp_path: Path) -> None:
    """The fix lets the page in."""
    with APPS["flask"].running(tmp_path) as behind:
        broken = "limit_except GET { deny all; }"
        with in_front_of(behind, tmp_path / "broken", broken) as server:
            assert not passes(server)
        with in_front_of(behind, tmp_path / "fixed", BLOCKS["nginx"]) as server:
            assert passes(server)


@pytest.mark.slow
def test_sam_is_clean_and_asks_no_preflight_for_anything(tmp_path: Path) -> None:
    """The audit finds nothing, and no browser minds.

    A page without a token reads the gateway's own 403.
    """
    (tmp_path / "template.yaml").write_text(BLOCKS["sam"], encoding="utf-8")
    (audit, output), (why, exchange) = run("audit", tmp_path)
    assert (audit, re.findall("CORS[0-9]+", output)) == (0, [])
    assert why == 0
    assert "The preflight passes: the browser sends the request." in exchange
    assert "      403 Forbidden\n" in exchange
    broken = BLOCKS["sam"].replace("CorsPreflight: false", "CorsPreflight: true")
    (tmp_path / "template.yaml").write_text(broken, encoding="utf-8")
    (audit, output), _ = run("audit", tmp_path)
    assert (audit, "CORS601" in output) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cdk", "cloudfront"])
def test_the_stacks_are_synthesised(name: str, tmp_path: Path) -> None:
    """And the audit finds nothing in them."""
    handlers = tmp_path / "lambda_handlers"
    handlers.mkdir()
    (handlers / "items.py").write_text(BLOCKS["lambda"], encoding="utf-8")
    environment = {**os.environ, "CDK_OUTDIR": str(tmp_path / "cdk.out")}
    subprocess.run(
        [sys.executable, "-c", BLOCKS[name]],
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=120,
    )
    assert CORSGATE is not None
    audit = subprocess.run(
        [CORSGATE, "audit", "cdk.out"], cwd=tmp_path, check=False, capture_output=True, timeout=120
    )
    assert audit.returncode == 0 or b"no API" in audit.stderr


def test_the_lambda_handler_answers_the_page() -> None:
    """Its preflight and its request."""
    namespace: dict[str, Any] = {}
    exec(BLOCKS["lambda"], namespace)  # noqa: S102 - the page is ours
    event = rest_event("PUT", (("Origin", APP),), "/items")
    answer = read_both(namespace["handler"](event, None))
    assert answer.values("access-control-allow-origin") == [APP]
    assert answer.values("access-control-allow-methods") == ["GET, PUT"]
