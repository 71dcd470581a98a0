"""HTML is read as it is, but for what never ends; how long that takes is test_hostile.py's."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from distribute.markup import well_ended


def seen(html: str) -> Iterator[str]:
    found: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(f"{self.getpos()[0]}:{tag} {dict(attrs)}")

        def handle_data(self, data: str) -> None:
            found.append(data)

    parser = Parser()
    parser.feed(well_ended(html))
    parser.close()
    return iter(found)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>a</p>", ["1:p {}", "a"]),
        ('<meta content="a < b"> c', ["1:meta {'content': 'a < b'}", " c"]),
        ("<!-- a\n<b>\n--><p>", ["\n\n", "3:p {}"]),
        ("a<!-->b<!-- c --->d", ["abd"]),
        ("a<!-- b <p>", ["a"]),
        ("<p>1 < 2 <b", ["1:p {}", "1 < 2 <b"]),
    ],
)
def test_what_is_there_stays(html: str, told: list[str]) -> None:
    assert list(seen(html)) == told
