"""The entry point of the command line: start, end and the reporting of errors."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

import click

from distribute.cli.group import CommonOptions, Failure, distribute
from distribute.cli.streams import Unwritable, prepare_streams
from distribute.errors import ExitCode, UserError, own_error


def main() -> NoReturn:
    """Run the command line and exit with its code; an error is reported in one sentence, never as a traceback."""
    prepare_streams()
    if "GITHUB_ACTIONS" in os.environ:
        from distribute.github.joblog import print_as_text

        print_as_text()
    try:
        code = distribute.main(standalone_mode=False, obj=CommonOptions(), prog_name="distribute")
        sys.stdout.flush()
    except Unwritable as error:
        code = _unwritable(error)
    except OSError as error:
        code = _failed(error)
    except UnicodeEncodeError as error:
        code = _not_text(error)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except UserError as error:
        Failure(str(error)).show()
        code = error.exit_code
    except Exception as bug:  # noqa: BLE001 - a traceback would show values, which may be secrets
        code = _broken(bug)
    sys.exit(int(code or 0))


def report_errors_elsewhere() -> None:
    """Report an error that ends a thread or a destructor, a library's too, as any other: Python would show its values."""
    threading.excepthook = lambda ended: _report(ended.exc_value)
    sys.unraisablehook = lambda ended: _report(ended.exc_value)


def _report(error: BaseException | None) -> None:
    if isinstance(error, Exception):
        Failure(own_error(error)).show()


def _failed(error: OSError) -> ExitCode:
    """Report a file, or the current folder, that cannot be used."""
    if error.filename is not None:
        Failure(f"{error.filename}: {error.strerror or 'cannot be used'}").show()
        return ExitCode.USAGE
    if not _is_somewhere():
        Failure("the current folder does not exist any more: change to another one").show()
        return ExitCode.USAGE
    return _broken(error)


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except OSError:
        return False
    return True


def _not_text(error: UnicodeEncodeError) -> ExitCode:
    """Report a text that is not UTF-8. It is shown only if it is known to be no secret."""
    text = error.object
    if text not in sys.argv and not os.path.lexists(text):
        return _broken(error)
    Failure(f"{text!a}: it is not UTF-8: rename it, or type it again").show()
    return ExitCode.USAGE


def _unwritable(error: OSError) -> ExitCode:
    """Report that the output cannot be written, and keep the interpreter from trying again at exit."""
    Failure(
        f"the output cannot be written: {error.strerror}; `distribute status` shows what was posted"
    ).show()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.IN_DOUBT


def _broken(bug: Exception) -> ExitCode:
    Failure(f"{own_error(bug)}; `distribute status` shows what was posted").show()
    return ExitCode.IN_DOUBT
