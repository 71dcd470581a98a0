"""The git commands that a ledger on a branch needs, run in a clone of the repository."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from distribute.inputs.git import TRANSPORTS, Answer, Git
from distribute.ledger.events import LedgerError
from distribute.regex import lazy_regex

Files = dict[str, bytes]  # contents by name
_BYTES = "surrogateescape"  # of a file name that is no UTF-8, kept as it is
_TIMEOUT = 60.0  # seconds for one git command
_ADDRESS = lazy_regex(r"(?<![\w+.-])[\w+.-]+://[^\s']+")  # in a message
_CREDENTIALS = lazy_regex(r"((?:[\w+.-]+://)?)(?:.*@)?([^?#]*).*", re.DOTALL)  # all but the two groups
_SSH = lazy_regex(r"(?:[\w.-]+@)?[\w.-]+:(?!//)(?:/[^?#]*|[^?#@]*)")  # as ssh reads it
# What is taken for a host and a port if a password contains a slash that is not escaped.
_BEFORE_SLASH = lazy_regex(r"(?:[\w+.-]+://)?([^/?#@:]*:(?!//)[^/?#@]*)[/?#].*@", re.DOTALL)
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_NO_BRANCH = b"couldn't find remote ref"  # git says so, and gives no code of its own
_ALL = 2**31 - 1  # the depth that means the whole history to git
# Git ignores the host of a `file` address.
_LOCAL = lazy_regex(r"(?:file://[^/]*)?(?P<path>(?![\w+.-]+://)(?![^/]*:).+)\Z", re.DOTALL)


class GitClone:
    """The git commands that a ledger needs, run in one clone with one remote."""

    def __init__(self, folder: Path, remote: str) -> None:
        self.remote = _without_credentials(remote)
        self._remote = remote
        self._environment: dict[str, str] = {}
        self._secrets: tuple[str, ...] = ()
        self._last_listed: tuple[str, Mapping[str, str]] = "", {}  # most calls are about the same commit
        self._blobs: dict[str, bytes] = {}  # files of that commit that were read, by their ids
        try:
            self._git = Git(folder, transports=TRANSPORTS, timeout=_TIMEOUT)
        except FileNotFoundError:
            msg = f"{folder}: not in a git repository, which `ledger: git:…` needs"
            raise LedgerError(msg) from None
        if (answer := self._try("rev-parse", "--git-dir")).code:
            msg = f"{folder}: git can't use this repository: {self._error_text(answer)}"
            raise LedgerError(msg)
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

    def fetch(self, branch: str, *, have: str) -> str:
        """Fetch the branch, of which the clone may `have` a commit; return its tip, "" if there is no such branch.

        One connection both asks and fetches. The tip is read from a ref of this call alone, because FETCH_HEAD is the user's.
        """
        ref = f"refs/distribute-fetched/{os.urandom(8).hex()}"
        negotiation = [f"--negotiation-tip={have}"] if have else []
        answer = self._fetch(*negotiation, "--", self._remote, f"+refs/heads/{branch}:{ref}")
        if answer.code and _NO_BRANCH in answer.err.lower():
            return ""
        self._require_success("fetch", answer)
        tip = self._at(ref)
        self._try("update-ref", "-d", ref)
        return tip

    def _fetch(self, *more: str) -> Answer:
        return self._try(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--no-recurse-submodules",
            "--no-filter", "--refmap=", "--upload-pack=git-upload-pack", *more,
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
        answer = self._fetch(f"--depth={_ALL}", "--", self._remote, f"refs/heads/{branch}")
        self._require_success("fetch", answer)

    def is_cut(self, tip: str) -> bool:
        """Return whether the clone lacks a part of the history of `tip`."""
        cut = self._git.shallow()
        return bool(cut) and not cut.isdisjoint(self._run("rev-list", tip, "--").decode().split())

    def descends(self, commit: str, ancestor: str) -> bool:
        """Return whether `commit` is a descendant of `ancestor`."""
        return self._try("merge-base", "--is-ancestor", ancestor, commit).code == 0

    def kept(self, branch: str) -> str:
        """Return the last tip that this clone recorded, "" if there is none."""
        return self._at(kept_ref(branch))

    def ever_known(self, branch: str) -> tuple[str, str]:
        """Return the branch's last known commit in this clone, and the ref that names it; "" and "" if there is none."""
        refs = (kept_ref(branch), f"refs/remotes/{self._remote}/{branch}")
        return next(((tip, ref) for ref in refs if (tip := self._at(ref))), ("", ""))

    def _at(self, ref: str) -> str:
        return self._try("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}").text.strip()

    def keep(self, tip: str, branch: str) -> None:
        """Record the tip in a ref, which also keeps its objects. A failure, as in a race, does not matter."""
        self._try("update-ref", kept_ref(branch), tip)

    def files(self, commit: str, names: Collection[str] | None) -> Files:
        """Return the contents of the commit's files with these names, or of all files if None."""
        listed = self._listed(commit)
        wanted = [name for name in listed if names is None or name in names]
        found = {name: self._blobs[listed[name]] for name in wanted if listed[name] in self._blobs}
        found |= self._contents({name: listed[name] for name in wanted if name not in found})
        self._blobs |= {listed[name]: content for name, content in found.items()}
        return found

    def _contents(self, blobs: Mapping[str, str]) -> Files:
        """Return the contents of files whose blobs' ids are given."""
        if not blobs:
            return {}
        answer = self._run(
            "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs.values()).encode()
        )
        files: Files = {}
        begin = 0
        for name in blobs:
            end = answer.index(b"\n", begin)
            size = int(answer[begin:end].split()[2])
            files[name] = answer[end + 1 : end + 1 + size]
            begin = end + size + 2
        return files

    @cached_property
    def _committer(self) -> dict[str, str]:
        """The variables that name a committer if git has none, as on a CI runner."""
        return (
            _IDENTITY if self._try("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT").code else {}
        )

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
        commit = (
            self._run("commit-tree", tree, *parents, given=text.encode(), more=self._committer)
            .decode()
            .strip()
        )
        self._remember_listing(commit, entries)
        self._blobs |= {entries[name]: content for name, content in files.items()}
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
            self._remember_listing(commit, blobs)
        return self._last_listed[1]

    def _remember_listing(self, commit: str, blobs: Mapping[str, str]) -> None:
        self._last_listed = commit, blobs
        self._blobs = {blob: self._blobs[blob] for blob in blobs.values() if blob in self._blobs}

    def _run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """Return git's output; LedgerError with its message if it fails."""
        answer = self._try(*arguments, given=given, more=more)
        self._require_success(arguments[0], answer)
        return answer.out

    def _require_success(self, command: str, answer: Answer) -> None:
        if answer.code:
            msg = f"git {command}, for the ledger on {self.remote}: {self._error_text(answer)}"
            raise LedgerError(msg)

    def _try(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> Answer:
        try:
            return self._git.run(*arguments, given=given, more={**self._environment, **(more or {})})
        except OSError as error:
            msg = f"git can't be run, and `ledger: git:…` needs it: {error.strerror}"
            raise LedgerError(msg) from None

    def _refuse_a_folder_of_the_site(self, address: str) -> None:
        """Refuse a remote inside the work tree: a commit could add one, and its hooks would run on each push."""
        places = {place for place in self._places(address) if place.exists() and ".git" not in place.parts}
        if places and any(place.is_relative_to(top) for top in self._work_trees() for place in places):
            msg = f"{self.remote}: a ledger's remote can't be a folder among the site's own files"
            raise LedgerError(msg)

    def _work_trees(self) -> Iterator[Path]:
        """Yield the top of the work tree and, if it is a submodule, those of the repositories around it."""
        git: Git | None = self._git
        while git:
            yield git.top
            around = git.run("rev-parse", "--show-superproject-working-tree").out.removesuffix(b"\n")
            git = Git(Path(os.fsdecode(around))) if around else None

    def _places(self, address: str) -> Iterator[Path]:
        """Yield the folders of this machine that git may take an address for; none for one elsewhere.

        Git decodes the escapes of a URL, and finds `letter.git` by the name `letter`. A link such as /proc/self/cwd leads
        it somewhere else than this process, so it is asked itself.
        """
        decoded = unquote(address, errors=_BYTES).replace("\0", "%00")  # git leaves this one as it is
        found = filter(None, map(_LOCAL.fullmatch, dict.fromkeys((address, decoded))))
        for path in (f"{local['path']}{end}" for local in found for end in ("", ".git")):
            yield (self._git.top / path).resolve()
            asked = self._try(f"--git-dir={path}", "rev-parse", "--absolute-git-dir")
            if not asked.code:
                yield Path(os.fsdecode(asked.out.removesuffix(b"\n"))).resolve()

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
        text = "; ".join(lines)
        for address in self._addresses():
            # In full, because a password may contain any of the characters at which an address in a text ends.
            text = text.replace(address, _without_credentials(address))
            if misread := _BEFORE_SLASH.match(address):
                text = text.replace(misread[1], "…")
        text = _ADDRESS.sub(lambda found: _without_credentials(found[0]), text)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text or f"it exited with code {answer.code}"

    def _addresses(self) -> list[str]:
        """Return the addresses of the remote and of proxies, which git's messages may quote; the longest first."""
        commands = (
            ("ls-remote", "--get-url", "--", self._remote),
            ("remote", "get-url", "--all", "--push", "--", self._remote),
        )
        remotes = [line for command in commands for line in self._try(*command).text.splitlines()]
        settings = self._try("config", "--null", "--get-regexp", r"\.proxy$").text.split("\0")
        proxies = [setting.partition("\n")[2] for setting in settings]
        proxies += [os.environ.get(name, "") for each in _PROXIES for name in (each, each.upper())]
        return sorted({self._remote, *remotes, *proxies} - {""}, key=len, reverse=True)


_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "distribute"), ("EMAIL", "distribute@localhost"))
}


def _without_credentials(address: str) -> str:
    """Return an address without a user's name, password, query and fragment, any of which may be a secret.

    A password may contain any character if it was not escaped, so it ends at the last `@`. The user of `git@host:path`,
    which has no password, is part of the address.
    """
    if _LOCAL.match(address) or _SSH.fullmatch(address):
        return address
    return _CREDENTIALS.sub(r"\1\2", address, count=1)


def kept_ref(branch: str) -> str:
    """Return the ref in which a clone records the last tip of the branch that it knows."""
    return f"refs/distribute/{branch}"


def _removals(log: str) -> Iterator[tuple[str, list[str], str]]:
    """Parse `git log --numstat -z`: yield each commit that removed lines from a file of events, its parents, the file."""
    commit, parents = "", list[str]()
    for word in map(str.strip, log.split("\0")):
        _, deleted, name = (*word.split("\t", 2), "", "")[:3]
        if word and not deleted:
            commit, *parents = word.split()
        elif name.endswith(".jsonl") and deleted != "0":
            yield commit, parents, name
