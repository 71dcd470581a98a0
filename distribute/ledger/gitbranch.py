"""A ledger on a branch of a git remote, for CI runners without persistent storage."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from distribute.errors import counted
from distribute.inputs.git import Git
from distribute.ledger.decision import Decide
from distribute.ledger.events import (
    REGISTRY,
    AnyEvent,
    Conflict,
    LedgerError,
    NoLedger,
    encode,
    issue_prefix,
)
from distribute.ledger.gathering import Gathering
from distribute.ledger.gitclone import Files, GitClone, kept_ref
from distribute.ledger.gitfiles import (
    MARKER,
    README,
    VERSION,
    commit_message,
    described,
    events_in,
    file_of,
    missing_events,
    require_ledger,
)
from distribute.ledger.together import Append, Together

_REFUSALS = 5  # rejected pushes while the branch did not change: it may be protected


class _Damaged(LedgerError):
    """The branch has lost events: a retry is useless."""


class _Overtaken(LedgerError):
    """Another run has written since the events were decided on."""


class _Append(Append):
    """The events of one append and their files."""

    def __init__(self, events: Sequence[AnyEvent], decided_on: int | None = None) -> None:
        super().__init__(events)
        self.decided_on = decided_on  # how often others had changed the branch, None if that does not matter
        self.files = {file_of(event.post) for event in events}


class GitLedger:
    """Events as lines of `<issue>.jsonl` on an orphan branch; a fast-forward push is the compare-and-swap.

    Only git's plumbing commands are used: the clone's index, work tree and branches do not change, and a
    shallow, detached or single-branch clone is enough.
    """

    def __init__(
        self,
        folder: Path,
        branch: str,
        remote: str = "origin",
        fresh: float = 0,
        *,
        patience: float = 120,
        begun: float | None = None,
        git: GitClone | None = None,
        draft: str = "",
    ) -> None:
        """Open the ledger on `branch` of `remote`, a remote of the clone that contains `folder`.

        An append that loses a race is retried for `patience` seconds. A read of all events or of the newsletters
        may be of the branch as it was up to `fresh` seconds ago; a read of one issue, on which a post is decided,
        never is. NoLedger if there is no such branch, LedgerError if it is not a ledger.

        `begun` is when, on the monotonic clock, this run, with `git`, began to create the branch, which the clone has
        recorded. Instead, `draft` may be its first commit, which the first append pushes together with its events.
        """
        self._git = git or GitClone(folder, remote)
        self._branch = branch
        self._patience = patience
        self._fresh = fresh
        self._gathering = Gathering()
        self._together = Together(self._store)
        self._lock = self._together.lock  # so that threads of one run do not race each other
        self._others = 0  # how often the branch was seen to be changed by other runs
        self._is_draft = bool(draft)
        self._tip = draft or self._git.kept(branch)
        self._known_at = -math.inf  # when the remote was last asked for the tip, on the monotonic clock
        if begun is not None and self._tip:
            self._known_at = begun
            return
        with self._lock:
            require_ledger(self._git.files(self._fetch(), {MARKER}), self._name)

    @classmethod
    def create(cls, folder: Path, branch: str, remote: str = "origin", fresh: float = 0) -> GitLedger:
        """Create an empty ledger and open it; LedgerError if the branch exists, or existed and was deleted."""
        git, begun = GitClone(folder, remote), time.monotonic()
        commit = _first_commit(git, branch)
        refused = git.push(commit, branch, over="")
        if refused and git.tip(branch) != commit:
            msg = f"{branch} on {git.remote}: the ledger can't be created: {refused}"
            raise LedgerError(msg)
        git.keep(commit, branch)
        return cls(folder, branch, remote, fresh, begun=begun, git=git)

    @classmethod
    def create_with_first_append(
        cls, folder: Path, branch: str, remote: str = "origin", fresh: float = 0
    ) -> GitLedger:
        """Open a ledger that the first append creates, by the push that stores its events.

        If another run creates it before that, the events are added to that one. LedgerError if the branch existed and
        was deleted.
        """
        git, begun = GitClone(folder, remote), time.monotonic()
        draft = _first_commit(git, branch)
        return cls(folder, branch, remote, fresh, begun=begun, git=git, draft=draft)

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none, on the remote on return.

        Conflict if a different event has the place of one of them. If a push is rejected, or its response is lost,
        the branch is fetched again; events that are already stored are recognised because they are equal.

        While a push is on its way, the appends of other threads wait, and the next push stores them together. Each of
        them fails alone.
        """
        self._append(_Append(events))

    def append_decided(self, issue: str, decide: Decide) -> None:
        """Append what `decide` returns for the events of an issue, as `Deciding.append_decided` does.

        It decides on the branch as it was seen last: if that has changed, the push is rejected. So the remote is asked
        only before nothing is appended.
        """
        begun, asked = time.monotonic(), -math.inf
        while True:
            others, read = self._read(asked, {file_of(issue_prefix(issue))})
            if events := decide(read):
                try:
                    return self._append(_Append(events, others))
                except _Overtaken:
                    if time.monotonic() > begun + self._patience:
                        raise
            elif asked == begun:
                return None
            asked = begun

    def _append(self, mine: _Append) -> None:
        self._together.add(mine)
        with self._gathering.joined(mine):
            self._gathering.wait(lambda: mine.is_settled)
            self._together.settle(mine)

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place, from one snapshot."""
        asked = time.monotonic() - (self._fresh if issue in {None, REGISTRY} else 0)
        return self._read(asked, None if issue is None else {file_of(issue_prefix(issue))})[1]

    def _read(self, asked: float, names: Collection[str] | None) -> tuple[int, Iterator[AnyEvent]]:
        """Return the events of these files, as of `asked` or later, and how often others had changed the branch."""
        with self._gathering.joined(object(), asked):
            self._gathering.wait(lambda: self._known_at > asked)
            with self._lock:
                # Of several threads that wait here, the first fetches for all that ask before it does.
                if self._known_at <= asked:
                    self._fetch()
                    self._gathering.served(before=self._known_at)
                others, files = self._others, self._git.files(self._tip, names)
        events = [
            event
            for name, content in files.items()
            if name.endswith(".jsonl")
            for event in events_in(content)
        ]
        return others, iter(sorted(events, key=lambda event: (event.post, event.seq)))

    @property
    def _name(self) -> str:
        return f"{self._branch} on {self._git.remote}"

    def _store(self, appends: Sequence[_Append]) -> None:
        try:
            self._push_until_settled(appends)
        finally:
            self._gathering.served(*appends, before=self._known_at)

    def _push_until_settled(self, appends: Sequence[_Append]) -> None:
        """Push until no append is open; LedgerError if the branch is damaged or pushes are rejected for too long."""
        deadline, refusals = time.monotonic() + self._patience, 0
        while True:
            grown, added = self._grown(appends)
            refused = self._push(added, grown) if added else ""
            if not refused:
                return
            if refusals or any(each.decided_on is None for each in appends if not each.is_settled):
                # A jitter, so that competing runs spread out. It comes before the look, so that the next push builds on what
                # is there then. What is overtaken is not pushed again until it is decided again, which takes its time.
                time.sleep(random.uniform(0.1, 0.5) * 2**refusals)  # noqa: S311 - not for secrets
            before = self._tip
            try:
                self._fetch()
            except _Damaged:
                raise
            except LedgerError as error:
                refused = str(error)
            refusals = refusals + 1 if self._tip == before else 0
            if refusals >= _REFUSALS or time.monotonic() > deadline:
                msg = f"{self._name}: no events can be added: {refused}"
                raise LedgerError(msg)

    def _grown(self, appends: Sequence[_Append]) -> tuple[Files, list[AnyEvent]]:
        """Return the files with the events of the open appends, and which of these were missing; settle the others."""
        appends = [each for each in appends if not each.is_settled]
        files = dict(self._git.files(self._tip, {name for each in appends for name in each.files}))
        added: list[AnyEvent] = []
        for each in appends:
            is_overtaken = each.decided_on not in {None, self._others}
            overtaken = _Overtaken(f"{self._name}: no events can be added: other runs keep adding theirs")
            try:
                missing = missing_events(each.events, {name: files.get(name, b"") for name in each.files})
            except Conflict as conflict:
                each.fail(overtaken if is_overtaken else conflict)
                continue
            if not missing and not any(event in added for event in each.events):
                each.succeed()
            elif is_overtaken:
                each.fail(overtaken)
                continue
            for event in missing:
                name = file_of(event.post)
                files[name] = files.get(name, b"") + encode(event) + b"\n"
            added += missing
        return {name: files[name] for name in dict.fromkeys(file_of(event.post) for event in added)}, added

    def _push(self, events: Sequence[AnyEvent], grown: Mapping[str, bytes]) -> str:
        """Add events, with which their files are `grown`; return why the push was rejected, "" if it succeeded."""
        begun = time.monotonic()
        commit = self._git.commit(self._tip, grown, commit_message(events))
        with self._gathering.timed():
            refused = self._git.push(commit, self._branch, over="" if self._is_draft else self._tip)
        if not refused:
            self._record_tip(commit)
            self._known_at = begun
        return refused

    def _fetch(self) -> str:
        """Fetch the branch, check that no events are lost, and return its tip."""
        begun = time.monotonic()
        with self._gathering.timed():
            tip = self._git.fetch(self._branch, have=self._tip)
        if self._is_draft and not tip:
            self._known_at = begun
            return self._tip
        # A draft that meets a branch: another run was quicker, or the response to this run's push was lost.
        known = "" if self._is_draft else self._tip
        if not tip:
            _refuse_deleted_branch(self._git, self._branch)
            raise NoLedger(self._name)
        if tip != known:
            if not known and self._git.is_cut(tip):
                self._git.deepen(self._branch)
            if known and not self._git.descends(tip, known):
                msg = (
                    f"{self._name}: the branch was rewritten, so records of posts may be lost. Restore commit {known} "
                    f"or, if the change is intended, run `git update-ref -d {kept_ref(self._branch)}`"
                )
                raise _Damaged(msg)
            self._require_no_loss(tip, since=known)
            if self._is_draft:
                self._require_ledger(tip)
            self._others += 1
            self._record_tip(tip)
        self._known_at = begun
        return tip

    def _require_ledger(self, tip: str) -> None:
        """Raise LedgerError if the branch is something else, which must not be added to."""
        try:
            require_ledger(self._git.files(tip, {MARKER}), self._name)
        except LedgerError as error:
            raise _Damaged(str(error)) from None

    def _require_no_loss(self, tip: str, since: str) -> None:
        """Raise LedgerError if a commit since the last known one removed events that are still missing.

        A revert is a fast-forward too. In a fresh clone, as in CI, the branch's whole history is checked.
        """
        lost = self._git.lines_lost(tip, since=since)
        if not lost:
            return
        now = self._git.files(tip, {name for _, name, _ in lost})
        for commit, name, before in lost:
            missing = before - set(now.get(name, b"").splitlines())
            if missing:
                lines = counted(len(missing), "line")
                msg = (
                    f"{self._name}: commit {commit[:12]} removed {lines} from {name}, so records of posts may be lost"
                    f"{described(missing)}. A ledger only grows: revert that commit (`git fetch {self._git.remote} "
                    f"{self._branch} && git switch --detach FETCH_HEAD && git revert {commit[:12]} && "
                    f"git push {self._git.remote} HEAD:{self._branch}`)"
                )
                raise _Damaged(msg)

    def _record_tip(self, tip: str) -> None:
        self._is_draft, self._tip = False, tip
        self._git.keep(tip, self._branch)


def _first_commit(git: GitClone, branch: str) -> str:
    """Return a commit that a ledger begins with; LedgerError if the branch existed and was deleted."""
    if git.ever_known(branch)[0] and not git.tip(branch):
        _refuse_deleted_branch(git, branch)
    marker = msgspec.json.encode({"ledger": "distribute", "version": VERSION})
    return git.commit("", {MARKER: marker + b"\n", "README.md": README.encode()}, "begin a ledger")


def is_known_here(folder: Path, branch: str, remote: str) -> bool:
    """Return whether this clone knows a ledger's branch; the remote is not asked."""
    try:
        git = GitClone(folder, remote)
    except (OSError, LedgerError):
        return False
    return bool(git.ever_known(branch)[0])


