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

# Commands are forked from a process that has loaded what they need: starting Python anew four hundred times would
# take longer than the commands.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    "tests.forked distribute.cli.group distribute.cli.publish distribute.cli.preview distribute.config distribute.channels.email"
    " distribute.channels.linkedin.adapter distribute.channels.mastodon distribute.channels.outbox distribute.channels.reddit.adapter"
    " distribute.channels.twitter distribute.render.html distribute.publish.plan distribute.inputs.yaml".split()
)


def _command(
    folder: Path,
    words: tuple[str, ...],
    environment: dict[str, str],
    said: tuple[str, str],
    memory: int,
    work: int,
) -> None:
    """Be the command, in its folder, with its environment and little memory; what it says goes to two files."""
    import resource

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, name in enumerate(said, 1):
        os.dup2(os.open(name, os.O_WRONLY), number)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (work, work))
    sys.argv = ["distribute", *words]
    main()


def run(folder: Path, *words: str, memory: int, work: int) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` that may take so many bytes of memory, and seconds of the processor."""
    with NamedTemporaryFile() as out, NamedTemporaryFile() as err:
        said = (out.name, err.name)
        process = _FORKS.Process(target=_command, args=(folder, words, dict(os.environ), said, memory, work))
        process.start()
        process.join(HUNG)
        assert process.exitcode is not None, "it hung"
        stdout, stderr = (file.read().decode("utf-8", "replace") for file in (out, err))
    return subprocess.CompletedProcess(words, process.exitcode, stdout, stderr)
