"""A private name of a module is used in it: nothing else may use it, and ruff has no rule for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import distribute

PACKAGE = Path(str(distribute.__file__)).parent


def names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        yield from (each.id for each in ast.walk(node) if is_name(each, ast.Store))


def is_name(node: ast.AST, use: type[ast.expr_context]) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, use)


def unused(source: str) -> list[str]:
    """Return the private names that a module defines and never reads."""
    tree = ast.parse(source)
    read = {node.id for node in ast.walk(tree) if is_name(node, ast.Load)}
    defined = [name for node in tree.body for name in names(node)]
    return [name for name in defined if name.startswith("_") and not name.endswith("__") and name not in read]


def test_an_unused_name_is_found() -> None:
    assert unused("_A, B = 1, 2\n_C: int = 3\nprint(_C)\ndef _d(): _e = 1\nclass _F: pass\n") == [
        "_A",
        "_d",
        "_F",
    ]


def test_every_private_name_is_used() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > 100
    found = {path.relative_to(PACKAGE).as_posix(): unused(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: left for path, left in found.items() if left} == {}
