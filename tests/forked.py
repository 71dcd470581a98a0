"""The command, run in a process that has loaded already what it needs."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from distribute.__main__ import main

HUNG = 60.0  # seconds after which it counts as hung

# Commands are forked from a process that has loaded and compiled what they need: starting Python anew a thousand
# times would take several times as long as the commands.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    "tests.forked tests.warm distribute.channels.outbox distribute.deliver.run distribute.ledger.gitbranch"
    " distribute.ledger.newsletter distribute.ledger.sqlite distribute.publish.run distribute.transport.http".split()
)


def _command(
    folder: Path,
    words: tuple[str, ...],
    environment: dict[str, str],
    said: tuple[str, str],
    memory: int | None,
    work: int | None,
) -> None:
    """Be the command, in its folder, with its environment and limits; what it says goes to two files."""
    import resource

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, name in enumerate(said, 1):
        os.dup2(os.open(name, os.O_WRONLY), number)
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, work)):
        if limit is not None:
            resource.setrlimit(kind, (limit, limit))
    sys.argv = ["distribute", *words]
    main()


def run(
    folder: Path,
    *words: str,
    environment: dict[str, str] | None = None,
    memory: int | None = None,
    work: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` that may take so many bytes of memory, and seconds of the processor."""
    given = dict(os.environ) if environment is None else environment
    with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
        process = _FORKS.Process(
            target=_command, args=(folder, words, given, (out.name, err.name), memory, work)
        )
        process.start()
        process.join(HUNG)
        assert process.exitcode is not None, "it hung"
        stdout, stderr = (file.read().decode("utf-8", "replace") for file in (out, err))
    return subprocess.CompletedProcess(words, process.exitcode, stdout, stderr)
