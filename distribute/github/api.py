"""Exchange data with GitHub: a job's event, the API, workflow commands and output files."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.errors import UserError
from distribute.github.joblog import command

BOT = "github-actions[bot]"
_TIMEOUT = 30.0
_PAGE = 100  # the API's maximum per page
_PAGES = 30  # as many files as the API lists of a pull request
_COMMITS = 30  # the number of latest commits to a file whose pull requests are looked up
T = TypeVar("T")


class Job(msgspec.Struct, frozen=True):
    """The job that this process runs in, as described by its environment."""

    event: str
    payload: dict[str, Any]
    repository: str
    sha: str
    run_id: str
    workspace: Path

    @classmethod
    def here(cls) -> Job:
        """Read the job from the environment; UserError outside a job."""
        environ = os.environ
        try:
            payload = msgspec.json.decode(Path(environ["GITHUB_EVENT_PATH"]).read_bytes())
            return cls(
                event=environ["GITHUB_EVENT_NAME"],
                payload=payload if isinstance(payload, dict) else {},
                repository=environ["GITHUB_REPOSITORY"],
                sha=environ["GITHUB_SHA"],
                run_id=environ["GITHUB_RUN_ID"],
                workspace=Path(environ["GITHUB_WORKSPACE"]).resolve(),
            )
        except (KeyError, OSError, ValueError, RecursionError) as error:
            msg = f"not running in a GitHub Actions job: {error}"
            raise UserError(msg) from None

    @property
    def pull_request(self) -> int:
        """The number of the pull request that the job is about, 0 if there is none."""
        number = self.payload.get("pull_request", {}).get("number", 0)
        return number if isinstance(number, int) else 0

    @property
    def from_fork(self) -> bool:
        """Whether the pull request comes from another repository; the token of its jobs is read-only."""
        head = self.payload.get("pull_request", {}).get("head", {})
        return ((head.get("repo") or {}).get("full_name")) != self.repository


class Api:
    """The calls to GitHub's REST API that a job needs. Each request is sent once; UserError if one fails."""

    def __init__(self, repository: str) -> None:
        """Use the API of `repository` with the token in $GITHUB_TOKEN."""
        from distribute.transport.http import Session

        self._base = f"{os.environ.get('GITHUB_API_URL', 'https://api.github.com')}/repos/{repository}"
        self._session = Session(_TIMEOUT)
        self._session.headers["Accept"] = "application/vnd.github+json"
        self._session.headers["X-GitHub-Api-Version"] = "2022-11-28"
        if token := os.environ.get("GITHUB_TOKEN", "").strip():
            self._session.headers["Authorization"] = f"Bearer {token}"

    def changed_files(self, pull_request: int) -> list[str]:
        """Return the paths that a pull request adds or changes."""
        files = self._all(f"pulls/{pull_request}/files", _File)
        return [file.filename for file in files if file.status != "removed"]

    def origin(self, path: str, commit: str) -> Origin:
        """Return the merged pull requests that changed the file at `path` up to `commit`."""
        commits, whole = self._changes(path, commit)
        found = [
            pull.number
            for sha in commits
            for pull in self._ask("GET", f"commits/{sha}/pulls", list[_Pull])
            if pull.merged_at
        ]
        return Origin(tuple(dict.fromkeys(found)), whole)

    def _changes(self, path: str, commit: str) -> tuple[list[str], bool]:
        """Return the last commits up to `commit` that changed a file, also under earlier names, and whether they are all."""
        found: dict[str, None] = {}
        while len(found) < _COMMITS:
            asked = f"commits?sha={quote(commit, safe='')}&path={quote(path, safe='')}&per_page={_COMMITS}"
            page = [one.sha for one in self._ask("GET", asked, list[_Commit])]
            if found.keys() >= set(page):  # no new commits, or renames that form a cycle
                return [*found], not page
            found |= dict.fromkeys(page)
            if len(page) == _COMMITS:
                break
            # The first commit of a path is the one that gave the file its name.
            commit = page[-1]
            first = self._file_in(commit, path)
            if first is None or first.status != "renamed":
                return [*found], first is not None
            path = first.previous_filename
        return [*found][:_COMMITS], False

    def _file_in(self, commit: str, path: str) -> _File | None:
        """Return what a commit did to a file, None if that is unknown, as for a commit of a thousand files."""
        try:
            files = self._ask("GET", f"commits/{commit}", _Changed).files
        except UserError:
            return None
        return next((file for file in files if file.filename == path), None)

    def comments(self, number: int) -> Iterator[tuple[int, str]]:
        """Yield the id and text of our bot's comments on a pull request or issue."""
        for comment in self._all(f"issues/{number}/comments", _Comment):
            if comment.user and comment.user.login == BOT:
                yield comment.id, comment.body or ""

    def comment(self, number: int, text: str, *, instead_of: int | None = None) -> None:
        """Add a comment to a pull request or issue, or replace the comment `instead_of`."""
        if instead_of is None:
            self._ask("POST", f"issues/{number}/comments", object, {"body": text})
        else:
            self._ask("PATCH", f"issues/comments/{instead_of}", object, {"body": text})

    def own_issues(self) -> Iterator[tuple[int, str]]:
        """Yield the number and text of every open issue that our bot opened."""
        for issue in self._all(f"issues?state=open&creator={quote(BOT)}", _Issue):
            if issue.user and issue.user.login == BOT and not issue.pull_request:
                yield issue.number, issue.body or ""

    def open_issue(self, title: str, text: str) -> None:
        """Open an issue."""
        self._ask("POST", "issues", object, {"title": title, "body": text})

    def change_issue(self, number: int, **fields: str) -> None:
        """Change fields of an issue, such as its `body` or `state`."""
        self._ask("PATCH", f"issues/{number}", object, fields)

    def _all(self, path: str, kind: type[T]) -> Iterator[T]:
        joint = "&" if "?" in path else "?"
        for page in range(1, _PAGES + 1):
            found = self._ask("GET", f"{path}{joint}per_page={_PAGE}&page={page}", list[kind])  # type: ignore[valid-type]
            yield from found
            if len(found) < _PAGE:
                return
        msg = f"GitHub, GET {path.partition('?')[0]}: there are {_PAGE * _PAGES} entries or more, too many to look through"
        raise UserError(msg)

    def _ask(self, method: str, path: str, kind: type[T], data: Mapping[str, str] | None = None) -> T:
        try:
            answer = self._session.request(method, f"{self._base}/{path}", json=data)
            return msgspec.json.decode(answer.content, type=kind)
        except (NotPosted, InDoubt) as error:
            why = str(error)
        except (ValueError, RecursionError):
            why = "the response does not have the expected form"
        msg = f"GitHub, {method} {path.partition('?')[0]}: {why}"
        raise UserError(msg)


