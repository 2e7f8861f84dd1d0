"""What to do with a path that is no target: how to get one from what lies there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_TEXT = 65_536
"""Characters of a file in which its kind is looked for."""

_CDK = "run `npx cdk synth`, then audit cdk.out"
_SERVERLESS = (
    "run `npx serverless package`, then audit .serverless/cloudformation-template-update-stack.json"
)
_CHALICE = "run `chalice package --pkg-format cloudformation out`, then audit out/sam.json"
_AMPLIFY = (
    "Amplify deploys it to your account: audit that, with `corsgate audit` and no target, or ask "
    "the API itself with `corsgate probe URL --origin ORIGIN`"
)
_JINJA = "it is a template of a template ({{ or {%): render it first, then audit the result"
_URL = "a URL is not read: ask it with `corsgate probe URL --origin ORIGIN`"
_PACKAGE = "name the template, the cdk.out or the folder that describes the API"
_NOTHING = (
    "name the folder of the template, run `corsgate audit` without a target for the AWS account, "
    "or ask the API itself with `corsgate probe URL --origin ORIGIN`"
)


class _Sign(NamedTuple):
    applies: Callable[[Path], bool]
    step: str


def _named(*names: str) -> Callable[[Path], bool]:
    return lambda path: path.name in names


def _says(pattern: str, *names: str) -> Callable[[Path], bool]:
    return lambda path: (not names or path.name in names) and bool(re.search(pattern, _text(path)))


def _holds(*names: str) -> Callable[[Path], bool]:
    return lambda path: any((path / name).exists() for name in names)


_OF_FILES = (
    _Sign(_named("serverless.ts", "serverless.js"), _SERVERLESS),
    _Sign(_named("cdk.json"), _CDK),
    _Sign(_says(r'"aws-cdk(?:-lib)?"', "package.json"), _CDK),
    _Sign(_says(r'"(?:serverless|osls)"', "package.json"), _SERVERLESS),
    _Sign(_named("package.json", "pyproject.toml", "requirements.txt"), _PACKAGE),
    _Sign(_says(r"\{%|\{\{"), _JINJA),
)
_OF_FOLDERS = (
    _Sign(_holds("cdk.json"), _CDK),
    _Sign(_holds("serverless.ts", "serverless.js"), _SERVERLESS),
    _Sign(_holds(".chalice"), _CHALICE),
    _Sign(_holds("amplify"), _AMPLIFY),
    _Sign(lambda _: True, _NOTHING),
)
"""The first that applies."""


def with_next_step(message: str, path: Path) -> str:
    """Add to a message how to get a target from what lies at a path.

    Args:
        message: why it is none.
        path: path that was named.

    Example:
        >>> with_next_step("no template", Path("shop/cdk.json"))
        'no template (run `npx cdk synth`, then audit cdk.out)'
    """
    if not path.exists():
        # A path has one slash where the URL has two.
        return f"{message} ({_URL})" if re.match("https?:/", str(path)) else message
    signs = _OF_FOLDERS if path.is_dir() else _OF_FILES
    step = next((sign.step for sign in signs if sign.applies(path)), None)
    return message if step is None else f"{message} ({step})"


def _text(path: Path) -> str:
    """Return the beginning of a regular file; nothing of a pipe, or where it cannot be read."""
    if not path.is_file():
        return ""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_TEXT)
    except OSError:  # the message says already that it cannot be read
        return ""
