"""The public names: all that an adapter needs, typed, and loaded when they are first used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import distribute

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(str(distribute.__file__)).parent
ADAPTERS = sorted((PACKAGE / "channels").rglob("*.py"))
OWN = "distribute.channels."


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each `from distribute… import …` in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "distribute":
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("path", ADAPTERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_built_in_adapter_uses_public_names_alone(path: Path) -> None:
    used = {name for module, name in imports(path) if not module.startswith(OWN)}
    assert used <= set(distribute.__all__)


def test_every_public_name_but_the_version_is_in_the_typing_test() -> None:
    used = {name for _, name in imports(ROOT / "tests" / "typing" / "api.py")}
    assert used == set(distribute.__all__) - {"__version__"}


def test_a_type_checker_is_told_the_same_places_as_the_interpreter() -> None:
    told = {(module, name) for module, name in imports(PACKAGE / "__init__.py")}
    assert told == {(module, name) for module, names in distribute._PLACES.items() for name in names}


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys; import distribute; print([m for m in sys.modules if m.startswith(('distribute.', 'msgspec', 'requests'))])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
