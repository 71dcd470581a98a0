"""The command-line entry point: `distribute`, or `python -m distribute`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    gc.disable()  # imports make no garbage, and looking for it there is a twentieth of a short run
    from distribute.cli.main import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
