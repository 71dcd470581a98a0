"""A ledger on a branch of a git remote, for CI runners without persistent storage."""

from __future__ import annotations

import base64
import math
import os
import random
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from distribute.inputs.git import TRANSPORTS, Answer, Git
from distribute.ledger.events import (
    REGISTRY,
    AnyEvent,
    Conflict,
    LedgerError,
    NoLedger,
    Posted,
    decode,
    encode,
    issue_prefix,
)
from distribute.regex import lazy_regex

_VERSION = 1
_MARKER = "ledger.json"
_BYTES = "surrogateescape"  # of a file name that is no UTF-8, kept as it is
_README = """\
# Record of announcements

This branch is the ledger of [distribute](https://pypi.org/project/newsletter-distribute/), with one file per issue and
one event per line. Events are only ever added. If the branch is deleted or rewritten, `distribute` no longer knows what it
has posted. Protect the branch from force pushes and deletion.
"""
_GIT_TIMEOUT = 60.0  # seconds for one git command
_REFUSALS = 5  # rejected pushes while the branch did not change: it may be protected
_USER_INFO = lazy_regex(r"(?<=://)[^/@\s]+@")
_GATHERING = 0.02  # seconds, a fraction of what a push takes, in which other channels' events join it
_NAMED = 3  # events listed in a commit's subject
_ALL = 2**31 - 1  # the depth that means the whole history to git
_LOCAL = lazy_regex(r"(?:file://)?(?P<path>(?![\w+.-]+://)(?![^/]*:).+)\Z")
_Files = dict[str, bytes]


class _Damaged(LedgerError):
    """The branch has lost events: a retry is useless."""


class _Append:
    """The events of one `append`, which are stored or fail together."""

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        self.events = events
        self.files = {_file(event.post) for event in events}
        self.is_settled = False
        self.error: LedgerError | Conflict | None = None

    def succeed(self) -> None:
        """Note that the events are stored, unless it has failed."""
        self.is_settled = True

    def fail(self, error: LedgerError | Conflict) -> None:
        """Note the error, unless the append is settled."""
        if not self.is_settled:
            self.is_settled, self.error = True, error


