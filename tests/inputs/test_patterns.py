"""Which files a pattern matches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distribute.inputs.patterns import matching

FILES = ("a.md", "b/a.md", "b/c.txt", "b/d/a.md", "b/d/e/f.md", ".h/a.md", "d/index.md", "d/b/[x].md")
PARTS = st.sampled_from(["**", "*", "*.md", "b", "d", "a.md", "?", "[a-c]*", ".h", "none"])


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tree"), *FILES)


def made(root: Path, *files: str) -> Path:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    return root


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    """Let every folder called `name` be one that can't be listed."""
    scandir = os.scandir

    def scan(path: str | Path) -> object:
        if Path(path).name == name:
            raise error
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, min_size=1, max_size=5).filter(lambda parts: parts[-1] != "**"))
def test_a_pattern_matches_what_it_does_in_python(tree: Path, parts: list[str]) -> None:
    pattern = "/".join(parts)
    assert set(matching(tree, pattern)) == set(tree.glob(pattern))


def test_git_and_packages_are_not_searched_unless_they_are_named(tmp_path: Path) -> None:
    made(tmp_path, "a.md", ".git/objects/b.md", "docs/node_modules/kite/README.md", "docs/c.md")
    for pattern in ("**/*.md", "**/**/*.md"):
        assert set(matching(tmp_path, pattern)) == {tmp_path / "a.md", tmp_path / "docs/c.md"}
    assert set(matching(tmp_path, "*/**/*.md")) == {tmp_path / "docs/c.md"}
    named = matching(tmp_path, "docs/node_modules/**/*.md")
    assert set(named) == {tmp_path / "docs/node_modules/kite/README.md"}


def test_a_folder_that_is_removed_meanwhile_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "a.md", "b/c.md", "d/e.md")
    refuse(monkeypatch, "d", FileNotFoundError(2, "No such file or directory"))
    assert set(matching(tmp_path, "**/*.md")) == {tmp_path / "a.md", tmp_path / "b/c.md"}


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    made(tmp_path, "a/b.md")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "a/same").symlink_to(tmp_path / "a")
    assert set(matching(tmp_path, "**/*.md")) == {tmp_path / "a/b.md"}
    assert set(matching(tmp_path, "a/loop/a/*.md")) == {tmp_path / "a/loop/a/b.md"}


def test_a_slash_at_the_end_stands_for_folders_alone(tmp_path: Path) -> None:
    made(tmp_path, "content/about.md", "content/7/index.md")
    assert set(matching(tmp_path, "content/*/")) == {tmp_path / "content/7"}


def test_what_may_not_be_listed_has_no_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a/b.md", "closed/c/d.md")
    refuse(monkeypatch, "closed", PermissionError(13, "Permission denied"))
    assert set(matching(tmp_path, "*/*")) == {tmp_path / "a/b.md"}
    assert set(matching(tmp_path, "*/*/*.md")) == set()
    assert set(matching(tmp_path, "closed/c/*.md")) == {tmp_path / "closed/c/d.md"}


def test_a_path_is_found_once_however_many_ways_lead_to_it(tmp_path: Path) -> None:
    made(tmp_path, "/".join("a" * 20) + "/b.md")
    assert len(list(matching(tmp_path, "**/a/" * 8 + "**/*.md"))) < 20
