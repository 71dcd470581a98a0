"""The command-line entry point: `distribute`, or `python -m distribute`."""

from __future__ import annotations

import atexit
import gc
import os
import sys

TYPE_CHECKING = False  # as type checkers know it; importing `typing` takes as long as printing the help
if TYPE_CHECKING:
    from typing import NoReturn

HELP = os.path.join(os.path.dirname(__file__), "cli", "help.txt")  # noqa: PTH118, PTH120 - pathlib is slow to import
_WIDTH = 80  # columns of a terminal from which on the help looks the same


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    if _printed(sys.argv[1:]):
        sys.exit(0)
    _let_interrupts_end_it(at_once=True)
    gc.disable()  # garbage collection during imports takes a twentieth of a short run and frees nothing
    from distribute.cli.main import main as run
    from distribute.cli.main import report_errors_elsewhere

    report_errors_elsewhere()
    gc.freeze()
    # A short run allocates too little to be searched for garbage at every 700 objects.
    gc.set_threshold(50_000)
    gc.enable()
    # msgspec 0.22 may crash when the garbage collector takes apart, at exit, the types of modules that were imported
    # later: https://github.com/msgspec/msgspec/issues/717. What is frozen is left alone.
    atexit.register(gc.freeze)
    _let_interrupts_end_it(at_once=False)
    try:
        run()
    except KeyboardInterrupt:  # before the command began, or after it
        sys.exit(130)


def _let_interrupts_end_it(*, at_once: bool) -> None:
    """Let Ctrl-C end the process at once, while nothing has begun, or raise KeyboardInterrupt, as Python does.

    An exception in the midst of an import would be shown as a traceback, or be lost.
    """
    import _signal  # type: ignore[import-not-found]  # part of the interpreter; `signal` is slow to import

    python, system = _signal.default_int_handler, _signal.SIG_DFL
    if _signal.getsignal(_signal.SIGINT) == (python if at_once else system):  # neither ignored nor another's
        _signal.signal(_signal.SIGINT, system if at_once else python)


def _printed(arguments: list[str]) -> bool:
    """Print the version or the overview of the commands, and say whether that is all that was asked for.

    Both are known without the commands themselves. In a narrow terminal, during shell completion and if the output
    cannot be written, the command line does it.
    """
    if len(arguments) != 1 or "_DISTRIBUTE_COMPLETE" in os.environ or sys.stdout is None:
        return False
    if arguments[0] == "--version":
        from distribute import __version__

        text = f"distribute, version {__version__}\n".encode()
    elif arguments[0] in {"-h", "--help"} and _is_wide():
        with open(HELP, "rb") as page:  # noqa: PTH123 - as above
            text = page.read()
    else:
        return False
    try:
        while text:  # past the stream, which would try again at exit to write what it could not
            text = text[os.write(sys.stdout.fileno(), text) :]
    except (OSError, ValueError):
        return False
    return True


def _is_wide() -> bool:
    """Return whether the help, which has at most 80 columns, is not wrapped for a narrower terminal."""
    if "COLUMNS" in os.environ:
        return False
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns >= _WIDTH
    except OSError:
        return True  # not a terminal


if __name__ == "__main__":
    main()
