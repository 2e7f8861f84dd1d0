"""The option that names a browser: whose verdict counts, and whose sentence is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Browser(StrEnum):
    """The browsers of `corsgate_audit.browser.BROWSERS`, which takes longer to import."""

    CHROME = "chrome"
    FIREFOX = "firefox"
    SAFARI = "safari"


BrowserOption = Annotated[
    Browser | None,
    typer.Option(
        "--browser",
        help="Browser whose verdict counts, and whose console is quoted.",
        show_default="all; a request is blocked if one of them blocks it",
        rich_help_panel="Output",
    ),
]


def engine_of(browser: Browser | None) -> str | None:
    """Return the engine of a browser; None where none is named."""
    from corsgate_audit.browser import BROWSERS

    return None if browser is None else BROWSERS[browser.value]
