"""Lays the pages out, with Jinja: self-contained, and without anything that could act."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from corsgate_audit.report.lines import printable

_PACKAGE = "corsgate_audit.report"
_FOLDER = files(f"{_PACKAGE}.html")


def laid_out(template: str, *, styles: tuple[str, ...], script: str = "", **values: object) -> str:
    """Return a page that loads nothing.

    Every text goes through Jinja's escaping. A policy in the page refuses the network and all
    scripts but the named one, known by its hash, so that a name that found its way through could
    still do nothing.

    Args:
        template: file name of the template, which extends ``base.html.j2``.
        styles: file names of its style sheets; one follows the other in the page.
        script: file name of its script; empty where it has none.
        values: what the template shows.

    Source: https://www.w3.org/TR/CSP3/#meta-element
    """
    # Here, since Jinja takes longer to import than the other reports to write.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader(_PACKAGE, "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = _shown
    style = "".join(map(_read, styles))
    code = _read(script) if script else ""
    return environment.get_template(template).render(
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script=Markup(code),  # noqa: S704 - our own file
        script_hash=_hash(code) if code else "",
        **values,
    )


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(text: object) -> str:
    return "\n".join(map(printable, str(text).split("\n")))
