"""The ledger on a git branch keeps the contract, and stops if events are lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from distribute.channel.post import Receipt
from distribute.ledger.events import Conflict, Key, LedgerError, NoLedger, Posted
from distribute.ledger.gitbranch import GitLedger
from distribute.ledger.gitclone import GitClone
from distribute.testing.ledger_contract import KEY, NOW, LedgerContract, Opener, intent
from tests.ledger.git_kit import BRANCH, Clone, clone, first, git, no_one, put, remote

__all__ = ["clone", "first", "no_one", "remote"]  # its fixtures


@pytest.fixture(params=["one clone", "a clone each"])
def reopen(request: pytest.FixtureRequest, clone: Clone) -> Opener:
    first = clone("--no-local")
    GitLedger.create(first, BRANCH)
    each = request.param == "a clone each"
    return lambda: GitLedger(clone() if each else first, BRANCH)


class TestGit(LedgerContract):
    @pytest.fixture
    def reopen(self, reopen: Opener) -> Opener:
        return reopen


def test_nothing_of_the_site_is_on_the_branch_and_main_is_untouched(clone: Clone, remote: Path) -> None:
    main = git(remote, "rev-parse", "main")
    GitLedger.create(clone(), BRANCH).append(intent())
    assert git(remote, "ls-tree", "--name-only", BRANCH).split() == [
        "2020-11.jsonl",
        "README.md",
        "ledger.json",
    ]
    assert git(remote, "rev-parse", "main") == main
    assert len(git(remote, "rev-list", BRANCH).split()) == 2


def test_the_log_reads_as_an_audit_trail(clone: Clone, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = GitLedger.create(clone(), BRANCH)
    ledger.append(intent())
    monkeypatch.setenv("GITHUB_RUN_ID", "77")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example.org")
    monkeypatch.setenv("GITHUB_REPOSITORY", "news/site")
    receipt = Receipt("1", "https://e.org/1\nSigned-off-by: nobody")
    ledger.append(Posted(post=str(KEY), seq=2, run="one", at=NOW, receipt=receipt, how="sent"))
    assert git(remote, "log", "--reverse", "--format=%B%x00", BRANCH).split("\0\n")[:3] == [
        "[skip ci] begin a ledger\n",
        "[skip ci] 2020-11/mastodon/en@1#1 intended\n",
        (
            "[skip ci] 2020-11/mastodon/en@1#1 posted\n\nhttps://e.org/1Signed-off-by: nobody\n"
            "https://github.example.org/news/site/actions/runs/77\n\x00"
        ),
    ]
    assert git(remote, "log", "-1", "--format=%an <%ae>", BRANCH) == "distribute <distribute@localhost>"


def test_it_is_never_made_by_accident(clone: Clone, remote: Path) -> None:
    folder = clone()
    with pytest.raises(NoLedger, match="no ledger at"):
        GitLedger(folder, BRANCH)
    assert git(remote, "branch", "--list", BRANCH) == ""
    GitLedger.create(folder, BRANCH)
    assert list(GitLedger(folder, BRANCH).read()) == []


def test_it_is_never_written_over(clone: Clone) -> None:
    GitLedger.create(clone(), BRANCH).append(intent())
    with pytest.raises(LedgerError, match="can't be created"):
        GitLedger.create(clone(), BRANCH)
    assert list(GitLedger(clone(), BRANCH).read()) == [intent()]


@pytest.mark.parametrize("branch", ["main", "MAIN"])
def test_another_branch_is_not_taken_for_a_ledger(clone: Clone, remote: Path, branch: str) -> None:
    git(remote, "branch", "MAIN", "main")
    with pytest.raises(LedgerError, match="not a ledger"):
        GitLedger(clone(), branch)
    with pytest.raises(LedgerError, match="can't be created"):
        GitLedger.create(clone(), branch)


def test_a_branch_whose_name_ends_like_the_ledgers_is_another(clone: Clone, remote: Path) -> None:
    git(remote, "update-ref", f"refs/heads/old/refs/heads/{BRANCH}", "main")
    with pytest.raises(NoLedger):
        GitLedger(clone(), BRANCH)


def test_one_that_was_deleted_is_not_made_anew(clone: Clone, remote: Path) -> None:
    folder = clone()
    ledger = GitLedger.create(folder, BRANCH)
    ledger.append(intent())
    tip = git(remote, "rev-parse", BRANCH)
    git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    for attempt in (
        ledger.read,
        lambda: GitLedger(folder, BRANCH),
        lambda: GitLedger.create(folder, BRANCH),
        lambda: ledger.append(intent(2)),
    ):
        with pytest.raises(LedgerError, match=f"is gone.*git push origin {tip}:refs/heads/{BRANCH}"):
            attempt()
    assert git(remote, "branch", "--list", BRANCH) == ""
    git(folder, "push", "--quiet", "origin", f"{tip}:refs/heads/{BRANCH}")  # as it says
    assert list(GitLedger(folder, BRANCH).read()) == [intent()]


def test_one_that_was_deleted_is_made_anew_only_once_it_is_to_be_forgotten(
    clone: Clone, remote: Path
) -> None:
    GitLedger.create(clone(), BRANCH).append(intent())
    folder = clone("--no-local")  # a full clone, which has never read the ledger, follows the branch
    git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    ref = f"refs/remotes/origin/{BRANCH}"
    with pytest.raises(LedgerError, match=f"is gone.*git update-ref -d {ref}"):
        GitLedger.create(folder, BRANCH)
    git(folder, "update-ref", "-d", ref)
    assert list(GitLedger.create(folder, BRANCH).read()) == []


def test_one_that_was_rewritten_is_told_by_the_run_that_saw_it_and_by_the_clone(
    clone: Clone, remote: Path
) -> None:
    folder = clone()
    ledger = GitLedger.create(folder, BRANCH)
    begun = git(remote, "rev-parse", BRANCH)
    ledger.append(intent())
    git(remote, "update-ref", f"refs/heads/{BRANCH}", begun)  # what was posted is forgotten
    for attempt in (ledger.read, lambda: GitLedger(folder, BRANCH), lambda: ledger.append(intent(2))):
        with pytest.raises(LedgerError, match="rewritten"):
            attempt()
    assert list(GitLedger(clone(), BRANCH).read()) == []  # a clone that never saw it can't know
    kept = git(folder, "rev-parse", f"refs/distribute/{BRANCH}")
    git(folder, "push", "--quiet", "origin", f"{kept}:refs/heads/{BRANCH}")  # as it says
    ledger.append(intent(2))
    assert list(GitLedger(clone(), BRANCH).read()) == [intent(), intent(2)]


REMOVED = {"a revert": ("revert", "--no-edit", "HEAD"), "a file removed": ("rm", "-q", "2020-11.jsonl")}


def by_hand(clone: Clone, *commands: tuple[str, ...]) -> str:
    """Change the ledger's branch as a person does; return its tip."""
    folder = clone("--no-local")
    git(folder, "switch", "--quiet", BRANCH)
    git(folder, "config", "user.name", "a")
    git(folder, "config", "user.email", "a@b")
    for command in commands:
        git(folder, *command)
    if git(folder, "status", "--porcelain"):
        git(folder, "commit", "--quiet", "-a", "-m", "by hand")
    git(folder, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.parametrize("removed", REMOVED)
def test_one_that_lost_lines_by_a_fast_forward_stops_every_clone_until_they_are_back(
    clone: Clone, removed: str
) -> None:
    folder = clone()
    ledger = GitLedger.create(folder, BRANCH)
    ledger.append(intent())
    ledger.append(intent(2))
    bad = by_hand(clone, REMOVED[removed])
    said = f"commit {bad[:12]} removed .* from 2020-11.jsonl.*2020-11/mastodon/en@1#. intended.*git revert {bad[:12]}"
    for attempt in (
        ledger.read,
        lambda: ledger.append(intent(3)),
        lambda: GitLedger(folder, BRANCH),
        lambda: GitLedger(clone(), BRANCH),  # as in CI, where no clone has seen it before
        lambda: GitLedger(clone("--depth=1", "--no-single-branch"), BRANCH),  # nor has the branch's history
    ):
        with pytest.raises(LedgerError, match=said):
            attempt()
    by_hand(clone, ("revert", "--no-edit", bad))
    ledger.append(intent(3))
    for reader in (ledger, GitLedger(clone(), BRANCH)):
        assert list(reader.read()) == [intent(), intent(2), intent(3)]


def test_a_line_that_was_changed_counts_as_lost(clone: Clone) -> None:
    GitLedger.create(clone(), BRANCH).append(intent())
    folder = clone("--no-local")
    git(folder, "switch", "--quiet", BRANCH)
    file = folder / "2020-11.jsonl"
    file.write_text(file.read_text().replace('"one"', '"two"'))
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-am", "edited")
    git(folder, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    with pytest.raises(LedgerError, match="removed 1 line from"):
        GitLedger(clone(), BRANCH)


def test_a_merge_that_drops_what_one_side_has_stops_the_run(clone: Clone, remote: Path) -> None:
    ledger = GitLedger.create(clone(), BRANCH)
    begun = git(remote, "rev-parse", BRANCH)
    ledger.append(intent())
    merge = ("merge", "--quiet", "--no-ff", "--no-edit", "-s", "ours", f"origin/{BRANCH}")
    by_hand(clone, ("checkout", "--quiet", "--detach", begun), merge)
    for attempt in (ledger.read, lambda: GitLedger(clone(), BRANCH)):
        with pytest.raises(LedgerError, match=r"removed 1 line from 2020-11\.jsonl"):
            attempt()


def test_what_two_sides_added_may_be_merged(clone: Clone, remote: Path) -> None:
    ledger = GitLedger.create(clone(), BRANCH)
    begun = git(remote, "rev-parse", BRANCH)
    ledger.append(intent())
    other = Key("2020-12", "mastodon", "en")
    git(remote, "update-ref", "refs/heads/side", begun)
    GitLedger(clone(), "side").append(intent(key=other))
    merge = ("merge", "--quiet", "--no-edit", "origin/side")
    by_hand(clone, merge)
    for reader in (ledger, GitLedger(clone(), BRANCH)):
        assert list(reader.read()) == [intent(), intent(key=other)]


def test_one_that_was_rewritten_otherwise_is_never_added_to(
    clone: Clone, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distribute.ledger.gitbranch.time.sleep", lambda _: None)
    ledger = GitLedger.create(clone(), BRANCH)
    begun = git(remote, "rev-parse", BRANCH)
    ledger.append(intent())
    git(remote, "update-ref", f"refs/heads/{BRANCH}", begun)
    GitLedger(clone(), BRANCH).append(intent(run="another"))
    with pytest.raises(LedgerError, match="rewritten"):
        ledger.append(intent(2))


def test_a_newer_ledger_is_left_alone(clone: Clone, tmp_path: Path) -> None:
    folder = clone()
    GitLedger.create(folder, BRANCH)
    put(folder, {"ledger.json": b'{"ledger":"distribute","version":99}'})
    with pytest.raises(LedgerError, match="newer distribute"):
        GitLedger(clone(), BRANCH)


@pytest.mark.parametrize(
    ("line", "said"),
    [(b'{"type":"recalled"}\n', "'recalled', written by a newer"), (b'{"type":"inten', "damaged")],
)
def test_what_is_not_understood_stops_the_run(clone: Clone, line: bytes, said: str) -> None:
    folder = clone()
    GitLedger.create(folder, BRANCH)
    put(folder, {"2020-11.jsonl": line})
    ledger = GitLedger(clone(), BRANCH)
    with pytest.raises(LedgerError, match=said):
        ledger.read()
    with pytest.raises(LedgerError, match=said):
        ledger.append(intent())


def test_a_lost_race_is_tried_again(clone: Clone) -> None:
    one, two = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    for number in range(1, 4):
        one.append(intent(2 * number - 1, run="one"))
        two.append(intent(2 * number, run="two"))
    assert [event.run for event in one.read()] == ["one", "two"] * 3


def test_a_rival_between_the_look_and_the_push_is_never_overwritten(
    clone: Clone, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a remote that would take a forced push: the place is the first's, and the second hears of it."""
    git(remote, "config", "receive.denyNonFastForwards", "false")
    ledger, rival = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    push = GitClone.push

    def come_between(self: GitClone, commit: str, branch: str, *, over: str) -> str:
        monkeypatch.setattr(GitClone, "push", push)
        rival.append(intent(run="rival"))
        return push(self, commit, branch, over=over)

    monkeypatch.setattr(GitClone, "push", come_between)
    with pytest.raises(Conflict):
        ledger.append(intent(run="one"))
    assert [event.run for event in GitLedger(clone(), BRANCH).read()] == ["rival"]


def test_eight_that_add_at_once_all_get_in(clone: Clone) -> None:
    GitLedger.create(clone(), BRANCH)
    ledgers = [GitLedger(clone(), BRANCH) for _ in range(8)]
    begin, failed = threading.Barrier(8, timeout=60), list[Exception]()

    def add(ledger: GitLedger, seq: int) -> None:
        begin.wait()
        try:
            ledger.append(intent(seq))
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    rivals = [threading.Thread(target=add, args=pair) for pair in zip(ledgers, range(1, 9), strict=True)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert not failed
    assert [event.seq for event in ledgers[0].read()] == list(range(1, 9))


def test_a_push_whose_answer_was_lost_is_recognised(
    clone: Clone, monkeypatch: pytest.MonkeyPatch, remote: Path
) -> None:
    ledger = GitLedger.create(clone(), BRANCH)
    push, pushes = GitClone.push, list[str]()

    def lose(self: GitClone, commit: str, branch: str, *, over: str) -> str:
        pushes.append(commit)
        assert push(self, commit, branch, over=over) == ""
        return "the remote end hung up"

    monkeypatch.setattr(GitClone, "push", lose)
    ledger.append(intent())
    assert git(remote, "rev-parse", BRANCH) == pushes[0]
    assert len(pushes) == 1
    with pytest.raises(Conflict):
        ledger.append(intent(run="two"))


def test_a_push_whose_answer_was_lost_is_recognised_below_a_rivals(
    clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, rival = GitLedger.create(clone(), BRANCH), GitLedger(clone(), BRANCH)
    push = GitClone.push

    def lose(self: GitClone, commit: str, branch: str, *, over: str) -> str:
        monkeypatch.setattr(GitClone, "push", push)
        assert push(self, commit, branch, over=over) == ""
        rival.append(intent(2, run="rival"))
        return "the remote end hung up"

    monkeypatch.setattr(GitClone, "push", lose)
    ledger.append(intent())
    assert [event.run for event in ledger.read()] == ["one", "rival"]


def test_a_protected_branch_is_told_in_the_servers_words(
    clone: Clone, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = GitLedger.create(clone(), BRANCH)
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'this branch is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    monkeypatch.setattr("distribute.ledger.gitbranch.time.sleep", lambda _: None)
    with pytest.raises(LedgerError, match=r"no events can be added: .*this branch is protected"):
        ledger.append(intent())
    hook.unlink()
    ledger.append(intent())
    assert list(ledger.read()) == [intent()]
