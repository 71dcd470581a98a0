"""The HTML of a message: a page around the issue, with inline styles, short enough to be shown in full."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from string import Template

# Gmail shows the first 102 KB of a message and a link to the rest. Two are left for what a mail server adds.
LONGEST = 100_000  # bytes
_NO_CODE = re.compile("[^A-Za-z0-9-]")
_RIGHT_TO_LEFT = frozenset("ar ckb dv fa he ps sd ug ur yi".split())
_SCRIPT, _SCRIPTS = 4, frozenset("arab hebr syrc thaa nkoo adlm".split())
# The line that a mailbox shows next to the subject, and that is hidden in the message itself.
_PREHEADER = '<div style="display:none;max-height:0;overflow:hidden">{}</div>\n'


def page(language: str, title: str, preheader: str, body: str) -> str:
    """Return a whole page; `title` and `preheader` are plain text, `body` is HTML."""
    import css_inline

    written = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8")).substitute(
        language=_NO_CODE.sub("", language.replace("_", "-")),
        direction="rtl" if _is_right_to_left(language) else "ltr",
        title=html.escape(title),
        hidden=_PREHEADER.format(html.escape(preheader)) if preheader else "",
        body=body,
    )
    return css_inline.inline(written, keep_at_rules=True, load_remote_stylesheets=False)


def _is_right_to_left(language: str) -> bool:
    """Return whether a language is written from right to left, according to its script if it names one (`pa-Arab`)."""
    code, *more = re.split("[-_]", language.lower())
    scripts = [part for part in more if len(part) == _SCRIPT]
    return scripts[0] in _SCRIPTS if scripts else code in _RIGHT_TO_LEFT


def most_that_fits(pieces: Sequence[str], write: Callable[[Sequence[str]], str]) -> tuple[int, str]:
    """Return how many of the first `pieces` fit in a page, and the page; 0 and "" if none fits."""
    fits, written = 0, ""
    lengths = accumulate(len(piece.encode()) for piece in pieces)
    low, high = 1, sum(length < LONGEST for length in lengths)  # do not build a page that can't fit
    trial = high  # usually all of them fit
    while low <= high:
        made = write(pieces[:trial])
        if len(made.encode()) <= LONGEST:
            fits, written, low = trial, made, trial + 1
        else:
            high = trial - 1
        trial = (low + high) // 2
    return fits, written
