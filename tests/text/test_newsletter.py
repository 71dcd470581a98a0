"""A whole issue as a message's body: everything in it, nothing harmful, and text that reads well in a terminal."""

from __future__ import annotations

import html
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.text.holes import HOLE, WIDGET
from distribute.text.newsletter import newsletter_html, newsletter_text, sections
from tests.timing import require_proportion

BASE = "https://example.org/2020/12/letter/"


def text_of(source: str) -> str:
    return newsletter_text(newsletter_html(source, BASE))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[Kite](https://kite.example/) flies", '<a href="https://kite.example/">'),
        ("[Kite](../november/)", 'href="https://example.org/2020/12/november/"'),
        ("[Kite](/about#us)", 'href="https://example.org/about#us"'),
        ("![A kite](kite.png)", '<img src="https://example.org/2020/12/letter/kite.png" alt="A kite">'),
        ("[mill](https://mühle.example/größe)", 'href="https://xn--mhle-0ra.example/gr%C3%B6%C3%9Fe"'),
        ("[call](xmpp:kites@example.org?join)", 'href="xmpp:kites@example.org?join"'),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("~~old~~", "<del>old</del>"),
        ('<video controls src="https://tube.example/1.webm"></video>', 'href="https://tube.example/1.webm"'),
        ('<iframe src="https://tube.example/e/1"></iframe>', 'href="https://tube.example/e/1"'),
        (
            "<video autoplay\n  loop>\n  <source\n src='1.webm'>\n</video>",
            'href="https://example.org/2020/12/letter/1.webm"',
        ),
        ("<video src=/1.webm></video>", 'href="https://example.org/1.webm"'),
        ("<video autoplay\n\n  loop src='1.webm'>", 'href="https://example.org/2020/12/letter/1.webm"'),
        ("| a | b |\n|---|\n| 1 | 2 |", "<td>2</td>"),
        ("a | b\n---+---\n1 | 2", "<td>2</td>"),
        ("| a |\n|---|---|\n| 1 |", "<td>1</td>"),
        ("```\n| a | b |\n|---|\n```", "|---|\n"),
        ("<figure><img src='a.png' alt='x'><figcaption>A kite</figcaption></figure>", "A kite</figcaption>"),
    ],
)
def test_what_an_issue_has_is_in_the_message(source: str, expected: str) -> None:
    assert expected in newsletter_html(source, BASE)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# News of {{ page.date | localized }}\n\nKites fly.", "Kites fly."),
        ("![A kite](k.png){: .center loading=lazy }", "[A kite] [1]"),
        ('![A kite](k.png){fig-alt="A kite, red" width=60%}', "[A kite] [1]"),
        ("![A kite](k.png){fig-alt='A kite, red' width=60%}", "[A kite] [1]"),
        ("[Fly](https://kite.example/){: .button } :wind_face: high", "Fly [1] high"),
        (":+1::skin-tone-2: They fly :x:", "They fly"),
        ("## Kites {.wide}\n\n:icons-solid-kite: They fly at 10:30:45.", "They fly at 10:30:45."),
        ("{% include kite.html %}{{< kite >}}They fly.", "They fly."),
        ("<PrBy user='ann' />Kites <Badge>fly</Badge>.", "Kites fly."),
        ("<video autoPlay src={kite.default} />They fly.", "They fly."),
        (
            "[Kite][kite repo] and [`Reel`][] [fly] as list[a][b] says in `x[1][2]`",
            "Kite and Reel [fly] as lista says in x[1][2]",
        ),
        ("Write `{{ kite }}` and `:kite:` {: .x }", "Write {{ kite }} and :kite:"),
        ("![icon of a kite](k.png) Kites fly", "Kites fly"),
        ("![Line](l.png) Kites ![Line](l.png) fly", "Kites  fly"),
        ("![A red kite](k.png)\n\n*A red kite.*\n\nIt flies.", "[A red kite] [1]\n\nIt flies."),
        ("![A red kite](k.png)\n*A red kite*", "[A red kite] [1]"),
        ("![A red kite](k.png)\n\n*Picture: A red kite*", "[A red kite] [1]"),
    ],
)
def test_what_only_a_generator_reads_is_not_in_the_text(source: str, expected: str) -> None:
    written = re.sub(r"\n\n\[1\] .*\Z", "", text_of(source), flags=re.DOTALL)
    assert written.removeprefix("Kites\n-----\n\n") == expected


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "<a href='data:text/html,x'>x</a>", "<style>body{display:none}</style>", "<form action=//evil><input></form>",
        "<iframe src='javascript:alert(1)'></iframe>", "<base href='//evil/'>", "<meta http-equiv=refresh>",
        '<a href="x" style="position:fixed">x</a>', "<svg onload=alert(1)>", "<object data=//evil>",
    ],
)  # fmt: skip
def test_nothing_harmful_is_in_the_message(source: str) -> None:
    made = newsletter_html(source, BASE).casefold()
    for sign in (
        "script:",
        "<script",
        "onerror",
        "onload",
        "style",
        "data:",
        "<form",
        "<base",
        "<meta",
        "<object",
    ):
        assert sign not in made


