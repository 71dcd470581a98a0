"""Git is run in one place, and neither what a pull request brings nor the environment adds anything to it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import distribute
from distribute.inputs.git import Git, ask, work_tree
from distribute.ledger.events import LedgerError
from distribute.ledger.gitclone import GitClone

PACKAGE = Path(distribute.__file__).parent
BRANCH = "distribute-ledger"
WHO = ("-c", "user.name=a", "-c", "user.email=a@b")
SIGNED = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iHUEABYKAB0=\n -----END PGP SIGNATURE-----\n\n"
COMMANDS = (
    ("preview", "2020-11", "--html", os.devnull),
    ("publish", "--due", "--dry-run"),
    ("publish", "--due", "--new-ledger", "--not-live"),
    ("publish", "2020-11", "--new-ledger", "--not-live", "--old"),
)


def git(folder: Path, *words: str, given: bytes | None = None) -> str:
    done = subprocess.run(["git", *WHO, *words], cwd=folder, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


def run(site: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in {"CI", "GITHUB_TOKEN"}}
    env |= {"PYTHONPATH": str(PACKAGE.parent), "MASTODON_ACCESS_TOKEN": "hidden", **environment}
    line = [sys.executable, "-m", "distribute", *words]
    return subprocess.run(line, cwd=site, env=env, capture_output=True, text=True, check=False, timeout=60)


def write_site(folder: Path, ledger: str = f"git:{BRANCH}") -> Path:
    """Write a site with an old issue and a translation of today, whose age git is asked for."""
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text("[languages.en]\n[languages.de]\n")
    (folder / "channels.yaml").write_text(
        f"site: {{url: 'https://x.example/'}}\nledger: {json.dumps(ledger)}\n"
        "channels:\n  outbox: {path: out, languages: [de]}\n"
    )
    for name in ("a.md", "a.de.md"):
        letter = "---\ntitle: Letter November 2020\ndate: 2020-12-09\n---\n\n[Kite 1.2](https://k.example/) adds x.\n"
        (folder / "content" / name).write_text(letter)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone of a site, with its remote beside it."""
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(tmp_path, "clone", "-q", "remote.git", "checkout")
    write_site(tmp_path / "checkout" / "site")
    git(tmp_path / "checkout", "add", ".")
    git(tmp_path / "checkout", "commit", "-q", "-m", "site")
    git(tmp_path / "checkout", "push", "-q", "origin", "HEAD:main")
    return tmp_path / "checkout"


