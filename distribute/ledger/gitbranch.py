"""A ledger on a branch of a git remote: for CI, where nothing else outlives the runner."""

from __future__ import annotations

import base64
import os
import random
import re
import subprocess
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from distribute.ledger import AnyEvent, Conflict, LedgerError, NoLedger, Posted, decode, encode, issue_prefix

_VERSION = 1
_MARKER = "ledger.json"
_README = """\
# What was announced where

This branch is the ledger of [distribute](https://pypi.org/project/newsletter-distribute/): one file an issue, one event a
line. Events are only ever added. Whoever deletes or rewrites the branch makes `distribute` forget what it posted;
protect it from force pushes and deletion.
"""
_GIT_TIMEOUT = 60.0  # seconds for one git command
_REFUSALS = 5  # pushes refused though nobody else pushed: the branch is protected, or the like
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+@")
_NAMED = 3  # events that a commit's subject names
_Files = dict[str, bytes]


class GitLedger:
    """Events as lines of `<issue>.jsonl` on an orphan branch; a fast-forward push is the compare-and-swap.

    Only git's plumbing is used: index, work tree and every branch of the clone stay as they are, and a
    shallow, detached or single-branch clone will do.
    """

    def __init__(self, folder: Path, branch: str, remote: str = "origin", *, patience: float = 120) -> None:
        """Open the ledger on `branch` of `remote`, as the clone around `folder` knows it.

        An append that loses races is tried again for `patience` seconds. NoLedger where there is no
        such branch, LedgerError where it is something else.
        """
        self._git = _Git(folder, remote)
        self._branch = branch
        self._patience = patience
        self._lock = threading.Lock()  # threads of one run needn't lose races against each other
        self._tip = self._git.kept(branch)
        with self._lock:
            _check(self._git.files(self._fetch(), {_MARKER}), self._name)

    @classmethod
    def create(cls, folder: Path, branch: str, remote: str = "origin") -> GitLedger:
        """Begin an empty ledger and open it; LedgerError if the branch is there already."""
        git = _Git(folder, remote)
        marker = msgspec.json.encode({"ledger": "distribute", "version": _VERSION})
        commit = git.commit("", {_MARKER: marker + b"\n", "README.md": _README.encode()}, "begin a ledger")
        # A push of a commit without a parent over another's branch is no fast-forward: it is refused.
        refused = git.push(commit, branch)
        if refused and git.tip(branch) != commit:
            msg = f"{branch} on {git.remote}: the ledger can't be made: {refused}"
            raise LedgerError(msg)
        return cls(folder, branch, remote)

    def append(self, *events: AnyEvent) -> None:
        """Keep all or none, on the remote on return; Conflict if another event holds one's place.

        A push that was refused, or whose answer was lost, is followed by a look at what is there now: our
        own events are recognised by being equal.
        """
        with self._lock:
            deadline, refusals = time.monotonic() + self._patience, 0
            while True:
                files = self._git.files(self._tip, {_file(event.post) for event in events})
                missing = _missing(events, files)
                refused = self._push(missing, files) if missing else ""
                if not refused:
                    return
                before = self._tip
                try:
                    self._fetch()
                except LedgerError as error:
                    refused = str(error)
                refusals = refusals + 1 if self._tip == before else 0
                if refusals >= _REFUSALS or time.monotonic() > deadline:
                    msg = f"{self._name}: nothing can be added: {refused}"
                    raise LedgerError(msg)
                time.sleep(random.uniform(0.1, 0.5) * 2**refusals)  # noqa: S311 - so that rivals part ways

    def read(self, issue: str | None = None) -> Iterator[AnyEvent]:
        """Return an issue's events, or all there are, each place's in order, as of one moment."""
        with self._lock:
            tip = self._fetch()
            files = self._git.files(tip, None if issue is None else {_file(issue_prefix(issue))})
        events = [
            event for name, content in files.items() if name.endswith(".jsonl") for event in _events(content)
        ]
        return iter(sorted(events, key=lambda event: (event.post, event.seq)))

    @property
    def _name(self) -> str:
        return f"{self._branch} on {self._git.remote}"

    def _push(self, events: Sequence[AnyEvent], files: Mapping[str, bytes]) -> str:
        """Add events to their `files` as they are known to be; return why that was refused, "" if they are kept."""
        grown: _Files = {}
        for event in events:
            name = _file(event.post)
            grown[name] = grown.get(name, files.get(name, b"")) + encode(event) + b"\n"
        commit = self._git.commit(self._tip, grown, _message(events))
        refused = self._git.push(commit, self._branch)
        if not refused:
            self._know(commit)
        return refused

    def _fetch(self) -> str:
        """Ask where the branch is, get what is new, and return its tip."""
        tip = self._git.tip(self._branch)
        if not tip:
            raise NoLedger(self._name)
        if tip != self._tip:
            self._git.fetch(tip, self._branch, have=self._tip)
            if self._tip and not self._git.descends(tip, self._tip):
                msg = (
                    f"{self._name}: it does not hold what it held before: somebody has rewritten it, and what was "
                    f"posted may be forgotten. Put commit {self._tip} back, or, if this is meant, "
                    f"run `git update-ref -d {_kept_ref(self._branch)}`"
                )
                raise LedgerError(msg)
            self._know(tip)
        return tip

    def _know(self, tip: str) -> None:
        self._tip = tip
        self._git.keep(tip, self._branch)