def branches_here(folder: Path, usual: str, but: str) -> Iterator[tuple[str, list[AnyEvent]]]:
    """Yield the clone's ledger branches but one, with their events as of the last fetch; no remote is contacted."""
    git = Git(folder)
    listed = git.run(
        "for-each-ref", "--format=%(refname)", "refs/distribute", "refs/remotes", "refs/heads"
    ).text
    refs: dict[str, str] = {}
    for ref in listed.split():
        area, _, rest = ref.removeprefix("refs/").partition("/")
        branch = rest.partition("/")[2] if area == "remotes" else rest
        if branch != but and (area == "distribute" or branch == usual):
            refs.setdefault(branch, ref)  # refs/distribute comes first: it was already read as a ledger
    for branch, ref in refs.items():
        names = git.run("ls-tree", "--name-only", "-z", ref).text.split("\0")
        if MARKER in names:
            lines = [
                git.run("cat-file", "blob", f"{ref}:{name}").out for name in names if name.endswith(".jsonl")
            ]
            yield branch, [event for content in lines for event in events_in(content)]


def _refuse_deleted_branch(git: GitClone, branch: str) -> None:
    """Raise LedgerError if this clone knows an earlier commit of the missing branch."""
    tip, ref = git.ever_known(branch)
    if tip:
        msg = (
            f"{branch} on {git.remote}: the branch is gone, and with it the records of posts; this clone knows it at {tip}. "
            f"Restore it (`git push {git.remote} {tip}:refs/heads/{branch}`) or, to start without its records, "
            f"run `git update-ref -d {ref}` first"
        )
        raise _Damaged(msg)
