"""`distribute init`: what it writes, what it leaves alone, what it pushes, and what it says to do next."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from distribute.cli import init as command
from distribute.cli.group import CommonOptions, Failure
from distribute.cli.main import distribute
from distribute.errors import UserError
from distribute.inputs.yaml import load as load_yaml
from distribute.scaffold.workflows import WORKFLOWS, ci_of, default_branch
from tests.scaffold.sites import HUGO, issues, posts, write

SERIES = issues("content/letter/{n}.md", "Kite News #{n}")
TWO = (SERIES, issues("content/cast/{n}.md", "Kite Cast #{n}"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site on a branch of its own, in a clone whose remote shows `trunk` first."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_")) or name == "CI"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "site"
    write(folder, HUGO, posts("content/blog"))
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=trunk", "remote.git")
    git(folder, "init", "-q", "--initial-branch=trunk")
    git(folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(folder, "add", ".")
    git(folder, "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "x")
    git(folder, "push", "-q", "origin", "trunk")
    git(folder, "remote", "set-head", "origin", "trunk")
    git(folder, "checkout", "-qb", "feature")
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def run(*words: str, given: str = "") -> Any:
    done = CliRunner().invoke(
        distribute, ["init", *words], input=given, obj=CommonOptions(), standalone_mode=False
    )
    if done.exception and not isinstance(done.exception, UserError | Failure):
        raise done.exception
    return done


def answer(*words: str) -> Any:
    done = run("--json", *words)
    assert done.exception is None, done.exception
    return load_yaml(done.stdout)


def test_it_tells_what_it_found_and_wrote(site: Path) -> None:
    write(site, SERIES)
    said = answer("--use", "mastodon", "--ci", "github")
    assert said["site"] == {
        "name": "Kite News",
        "generator": "hugo",
        "issues": "content/letter/*.md",
        "language": "en",
    }
    assert (said["version"], said["command"], said["issues"]) == (1, "init", 7)
    assert said["latest"] == {
        "id": "7",
        "title": "Kite News #7",
        "url": "https://kites.example/letter/7/",
        "path": "content/letter/7.md",
    }
    workflows = [f".github/workflows/newsletter-{name}.yml" for name in WORKFLOWS]
    assert said["wrote"] == ["channels.yaml", ".gitignore", *workflows]
    publish = load_yaml((site / workflows[1]).read_text())
    assert publish["on"]["push"]["branches"] == ["trunk"]
    assert "/.distribute/" in (site / ".gitignore").read_text().splitlines()


def test_a_person_sees_the_latest_issues_posts(site: Path) -> None:
    write(site, SERIES)
    said = run().stdout
    assert 'Kite News: 7 issues, the latest is "Kite News #7" (2026-07-05)' in said
    assert "twitter · en" in said
    assert "mastodon · en" in said
    assert "https://kites.example/letter/7/" in said


def test_a_second_run_changes_nothing(site: Path) -> None:
    write(site, SERIES)
    answer()
    before = {
        path: path.read_bytes() for path in site.rglob("*") if path.is_file() and ".git/" not in str(path)
    }
    assert answer()["wrote"] == []
    assert {path: path.read_bytes() for path in before} == before


def test_it_updates_what_nobody_edited_and_shows_the_rest(site: Path) -> None:
    write(site, SERIES)
    answer("--ci", "github")
    folder = site / ".github" / "workflows"
    edited = (folder / "newsletter-publish.yml").read_text().replace("15m", "45m")
    (folder / "newsletter-publish.yml").write_text(edited)
    settings = site / "channels.yaml"
    settings.write_text(settings.read_text().replace("content/letter/*.md", "content/letter/[0-9]*.md"))
    said = run("--update").stdout
    assert "[0-9]*.md" in (folder / "newsletter-preview.yml").read_text()
    assert (folder / "newsletter-publish.yml").read_text() == edited
    assert "-          wait: 45m\n+          wait: 15m" in said


def test_the_ledgers_branch_is_pushed_only_when_told_to(site: Path) -> None:
    write(site, SERIES)
    first = answer()
    assert git(site, "ls-remote", "--heads", "origin").count("\n") == 1
    assert any(line.startswith("distribute init --push") for line in first["next"])
    second = answer("--push")
    assert "distribute-ledger" in git(site, "ls-remote", "--heads", "origin")
    assert not any("init --push" in line for line in second["next"])
    assert not any("init --push" in line for line in answer()["next"])


def test_the_next_steps_work_as_printed(site: Path) -> None:
    write(site, SERIES)
    git(site, "config", "user.name", "n")
    git(site, "config", "user.email", "n@example.org")
    for line in answer("--use", "outbox")["next"]:
        words = shlex.split(line.replace("&&", ";"), comments=True)
        if words[:1] == ["distribute"]:
            done = CliRunner().invoke(distribute, words[1:], obj=CommonOptions(), standalone_mode=False)
            assert (done.exception, done.return_value) == (None, 0), line
        elif words:
            subprocess.run(["sh", "-ec", line], cwd=site, check=True, capture_output=True)
    assert git(site, "status", "--porcelain", "--untracked-files=no", "channels.yaml") == ""


def test_where_it_cannot_tell_nothing_is_written(site: Path) -> None:
    write(site, *TWO)
    done = run("--json")
    assert "--issues 'content/letter/*.md'" in str(done.exception)
    assert (done.exception.exit_code, done.stdout) == (2, "")
    assert not (site / "channels.yaml").exists()
    assert not (site / ".gitignore").exists()


def test_on_a_terminal_a_person_chooses(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, *TWO)
    monkeypatch.setattr(command, "_may_ask", lambda: True)
    done = run(given="2\n")
    assert "1  Kite Cast: 7 issues" in done.stdout
    assert 'issues: "content/letter/*.md"' in (site / "channels.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--generator", "hugos"), "there is no 'hugos'; there are: "),
        (("--use", "mastodn"), "did you mean 'mastodon'?"),
        (("--ci", "gitlub"), "did you mean 'gitlab'?"),
        (("--only", "newsletter"), "write KEY=VALUE"),
        (("--issues", "nowhere/*.md"), "no page in"),
    ],
)
def test_a_value_that_cannot_be_is_refused(site: Path, words: tuple[str, ...], said: str) -> None:
    write(site, SERIES)
    error = run(*words).exception
    assert error.exit_code == 2
    assert said in str(error)
    assert not (site / "channels.yaml").exists()


def test_settings_that_are_there_are_not_chosen_anew(site: Path) -> None:
    write(site, SERIES)
    answer()
    assert "exists already" in str(run("--issues", "content/blog/*.md").exception)
    assert any(line.startswith("#   mastodon:") for line in answer("--use", "mastodon")["next"])


def test_in_a_sub_folder_the_sites_settings_are_not_made_a_second_time(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, SERIES)
    answer()
    monkeypatch.chdir(site / "content" / "letter")
    error = run("--generator", "plain", "--issues", "*.md").exception
    assert error.exit_code == 2
    assert str(error).startswith(f"{site / 'channels.yaml'} has this site's settings already: ")
    assert list(Path.cwd().glob("[!0-9]*")) == []


def test_another_newsletter_in_a_sub_folder_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, SERIES)
    answer()
    monkeypatch.chdir(site / "content" / "letter")
    words = ["--config", "./channels.yaml", "init", "--generator", "plain", "--issues", "*.md"]
    done = CliRunner().invoke(distribute, words, obj=CommonOptions(), standalone_mode=False)
    assert (done.exception, done.return_value) == (None, 0)
    assert Path("channels.yaml").is_file()


def test_above_a_site_its_settings_are_not_made_a_second_time(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, SERIES)
    answer()
    git(site.parent, "init", "-q")
    (site / ".git").rename(site.parent / "old.git")
    monkeypatch.chdir(site.parent)
    assert f"{site / 'channels.yaml'} has this site's settings already" in str(run().exception)
    assert not Path("channels.yaml").exists()


def test_settings_above_the_repository_are_another_sites(site: Path) -> None:
    write(site, SERIES)
    (site.parent / "channels.yaml").write_text("")
    assert "channels.yaml" in answer()["wrote"]


@pytest.mark.parametrize(
    ("address", "forge"),
    [
        ("git@github.com:kites/site.git", "github"),
        ("https://gitlab.example.org/kites/site.git", "gitlab"),
        ("ssh://git@codeberg.org/kites/site.git", "forgejo"),
        ("https://user@forgejo.example.org:3000/kites/github.git", "forgejo"),
    ],
)
def test_the_forge_is_told_by_the_remotes_host(site: Path, address: str, forge: str) -> None:
    git(site, "remote", "set-url", "origin", address)
    assert ci_of(site) == forge


@pytest.fixture
def no_remote_head(site: Path) -> Iterator[Path]:
    git(site, "remote", "set-head", "origin", "--delete")
    yield site


def test_the_default_branch_is_the_remotes(no_remote_head: Path) -> None:
    assert default_branch(no_remote_head) == "trunk"


@pytest.mark.parametrize("forge", ["gitlab", "forgejo"])
def test_other_forges_get_files_of_their_own(site: Path, forge: str) -> None:
    write(site, SERIES)
    (path,) = (name for name in answer("--use", "mastodon", "--ci", forge)["wrote"] if forge in name)
    text = (site / path).read_text()
    assert "publish --due --wait 15m" in text
    assert '"trunk"' in text
    assert load_yaml(text)
    assert "@" not in text.replace("install --quiet", "").replace("newsletter-distribute @ git", "").replace(
        "/distribute@", ""
    ).replace("LEDGER_PUSH_TOKEN}@", "").replace("$TOKEN@", "")


def test_a_site_that_is_pushed_nowhere_gets_a_line_for_cron(site: Path) -> None:
    write(site, SERIES)
    git(site, "remote", "remove", "origin")
    said = answer("--use", "outbox")
    assert not any(".github" in path for path in said["wrote"])
    assert "crontab -e" in said["next"][-1]
    assert (site / ".distribute" / "ledger.db").is_file()


LINKS = [".gitignore", "channels.yaml", ".github", ".github/workflows/newsletter-publish.yml", ".distribute"]


@pytest.mark.parametrize("name", LINKS)
def test_it_writes_through_no_link(site: Path, name: str) -> None:
    write(site, SERIES)
    outside = site.parent / "outside"
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).symlink_to(outside)
    if name in {".github", ".distribute"}:
        outside.mkdir()
    done = run("--ci", "github")
    assert done.exception.exit_code == 2
    assert name in str(done.exception)
    assert not outside.is_file()
    assert not (outside.is_dir() and list(outside.iterdir()))