class _Git:
    """The few git commands that a ledger needs, run in one clone against one remote."""

    def __init__(self, folder: Path, remote: str) -> None:
        self.remote = _USER_INFO.sub("", remote)
        self._folder = folder
        self._remote = remote
        # Nothing may ask, be hooked in, or answer in another language.
        self._environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        self._secrets: tuple[str, ...] = ()
        self._last_listed: tuple[str, Mapping[str, str]] = "", {}  # mostly one commit is asked about
        if self._try("rev-parse", "--git-dir").returncode:
            msg = f"{folder}: this is no git repository, so `ledger: git:…` has no branch to be on"
            raise LedgerError(msg)
        if self._try("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT").returncode:
            self._environment |= _IDENTITY  # nobody told git who commits, as on a CI runner
        self._log_in()

    def tip(self, branch: str) -> str:
        """Return the commit that the remote's branch is at, "" where there is none."""
        ref = f"refs/heads/{branch}"
        answer = self._run("ls-remote", "--quiet", "--", self._remote, ref).decode()
        rows = (line.split("\t") for line in answer.splitlines())
        return next((tip for tip, name in rows if name == ref), "")

    def fetch(self, tip: str, branch: str, *, have: str) -> None:
        """Get the branch's commits, at least up to `tip`, touching no ref."""
        tips = [f"--negotiation-tip={have}"] if have else []
        self._run(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-recurse-submodules",
            "--no-filter", "--refmap=", *tips, "--", self._remote, f"refs/heads/{branch}",
        )  # fmt: skip
        self._run("cat-file", "-e", f"{tip}^{{commit}}")

    def descends(self, commit: str, ancestor: str) -> bool:
        """Say whether `commit` came after `ancestor`."""
        return self._try("merge-base", "--is-ancestor", ancestor, commit).returncode == 0

    def kept(self, branch: str) -> str:
        """Return the tip that this clone knew last, "" if it never knew any."""
        answer = self._try("rev-parse", "--quiet", "--verify", f"{_kept_ref(branch)}^{{commit}}")
        return answer.stdout.decode().strip()

    def keep(self, tip: str, branch: str) -> None:
        """Remember the tip, so that git keeps its objects; another run that does so too is no matter."""
        self._try("update-ref", _kept_ref(branch), tip)

    def files(self, commit: str, names: Collection[str] | None) -> _Files:
        """Return the contents of the files of these names that the commit has, of all for None."""
        listed = self._listed(commit)
        wanted = [name for name in listed if names is None or name in names]
        if not wanted:
            return {}
        answer = self._run(
            "cat-file", "--batch", given="".join(f"{listed[name]}\n" for name in wanted).encode()
        )
        files: _Files = {}
        for name in wanted:
            head, _, answer = answer.partition(b"\n")
            size = int(head.split()[2])
            files[name], answer = answer[:size], answer[size + 1 :]
        return files

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        """Write a commit that puts `files` beside, or in the place of, what `parent` has; return its name."""
        entries = dict(self._listed(parent)) if parent else {}
        for name, content in files.items():
            entries[name] = self._run("hash-object", "-w", "--stdin", given=content).decode().strip()
        listing = "".join(f"100644 blob {blob}\t{name}\0" for name, blob in entries.items())
        tree = self._run("mktree", "-z", given=listing.encode()).decode().strip()
        parents = ["-p", parent] if parent else []
        # The flag stands first: some hosts look for it nowhere else.
        text = f"[skip ci] {message}\n"
        commit = self._run("commit-tree", tree, *parents, given=text.encode()).decode().strip()
        self._last_listed = commit, entries
        return commit

    def push(self, commit: str, branch: str) -> str:
        """Push, if it is a fast-forward; return why it was refused, or why nobody knows, "" if it is there."""
        answer = self._try(
            "push", "--quiet", "--porcelain", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
            "--", self._remote, f"{commit}:refs/heads/{branch}",
        )  # fmt: skip
        return self._said(answer) if answer.returncode else ""

    def _listed(self, commit: str) -> Mapping[str, str]:
        """Return the commit's files by name, each with the name of its blob."""
        if self._last_listed[0] != commit:
            entries = self._run("ls-tree", "-z", f"{commit}^{{tree}}").decode().split("\0")
            pairs = (entry.partition("\t") for entry in entries if entry)
            blobs = {name: about.split()[2] for about, _, name in pairs if about.split()[1] == "blob"}
            self._last_listed = commit, blobs
        return self._last_listed[1]

    def _run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git writes; LedgerError with its own words if it fails."""
        answer = self._try(*arguments, given=given)
        if answer.returncode:
            msg = f"git {arguments[0]}, for the ledger on {self.remote}: {self._said(answer)}"
            raise LedgerError(msg)
        return answer.stdout

    def _try(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", *arguments]
        try:
            return subprocess.run(  # noqa: S603 - git, by the PATH, with arguments of ours
                command, cwd=self._folder, env=self._environment, input=given, capture_output=True,
                timeout=_GIT_TIMEOUT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            said = f"no answer within {_GIT_TIMEOUT:g} s".encode()
            return subprocess.CompletedProcess(command, 1, b"", said)
        except OSError as error:
            msg = f"git can't be run, and `ledger: git:…` needs it: {error.strerror}"
            raise LedgerError(msg) from None

    def _log_in(self) -> None:
        """Take the CI job's token for its own server, by the environment: arguments are seen by everybody."""
        token = os.environ.get("GITHUB_TOKEN", "").strip()
        server = os.environ.get("GITHUB_SERVER_URL", "").rstrip("/")
        if not token or not server:
            return
        address = (
            self._try("remote", "get-url", "--push", self._remote).stdout.decode().strip() or self._remote
        )
        if urlsplit(address)[:2] != urlsplit(server)[:2]:
            return
        code = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        self._secrets = (token, code)
        # The empty value takes back what the checkout may have set: two such headers are refused.
        values = ("", f"AUTHORIZATION: basic {code}")
        set_before = os.environ.get("GIT_CONFIG_COUNT", "")
        count = int(set_before) if set_before.isdecimal() else 0
        for number, value in enumerate(values, start=count):
            self._environment[f"GIT_CONFIG_KEY_{number}"] = f"http.{server}/.extraheader"
            self._environment[f"GIT_CONFIG_VALUE_{number}"] = value
        self._environment["GIT_CONFIG_COUNT"] = str(count + len(values))

    def _said(self, answer: subprocess.CompletedProcess[bytes]) -> str:
        """Return why git failed in its own words, on one line, without what logs in."""
        said = (answer.stdout + b"\n" + answer.stderr).decode(errors="replace")
        lines = [
            line.strip()
            for line in said.splitlines()
            if line.strip() and not line.startswith(("To ", "Done", "hint:"))
        ]
        text = _USER_INFO.sub("", "; ".join(lines))
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text or f"it ended with {answer.returncode}"


