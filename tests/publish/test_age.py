"""How old an issue is: a translation that came later is as old as its first commit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from distribute.config import FILE, Config, SiteSettings
from distribute.inputs import git
from distribute.issue import Issue
from distribute.publish import age
from distribute.publish.gates import date_problems
from distribute.sites.registry import open_site

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
LETTER = "---\ntitle: Letter November 2020\ndate: {}\n---\n\nBody {}.\n"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    age._arrivals.cache_clear()


class Repository:
    """A site under git, whose commits are made on given days."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "content").mkdir(parents=True)
        (root / "hugo.toml").write_text("[languages.en]\n[languages.de]\n")
        self.git("init", "-q")

    def git(self, *args: str, day: str = "2020-12-09") -> None:
        when = f"{day}T10:00:00+00:00"
        who = {
            "GIT_AUTHOR_NAME": "x",
            "GIT_AUTHOR_EMAIL": "x@x",
            "GIT_COMMITTER_NAME": "x",
            "GIT_COMMITTER_EMAIL": "x@x",
        }
        environment = {**os.environ, **who, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(["git", *args], cwd=self.root, env=environment, check=True, capture_output=True)

    def commit(self, name: str, day: str, date: str = "2020-12-09") -> None:
        (self.root / "content" / name).write_text(LETTER.format(date, day * 9))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", name, day=day)

    def issue(self, name: str, root: Path | None = None) -> tuple[Issue, Config]:
        config = Config((root or self.root) / FILE, SiteSettings(url="https://x.example/"), "sqlite:x", ())
        return open_site(config).read((root or self.root) / "content" / name), config


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "site")


def begun(repository: Repository, name: str, root: Path | None = None) -> str:
    issue, config = repository.issue(name, root)
    when = age.since(issue, config, NOW)
    return f"{when:%Y-%m-%d}" if when else ""


def test_a_translation_that_came_later_is_as_old_as_its_first_commit(repository: Repository) -> None:
    repository.commit("a.md", "2020-12-09")
    repository.commit("a.de.md", "2021-02-25")
    repository.commit("a.de.md", "2021-02-28")
    assert begun(repository, "a.de.md") == "2021-02-25"
    assert begun(repository, "a.md") == "2020-12-09"


@pytest.mark.parametrize(
    ("date", "expected"), [("2021-02-27", "2021-02-27"), ("2021-03-20", "2021-03-20"), ("", "2021-02-25")]
)
def test_a_date_of_its_own_that_is_later_counts(repository: Repository, date: str, expected: str) -> None:
    repository.commit("a.de.md", "2021-02-25", date)
    assert begun(repository, "a.de.md") == expected


@pytest.mark.parametrize("when", ["1614250000 +9959", "9000000000000 +0000"])
def test_a_commit_may_claim_any_time(repository: Repository, when: str) -> None:
    repository.commit("a.md", "2020-12-09")
    repository.commit("a.de.md", "2021-02-25")
    root = repository.root
    made = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=root, capture_output=True, check=True
    ).stdout
    made = re.sub(rb"(?m)^(committer .*>) .*$", rb"\1 " + when.encode(), made)
    write = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    new = subprocess.run(write, cwd=root, input=made, capture_output=True, check=True).stdout.decode().strip()
    repository.git("update-ref", "HEAD", new)
    assert begun(repository, "a.de.md") >= "2021-02-25"


def test_a_translation_that_was_only_moved_is_no_newer(repository: Repository) -> None:
    repository.commit("old.de.md", "2020-12-09")
    repository.git("mv", "content/old.de.md", "content/a.de.md")
    repository.git("commit", "-q", "-m", "moved", day="2021-02-25")
    assert begun(repository, "a.de.md") == "2020-12-09"


def test_a_translation_that_is_not_committed_has_its_own_date(repository: Repository) -> None:
    repository.commit("a.md", "2020-12-09")
    (repository.root / "content" / "a.de.md").write_text(LETTER.format("2020-12-09", ""))
    assert begun(repository, "a.de.md") == "2020-12-09"


def test_a_translation_that_began_as_a_copy_of_its_original_is_no_older_for_that(
    repository: Repository,
) -> None:
    repository.commit("a.md", "2020-12-09")
    copy = (repository.root / "content" / "a.md").read_text()
    (repository.root / "content" / "a.de.md").write_text(copy)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "to be translated", day="2021-02-25")
    repository.commit("a.de.md", "2021-02-27")
    assert begun(repository, "a.de.md") == "2021-02-25"


@pytest.mark.parametrize(
    "edit", ["", "The original is edited too, by so much that it is hardly known again.\n" * 9]
)
def test_a_translation_that_began_as_a_copy_while_its_original_moved_is_new(
    repository: Repository, edit: str
) -> None:
    repository.commit("a.md", "2020-12-09")
    content = repository.root / "content"
    (content / "b.de.md").write_bytes((content / "a.md").read_bytes())
    (content / "a.md").rename(content / "b.md")
    (content / "b.md").write_text((content / "b.md").read_text() + edit)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "moved, to be translated", day="2021-02-25")
    assert begun(repository, "b.de.md") == "2021-02-25"


def test_a_translation_that_began_as_a_copy_of_an_earlier_one_is_new(repository: Repository) -> None:
    repository.commit("a.de.md", "2020-12-09")
    content = repository.root / "content"
    earlier = (content / "a.de.md").read_text()
    (content / "b.de.md").write_text(earlier)
    (content / "a.de.md").write_text(earlier + "A correction.\n")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "the next one", day="2021-02-25")
    assert begun(repository, "b.de.md") == "2021-02-25"


