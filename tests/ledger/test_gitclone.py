"""The ledger leaves the clone as it was, and uses its credentials with care."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from distribute.ledger.events import LedgerError
from distribute.ledger.gitbranch import GitLedger
from distribute.ledger.gitclone import GitClone, _without_credentials
from distribute.testing.ledger_contract import intent, one_of_each
from tests.ledger.git_kit import BRANCH, Clone, clone, fetched, first, git, no_one, put, remote

__all__ = ["clone", "first", "no_one", "remote"]  # its fixtures


def state(folder: Path) -> dict[str, Any]:
    """Everything of a clone that a person or a build could notice."""
    kept = {"HEAD", "index", "config", "shallow", "FETCH_HEAD", "packed-refs"}
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and (".git" not in path.parts or path.name in kept)
    }
    # A full clone follows every branch of its remote, this one too.
    ours = (
        "\trefs/distribute/distribute-ledger",
        "\trefs/remotes/origin/distribute-ledger",
        "\trefs/remotes/origin/HEAD",
    )
    refs = [ref for ref in git(folder, "for-each-ref").splitlines() if not ref.endswith(ours)]
    return {"files": files, "refs": refs, "status": git(folder, "status", "--porcelain=v2", "--branch")}


@pytest.mark.parametrize(
    "options", [("--depth=1", "--single-branch"), ("--no-local",), ("--filter=blob:none",)]
)
def test_the_clone_stays_as_it_was(clone: Clone, remote: Path, options: tuple[str, ...]) -> None:
    git(remote, "config", "uploadpack.allowFilter", "true")
    folder = clone(*options)
    (folder / "issue.md").write_text("being edited")
    (folder / "staged.md").write_text("staged")
    git(folder, "add", "staged.md")
    before = state(folder)
    ledger = GitLedger.create(folder, BRANCH)
    ledger.append(*one_of_each())
    assert len(list(GitLedger(folder, BRANCH).read())) == len(one_of_each())
    assert state(folder) == before


def test_who_commits_is_who_git_says(clone: Clone, remote: Path) -> None:
    folder = clone()
    git(folder, "config", "user.name", "Editor")
    git(folder, "config", "user.email", "editor@newsletter.example.org")
    GitLedger.create(folder, BRANCH)
    assert git(remote, "log", "-1", "--format=%an <%ae>", BRANCH) == "Editor <editor@newsletter.example.org>"


def test_file_names_that_are_no_utf_8_are_kept_as_they_are(clone: Clone) -> None:
    folder = clone()
    GitLedger.create(folder, BRANCH)
    put(folder, {"\udcff.jsonl": b"", "\udcfe.txt": b"by hand"})
    ledger = GitLedger(clone(), BRANCH)
    ledger.append(intent())
    assert list(GitLedger(clone(), BRANCH).read()) == [intent()]
    assert {"\udcff.jsonl", "\udcfe.txt"} <= set(GitClone(folder, "origin")._listed(fetched(folder)))


def test_no_git_no_clone_no_remote_are_told(
    clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LedgerError, match="not in a git repository"):
        GitLedger(tmp_path, BRANCH)
    with pytest.raises(LedgerError, match="'upstream' does not appear to be a git repository"):
        GitLedger(clone(), BRANCH, "upstream")
    folder = clone()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LedgerError, match="git can't be run"):
        GitLedger(folder, BRANCH)


def test_a_hook_of_the_clone_is_not_run(clone: Clone) -> None:
    folder = clone()
    for name in ("pre-push", "reference-transaction"):
        hook = folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    GitLedger.create(folder, BRANCH).append(intent())


def test_the_jobs_token_goes_to_its_own_server_alone_and_is_never_told(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_hidden")
    monkeypatch.setenv("GITHUB_SERVER_URL", "http://127.0.0.1:9")
    seen = dict[str, dict[str, str]]()
    popen, folder = subprocess.Popen, clone()

    def look(command: list[str], **options: Any) -> Any:
        seen[" ".join(command)] = options["env"]
        return popen(command, **options)

    monkeypatch.setattr(subprocess, "Popen", look)
    with pytest.raises(LedgerError, match=r"fetch, for the ledger on http://127\.0\.0\.1:9/site") as caught:
        GitLedger(folder, BRANCH, "http://127.0.0.1:9/site")
    assert "ghs_hidden" not in str(caught.value)
    assert "ghs_hidden" not in "".join(seen)
    (environment,) = [env for command, env in seen.items() if "fetch" in command]
    assert environment["GIT_CONFIG_KEY_1"] == "http.http://127.0.0.1:9/.extraheader"
    assert environment["GIT_CONFIG_VALUE_0"] == ""
    seen.clear()
    GitLedger.create(folder, BRANCH)
    assert seen
    assert all("GIT_CONFIG_COUNT" not in env and "GITHUB_TOKEN" not in env for env in seen.values())


HIDING = (
    "http://me:hidden@127.0.0.1:9/site", "http://me:hid@hidden@127.0.0.1:9/site", "http://me:hid/hidden@127.0.0.1:9/site",
    "http://me:hid?hidden@127.0.0.1:9/site", "http://me:hid/' hidden@127.0.0.1:9/site",
    "http://127.0.0.1:9/site?token=hidden", "http://127.0.0.1:9/site#hidden",
)  # fmt: skip


@pytest.mark.parametrize("address", HIDING)
@pytest.mark.parametrize("name", ["", "origin"])
def test_a_credential_in_an_address_is_never_told(clone: Clone, address: str, name: str) -> None:
    folder = clone()
    git(folder, "remote", "set-url", "origin", address)
    with pytest.raises(LedgerError) as caught:
        GitLedger(folder, BRANCH, name or address)
    assert "hid" not in str(caught.value)
    assert "127.0.0.1:9/site" in str(caught.value)


def test_a_credential_in_another_address_for_pushing_is_never_told(clone: Clone) -> None:
    folder = clone()
    git(folder, "remote", "set-url", "--push", "origin", "http://me:hid'/hidden@127.0.0.1:9/site")
    with pytest.raises(LedgerError, match="127") as caught:
        GitLedger.create(folder, BRANCH)
    assert "hid" not in str(caught.value)


def test_a_host_that_is_a_part_of_a_password_is_not_told(clone: Clone) -> None:
    with pytest.raises(LedgerError, match="resolve hostname …") as caught:
        GitLedger(clone(), BRANCH, "ssh://me:hid/hidden@127.0.0.1:9/site")
    assert "hid" not in str(caught.value)


@pytest.mark.parametrize(
    "proxy",
    ["http://me:hid/hidden@127.0.0.1:9", "me:hid'hidden@127.0.0.1:9", "strange://me:hidden@127.0.0.1:9"],
)
def test_a_password_in_the_address_of_a_proxy_is_never_told(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    folder, address = clone(), "https://letter.example/site"
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(LedgerError, match=r"proxy|connect|127") as by_variable:
        GitLedger(folder, BRANCH, address)
    monkeypatch.delenv("https_proxy")
    git(folder, "config", "http.proxy", proxy)
    with pytest.raises(LedgerError, match=r"proxy|connect|127") as by_setting:
        GitLedger(folder, BRANCH, address)
    assert "hid" not in f"{by_variable.value} {by_setting.value}"


def test_an_at_sign_in_a_folders_name_is_told(clone: Clone, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=f"'{tmp_path}/me@home' does not appear to be a git repository"):
        GitLedger(clone(), BRANCH, f"{tmp_path}/me@home")


@pytest.mark.parametrize("address", ["git@github.com:kites/news.git", "host:/srv/kites@1", "../bare"])
def test_an_address_without_a_password_is_told_whole(address: str) -> None:
    assert _without_credentials(address) == address
