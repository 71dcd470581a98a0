"""The entry point of the command line: start, end and the reporting of errors."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from distribute.cli.group import Failure, Settings, distribute
from distribute.cli.streams import prepare_streams
from distribute.errors import ExitCode, UserError
from distribute.github.joblog import print_as_text


def main() -> NoReturn:
    """Run the command line and exit with its code; an error is reported in one sentence, never as a traceback."""
    prepare_streams()
    print_as_text()
    try:
        code = distribute.main(standalone_mode=False, obj=Settings(), prog_name="distribute")
        sys.stdout.flush()
    except OSError as error:
        code = _failed(error)
    except UnicodeEncodeError as error:
        Failure(f"{error.object!a}: it is not UTF-8: rename it, or write it anew").show()
        code = ExitCode.USAGE
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except UserError as error:
        Failure(str(error)).show()
        code = error.exit_code
    sys.exit(int(code or 0))


def _failed(error: OSError) -> ExitCode:
    """Report a file that cannot be used. Output that cannot be written has no file name."""
    if error.filename is None:
        return _unwritable(error)
    Failure(f"{error.filename}: {error.strerror or 'cannot be used'}").show()
    return ExitCode.USAGE


def _unwritable(error: OSError) -> ExitCode:
    """Report that the output cannot be written, and keep the interpreter from trying again at exit."""
    Failure(
        f"the output cannot be written: {error.strerror}; `distribute status` shows what was posted"
    ).show()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.IN_DOUBT
