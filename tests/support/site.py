"""Assembles the documentation for the site: ``make site``.

On GitHub the pages stand where they belong: a rule's beside the rule. The site has them all below
one folder, and each link leads to where its page is there.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "build" / "site-pages"
_BESIDE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "README.md": "index.md",
}
"""Pages at the root. The README's place is taken by the site's own first page."""
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>(?![a-z]+:|#)[^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_PYTHON = {
    "corsgate": ("corsgate", "corsgate.render"),
    "corsgate_audit.browser": ("corsgate_audit.browser",),
    "corsgate_cdk": ("corsgate_cdk",),
}


def places() -> Mapping[Path, Path]:
    """Return where each page of the repository stands in the site, relative to both roots."""
    docs = [path for path in (ROOT / "docs").rglob("*") if path.is_file()]
    rules = (ROOT / "audit" / "corsgate_audit" / "rules").rglob("CORS*.md")
    return {
        **{path.relative_to(ROOT): path.relative_to(ROOT / "docs") for path in docs},
        **{path.relative_to(ROOT): Path("rules", path.name) for path in rules},
        **{Path(path): Path(place) for path, place in _BESIDE.items()},
    }


def broken_links(path: Path) -> Iterator[str]:
    """Yield the links of a page that lead to no file of the repository.

    Args:
        path: Page, relative to the repository's root.
    """
    text = _CODE.sub("", (ROOT / path).read_text("utf-8"))
    for link in _LINK.finditer(text):
        target = (ROOT / path).parent / link["target"].partition("#")[0]
        if not target.exists():
            yield f"{path}: {link['target']}"


def moved_links(text: str, path: Path, repository: str = "") -> str:
    """Return a page's text with links as they have to be in the site.

    Args:
        text: Page in Markdown.
        path: Its path in the repository.
        repository: Address under which other files of the repository can be read; empty for none,
            and then what led to them is no link.
    """
    known = places()

    def moved(link: re.Match[str]) -> str:
        target, _, anchor = link["target"].partition("#")
        file = Path(os.path.normpath(path.parent / target))
        if file in known:
            place = Path(os.path.relpath(known[file], known[path].parent)).as_posix()
            return f"{link['image']}[{link['text']}]({place}{'#' * bool(anchor)}{anchor})"
        if repository:
            return f"{link['image']}[{link['text']}]({repository}/{file.as_posix()})"
        return link["text"]

    parts = re.split(f"({_CODE.pattern})", text, flags=re.DOTALL)
    return "".join(
        part if index % 2 else _LINK.sub(moved, part) for index, part in enumerate(parts)
    )


def assemble(folder: Path = PAGES) -> None:
    """Write the pages of the site into a folder that they have for themselves.

    Args:
        folder: Folder for them; what is in it is removed first.
    """
    shutil.rmtree(folder, ignore_errors=True)
    address = os.environ.get("CORSGATE_REPOSITORY", "").rstrip("/")
    repository = f"{address}/blob/HEAD" if address else ""
    for path, place in places().items():
        if path == Path("README.md"):
            continue
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            text = moved_links((ROOT / path).read_text("utf-8"), path, repository)
            (folder / place).write_text(text, "utf-8")
        else:
            shutil.copyfile(ROOT / path, folder / place)
    lines = ["# Python", ""]
    for title, modules in _PYTHON.items():
        lines += [f"## {title}", "", *(f"::: {module}" for module in modules), ""]
    (folder / "reference" / "python.md").write_text("\n".join(lines), "utf-8")


def main() -> None:
    """Assemble the site, or name every link that is broken."""
    broken = [link for path in places() if path.suffix == ".md" for link in broken_links(path)]
    if broken:
        sys.exit("these links lead nowhere:\n" + "\n".join(broken))
    assemble()


if __name__ == "__main__":
    main()