def test_what_a_site_adds_does_not_use_up_the_depth() -> None:
    made = newsletter_html('Kites by <PrBy user="ann" />.\n\n' * 200 + "<b>They <em>fly</em></b>", BASE)
    assert "<b>They <em>fly</em></b>" in made


@pytest.mark.parametrize(
    "begin",
    [
        "<b>",
        "<blockquote>",
        "> ",
        "<b a='<'>",
        "<div><p>",
        "* ",
        "<div></b>",
        "<b><div></b>",
        "<div><b></div>",
        "<x-y>",
    ],
)
def test_what_is_nested_without_end_is_text(begin: str) -> None:
    """Beyond some ten thousand levels the libraries take a minute, or the interpreter with them."""
    made = newsletter_html(begin * 40_000 + "the end", BASE)
    assert "the end" in made
    assert "end" in newsletter_text(made)
    assert deepest(made) < 400


def deepest(made: str) -> int:
    """The levels of HTML as a browser reads it."""
    document = html5lib.parse(made[:100_000], namespaceHTMLElements=False)
    level, elements = 0, [document]
    while elements:
        level, elements = level + 1, [child for element in elements for child in element]
    return level


LETTER = """\
Welcome.

## Software

### Clients

* [Kite](https://kite.example/) 1.2 adds loops, which turn, and a much longer sentence than a line of a terminal has room for.
  * a nested one
* <https://nest.example/>

1. one
2. two

> said *somebody*

    code  is kept

![A kite in the wind](kite.png)

## Events

See [Kite](https://kite.example/) and [the fair](https://fair.example/).
"""


def test_it_reads_well_in_a_terminal() -> None:
    assert text_of(LETTER) == (
        """\
Welcome.

Software
--------

Clients

- Kite [1] 1.2 adds loops, which turn, and a much longer sentence than a
  line of a terminal has room for.
  - a nested one
- https://nest.example/

1. one
2. two

> said somebody

    code  is kept

[A kite in the wind] [2]

[1] https://kite.example/
[2] https://example.org/2020/12/letter/kite.png

Events
------

See Kite [1] and the fair [2].

[1] https://kite.example/
[2] https://fair.example/"""
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![A kite](k.png)", 'alt="A kite"'),
        ('![](k.png "A kite")', 'alt="A kite"'),
        ('![A kite](k.png "At sea")', 'alt="A kite" title="At sea"'),
        ("![](k.png)", 'alt=""'),
        ("<img src=k.png>", 'alt=""'),
        ("<img src=k.png title='a \"b\" <c>'>", 'alt="a &quot;b&quot; &lt;c&gt;"'),
    ],
)
def test_a_picture_has_an_alternative_text(source: str, expected: str) -> None:
    (image,) = re.findall("<img[^>]*>", newsletter_html(source, BASE).replace("<c>", "&lt;c&gt;"))
    assert image == f'<img src="{BASE}k.png" {expected}>'


