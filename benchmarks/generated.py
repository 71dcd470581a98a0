"""Writes every file that is generated from the code: the settings' schema and the reference.

    python benchmarks/generated.py

Run it after a change to a setting, a command, an adapter or the JSON output, and commit what it changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reference import PAGES, page  # noqa: E402 - of this checkout
from distribute.cli.docs import overview, reference  # noqa: E402 - likewise
from distribute.config_schema import json_schema  # noqa: E402 - likewise


def schema() -> str:
    """Return what `distribute schema` prints."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode() + "\n"


FILES: dict[str, Callable[[], str]] = {
    "docs/channels.schema.json": schema,
    "docs/cli.md": reference,
    "distribute/cli/help.txt": overview,
    **{f"docs/reference/{name}.md": partial(page, name) for name in PAGES},
}


def main() -> int:
    """Write each file, and name those that have changed."""
    if len(sys.argv) > 1:
        print(__doc__)
        return 0 if sys.argv[1:] == ["--help"] else 2
    for name, text in FILES.items():
        file, content = ROOT / name, text().encode()
        if file.read_bytes() != content:
            file.write_bytes(content)
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
