"""What the standard refuses and no browser blocks yet: a finding that says what is to come."""

from __future__ import annotations

from typing import Final

TO_COME: Final = (
    "By the Fetch standard '*' does not cover Authorization. Browsers still send the header, but "
    "their console warns that they will block it."
)
"""Chromium 156, Firefox 153 and WebKitGTK 2.50: each was tried.

Source: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
"""