_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "distribute"), ("EMAIL", "distribute@localhost"))
}


def _kept_ref(branch: str) -> str:
    return f"refs/distribute/{branch}"


def _file(place: str) -> str:
    """Return the file of an issue's events, by the place of any of them."""
    return place.partition("/")[0] + ".jsonl"


def _missing(events: Iterable[AnyEvent], files: Mapping[str, bytes]) -> list[AnyEvent]:
    """Return those that are not kept yet; Conflict where another holds the place."""
    missing = {(event.post, event.seq): event for event in events}
    for content in files.values():
        for there in _events(content):
            mine = missing.pop((there.post, there.seq), there)
            if mine != there:
                msg = f"{there.post} has an event {there.seq} already"
                raise Conflict(msg)
    return list(missing.values())


def _events(content: bytes) -> Iterator[AnyEvent]:
    return map(decode, content.splitlines())


def _message(events: Sequence[AnyEvent]) -> str:
    """Return what happened, so that `git log` reads as an audit trail; and in which CI run."""
    named = [f"{event.post} {type(event).__name__.lower()}" for event in events]
    subject = ", ".join(named[:_NAMED]) + (f" and {len(named) - _NAMED} more" if len(named) > _NAMED else "")
    details = [event.receipt.url or event.receipt.id for event in events if isinstance(event, Posted)]
    if run := os.environ.get("GITHUB_RUN_ID"):
        server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        details.append(f"{server}/{repository}/actions/runs/{run}")
    # A service's answer or a setting must not begin a line of its own.
    return "\n".join("".join(filter(str.isprintable, line)) for line in (subject, "", *details)).strip()


def _check(files: _Files, name: str) -> None:
    try:
        marker = msgspec.json.decode(files[_MARKER], type=dict[str, str | int])
    except (KeyError, msgspec.MsgspecError):
        marker = {}
    if marker.get("ledger") != "distribute":
        msg = f"{name}: this branch is not a ledger of distribute"
        raise LedgerError(msg)
    if marker.get("version") != _VERSION:
        msg = f"{name}: this ledger was made by a newer distribute: upgrade before publishing"
        raise LedgerError(msg)
