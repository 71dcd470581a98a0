"""The command line as a whole: its start, its end and what a mistake looks like."""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

import click

from distribute.cli import draft, hold, init, inspect, ledger, preview, publish, status  # noqa: F401 - they register themselves
from distribute.cli.group import Failure, Settings, distribute
from distribute.errors import Exit, Mistake
from distribute.github.joblog import print_as_text


def main() -> NoReturn:
    """Run the command line and exit with its code; a mistake is told in a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where it can't show every letter
    print_as_text()
    try:
        code = distribute.main(standalone_mode=False, obj=Settings(), prog_name="distribute")
        sys.stdout.flush()
    except OSError as error:
        code = _unwritable(error)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except Mistake as error:
        Failure(str(error)).show()
        code = error.exit_code
    sys.exit(int(code or 0))


def _unwritable(error: OSError) -> Exit:
    """Say that the output has nowhere to go, and keep the interpreter from trying again at its end."""
    Failure(f"the output can't be written: {error.strerror}; `distribute status` says what was posted").show()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.IN_DOUBT
