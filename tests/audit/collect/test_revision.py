"""A target at a revision of git: read as it was, and nothing of the repository runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.revision import at_revision
from corsgate_audit.model import HttpApi
from support.collected import write

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: NAME, ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ['*']}}
"""
_AS = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="NOT RUN: git is not installed")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["git", *_AS, *arguments],  # noqa: S607 - the git of the machine
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a repository whose template has changed since its first commit."""
    folder = tmp_path / "repository"
    write(folder, "infra/template.yaml", TEMPLATE.replace("NAME", "old"))
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    write(folder, "infra/template.yaml", TEMPLATE.replace("NAME", "new"))
    monkeypatch.chdir(folder)
    return folder


def names(target: str, revision: str = "HEAD") -> list[tuple[str, str]]:
    """Return the names of the APIs at a revision, and where each is said to be."""
    with at_revision(target, revision) as found:
        return [
            (str(api.name), api.location.source) for api in found.apis if isinstance(api, HttpApi)
        ]


@pytest.mark.usefixtures("repository")
def test_a_file_and_a_folder_are_read_as_they_were() -> None:
    """Their paths are the user's own, and not those of the private folder."""
    assert names("infra/template.yaml") == [("old", "infra/template.yaml")]
    assert names("infra") == [("old", "infra/template.yaml")]
    assert names(".") == [("old", "infra/template.yaml")]


def test_an_absolute_path(repository: Path) -> None:
    """From wherever it is asked about."""
    target = str(repository / "infra" / "template.yaml")
    assert names(target) == [("old", target)]


def test_what_the_revision_does_not_have_is_empty(repository: Path) -> None:
    """A new file and a new folder have nothing before."""
    write(repository, "infra/other.yaml", TEMPLATE)
    write(repository, "new/template.yaml", TEMPLATE)
    assert (names("infra/other.yaml"), names("new")) == ([], [])
    write(repository, "docs/page.yaml", "title: page")
    git(repository, "add", "docs")
    git(repository, "commit", "--quiet", "-m", "docs")
    assert (names("docs"), names("docs/page.yaml")) == ([], [])  # no template of those days


def test_no_such_revision(repository: Path) -> None:
    """Git's own sentence is handed on; a name that looks like an option is none."""
    del repository
    for revision in ("nowhere", "--output=x"):
        with pytest.raises(TargetError, match="git rev-parse in 'infra'"):
            names("infra", revision)


def test_no_repository(tmp_path: Path) -> None:
    """Nor a folder."""
    write(tmp_path, "elsewhere/template.yaml", TEMPLATE)
    with pytest.raises(TargetError, match="not a git repository"):
        names(str(tmp_path / "elsewhere"))
    with pytest.raises(TargetError, match="does not exist"):
        names(str(tmp_path / "nowhere" / "template.yaml"))


def test_a_broken_template_names_the_revision(repository: Path) -> None:
    """And the file as the user calls it."""
    write(repository, "infra/broken.yaml", "Resources: [")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "broken")
    with pytest.raises(TargetError, match=r"^at HEAD: 'infra/broken.yaml'"):
        names("infra/broken.yaml")


def test_nothing_of_the_repository_runs(repository: Path) -> None:
    """Neither its hooks, nor its filters, nor the programs that its settings name."""
    mark = repository / "ran"
    program = write(repository, "program.sh", f"#!/bin/sh\ntouch {mark}\n")
    Path(program).chmod(0o700)
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        shutil.copy(program, hooks / hook)
    write(repository, ".gitattributes", "* filter=evil diff=evil\n")
    git(repository, "add", ".gitattributes")
    git(repository, "commit", "--quiet", "-m", "attributes")
    mark.unlink(missing_ok=True)
    for key in ("filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "core.pager"):
        git(repository, "config", key, program)
    git(repository, "config", "core.fsmonitor", program)
    mark.unlink(missing_ok=True)

    assert names("infra") == [("old", "infra/template.yaml")]
    assert not mark.exists()


def test_a_missing_object_is_not_fetched(repository: Path) -> None:
    """A partial clone would start whatever its remote's address names."""
    mark = repository / "ran"
    blob = git(repository, "rev-parse", "HEAD:infra/template.yaml").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    git(repository, "config", "remote.origin.url", f"ext::sh -c touch% {mark}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "protocol.ext.allow", "always")

    with pytest.raises(TargetError, match=r"^git does not have 'template.yaml'"):
        names("infra")
    assert not mark.exists()


def test_links_that_lead_out_are_left_out(repository: Path) -> None:
    """One that stays below is followed."""
    outside = write(repository.parent, "outside.yaml", TEMPLATE.replace("NAME", "outside"))
    (repository / "infra" / "inside.yaml").symlink_to("template.yaml")
    (repository / "infra" / "absolute.yaml").symlink_to(outside)
    (repository / "infra" / "above.yaml").symlink_to("../../outside.yaml")
    git(repository, "checkout", "--quiet", "--", "infra/template.yaml")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "links")

    assert {name for name, _ in names("infra")} == {"old"}
    assert names("infra/absolute.yaml") == []
    assert names("infra/inside.yaml") == [("old", "infra/inside.yaml")]


def test_variables_of_a_hook_name_no_other_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git starts hooks with GIT_DIR set."""
    del repository
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert names("infra") == [("old", "infra/template.yaml")]