class GitLedger:
    """Events as lines of `<issue>.jsonl` on an orphan branch; a fast-forward push is the compare-and-swap.

    Only git's plumbing commands are used: the clone's index, work tree and branches do not change, and a
    shallow, detached or single-branch clone is enough.
    """

    def __init__(
        self, folder: Path, branch: str, remote: str = "origin", fresh: float = 0, *, patience: float = 120
    ) -> None:
        """Open the ledger on `branch` of `remote`, a remote of the clone that contains `folder`.

        An append that loses a race is retried for `patience` seconds. A read of all events or of the newsletters
        may be of the branch as it was up to `fresh` seconds ago; a read of one issue, on which a post is decided,
        never is. NoLedger if there is no such branch, LedgerError if it is not a ledger.
        """
        self._git = _Git(folder, remote)
        self._branch = branch
        self._patience = patience
        self._fresh = fresh
        self._lock = threading.Lock()  # so that threads of one run do not race each other
        self._waiting: deque[_Append] = deque()  # added to by any thread, taken from under the lock
        self._tip = self._git.kept(branch)
        self._known_at = -math.inf  # when the remote was last asked for the tip, on the monotonic clock
        with self._lock:
            _check(self._git.files(self._fetch(), {_MARKER}), self._name)

    @classmethod
    def create(cls, folder: Path, branch: str, remote: str = "origin", fresh: float = 0) -> GitLedger:
        """Create an empty ledger and open it; LedgerError if the branch exists, or existed and was deleted."""
        git = _Git(folder, remote)
        if not git.tip(branch):
            _refuse_deleted_branch(git, branch)
        marker = msgspec.json.encode({"ledger": "distribute", "version": _VERSION})
        commit = git.commit("", {_MARKER: marker + b"\n", "README.md": _README.encode()}, "begin a ledger")
        refused = git.push(commit, branch, over="")
        if refused and git.tip(branch) != commit:
            msg = f"{branch} on {git.remote}: the ledger can't be created: {refused}"
            raise LedgerError(msg)
        return cls(folder, branch, remote, fresh)

    def append(self, *events: AnyEvent) -> None:
        """Store all of the events or none, on the remote on return.

        Conflict if a different event has the place of one of them. If a push is rejected, or its response is lost,
        the branch is fetched again; events that are already stored are recognised because they are equal.

        While a push is on its way, the appends of other threads wait, and the next push stores them together. Each of
        them fails alone.
        """
        mine = _Append(events)
        self._waiting.append(mine)
        with self._lock:
            if not mine.is_settled:
                time.sleep(_GATHERING)
                self._store([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.error:
            raise mine.error

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return the events of an issue, or all events, in order within each place, from one snapshot."""
        asked = time.monotonic() - (self._fresh if issue in {None, REGISTRY} else 0)
        with self._lock:
            # Of several threads that wait here, the first fetches for all of them.
            tip = self._tip if self._known_at > asked else self._fetch()
            files = self._git.files(tip, None if issue is None else {_file(issue_prefix(issue))})
        events = [
            event for name, content in files.items() if name.endswith(".jsonl") for event in _events(content)
        ]
        return iter(sorted(events, key=lambda event: (event.post, event.seq)))

    @property
    def _name(self) -> str:
        return f"{self._branch} on {self._git.remote}"

    def _store(self, appends: Sequence[_Append]) -> None:
        """Settle every append: its events are stored, or it has an error."""
        try:
            self._push_until_settled(appends)
        except LedgerError as error:
            for each in appends:
                each.fail(error)
        finally:
            for each in appends:  # of an interrupted push nothing is known
                each.fail(LedgerError(f"{self._name}: the push was interrupted"))

    def _push_until_settled(self, appends: Sequence[_Append]) -> None:
        """Push until no append is open; LedgerError if the branch is damaged or pushes are rejected for too long."""
        deadline, refusals = time.monotonic() + self._patience, 0
        while True:
            grown, added = self._grown(appends)
            refused = self._push(added, grown) if added else ""
            if not refused:
                for each in appends:
                    each.succeed()
                return
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
            time.sleep(random.uniform(0.1, 0.5) * 2**refusals)  # noqa: S311 - jitter, so that competing runs spread out

    def _grown(self, appends: Sequence[_Append]) -> tuple[_Files, list[AnyEvent]]:
        """Return the files with the events of the open appends, and which of these were missing; settle the others."""
        appends = [each for each in appends if not each.is_settled]
        files = dict(self._git.files(self._tip, {name for each in appends for name in each.files}))
        added: list[AnyEvent] = []
        for each in appends:
            try:
                missing = _missing(each.events, {name: files.get(name, b"") for name in each.files})
            except Conflict as conflict:
                each.fail(conflict)
                continue
            if not missing:
                each.succeed()
            for event in missing:
                name = _file(event.post)
                files[name] = files.get(name, b"") + encode(event) + b"\n"
            added += missing
        return {name: files[name] for name in dict.fromkeys(_file(event.post) for event in added)}, added

    def _push(self, events: Sequence[AnyEvent], grown: Mapping[str, bytes]) -> str:
        """Add events, with which their files are `grown`; return why the push was rejected, "" if it succeeded."""
        begun = time.monotonic()
        commit = self._git.commit(self._tip, grown, _message(events))
        refused = self._git.push(commit, self._branch, over=self._tip)
        if not refused:
            self._record_tip(commit)
            self._known_at = begun
        return refused

    def _fetch(self) -> str:
        """Fetch the branch, check that no events are lost, and return its tip."""
        begun = time.monotonic()
        tip = self._git.tip(self._branch)
        if not tip:
            _refuse_deleted_branch(self._git, self._branch)
            raise NoLedger(self._name)
        if tip != self._tip:
            self._git.fetch(tip, self._branch, have=self._tip)
            if not self._tip and self._git.is_cut(tip):
                self._git.deepen(self._branch)
            if self._tip and not self._git.descends(tip, self._tip):
                msg = (
                    f"{self._name}: the branch was rewritten, so records of posts may be lost. Restore commit {self._tip} "
                    f"or, if the change is intended, run `git update-ref -d {_kept_ref(self._branch)}`"
                )
                raise _Damaged(msg)
            self._require_no_loss(tip)
            self._record_tip(tip)
        self._known_at = begun
        return tip

    def _require_no_loss(self, tip: str) -> None:
        """Raise LedgerError if a commit since the last known tip removed events that are still missing.

        A revert is a fast-forward too. In a fresh clone, as in CI, the branch's whole history is checked.
        """
        lost = self._git.lines_lost(tip, since=self._tip)
        if not lost:
            return
        now = self._git.files(tip, {name for _, name, _ in lost})
        for commit, name, before in lost:
            missing = before - set(now.get(name, b"").splitlines())
            if missing:
                lines = "1 line" if len(missing) == 1 else f"{len(missing)} lines"
                msg = (
                    f"{self._name}: commit {commit[:12]} removed {lines} from {name}, so records of posts may be lost"
                    f"{_described(missing)}. A ledger only grows: revert that commit (`git fetch {self._git.remote} "
                    f"{self._branch} && git switch --detach FETCH_HEAD && git revert {commit[:12]} && "
                    f"git push {self._git.remote} HEAD:{self._branch}`)"
                )
                raise _Damaged(msg)

    def _record_tip(self, tip: str) -> None:
        self._tip = tip
        self._git.keep(tip, self._branch)


class _Git:
    """The git commands that a ledger needs, run in one clone with one remote."""

    def __init__(self, folder: Path, remote: str) -> None:
        self.remote = _USER_INFO.sub("", remote)
        self._remote = remote
        self._environment: dict[str, str] = {}
        self._secrets: tuple[str, ...] = ()
        self._last_listed: tuple[str, Mapping[str, str]] = "", {}  # most calls are about the same commit
        self._blobs: dict[
            str, bytes
        ] = {}  # the files asked for last, by their ids: most calls are about these
        try:
            self._git = Git(folder, transports=TRANSPORTS, timeout=_GIT_TIMEOUT)
        except FileNotFoundError:
            msg = f"{folder}: not in a git repository, which `ledger: git:…` needs"
            raise LedgerError(msg) from None
        if (answer := self._try("rev-parse", "--git-dir")).code:
            msg = f"{folder}: git can't use this repository: {self._error_text(answer)}"
            raise LedgerError(msg)
        if self._try("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT").code:
            self._environment |= _IDENTITY  # git has no committer identity, as on a CI runner
        address = self._try("remote", "get-url", "--push", self._remote).text.strip() or self._remote
        self._refuse_a_folder_of_the_site(address)
        self._log_in(address)

    def tip(self, branch: str) -> str:
        """Return the commit at the tip of the remote's branch, "" if there is no such branch."""
        ref = f"refs/heads/{branch}"
        answer = self._run(
            "ls-remote", "--quiet", "--upload-pack=git-upload-pack", "--", self._remote, ref
        ).decode()
        rows = (line.split("\t") for line in answer.splitlines())
        return next((tip for tip, name in rows if name == ref), "")

    def fetch(self, tip: str, branch: str, *, have: str) -> None:
        """Fetch the branch's commits, at least up to `tip`, without updating any ref."""
        self._fetch(branch, *([f"--negotiation-tip={have}"] if have else []))
        self._run("cat-file", "-e", f"{tip}^{{commit}}")

    def _fetch(self, branch: str, *more: str) -> None:
        self._run(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-recurse-submodules",
            "--no-filter", "--refmap=", "--upload-pack=git-upload-pack", *more, "--", self._remote,
            f"refs/heads/{branch}",
        )  # fmt: skip

    def lines_lost(self, tip: str, *, since: str) -> list[tuple[str, str, set[bytes]]]:
        """Return each commit up to `tip` that removed lines from a file of events: commit, file, a parent's lines."""
        # Each commit is compared with every parent: a merge can drop lines of one of them.
        log = self._run(
            "log", "--format=%x00%H %P", "--numstat", "-z", "--no-renames", "--diff-merges=separate", "--text",
            "--no-ext-diff", "--no-textconv", tip, *([f"^{since}"] if since else []), "--",
        ).decode(errors="replace")  # fmt: skip
        return [
            (commit, name, set(self.files(parent, {name}).get(name, b"").splitlines()))
            for commit, parents, name in _removals(log)
            for parent in parents
        ]

    def deepen(self, branch: str) -> None:
        """Fetch the branch's whole history into a shallow clone."""
        self._fetch(branch, f"--depth={_ALL}")

    def is_cut(self, tip: str) -> bool:
        """Return whether the clone lacks a part of the history of `tip`."""
        cut = self._git.shallow()
        return bool(cut) and not cut.isdisjoint(self._run("rev-list", tip, "--").decode().split())

    def descends(self, commit: str, ancestor: str) -> bool:
        """Return whether `commit` is a descendant of `ancestor`."""
        return self._try("merge-base", "--is-ancestor", ancestor, commit).code == 0

    def kept(self, branch: str) -> str:
        """Return the last tip that this clone recorded, "" if there is none."""
        return self._at(_kept_ref(branch))

    def ever_known(self, branch: str) -> tuple[str, str]:
        """Return the branch's last known commit in this clone, and the ref that names it; "" and "" if there is none."""
        refs = (_kept_ref(branch), f"refs/remotes/{self._remote}/{branch}")
        return next(((tip, ref) for ref in refs if (tip := self._at(ref))), ("", ""))

    def _at(self, ref: str) -> str:
        return self._try("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}").text.strip()

    def keep(self, tip: str, branch: str) -> None:
        """Record the tip in a ref, which also keeps its objects. A failure, as in a race, does not matter."""
        self._try("update-ref", _kept_ref(branch), tip)

    def files(self, commit: str, names: Collection[str] | None) -> _Files:
        """Return the contents of the commit's files with these names, or of all files if None."""
        listed = self._listed(commit)
        wanted = [name for name in listed if names is None or name in names]
        found = {name: self._blobs[listed[name]] for name in wanted if listed[name] in self._blobs}
        found |= self._contents({name: listed[name] for name in wanted if name not in found})
        if names is not None:
            self._blobs = {listed[name]: content for name, content in found.items()}
        return found

    def _contents(self, blobs: Mapping[str, str]) -> _Files:
        """Return the contents of files whose blobs' ids are given."""
        if not blobs:
            return {}
        answer = self._run(
            "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs.values()).encode()
        )
        files: _Files = {}
        begin = 0
        for name in blobs:
            end = answer.index(b"\n", begin)
            size = int(answer[begin:end].split()[2])
            files[name] = answer[end + 1 : end + 1 + size]
            begin = end + size + 2
        return files

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        """Create a commit that adds `files` to those of `parent`, or replaces them; return its id."""
        entries = dict(self._listed(parent)) if parent else {}
        for name, content in files.items():
            entries[name] = self._run("hash-object", "-w", "--stdin", given=content).decode().strip()
        listing = "".join(f"100644 blob {blob}\t{name}\0" for name, blob in entries.items())
        tree = self._run("mktree", "-z", given=listing.encode(errors=_BYTES)).decode().strip()
        parents = ["-p", parent] if parent else []
        # The flag comes first because some hosts look for it only there.
        text = f"[skip ci] {message}\n"
        commit = self._run("commit-tree", tree, *parents, given=text.encode()).decode().strip()
        self._last_listed = commit, entries
        self._blobs = {entries[name]: content for name, content in files.items()}
        return commit

    def push(self, commit: str, branch: str, *, over: str) -> str:
        """Push if the branch is at `over`, the commit's parent ("" if there is no branch): a compare-and-swap.

        Return why it failed or may have failed, "" on success. A plain push would also recreate a deleted branch, with
        whatever this clone has of it.
        """
        answer = self._try(
            "push", "--quiet", "--porcelain", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
            f"--force-with-lease=refs/heads/{branch}:{over}",
            "--receive-pack=git-receive-pack", "--", self._remote, f"{commit}:refs/heads/{branch}",
        )  # fmt: skip
        return self._error_text(answer) if answer.code else ""

    def _listed(self, commit: str) -> Mapping[str, str]:
        """Return the commit's files as a mapping of names to blob ids."""
        if self._last_listed[0] != commit:
            # Whoever may push may name a file as they like, also in no encoding.
            listed = self._run("ls-tree", "-z", "--full-tree", f"{commit}^{{tree}}").decode(errors=_BYTES)
            pairs = (entry.partition("\t") for entry in listed.split("\0") if entry)
            blobs = {name: about.split()[2] for about, _, name in pairs if about.split()[1] == "blob"}
            self._last_listed = commit, blobs
        return self._last_listed[1]

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return git's output; LedgerError with its message if it fails."""
        answer = self._try(*arguments, given=given)
        if answer.code:
            msg = f"git {arguments[0]}, for the ledger on {self.remote}: {self._error_text(answer)}"
            raise LedgerError(msg)
        return answer.out

    def _try(self, *arguments: str, given: bytes = b"") -> Answer:
        try:
            return self._git.run(*arguments, given=given, more=self._environment)
        except OSError as error:
            msg = f"git can't be run, and `ledger: git:…` needs it: {error.strerror}"
            raise LedgerError(msg) from None

    def _refuse_a_folder_of_the_site(self, address: str) -> None:
        """Refuse a remote inside the work tree: a commit could add one, and its hooks would run on each push."""
        local = _LOCAL.match(address)
        place = (self._git.top / local["path"]).resolve() if local else None
        if place and place.exists() and place.is_relative_to(self._git.top) and ".git" not in place.parts:
            msg = f"{self.remote}: a ledger's remote can't be a folder among the site's own files"
            raise LedgerError(msg)

    def _log_in(self, address: str) -> None:
        """Use the CI job's token for its own server.

        It is passed in the environment, because any process can see the arguments of a command.
        """
        token = os.environ.get("GITHUB_TOKEN", "").strip()
        server = os.environ.get("GITHUB_SERVER_URL", "").rstrip("/")
        if not token or not server or urlsplit(address)[:2] != urlsplit(server)[:2]:
            return
        code = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        self._secrets = (token, code)
        # The empty value clears a header that the checkout may have set: two such headers are rejected.
        values = ("", f"AUTHORIZATION: basic {code}")
        for number, value in enumerate(values):
            self._environment[f"GIT_CONFIG_KEY_{number}"] = f"http.{server}/.extraheader"
            self._environment[f"GIT_CONFIG_VALUE_{number}"] = value
        self._environment["GIT_CONFIG_COUNT"] = str(len(values))

    def _error_text(self, answer: Answer) -> str:
        """Return git's error message on one line, without credentials."""
        said = (answer.out + b"\n" + answer.err).decode(errors="replace")
        lines = [
            line.strip()
            for line in said.splitlines()
            if line.strip() and not line.startswith(("To ", "Done", "hint:"))
        ]
        text = _USER_INFO.sub("", "; ".join(lines))
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text or f"it exited with code {answer.code}"


_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "distribute"), ("EMAIL", "distribute@localhost"))
}