def test_a_translation_that_leaves_the_drafts_is_new(repository: Repository) -> None:
    (repository.root / "content" / "_drafts").mkdir()
    repository.commit("_drafts/a.de.md", "2020-12-09")
    repository.git("mv", "content/_drafts/a.de.md", "content/a.de.md")
    repository.git("commit", "-q", "-m", "ready", day="2021-02-25")
    assert begun(repository, "a.de.md") == "2021-02-25"


def test_a_translation_that_came_back_is_no_newer(repository: Repository) -> None:
    repository.commit("a.de.md", "2020-12-09")
    repository.git("rm", "-q", "content/a.de.md")
    repository.git("commit", "-q", "-m", "away", day="2021-02-24")
    repository.git("revert", "--no-edit", "HEAD", day="2021-02-25")
    assert begun(repository, "a.de.md") == "2020-12-09"


def test_a_translation_that_was_written_long_ago_and_merged_today_came_today(repository: Repository) -> None:
    repository.commit("a.md", "2020-12-09")
    repository.git("switch", "-q", "-c", "translation")
    repository.commit("a.de.md", "2020-12-20")
    repository.git("switch", "-q", "-")
    repository.commit("b.md", "2021-01-05")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "translation", day="2021-02-25")
    assert begun(repository, "a.de.md") == "2021-02-25"


def shallow(repository: Repository, folder: Path, depth: int = 1) -> Path:
    repository.git("clone", "-q", f"--depth={depth}", f"file://{repository.root}", str(folder))
    return folder


def test_a_shallow_clone_says_that_it_cannot_tell(repository: Repository, tmp_path: Path) -> None:
    repository.commit("a.de.md", "2020-12-09")
    repository.commit("a.md", "2021-02-25")
    clone = shallow(repository, tmp_path / "clone")
    with pytest.raises(age.UnknownAge, match=r"shallow.*fetch-depth: 0"):
        begun(repository, "a.de.md", clone)
    (problem,) = date_problems(*repository.issue("a.de.md", clone), NOW)
    assert (problem.code, problem.severity, problem.when) == ("age-unknown", "error", "publishing")
    repository.git("-C", str(clone), "fetch", "-q", "--unshallow")
    age._arrivals.cache_clear()
    assert begun(repository, "a.de.md", clone) == "2020-12-09"


@pytest.mark.parametrize(
    ("last", "depth", "expected"),
    [("2021-02-28", 2, "2021-02-26"), ("2020-12-30", 1, "2020-12-09")],
    ids=["the clone has the commit that brought it", "all that it lacks is too old anyway"],
)
def test_a_shallow_clone_that_has_the_evidence_tells(
    repository: Repository, tmp_path: Path, last: str, depth: int, expected: str
) -> None:
    repository.commit("a.md", "2020-12-09")
    repository.commit("a.de.md", "2021-02-26" if depth == 2 else "2020-12-20")
    repository.commit("a.md", last)
    clone = shallow(repository, tmp_path / "clone", depth + 1 if depth == 2 else 1)
    assert begun(repository, "a.de.md", clone) == expected


def test_a_history_that_git_cannot_read_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("a.de.md", "2021-02-25")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(age.UnknownAge, match="git can't be run"):
        begun(repository, "a.de.md")


def test_a_site_without_git_goes_by_its_dates(repository: Repository) -> None:
    repository.commit("a.de.md", "2021-02-25")
    shutil.rmtree(repository.root / ".git")
    assert begun(repository, "a.de.md") == "2020-12-09"


def test_a_repository_without_a_commit_goes_by_its_dates(repository: Repository) -> None:
    (repository.root / "content" / "a.de.md").write_text(LETTER.format("2020-12-09", ""))
    assert begun(repository, "a.de.md") == "2020-12-09"


def test_git_is_asked_only_where_it_decides(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("a.md", "2020-12-09")
    repository.commit("new.de.md", "2021-02-28", "2021-02-27")

    def refuse(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(git, "Git", refuse)
    assert begun(repository, "a.md") == "2020-12-09"
    assert begun(repository, "new.de.md") == "2021-02-27"


def test_what_is_due_is_the_late_translation_alone_and_only_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)  # there a ledger in the work tree is refused
    recent, old = datetime.now(UTC) - timedelta(days=2), "2020-12-09"
    settings = (
        "site: {url: 'https://x.example/'}\nchannels:\n  outbox: {path: out, languages: [en, de, fr]}\n"
    )
    (repository.root / FILE).write_text(settings)
    (repository.root / "hugo.toml").write_text("[languages.en]\n[languages.de]\n[languages.fr]\n")
    repository.commit("a.md", old)
    repository.commit("a.fr.md", old)
    repository.commit("a.de.md", f"{recent:%Y-%m-%d}")
    command = [sys.executable, "-m", "distribute", "publish", "--due", "--json", "--not-live"]
    runs = [
        subprocess.run([*command, *more], cwd=repository.root, capture_output=True, text=True, check=False)
        for more in (["--new-ledger"], [])
    ]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    told = [[(d["key"], d["state"]) for d in json.loads(run.stdout)["deliveries"]] for run in runs]
    assert told == [
        [("2020-11/outbox/de@1#1", "posted")],
        [("2020-11/outbox/de@1#1", "already-posted")],
    ]


def test_the_gate_lets_a_late_translation_through_and_no_old_one(repository: Repository) -> None:
    repository.commit("old.de.md", "2020-12-09")
    repository.commit("late.de.md", "2021-02-25")
    assert [list(date_problems(*repository.issue("late.de.md"), NOW))] == [[]]
    assert [p.code for p in date_problems(*repository.issue("old.de.md"), NOW)] == ["too-old"]