def hostile(folder: Path, marker: Path) -> Path:
    """Make `folder` look like a bare repository that names a program wherever one can be named."""
    made = folder.parent / "made.git"
    git(folder.parent, "init", "-q", "--bare", str(made))
    tree = git(made, "mktree", given=b"")
    commit = git(made, "commit-tree", tree, "-m", "x")
    body = subprocess.run(
        ["git", "cat-file", "commit", commit], cwd=made, capture_output=True, check=True
    ).stdout
    signed = git(
        made, "hash-object", "-t", "commit", "-w", "--stdin", given=body.replace(b"\n\n", b"\n" + SIGNED, 1)
    )
    git(made, "update-ref", "HEAD", signed)
    program = folder.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
    program.chmod(0o755)
    for name, value in {
        "log.showSignature": "true", "gpg.program": program, "core.fsmonitor": program, "core.sshCommand": program,
        "core.pager": program, "core.alternateRefsCommand": program, "core.gitProxy": program, "core.askPass": program,
        "credential.helper": f"!{program}", "diff.external": program, "remote.origin.url": f"ext::{program}",
        "remote.origin.uploadpack": program, "remote.origin.receivepack": program, "remote.origin.vcs": "ext",
        "protocol.ext.allow": "always", "protocol.allow": "always", "core.hooksPath": folder.parent,
    }.items():  # fmt: skip
        git(made, "config", name, str(value))
    for path in made.iterdir():
        path.rename(folder / path.name)
    made.rmdir()
    # That it is a trap: git, left to itself, springs it.
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "log"], cwd=folder, env=env, capture_output=True, check=False)
    if not (folder / ".git").exists():
        assert marker.exists()
        marker.unlink()
    return folder


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_folder_that_looks_like_a_bare_repository_is_none(
    checkout: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    marker = tmp_path / "marker"
    site = hostile(checkout / "site", marker)
    done = run(site, *words)
    assert not marker.exists()
    assert done.returncode == 0, done.stderr
    if "--new-ledger" in words:  # the real repository's ledger has what was posted
        assert "posted" in git(tmp_path / "remote.git", "log", "-1", "--format=%s", BRANCH)
    elif "--due" in words:  # and its history tells what is due
        assert "de · would post" in done.stdout


@pytest.mark.parametrize(
    "remote", ["{0}", "file://{0}", "file://localhost{0}", "site/theme", "./site/../site/theme"]
)
def test_a_ledgers_remote_among_the_sites_own_files_is_refused(checkout: Path, remote: str) -> None:
    git(checkout, "init", "-q", "--bare", "site/theme")
    clone = checkout / "site"
    with pytest.raises(LedgerError, match="can't be a folder among the site's own files"):
        GitClone(clone, remote.format(checkout / "site/theme"))


@pytest.mark.parametrize(
    "remote",
    [
        "file://{0}/%74heme",
        "site/letter",
        "file://{0}/letter",
        "/proc/self/cwd/site/theme",
        "file://%2Fproc/self/cwd/site/%6cetter",
        "site/here/site/theme",
        "site/two\nlines",
    ],
)
def test_it_is_refused_however_git_is_led_to_it(checkout: Path, remote: str) -> None:
    for name in ("theme", "letter.git", "two\nlines"):
        git(checkout, "init", "-q", "--bare", f"site/{name}")
    (checkout / "site/here").symlink_to("/proc/self/cwd")  # of git, which is not that of this process
    with pytest.raises(LedgerError, match="can't be a folder among the site's own files"):
        GitClone(checkout / "site", remote.format(checkout / "site"))


def test_a_remote_beside_a_submodule_is_refused(checkout: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "theme.git")
    around = tmp_path / "around"
    git(tmp_path, "init", "-q", "around")
    git(around, "init", "-q", "--bare", "letter.git")
    git(around, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(checkout), "site")
    with pytest.raises(LedgerError, match="can't be a folder among the site's own files"):
        GitClone(around / "site", "../letter")
    assert GitClone(around / "site", str(tmp_path / "theme.git")).remote.endswith("theme.git")


@pytest.mark.parametrize("lead", ["file", "link"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_git_file_or_link_that_leads_into_the_site_is_not_followed(
    checkout: Path, tmp_path: Path, words: tuple[str, ...], lead: str
) -> None:
    marker, site = tmp_path / "marker", checkout / "site"
    (checkout / "theme").mkdir()
    hostile(checkout / "theme", marker)
    if lead == "file":
        (site / ".git").write_text("gitdir: ../theme\n")
    else:
        (site / ".git").symlink_to("../theme")
    assert work_tree(site) == checkout
    done = run(site, *words)
    assert not marker.exists()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("trap", ["ext::touch {}", "./theme"])
def test_a_ledger_is_no_program_and_no_folder_of_the_site(checkout: Path, tmp_path: Path, trap: str) -> None:
    marker = tmp_path / "marker"
    # A person may have set this for work of their own.
    git(checkout, "config", "protocol.ext.allow", "always")
    (checkout / "theme").mkdir()
    (hostile(checkout / "theme", marker) / "hooks" / "pre-receive").symlink_to(checkout / "program")
    site = write_site(checkout / "other", f"git:{BRANCH}@" + trap.format(marker))
    done = run(site, *COMMANDS[-1])
    assert done.returncode == 5, done.stderr
    assert not marker.exists()


def test_the_environment_names_no_other_repository_and_no_program(checkout: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "foreign.git")
    git(tmp_path, "clone", "-q", "foreign.git", "foreign")
    (tmp_path / "foreign" / "x").write_text("x")
    git(tmp_path / "foreign", "add", "x")
    git(tmp_path / "foreign", "commit", "-q", "-m", "x")
    marker = tmp_path / "marker"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    environment = {
        "GIT_DIR": str(tmp_path / "foreign" / ".git"), "GIT_WORK_TREE": str(tmp_path / "foreign"),
        "GIT_INDEX_FILE": str(tmp_path / "index"), "GIT_SSH_COMMAND": str(program), "GIT_EXTERNAL_DIFF": str(program),
        "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": str(program),
        "GIT_CONFIG_KEY_1": "remote.origin.url", "GIT_CONFIG_VALUE_1": str(tmp_path / "foreign.git"),
        "GIT_CONFIG_PARAMETERS": f"'remote.origin.url={tmp_path / 'foreign.git'}'",
    }  # fmt: skip
    first = run(checkout / "site", "publish", "--due", "--new-ledger", "--not-live")
    assert first.returncode == 0, first.stderr
    again = run(checkout / "site", "publish", "--due", "--new-ledger", "--not-live", "--json", **environment)
    assert again.returncode == 0, again.stderr
    assert [each["state"] for each in json.loads(again.stdout)["deliveries"]] == ["already-posted"]
    assert git(tmp_path / "foreign.git", "branch", "--list") == ""
    assert not marker.exists()


def test_what_is_in_the_path_is_not_looked_for_in_the_site(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "git").write_text("#!/bin/sh\necho hostile\n")
    (checkout / "git").chmod(0o755)
    monkeypatch.chdir(checkout)
    for path in (".", "", f".:{os.environ['PATH']}"):
        monkeypatch.setenv("PATH", path)
        assert "hostile" not in ask(checkout, "version")


def test_no_token_of_a_channel_is_in_its_environment(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", "hidden")
    monkeypatch.setenv("GITHUB_TOKEN", "hidden")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    seen = Git(checkout).run("-c", "alias.look=!env", "look").text
    assert "hidden" not in seen
    assert "HTTPS_PROXY=http://proxy.example:3128" in seen


def test_what_a_person_has_told_git_still_holds(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text(
        '[url "file:///nowhere/"]\n  insteadOf = news:\n[credential]\n  helper = store\n'
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    git(checkout, "remote", "set-url", "origin", "news:site.git")
    assert ask(checkout, "remote", "get-url", "origin") == "file:///nowhere/site.git\n"
    assert ask(checkout, "config", "credential.helper") == "store\n"


def test_work_trees_and_submodules_are_repositories(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    git(checkout, "worktree", "add", "-q", "--detach", "inside")
    git(checkout, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(checkout), "module")
    bare = tmp_path / "project" / ".bare"
    git(tmp_path, "clone", "-q", "--bare", str(checkout), str(bare))
    git(bare, "worktree", "add", "-q", "--detach", str(tmp_path / "project" / "main"))
    for place in (
        tmp_path / "second",
        checkout / "inside",
        checkout / "module",
        tmp_path / "project" / "main",
    ):
        assert work_tree(place / "site") == place
        assert ask(place / "site", "rev-parse", "--show-toplevel").strip() == str(place)


def test_what_takes_too_long_is_ended_with_all_that_it_started(checkout: Path, tmp_path: Path) -> None:
    late = tmp_path / "late"
    begun = datetime.now(UTC)
    answer = Git(checkout, timeout=0.5).run("-c", f"alias.slow=!sleep 2; touch '{late}'", "slow")
    assert answer.code
    assert b"no answer within 0.5 s" in answer.err
    assert datetime.now(UTC) - begun < timedelta(seconds=2)
    subprocess.run(["sleep", "2"], check=True)
    assert not late.exists()


def test_no_other_module_runs_git() -> None:
    """Programs are run by `distribute.inputs.git`, by `draft --with`, for a site's templates, and by the Action."""
    runners = set[str]()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            calls = (
                [node.attr] if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else []
            )
            if {"subprocess", "pty", "asyncio.subprocess"} & set(names) or {
                "system", "popen", "posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "execvpe", "execl",
            } & set(calls):  # fmt: skip
                runners.add(path.relative_to(PACKAGE).as_posix())
    assert {name for name in runners if not name.startswith("testing/")} == {
        "inputs/git.py",
        "inputs/command.py",
        "compose/confined.py",
        "github/process.py",
    }
    assert '"git"' not in (PACKAGE / "github" / "process.py").read_text()