def test_a_picture_without_words_is_not_lost() -> None:
    assert text_of("![](kite.png)") == "[kite.png] [1]\n\n[1] https://example.org/2020/12/letter/kite.png"


def test_sections_are_the_whole() -> None:
    made = newsletter_html(LETTER, BASE)
    pieces = sections(made)
    assert "".join(pieces) == made
    assert [piece[:4] for piece in pieces[1:]] == ["<h2>", "<h3>", "<h2>"]


@given(st.text(max_size=400))
def test_any_source_is_a_message_with_all_its_words(source: str) -> None:
    made = newsletter_html(source, BASE)
    shown = re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", made)))
    told = re.sub(r"\s+", "", newsletter_text(made))
    assert sum(map(told.count, set(shown))) >= len(shown)


def test_every_link_and_picture_of_real_issues_is_there(corpus: Path) -> None:
    """Counted on the sources themselves: whatever stands in a Markdown link to the web is an address of the message."""
    files = sorted(corpus.glob("xmpp-hugo/**/*.md"))[-12:]
    assert files
    for file in files:
        body = file.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        made = html.unescape(newsletter_html(body, BASE))
        for address in re.findall(r"\]\((https?://[^\s()]+)\)", body):
            assert html.unescape(address) in made, (file, address)


def test_a_tag_with_too_many_attributes_keeps_its_name_alone() -> None:
    many = " ".join(f"data-{number}='1'" for number in range(200))
    words = "a picture of " * 60  # in quotation marks they are one attribute
    source = f"<p><a href='https://kite.example/' {many}>Kite</a> <img src='https://kite.example/k.png' alt='{words}'></p>"
    assert newsletter_html(source, BASE).startswith("<p><a>Kite</a> <img src=")


def test_a_tag_that_does_not_end_is_text() -> None:
    assert newsletter_html("<p>\nKite <a href='https://kite.example/", BASE).startswith(
        "<p>\nKite &lt;a href="
    )


def test_a_long_text_stays_whole_and_takes_time_by_its_length() -> None:
    def read_whole(size: int) -> None:
        newsletter_html.cache_clear()
        assert newsletter_html("&#a" * size, BASE) == f"<p>{'&amp;#a' * size}</p>"

    require_proportion(read_whole, 75_000)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f"Kite.\n\n{HOLE}\n\nMoth.", "Kite.\n\nMoth."),
        (f"Kite.\n\n- {HOLE}\n- {WIDGET}{HOLE}\n\nMoth.", "Kite.\n\nMoth."),
        (f"<ul>\n{HOLE}\n</ul>\n\nMoth.", "Moth."),
        (f"Kite has {HOLE} loops.", "Kite has … loops."),
        (f"Kite\n{HOLE}\nhas loops.", "Kite … has loops."),
        (f"Kite has *{HOLE}* loops.", "Kite has … loops."),
    ],
)
def test_what_only_the_generator_writes_leaves_no_line_of_dots(source: str, words: str) -> None:
    assert newsletter_text(newsletter_html(source, BASE)).split() == words.split()


def test_a_heading_goes_with_the_last_that_is_below_it() -> None:
    source = f"## A\n\n{HOLE}\n\n## B\n\n### C\n\n{HOLE}\n\n### D\n\nKite.\n\n## E\n\n### F\n\n{HOLE}\n\n## G\n\n{HOLE}\n\n![Kite](k.png)\n"
    assert re.findall(r"<h\d>(.)</h", newsletter_html(source, BASE)) == ["B", "D", "E", "G"]


def test_a_heading_that_was_empty_before_stays() -> None:
    assert "<h2>A</h2>" in newsletter_html(f"## A\n\n## B\n\n{HOLE}\n", BASE)
