"""A verification as one HTML page that loads nothing."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from corsgate_audit.report.lines import printable
from corsgate_audit.report.verify_words import NOTHING, counts_of, request_of, sent_of, title_of

if TYPE_CHECKING:
    from corsgate_audit.verify.result import Verification

_FOLDER = files("corsgate_audit.report.html")


def verify_html(found: Verification) -> str:
    """Return the page; Jinja escapes every text, and a policy in the page refuses all scripts.

    Args:
        found: verification to report.

    Source: https://www.w3.org/TR/CSP3/#meta-element
    """
    # Here, since Jinja takes longer to import than the other reports to write.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = _shown
    style = _FOLDER.joinpath("verify.css").read_text("utf-8")
    template = environment.from_string(_FOLDER.joinpath("verify.html.j2").read_text("utf-8"))
    return template.render(
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        title=title_of(found),
        counts=counts_of(found),
        groups=[
            (title, found.of(equal=equal))
            for title, equal in (
                ("Not as predicted", False),
                ("Undetermined", None),
                ("As predicted", True),
            )
        ],
        request_of=request_of,
        sent_of=sent_of,
        nothing=NOTHING,
    )


def _shown(text: object) -> str:
    return "\n".join(map(printable, str(text).split("\n")))
