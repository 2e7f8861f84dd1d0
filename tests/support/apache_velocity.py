"""Apache Velocity on Java, as Debian packages it: a peer that is none of ours."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PROGRAMS = Path(__file__).with_name("velocity_java")
_JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("velocity", "commons-collections3", "commons-lang")
]

CLASS_PATH = os.environ.get("CORSGATE_VELOCITY") or (
    os.pathsep.join(map(str, _JARS)) if all(jar.exists() for jar in _JARS) else ""
)
"""That of Velocity 1.7; empty where the machine has none."""

IS_HERE = bool(CLASS_PATH and shutil.which("java"))
NOT_RUN = (
    "NOT RUN: no Apache Velocity on this machine; install it: apt-get install velocity "
    "libcommons-collections3-java libcommons-lang-java default-jre-headless"
)


@dataclass(frozen=True)
class Outcome:
    """What a template came to.

    Args:
        text: that it rendered.
        headers: that it overrode, as Java writes a map.
    """

    text: str
    headers: str


def run_java(program: str, lines: Iterable[str]) -> list[str]:
    """Run a program of `velocity_java` on lines; return a line for each.

    Args:
        program: file name without its ending.
        lines: without tab or newline, but between fields.
    """
    done = subprocess.run(
        ["java", "-XX:+UseSerialGC", "-cp", CLASS_PATH, str(_PROGRAMS / f"{program}.java")],  # noqa: S607 - whichever the machine has
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=500,
    )
    return done.stdout.splitlines()


def rendered(templates: Sequence[str]) -> list[Outcome | None]:
    """Render templates as API Gateway was recorded to; None for those that Velocity refuses.

    Args:
        templates: all of them are rendered by one start of Java.
    """
    return [_outcome(line) for line in run_java("Compare", map(encoded, templates))]


def _outcome(line: str) -> Outcome | None:
    return None if line == "error" else Outcome(*map(_decoded, line.split("\t")))


def encoded(text: str) -> str:
    """Return text that holds neither tab nor newline.

    Args:
        text: any.
    """
    return base64.b64encode(text.encode()).decode()


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()
