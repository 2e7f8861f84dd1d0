"""Posts one comment on a pull request, or updates the one that an earlier run has posted.

What it cannot do it says and leaves: the summary of the job has the same text. The standard library
is enough, and nothing of the pull request is imported (python -I).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

MARK = "<!-- corsgate -->"
"""Tells this comment from all others; nobody sees it."""
LIMIT = 65_000
"""Characters: GitHub refuses a comment of more than 65,536."""
_PAGES = 20
_SECONDS = 30
_CUT = "\n\nThe rest is in the summary of the job.\n"
_NOT_ALLOWED = frozenset({401, 403, 404})


def main() -> int:
    """Post the comment, and return the exit status: a job does not fail for its comment."""
    number = _pull_request()
    if number is None:
        sys.stdout.write("::notice title=corsgate::no comment: this is no run of a pull request\n")
        return 0
    text = f"{MARK}\n{Path(os.environ['COMMENT']).read_text('utf-8')}"
    if len(text) > LIMIT:
        text = text[: LIMIT - len(_CUT)] + _CUT
    try:
        _post(number, text)
    except HTTPError as error:
        why = (
            "the token may not write to this pull request (of a fork it never may); the job needs "
            "permissions: pull-requests: write"
            if error.code in _NOT_ALLOWED
            else f"GitHub answers {error.code}"
        )
        sys.stdout.write(f"::notice title=corsgate::no comment: {why}\n")
    except (URLError, TimeoutError) as error:
        sys.stdout.write(f"::notice title=corsgate::no comment: {' '.join(str(error).split())}\n")
    return 0


def _pull_request() -> int | None:
    """Return the number of the pull request that the run is about."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    event = json.loads(Path(path).read_text("utf-8")) if path else {}
    number = event.get("pull_request", {}).get("number")
    return number if isinstance(number, int) else None


def _post(number: int, text: str) -> None:
    repository = os.environ["GITHUB_REPOSITORY"]
    issues = f"/repos/{repository}/issues"
    for page in range(1, _PAGES + 1):
        found = _asked("GET", f"{issues}/{number}/comments?per_page=100&page={page}")
        for each in found:
            if str(each.get("body", "")).startswith(MARK):
                _asked("PATCH", f"{issues}/comments/{each['id']}", {"body": text})
                return
        if not found:
            break
    _asked("POST", f"{issues}/{number}/comments", {"body": text})


def _asked(method: str, path: str, body: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - any JSON
    """Ask GitHub's API: https://docs.github.com/en/rest/issues/comments."""
    request = Request(  # noqa: S310 - the address is the runner's own
        os.environ.get("GITHUB_API_URL", "https://api.github.com") + path,
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "corsgate",
        },
    )
    with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - the same
        return json.load(response)


if __name__ == "__main__":
    sys.exit(main())