def _kept_ref(branch: str) -> str:
    return f"refs/distribute/{branch}"


def is_known_here(folder: Path, branch: str, remote: str = "") -> bool:
    """Say whether this clone knows a ledger's branch; the remote is not asked."""
    try:
        git = _Git(folder, remote or "origin")
    except (OSError, LedgerError):
        return False
    return bool(git.ever_known(branch)[0])


def branches_here(folder: Path, usual: str) -> Iterator[tuple[str, list[AnyEvent]]]:
    """Yield the clone's ledger branches, with their events as of the last fetch; no remote is contacted."""
    git = Git(folder)
    listed = git.run(
        "for-each-ref", "--format=%(refname)", "refs/distribute", "refs/remotes", "refs/heads"
    ).text
    refs: dict[str, str] = {}
    for ref in listed.split():
        area, _, rest = ref.removeprefix("refs/").partition("/")
        branch = rest.partition("/")[2] if area == "remotes" else rest
        if area == "distribute" or branch == usual:
            refs.setdefault(branch, ref)  # refs/distribute comes first: it was already read as a ledger
    for branch, ref in refs.items():
        names = git.run("ls-tree", "--name-only", "-z", ref).text.split("\0")
        if _MARKER in names:
            lines = [
                git.run("cat-file", "blob", f"{ref}:{name}").out for name in names if name.endswith(".jsonl")
            ]
            yield branch, [event for content in lines for event in _events(content)]


