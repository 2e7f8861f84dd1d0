"""Calls of a real Chromium to servers that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.chromium import PLAY, POLL_MS, TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.chromium import Chromium


def call_all(chromium: Chromium, calls: Sequence[dict[str, Any]]) -> list[tuple[bool, str | None]]:
    """Call servers that are not ours; return whether the page got each answer, and the error.

    Args:
        chromium: running browser.
        calls: ``url``, which differs from call to call, ``method``, ``headers`` and
            ``credentials`` of each.

    Returns:
        For each call whether the page got the answer, and else the CorsError that DevTools
        names; None where it names none.
    """
    page = chromium.page
    session = page.context.new_cdp_session(page)
    page.goto(f"{chromium.origins['page']}/page")
    urls: dict[str, str] = {}
    failures: dict[str, str | None] = {}

    def sent(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["request"]["url"]

    def failed(event: dict[str, Any]) -> None:
        error = event.get("corsErrorStatus", {}).get("corsError")
        url = urls.get(event["requestId"])
        if url is not None:
            failures[url] = failures.get(url) or error

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFailed", failed)
    session.send("Network.enable")
    seen = page.evaluate(PLAY, list(calls))
    blocked = [call["url"] for call, each in zip(calls, seen, strict=True) if "thrown" in each]
    for _ in range(TIMEOUT_MS // POLL_MS):
        if all(url in failures for url in blocked):
            break
        page.wait_for_timeout(POLL_MS)
    session.detach()
    return [
        ("thrown" not in each, failures.get(call["url"]) if "thrown" in each else None)
        for call, each in zip(calls, seen, strict=True)
    ]
