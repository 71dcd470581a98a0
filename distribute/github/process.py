"""Run commands of the command line for the action."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from distribute.errors import UserError, worst

# In isolated mode, Python ignores modules in the working directory, which belongs to the site, and the $PYTHON… variables.
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from distribute.__main__ import main; main()"


class Answer(msgspec.Struct, frozen=True):
    """The result of a command: its exit code, standard output and standard error."""

    code: int
    out: str
    said: str

    @property
    def data(self) -> dict[str, Any]:
        """The command's JSON output; UserError with its message if there is none."""
        try:
            return msgspec.json.decode(self.out, type=dict[str, Any])
        except (ValueError, RecursionError):
            raise self.error() from None

    def error(self) -> UserError:
        """Return the command's message as an error with its exit code."""
        error = UserError(
            self.said.strip().removeprefix("distribute: ") or f"the command exited with code {self.code}"
        )
        error.exit_code = self.code or 1
        return error


def run(config: Path, command: str, names: Sequence[str], *options: str) -> Answer:
    """Run one of our commands, forwarding the signals that end a job so that it stops cleanly.

    `names`, such as issues, are not trusted, and none of them is read as an option.
    """
    root = Path(__file__).resolve().parents[2]
    python = [sys.executable, "-I", "-X", "utf8", "-c", _START, str(root)]
    # This program reads the output, which does not go to the job's log, so no workflow commands in it need escaping.
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    with subprocess.Popen(  # noqa: S603 - this program itself
        [*python, "--config", str(config), command, *options, "--", *names],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        for number in (signal.SIGINT, signal.SIGTERM):
            # Windows can only end the child, which has had the console's Ctrl-C itself.
            signal.signal(
                number, lambda sent, _: child.send_signal(sent if os.name == "posix" else signal.SIGTERM)
            )
        out, said = child.communicate()
    sys.stdout.write(said)
    return Answer(child.returncode, out, said)


def joined(answers: Sequence[Answer]) -> Answer:
    """Return the JSON answers of one command about several channels as one, which lists what all of them list.

    UserError if one is no JSON.
    """
    whole = dict(answers[0].data)
    for answer in answers[1:]:
        whole |= {
            name: [*whole[name], *value] for name, value in answer.data.items() if isinstance(value, list)
        }
    code = worst(answer.code for answer in answers)
    out = msgspec.json.encode({**whole, "exit": code}).decode()
    return Answer(code, out, "".join(answer.said for answer in answers))


def outside(workspace: Path, path: str) -> str:
    """Return the folders of a PATH that are outside the site, so that none of its programs is run."""
    folders = [Path(folder) for folder in path.split(os.pathsep)]
    trusted = [
        str(folder)
        for folder in folders
        if folder.is_absolute() and not folder.resolve().is_relative_to(workspace)
    ]
    return os.pathsep.join(trusted) or os.defpath  # an empty PATH would mean the working directory