def _refuse_deleted_branch(git: _Git, branch: str) -> None:
    """Raise LedgerError if this clone knows an earlier commit of the missing branch."""
    tip, ref = git.ever_known(branch)
    if tip:
        msg = (
            f"{branch} on {git.remote}: the branch is gone, and with it the records of posts; this clone knows it at {tip}. "
            f"Restore it (`git push {git.remote} {tip}:refs/heads/{branch}`) or, to start without its records, "
            f"run `git update-ref -d {ref}` first"
        )
        raise _Damaged(msg)


def _removals(log: str) -> Iterator[tuple[str, list[str], str]]:
    """Parse `git log --numstat -z`: yield each commit that removed lines from a file of events, its parents, the file."""
    commit, parents = "", list[str]()
    for word in map(str.strip, log.split("\0")):
        _, deleted, name = (*word.split("\t", 2), "", "")[:3]
        if word and not deleted:
            commit, *parents = word.split()
        elif name.endswith(".jsonl") and deleted != "0":
            yield commit, parents, name


def _described(lines: Iterable[bytes]) -> str:
    """Return a list of the events in these lines, or "" if a line can't be read."""
    with suppress(LedgerError):
        return ": " + _named(sorted(map(decode, lines), key=lambda event: (event.post, event.seq)))
    return ""


