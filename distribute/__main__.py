"""The command-line entry point: `distribute`, or `python -m distribute`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    gc.disable()  # garbage collection during imports takes a twentieth of a short run and frees nothing
    from distribute.cli.main import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