class Origin(msgspec.Struct, frozen=True):
    """How a file came into the repository; `whole` is true if no commit was left out."""

    pull_requests: tuple[int, ...]
    whole: bool


class _File(msgspec.Struct):
    filename: str
    status: str
    previous_filename: str = ""


class _Commit(msgspec.Struct):
    sha: str


class _Changed(msgspec.Struct):
    files: list[_File] = []


class _Pull(msgspec.Struct):
    number: int
    merged_at: str | None


class _User(msgspec.Struct):
    login: str


class _Comment(msgspec.Struct):
    id: int
    user: _User | None
    body: str | None


class _Issue(msgspec.Struct):
    number: int
    user: _User | None
    body: str | None
    pull_request: object = None


def annotate(severity: str, message: str, *, path: str = "", line: int = 0, title: str = "") -> None:
    """Write the workflow command that annotates a line of a file."""
    fields = {"file": path, "line": str(line or ""), "title": title}
    where = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in fields.items() if value)
    command(f"::{severity}{' ' if where else ''}{where}::{_escaped(message)}")


def write_output(name: str, value: str) -> None:
    """Set an output of the step; `value` can't end it early."""
    _append("GITHUB_OUTPUT", f"{name}<<{(end := secrets.token_hex(16))}\n{value}\n{end}\n")


def write_summary(markdown: str) -> None:
    """Append to the job's summary."""
    _append("GITHUB_STEP_SUMMARY", markdown + "\n")


def _append(name: str, text: str) -> None:
    if path := os.environ.get(name):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


def _escaped(text: str, more: str = "") -> str:
    """Escape `text` for a workflow command, which ends at a line break and decodes %XX."""
    for letter in ("%", "\r", "\n", *more):
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
