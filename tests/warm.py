"""Commands that are run on import, so that the processes forked later find what they need loaded and compiled."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import shapes

with TemporaryDirectory() as _name, chdir(_name):  # one command writes a page where it runs
    _folder = Path(_name)
    (_folder / "hugo.toml").touch()
    for _generator in reversed(shapes.GENERATORS):  # Hugo, with which most tests are made, is last
        shapes.place(_folder, _generator)
        _text = shapes.in_body(shapes.BODIES["linked releases"])(1)
        (_folder / "content" / "issue.md").write_text(_text, encoding="utf-8")
        shapes.spent(_folder, shapes.COMMANDS[0])
    shapes.spent(_folder, *shapes.COMMANDS[1:])
