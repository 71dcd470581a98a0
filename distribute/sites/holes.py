"""Mark the places of what only the generator knows, so that a sentence that lacks a word is not told as if it were whole."""

from __future__ import annotations

from distribute.regex import lazy_regex

VALUE = "\ue002"  # the generator writes some text here
WIDGET = "\ue003"  # it shows something here: an icon or a button, but perhaps also a text
_MARK = lazy_regex(f"[{VALUE}{WIDGET}]")
_NEAR = 300  # characters that are looked at on either side of a mark
_IN_ADDRESS = lazy_regex(r"(?:\]\(\s?<?|\]:\s{0,9}<?|=[\"']?|https?://)[^\s\"'()<>]*\Z")
_BETWEEN = rf"[ \t*_`{VALUE}{WIDGET}]*"
_AFTER_WORD = lazy_regex(rf"[^\W_]{_BETWEEN}\n?{_BETWEEN}\Z")
_BEFORE_WORD = lazy_regex(rf"{_BETWEEN}\n?{_BETWEEN}[^\W_]")


def without_marks(body: str, first_line: int) -> tuple[str, frozenset[int]]:
    """Return `body` without marks, and the numbers of the lines in which words are missing; its first is `first_line`."""
    if VALUE not in body and WIDGET not in body:
        return body, frozenset()
    lines = set[int]()
    line, counted = first_line, 0
    for mark in _MARK.finditer(body):
        line += body.count("\n", counted, mark.start())
        counted = mark.start()
        before, after = body[max(0, counted - _NEAR) : counted], body[mark.end() : mark.end() + _NEAR]
        if _lacks_words(mark[0], before, after):
            lines.add(line)
    return _MARK.sub("", body), frozenset(lines)


def _lacks_words(mark: str, before: str, after: str) -> bool:
    """Say whether a line has words, and lacks those at a mark.

    A widget may be only an icon at the beginning or end of a sentence; between two words it is taken for a word. Nothing
    is missing from the words where the mark is in the address of a link or picture.
    """
    left, right = before.rpartition("\n")[2], after.partition("\n")[0]
    if not any(map(str.isalnum, left + right)) or _IN_ADDRESS.search(left):
        return False
    is_between = _AFTER_WORD.search(before) and _BEFORE_WORD.match(after)
    return mark == VALUE or is_between is not None
