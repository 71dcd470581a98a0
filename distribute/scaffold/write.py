"""Write what is missing and update what nobody edited; tell what was done, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

import msgspec

from distribute.config import FILE, Config
from distribute.errors import UserError
from distribute.inputs.files import is_linked, read_bytes
from distribute.inputs.git import work_tree
from distribute.inputs.write import replace_file
from distribute.issue import Issue
from distribute.scaffold.action import OWNER
from distribute.scaffold.workflows import CI, ci_files, is_unedited, secret_names, signed, top_of

_IGNORED = ("/.distribute/", "/.env", "/outbox/")


class Done(msgspec.Struct, frozen=True):
    """The result for one file: its path, whether it was written, and a note."""

    path: Path
    wrote: bool
    note: str


def write(path: Path, text: str, within: Path) -> None:
    """Write a file of the site; UserError for a link, or a folder that a link leads out of `within`."""
    folder = path.parent
    if is_linked(path, within):
        msg = f"{path}: not written, because it is a link or in a folder that is one: remove the link first"
        raise UserError(msg)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode())
    except OSError as error:
        msg = f"{path}: can't be written: {error.strerror}"
        raise UserError(msg) from None


def _read(path: Path, within: Path) -> str | None:
    """Return what a file holds, None where there is none; UserError for one that can't be read."""
    if not path.exists() and not path.is_symlink():
        return None
    try:
        return read_bytes(path, within).decode("utf-8", errors="replace")
    except OSError as error:
        msg = f"{path}: can't be read: {error.strerror}"
        raise UserError(msg) from None


def write_ignored(folder: Path) -> Iterator[Done]:
    """Add what must not be committed to the .gitignore beside the settings, as far as it is not there."""
    if work_tree(folder) is None:
        return
    path = folder / ".gitignore"
    there = _read(path, folder) or ""
    known = {line.strip().strip("/") for line in there.splitlines()}
    lacking = [line for line in _IGNORED if line.strip("/") not in known]
    if lacking:
        begin = there if not there or there.endswith("\n") else there + "\n"
        write(path, begin + "".join(f"{line}\n" for line in lacking), folder)
        yield Done(path, wrote=True, note=f"written: {', '.join(lacking)}")


def write_ci(config: Config, ci: CI, *, update: bool) -> Iterator[Done]:
    """Write a forge's files; with `update`, show what would change in those that a person has edited."""
    for path, text in ci_files(config, ci).items():
        there = _read(path, top_of(config.path.parent))
        new = signed(text)
        if there is None or (there != new and is_unedited(there)):
            write(path, new, top_of(config.path.parent))
            unknown = f"; replace {OWNER} with the action's repository" if OWNER in text else ""
            yield Done(path, wrote=True, note=f"{'written' if there is None else 'updated'}{unknown}")
        elif there in (new, text):
            yield Done(path, wrote=False, note="already up to date")
        else:
            would = (
                f"; what would change:\n{_difference(there, new)}"
                if update
                else _lacking(config, there, text)
            )
            yield Done(path, wrote=False, note=f"edited by hand, left unchanged{would}")


def _difference(there: str, new: str) -> str:
    lines = difflib.unified_diff(
        there.splitlines(), new.splitlines(), "as it is", "as `init` writes it", lineterm=""
    )
    return "\n".join(lines)


def _lacking(config: Config, there: str, text: str) -> str:
    needed = (*secret_names(config), "contents: write")  # a ledger on a branch is pushed
    lacking = [each for each in needed if each in text and each not in there]
    shows = "`distribute init --update` shows the difference"
    return f"; it lacks {', '.join(lacking)} ({shows})" if lacking else f"; {shows}"


def next_steps(
    config: Config,
    latest: Issue | None,
    ci: CI,
    wrote: Sequence[Path],
    *,
    ledger: bool,
    count: int,
    missing: Sequence[str],
) -> list[str]:
    """Return what is left to do, in order: each line is a command with a comment, or a comment alone."""
    here, top = Path.cwd().resolve(), top_of(config.path.parent)
    own = (
        "distribute"
        if config.path.resolve() == here / FILE
        else f"distribute --config {quote(str(config.path))}"
    )
    steps = [f"# {line}" for sentence in missing for line in sentence.split("\n")]
    if latest:
        steps.append(f"{own} publish {quote(latest.id)} --dry-run  # see the posts of the latest issue")
    if not ledger:
        steps.append(f"{own} init --push  # create the ledger, a branch that is pushed to the remote")
    if latest and latest.date and count > 1:
        day = f"{latest.date:%Y-%m-%d}"
        steps.append(f"{own} seed --before {day}  # earlier issues are never announced again")
    steps += _secret_steps(config, ci, own)
    if wrote and work_tree(config.path.parent):
        paths = " ".join(quote(shown(path, here)) for path in wrote if path.resolve().is_relative_to(top))
        steps.append(f"git add {paths} && git commit -m 'Announce the newsletter with distribute'")
    if ci == "none":
        line = f"17 * * * * cd {quote(str(here))} && {own} -q publish --due"
        steps.append(f"# To publish every hour without a forge, add this line with `crontab -e`: {line}")
    return steps


def _secret_steps(config: Config, ci: CI, own: str) -> Iterator[str]:
    """Yield the steps that make the secrets available to the forge, or on this machine."""
    names = secret_names(config)
    if ci == "github":
        yield from (
            f"gh secret set {name}  # or in the repository's settings, below Secrets" for name in names
        )
    elif ci == "forgejo" and names:
        yield f"# Add {', '.join(names)} to the repository's secrets, below Actions"
    elif ci == "gitlab":
        wanted = ", ".join([*names, "LEDGER_PUSH_TOKEN (a project access token with write_repository)"])
        yield f"# Add {wanted} to the project's CI/CD variables"
        yield "# Add `include: { local: .gitlab/newsletter.yml }` to .gitlab-ci.yml, and an hourly pipeline schedule"
    elif names:
        yield f"{own} --env-file .env doctor  # after putting {', '.join(names)} into .env, as NAME=value"


def shown(path: Path, here: Path) -> str:
    """Return a path relative to the folder `here`, for use in a command."""
    path = path.resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
