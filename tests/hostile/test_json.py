"""Whoever wrote it: JSON that is nested too deeply, or is none, is an error that is told, never a traceback."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import distribute
from distribute.errors import UserError
from distribute.github.api import Job
from distribute.github.process import Answer
from distribute.ledger.events import LedgerError, decode
from distribute.ledger.gitfiles import MARKER, require_ledger
from distribute.render.preview_comment import MARK, seen_in

PACKAGE = Path(distribute.__file__).parent
DEEP = "[" * 9000 + "]" * 9000
# Its own output, kits for tests, and services' answers whose every failure means doubt (`deliver/run.py`, `doctor`).
ELSEWHERE = {
    "render/json.py", "testing/service.py", "channels/linkedin/adapter.py", "channels/twitter.py", "channels/mastodon.py",
    "compose/confined.py", "compose/confined_process.py",  # each reads what the other writes
}  # fmt: skip
WIDE = {"Exception", "RecursionError"}


def decodes(node: ast.AST) -> bool:
    """Return whether this is a call that decodes JSON."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    whole = ast.unparse(node.func)
    return whole in {"msgspec.json.decode", "json.loads", "_decoder.decode"} or (
        whole.endswith(".raw_decode")
        or (node.func.attr == "json" and not node.args and whole != "recorded.json")
    )


def unguarded(node: ast.AST, guarded: bool = False) -> Iterator[int]:
    """Yield the line of each such call for which no handler around it expects too deep a nesting."""
    if decodes(node) and not guarded:
        yield getattr(node, "lineno", 0)
    if isinstance(node, ast.Try):
        named = {name for handler in node.handlers for name in ast.unparse(handler.type or node).split()}
        inside = guarded or any(name.strip("(),") in WIDE for name in named)
        for each in node.body:
            yield from unguarded(each, inside)
        for each in (*node.handlers, *node.orelse, *node.finalbody):
            yield from unguarded(each, guarded)
        return
    for child in ast.iter_child_nodes(node):
        yield from unguarded(child, guarded)


def test_every_place_that_decodes_json_expects_any_nesting() -> None:
    found = {
        f"{name}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if (name := path.relative_to(PACKAGE).as_posix()) not in ELSEWHERE and "chaos" not in name
        for line in unguarded(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert not found


def test_a_comment_with_endless_brackets_shows_nothing() -> None:
    assert seen_in(f'{MARK}{{"a": {{"digest": "x", "more": {DEEP}}}}} -->\n') == {}


@pytest.mark.parametrize("text", [DEEP, '{"a": ' + DEEP + "}", "", "nothing"])
def test_a_commands_output_that_is_no_json_is_its_error(text: str) -> None:
    with pytest.raises(UserError, match="it failed"):
        assert Answer(2, text, "distribute: it failed").data


@pytest.mark.parametrize("content", [DEEP.encode(), b'{"a": "\xff"}'])
def test_an_event_of_github_that_is_no_json_is_an_error(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "event.json").write_bytes(content)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    with pytest.raises(UserError, match="not running in a GitHub Actions job"):
        Job.here()


@pytest.mark.parametrize("content", [DEEP.encode(), b'{"ledger": "\xff"}'])
def test_a_branch_and_an_event_of_any_bytes_are_damaged(content: bytes) -> None:
    with pytest.raises(LedgerError, match="not a ledger"):
        require_ledger({MARKER: content}, "ledger")
    with pytest.raises(LedgerError, match="damaged"):
        decode(content)
