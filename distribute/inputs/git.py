"""Run git so that neither the environment nor a site's files can influence it. No other module runs it."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from distribute.inputs.command import absolute, end_group

TRANSPORTS = ("https", "http", "ssh", "file")  # allowed for remotes; `ext::` would run any program
_TIMEOUT = 30.0  # seconds for one local command
_LONGEST_POINTER = 4096  # bytes of a `.git` file that are read
_LATEST = 253_370_764_800  # 9999-01-01, in seconds since 1970

# The variables that git, ssh and the user's credential helpers need. No others are passed on: not the channels' tokens,
# and no GIT_* variable, which could name another repository, another index or a program to run.
_PASSED_ON = frozenset(
    "PATH HOME USER LOGNAME LANG TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS "
    "SSH_AUTH_SOCK KRB5CCNAME SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE "
    "http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY "
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA "
    "PROGRAMDATA PROGRAMFILES".split()
)
_ALWAYS = {
    "LC_ALL": "C",  # git's output is parsed
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",  # set but empty: no program is asked for a password
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
}
# A repository's own settings may name programs to run; settings on the command line override them.
_SETTINGS = {
    "safe.bareRepository": "explicit",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": ":",
    "core.pager": "cat",
    "log.showSignature": "false",
    "diff.external": "",
    "gc.auto": "0",
    "maintenance.auto": "false",
}


class Answer(NamedTuple):
    """Git's exit code and output."""

    code: int
    out: bytes = b""
    err: bytes = b""

    @property
    def text(self) -> str:
        """The standard output as text, "" if git failed."""
        return self.out.decode("utf-8", errors="replace") if self.code == 0 else ""


class Git:
    """Runs git at the top of the work tree that contains a folder, without hooks, pager, prompts or the site's programs.

    `transports` are the protocols allowed for remotes; by default none.
    """

    def __init__(self, folder: Path, *, transports: Sequence[str] = (), timeout: float = _TIMEOUT) -> None:
        """Find the work tree; FileNotFoundError if there is none."""
        import shutil

        top = work_tree(folder)
        if top is None:
            raise FileNotFoundError(errno.ENOENT, "no git repository", str(folder))
        self.top = top
        self._timeout = timeout
        path = absolute(os.environ.get("PATH", ""))
        self._program = shutil.which("git", path=path)
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in _PASSED_ON},
            **_ALWAYS,
            "PATH": path,
            # The search starts and ends at `top`, so even an old git never finds a bare repository below it.
            "GIT_CEILING_DIRECTORIES": str(top.parent),
            "GIT_ALLOW_PROTOCOL": ":".join(transports),
        }

    def run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> Answer:
        """Run git with `more` in its environment; it is killed after the time-out. OSError if it can't be run."""
        if self._program is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "git")
        settings = [word for pair in _SETTINGS.items() for word in ("-c", "=".join(pair))]
        command = [self._program, "--no-pager", *settings, *arguments]
        return self._run(command, given, {**self._environment, **(more or {})})

    def shallow(self) -> frozenset[str]:
        """Return the commits whose parents are missing from this shallow clone."""
        where = self.run("rev-parse", "--git-path", "shallow").text.rstrip("\n")
        try:
            return frozenset((self.top / where).read_text(encoding="ascii").split())
        except OSError:
            return frozenset()

    def _run(self, command: list[str], given: bytes, environment: Mapping[str, str]) -> Answer:
        import subprocess

        # A new session has no terminal on which ssh could prompt, and can be killed as a whole.
        with subprocess.Popen(  # noqa: S603 - git by its absolute path, with our own arguments
            command, cwd=self.top, env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                out, err = process.communicate(given, timeout=self._timeout)
            except subprocess.TimeoutExpired:
                end_group(process)  # a push that lives on would still arrive
                return Answer(1, err=f"no answer within {self._timeout:g} s".encode())
            except BaseException:
                end_group(process)  # a push that lives on would still arrive
                raise
        return Answer(process.returncode, out, err)


def commit_time(seconds: str) -> datetime:
    """Return the time of a commit, given in seconds since 1970; a commit may claim any, and the last is one in 9999."""
    return datetime.fromtimestamp(min(int(seconds), _LATEST), UTC)


def ask(folder: Path, *arguments: str) -> str:
    """Return git's output, "" if there is no git, no repository or no output. No remote is contacted."""
    try:
        return Git(folder).run(*arguments).text
    except OSError:
        return ""


def work_tree(folder: Path) -> Path | None:
    """Return the nearest folder upward with a trustworthy `.git`, None if there is none.

    Git never checks out anything named `.git`, so no commit can add such a repository. Git's own search would also
    accept any folder with HEAD, `objects/` and `refs/` as a repository, and would apply the `config` in it.
    """
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        marker = place / ".git"
        if marker.is_symlink() or marker.is_file():
            if _leads_to_a_repository(marker):
                return place
        elif (marker / "HEAD").exists():
            return place
    return None


def is_in_work_tree(path: Path, folder: Path) -> bool:
    """Return whether a file is in the work tree that contains `folder`, or in `folder` if there is no work tree.

    A CI runner deletes such a file when it ends. Links are followed.
    """
    folder = folder.resolve()
    return path.resolve().is_relative_to(work_tree(folder) or folder)


def _leads_to_a_repository(marker: Path) -> bool:
    """Return whether a `.git` that is a link or file, as in a submodule, points to a repository that no commit added."""
    if marker.is_symlink():
        target = marker.resolve()
    else:
        with marker.open("rb") as file:
            said = file.read(_LONGEST_POINTER).decode(errors="replace")
        target = (marker.parent / said.removeprefix("gitdir:").strip()).resolve()
    if ".git" in target.parts:
        return True
    around = [place for place in marker.parent.parents if (place / ".git").is_dir()]
    return not target.is_relative_to(around[-1] if around else marker.parent)
