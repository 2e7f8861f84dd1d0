"""Entries of the table of differences: what browsers refuse before anything is sent."""

from __future__ import annotations

from corsgate_audit.browser.notes import (
    CHROMIUM,
    FIREFOX,
    GECKO_SOURCE,
    WEBKIT,
    WEBKIT_SOURCE,
    note,
)

LOOPBACK_IS_MIXED_CONTENT = note(
    WEBKIT,
    "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch",
    WEBKIT_SOURCE + "WebCore/loader/MixedContentChecker.cpp",
    standard="A page on https may request `http://localhost` and `http://127.0.0.1`: they are "
    "potentially trustworthy.",
    instead="It may request nothing by http.",
)
LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT = note(
    CHROMIUM,
    "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch",
    "https://developer.chrome.com/blog/local-network-access",
    standard="A page on https may request nothing else by http.",
    instead="It may request private addresses (`http://192.168.0.1`), `http://0.0.0.0` and "
    "hosts that end in `.local`; the console warns, and local network access decides.",
)
MIXED_REDIRECTS_ARE_REFUSED_FIRST = note(
    FIREFOX,
    "#concept-http-fetch",
    GECKO_SOURCE + "dom/security/nsMixedContentBlocker.cpp",
    standard="The CORS check of a redirect comes before its `Location` is looked at; that of "
    "a preflight is never looked at.",
    instead="A `Location` that a page on https may not request fails before the CORS check, a "
    "preflight's too.",
)
LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION = note(
    CHROMIUM | FIREFOX,
    "https://wicg.github.io/local-network-access/",
    "https://developer.chrome.com/blog/local-network-access",
    GECKO_SOURCE + "netwerk/base/nsIOService.cpp",
    standard="The Fetch standard knows no address spaces; a draft beside it does.",
    instead="A page in a public address space may call a local or a loopback one only after "
    "the user has allowed it. A page in a local one may call a loopback one.",
)
INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS = note(
    CHROMIUM,
    "https://wicg.github.io/local-network-access/",
    "https://developer.chrome.com/blog/local-network-access",
    standard="The Fetch standard knows no address spaces; a draft beside it does.",
    instead="A public page that is no secure context may not even ask the user.",
)