def _named(events: Sequence[AnyEvent]) -> str:
    named = [f"{event.post} {type(event).__name__.lower()}" for event in events]
    return ", ".join(named[:_NAMED]) + (f" and {len(named) - _NAMED} more" if len(named) > _NAMED else "")


def _file(place: str) -> str:
    """Return the name of the file that contains the events at this place."""
    return place.partition("/")[0] + ".jsonl"


def _missing(events: Iterable[AnyEvent], files: Mapping[str, bytes]) -> list[AnyEvent]:
    """Return the events that are not stored yet; Conflict if a different event has the place of one of them."""
    missing = {(event.post, event.seq): event for event in events}
    for content in files.values():
        for there in _events(content):
            mine = missing.pop((there.post, there.seq), there)
            if mine != there:
                msg = f"{there.post} already has an event {there.seq}"
                raise Conflict(msg)
    return list(missing.values())


def _events(content: bytes) -> Iterator[AnyEvent]:
    return map(decode, content.splitlines())


def _message(events: Sequence[AnyEvent]) -> str:
    """Return a commit message with the events, receipts and CI run, so that `git log` is an audit trail."""
    details = [event.receipt.url or event.receipt.id for event in events if isinstance(event, Posted)]
    if run := os.environ.get("GITHUB_RUN_ID"):
        server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        details.append(f"{server}/{repository}/actions/runs/{run}")
    # A service's response or a setting must not start a new line.
    return "\n".join(
        "".join(filter(str.isprintable, line)) for line in (_named(events), "", *details)
    ).strip()


def _check(files: _Files, name: str) -> None:
    try:
        marker = msgspec.json.decode(files[_MARKER], type=dict[str, str | int])
    except (KeyError, RecursionError, msgspec.MsgspecError):
        marker = {}
    if marker.get("ledger") != "distribute":
        msg = f"{name}: this branch is not a ledger of distribute"
        raise LedgerError(msg)
    if marker.get("version") != _VERSION:
        msg = f"{name}: this ledger was created by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)
