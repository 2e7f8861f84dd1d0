"""The comment of the GitHub Action: one on each pull request, whoever may write it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parents[2] / ".ci" / "action" / "comment.py"
MARK = "<!-- corsgate -->\n"


class GitHub(BaseHTTPRequestHandler):
    """GitHub's API, as far as comments need it."""

    comments: ClassVar[list[dict[str, Any]]]
    asked: ClassVar[list[tuple[str, str, str]]]
    refuses: ClassVar[int]

    def do_GET(self) -> None:
        """Answer with a page of comments."""
        page = int(self.path.rpartition("=")[2])
        self._answer(200, self.comments[100 * (page - 1) : 100 * page])

    def do_POST(self) -> None:
        """Add a comment."""
        if self.refuses:
            self._answer(self.refuses, {"message": "Resource not accessible by integration"})
            return
        self.comments.append({"id": len(self.comments), **self._body()})
        self._answer(201, {})

    def do_PATCH(self) -> None:
        """Change a comment."""
        self.comments[int(self.path.rpartition("/")[2])].update(self._body())
        self._answer(200, {})

    def _body(self) -> dict[str, str]:
        given: dict[str, str] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return given

    def _answer(self, status: int, value: object) -> None:
        self.asked.append((self.command, self.path, self.headers["Authorization"]))
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def github(*bodies: str, refuses: int = 0) -> Iterator[str]:
    """Serve GitHub's API on loopback; yield its address."""
    GitHub.comments = [{"id": at, "body": body} for at, body in enumerate(bodies)]
    GitHub.asked, GitHub.refuses = [], refuses
    with ThreadingHTTPServer(("127.0.0.1", 0), GitHub) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def post(folder: Path, address: str, text: str, event: object = None) -> str:
    """Run the script as the action does; return its log."""
    comment, given = folder / "comment.md", folder / "event.json"
    comment.write_text(text, "utf-8")
    given.write_text(json.dumps(event or {"pull_request": {"number": 7}}), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        env={
            **os.environ,
            "COMMENT": str(comment),
            "TOKEN": "secret",
            "GITHUB_API_URL": address,
            "GITHUB_EVENT_PATH": str(given),
            "GITHUB_REPOSITORY": "owner/shop",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "secret" not in done.stdout
    return done.stdout


def test_the_first_run_posts_and_later_ones_update(tmp_path: Path) -> None:
    """Also where the comment stands behind a page of others."""
    others = [f"comment {number}" for number in range(120)]
    with github(*others) as address:
        assert post(tmp_path, address, "one") == ""
        assert post(tmp_path, address, "two") == ""
        assert [each["body"] for each in GitHub.comments] == [*others, f"{MARK}two"]
        assert [method for method, _, _ in GitHub.asked].count("POST") == 1
        assert {token for _, _, token in GitHub.asked} == {"Bearer secret"}
        assert ("PATCH", "/repos/owner/shop/issues/comments/120") in {
            each[:2] for each in GitHub.asked
        }


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    """GitHub would refuse it; the summary has it all."""
    with github() as address:
        post(tmp_path, address, "x" * 70_000)
        (comment,) = GitHub.comments
        assert len(comment["body"]) == 65_000
        assert comment["body"].endswith("The rest is in the summary of the job.\n")


@pytest.mark.parametrize(
    ("refuses", "said"), [(403, "of a fork it never may"), (502, "GitHub answers 502")]
)
def test_a_job_does_not_fail_for_its_comment(tmp_path: Path, refuses: int, said: str) -> None:
    """A fork's token may not write."""
    with github(refuses=refuses) as address:
        log = post(tmp_path, address, "one")
    assert log.startswith("::notice title=corsgate::no comment: ")
    assert said in log


def test_nobody_answers_or_there_is_no_pull_request(tmp_path: Path) -> None:
    """Both are said."""
    assert "::notice title=corsgate::no comment: " in post(tmp_path, "http://127.0.0.1:9", "one")
    with github() as address:
        log = post(tmp_path, address, "one", event={"ref": "refs/heads/main"})
        assert GitHub.asked == []
    assert "this is no run of a pull request" in log
