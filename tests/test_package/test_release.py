"""What a release says of itself."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import corsgate

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
REPOSITORY = "https://github.com/OWNER/corsgate"


@pytest.fixture
def hook() -> ModuleType:
    """Return the hook of the build, which is no package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _metadata(hook: ModuleType) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": "corsgate", "version": corsgate.__version__}
    hook.ReleaseMetadata(str(ROOT), {}).update(metadata)
    return metadata


def test_a_release_links_to_its_own_files(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No link of the long description is relative: an index has none of the files."""
    monkeypatch.setenv("CORSGATE_REPOSITORY", f"{REPOSITORY}/")
    metadata = _metadata(hook)
    text, tag = metadata["readme"]["text"], f"v{corsgate.__version__}"
    assert hook.RELATIVE.findall(text) == []
    assert f"]({REPOSITORY}/blob/{tag}/docs/audit.md)" in text
    assert f"]({REPOSITORY}/raw/{tag}/docs/images/audit.svg)" in text
    assert metadata["urls"] == {
        "Documentation": f"{REPOSITORY}/tree/{tag}/docs",
        "Changelog": f"{REPOSITORY}/blob/{tag}/CHANGELOG.md",
        "Issues": f"{REPOSITORY}/issues",
        "Source": REPOSITORY,
    }


def test_a_checkout_names_no_address(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is published is not known: the text is the README as it is."""
    monkeypatch.delenv("CORSGATE_REPOSITORY", raising=False)
    assert _metadata(hook) == {
        "name": "corsgate",
        "version": corsgate.__version__,
        "readme": {
            "content-type": "text/markdown",
            "text": (ROOT / "README.md").read_text("utf-8"),
        },
        "urls": {},
    }


def test_links_to_other_places_stay(hook: ModuleType) -> None:
    """Addresses and places of the page itself are left as they are."""
    text = "[a](https://a.example/b) [c](#c) [d](docs/d.md#e) ![f](g.svg)"
    assert hook.absolute(text, "https://h.example/{kind}") == (
        "[a](https://a.example/b) [c](#c) [d](https://h.example/blob/docs/d.md#e) "
        "![f](https://h.example/raw/g.svg)"
    )


def test_every_name_is_listed() -> None:
    """`dir(corsgate)` has what is imported only when it is asked for."""
    assert set(corsgate.__all__) <= set(dir(corsgate))
    assert all(hasattr(corsgate, name) for name in dir(corsgate))


def test_the_version_stands_once() -> None:
    """The distribution takes it from the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert "version" in project["dynamic"]
