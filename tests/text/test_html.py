"""HTML is read as it is, but for what never ends; how long that takes is tests/hostile/test_growth.py's."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from distribute.text.html import read, shown_text
from tests.timing import require_proportion


def seen(html: str) -> Iterator[str]:
    found: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(f"{self.getpos()[0]}:{tag} {dict(attrs)}")

        def handle_data(self, data: str) -> None:
            found.append(data)

    parser = Parser()
    read(html, parser)
    return iter(found)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>a</p>", ["1:p {}", "a"]),
        ('<meta content="a < b"> c<p>', ["1:meta {'content': 'a < b'}", " c", "1:p {}"]),
        ("<!-- a\n<b>\n--><p>", ["3:p {}"]),
        ("a<!-- b <p>", ["a"]),
        ('<script>var a = "<!--"</script><h1>', ["1:script {}", 'var a = "<!--"', "1:h1 {}"]),
        ('<meta content="How <!-- works"><h1>', ["1:meta {'content': 'How <!-- works'}", "1:h1 {}"]),
        ("\n" * 5_000 + "<h1>", ["5001:h1 {}"]),
        ("<p><![x <h1>", ["1:p {}"]),
    ],
)
def test_what_is_there_is_read(html: str, told: list[str]) -> None:
    assert [piece for piece in seen(html) if piece.strip()] == told


def test_a_tag_across_two_pieces_is_one() -> None:
    tag = f'<meta content="{"kite " * 3_000}">'
    assert list(seen(f"{' ' * 4_090}{tag}<h1>"))[-2:] == [
        f"1:meta {{'content': '{'kite ' * 3_000}'}}",
        "1:h1 {}",
    ]


@pytest.mark.parametrize("begun", ["<a b=c ", "<a b='c", "<a "])
def test_a_tag_that_stays_open_takes_time_by_its_length(begun: str) -> None:
    require_proportion(lambda size: read(begun + "d=e " * (size // 4), HTMLParser()), 200_000)


def test_what_follows_a_tag_that_is_too_long_is_read() -> None:
    tag = f'<img src="data:image/png;base64,{"A" * 200_000}">'
    assert list(seen(f"{tag}<h1>"))[-1] == "1:h1 {}"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Why `<em>` and `</em>` matter", "Why `<em>` and `</em>` matter"),
        ("Option<B> and Result<S>", "Option<B> and Result<S>"),
        ("The <a> and <img> tags", "The <a> and <img> tags"),
        ('<a href="https://kite.example">Kites</a> 7 <img src="k.svg?v=1" align=right>', "Kites 7 "),
        ("H<sub>2</sub>O <em>now</em>, one<br>two, R&amp;D", "H2O now, one two, R&D"),
    ],
)
def test_a_tag_that_a_line_speaks_of_is_a_word(line: str, text: str) -> None:
    assert shown_text(line) == text


@pytest.mark.parametrize("piece", ["a<b>", "a<b>b</b>", "`<i>", "a<br>", "<a b=", "<img "])
def test_the_tags_of_a_line_take_time_by_their_number(piece: str) -> None:
    require_proportion(lambda size: shown_text(piece * size), 20_000)
