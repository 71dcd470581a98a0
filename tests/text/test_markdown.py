"""Markdown as sections, items, links and figures, each with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.text.document import Document, Figure, Item, is_description
from distribute.text.markdown import OPTIONS, parse, tidy
from distribute.text.markdown_html import to_html
from distribute.text.mended import with_true_definitions, without_joiners

BASE = "https://example.org/2020/12/letter/"


def read(source: str) -> Document:
    return parse(source, base=BASE)


def texts(source: str) -> list[str]:
    return [item.text for item in read(source).items()]


def items_of(source: str) -> list[Item]:
    return [item for section in read(source).sections for item in section.items]


def urls(source: str) -> list[str]:
    return [link.url for link, _ in read(source).links]


LETTER = """\
Welcome, reader.

## Software

### Clients

- Kite 1.2 can
  fly backwards.
- Pond 3.0
    - swims

A paragraph
over two lines.

## Events
Right below.
"""


def test_what_stands_before_the_first_heading_is_a_section_without_title() -> None:
    lead = read(LETTER).sections[0]
    assert (lead.title, lead.level, [item.text for item in lead.items]) == ("", 0, ["Welcome, reader."])


def test_a_section_has_title_level_and_line() -> None:
    found = [(section.title, section.level, section.line) for section in read(LETTER).sections[1:]]
    assert found == [("Software", 2, 3), ("Clients", 3, 5), ("Events", 2, 15)]


def test_a_section_knows_the_headings_above_it() -> None:
    assert [section.above for section in read(LETTER).sections] == [(), (), ("Software",), ()]


def test_headings_above_outlive_a_skipped_level() -> None:
    assert [section.above for section in read("# a\n#### b\n## c\n### d").sections] == [
        (),
        (),
        ("a",),
        ("a",),
        ("a", "c"),
    ]


def test_items_have_the_lines_they_begin_on() -> None:
    found = {item.text: item.line for item in read(LETTER).items()}
    assert found == {
        "Welcome, reader.": 1,
        "Kite 1.2 can fly backwards.": 7,
        "Pond 3.0": 9,
        "swims": 10,
        "A paragraph over two lines.": 12,
        "Right below.": 16,
    }


def test_lines_are_counted_from_where_the_body_begins_in_its_file() -> None:
    document = parse("# a\n\nb [c](d)\n\n![e](f)\n\n```\ng\n```", first_line=10)
    assert document.sections[1].line == 10
    assert document.sections[1].items[0].line == 12
    assert document.links[0][1] == 12
    assert document.figures[0].line == 14
    assert document.code == (range(16, 19),)


def test_letters_of_several_bytes_do_not_shift_the_lines() -> None:
    assert [item.line for item in read("café 日本\n\n# 😀\n\nשלום").items()] == [1, 5]


def test_nested_entries_are_children_of_the_entry_above() -> None:
    (outer,) = read("- a\n  - b\n    - c\n  - d").sections[0].items
    assert [child.text for child in outer.children] == ["b", "d"]
    assert [child.text for child in outer.children[0].children] == ["c"]


def test_all_items_are_given_outer_ones_first() -> None:
    assert texts("- a\n  - b\n    - c\n  - d\n- e\n\n# f\n\ng") == ["a", "b", "c", "d", "e", "g"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a", "paragraph"),
        ("- a", "bullet"),
        ("* a", "bullet"),
        ("1. a", "bullet"),
        ("> a", "quote"),
        ("- [ ] a", "bullet"),
    ],
)
def test_an_item_is_of_a_kind(source: str, kind: str) -> None:
    assert [(item.kind, item.text) for item in read(source).items()] == [(kind, "a")]


def test_paragraphs_of_one_entry_are_one_item() -> None:
    assert texts("- a.\n\n  b\n- c") == ["a. b", "c"]
    assert texts("> - a.\n>\n>   b") == ["a. b"]


@pytest.mark.parametrize(
    "what", ["- [a](b)\n\n  C.", "- [a](b)\n  > C.", "- [a](b)\n\n  > C.", "- [a](b).\n  > C."]
)
def test_what_is_said_below_a_mere_title_and_a_quotation_are_items_of_their_own(what: str) -> None:
    (entry,) = read(what).sections[0].items
    assert entry.text.rstrip(".") == "a"
    assert [(item.text, item.kind) for item in entry.children] == [
        ("C.", "quote" if ">" in what else "paragraph")
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("The <crypt/> element", "The <crypt/> element"),
        ("<crypt/> and <sign>x</sign>", "<crypt/> and <sign>x</sign>"),
        ("An <xep:item id='1'/> here", "An <xep:item id='1'/> here"),
        ("**<message>** stanzas", "<message> stanzas"),
        ("`<body>` in code", "<body> in code"),
    ],
)
def test_names_of_xml_elements_in_prose_are_kept(source: str, expected: str) -> None:
    assert texts(source) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <b>bold</b> word", "a bold word"),
        ('<span class="x">a</span>', "a"),
        ("a<br>b", "a b"),
        ("a<br/>b", "a b"),
        ("a<BR />b", "a b"),
        ('<a href="/x">a</a>', "a"),
        ("a <!-- said aside --> b", "a b"),
    ],
)
def test_html_is_dropped_and_its_words_stay(source: str, expected: str) -> None:
    assert texts(source) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("media&#96;", "media`"),
        ("&lt;x&gt;", "<x>"),
        ("&amp;lt;", "&lt;"),
        ("Q&A", "Q&A"),
        ("a&nbsp;b", "a b"),
        ("`&lt;`", "&lt;"),
    ],
)
def test_entities_are_decoded_once(source: str, expected: str) -> None:
    assert texts(source) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```\ncode\n# no heading\n```",
        "~~~erlang\n- no entry\n~~~",
        "    indented code",
        "<!-- said aside -->",
        "<!--\n# no heading\n\n- no entry\n-->",
        "<div>\nraw\n</div>",
        "![picture](p.png)",
        "[^1]: A note.\n\n[x]: https://example.org/",
    ],
    ids=[
        "table",
        "fence",
        "tilde fence",
        "indented code",
        "comment",
        "long comment",
        "html",
        "image",
        "definitions",
    ],
)
def test_what_is_no_prose_makes_no_item_and_no_section(source: str) -> None:
    document = read(source)
    assert list(document.items()) == []
    assert len(document.sections) == 1


@pytest.mark.parametrize(
    ("source", "other"),
    [
        ("```\ncode\n```", True),
        ("| a |\n|---|\n| 1 |", True),
        ("![p](p.png)", True),
        ("<hr>", True),
        ("Prose.", False),
        ("", False),
    ],
)
def test_a_section_tells_whether_it_holds_something_that_is_no_item(source: str, other: bool) -> None:
    assert read(f"# Title\n\n{source}\n").sections[1].other is other


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("```\na\n```\n", [1, 2, 3]),
        ("a\n\n    b\n    c\n\nd", [3, 4]),
        ("- a\n\n      ```\n      b\n      ```\n- c", [3, 4, 5]),
        ("> ```\n> a\n> ```\n", [1, 2, 3]),
        ("```\na\n\nb", [1, 2, 3, 4]),
        ("```inline``` a", []),
        ("a `b` c", []),
    ],
)
def test_the_lines_of_blocks_of_code_are_known(source: str, lines: list[int]) -> None:
    assert [line for block in read(source).code for line in block] == lines


def test_a_footnote_mark_is_dropped_with_its_note() -> None:
    assert texts("A claim[^1] here.\n\n[^1]: A note.") == ["A claim here."]


def test_a_quotation_keeps_its_words() -> None:
    assert texts("> a *b*\n> c") == ["a b c"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("_All of it._", True),
        ("*All* _of_ *it*", True),
        ("_All [of](it) it_", True),
        ("_Some_ of it", False),
        ("**Strong**", False),
        ("Plain", False),
    ],
)
def test_an_item_is_emphasised_when_all_of_it_is_in_italics(source: str, expected: bool) -> None:
    assert [item.emphasised for item in read(source).items()] == [expected]


def test_a_heading_is_plain_text() -> None:
    assert (
        read("## The *new* [server](/s) `x` &amp; <b>y</b> {#anchor}").sections[1].title
        == "The new server x & y"
    )


def test_underlined_headings_are_headings() -> None:
    assert [(section.title, section.level) for section in read("Big\n===\n\nSmall\n---").sections[1:]] == [
        ("Big", 1),
        ("Small", 2),
    ]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://other.example/x", "https://other.example/x"),
        ("/about/", "https://example.org/about/"),
        ("part.html", "https://example.org/2020/12/letter/part.html"),
        ("../other/", "https://example.org/2020/12/other/"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?page=2", "https://example.org/2020/12/letter/?page=2"),
        ("/about/#team", "https://example.org/about/#team"),
        ("xmpp:room@muc.example?join", "xmpp:room@muc.example?join"),
        ("mailto:team@example.org", "mailto:team@example.org"),
        ("https://wiki.example/Wilk_(animal)", "https://wiki.example/Wilk_(animal)"),
        ("#below", ""),
        ("", ""),
        ("http://[::1", ""),
    ],
)
def test_a_link_is_made_absolute_on_the_page(target: str, expected: str) -> None:
    assert urls(f"[words]({target})") == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<https://other.example/>", "https://other.example/"),
        ("<team@example.org>", "mailto:team@example.org"),
        ("[words][ref]\n\n[ref]: https://other.example/", "https://other.example/"),
        ("[ref][]\n\n[ref]: https://other.example/", "https://other.example/"),
        ("[Ref]\n\n[ref]: https://other.example/", "https://other.example/"),
    ],
    ids=["address", "mailbox", "reference", "collapsed", "shortcut"],
)
def test_a_link_is_found_however_it_is_written(source: str, expected: str) -> None:
    assert urls(source) == [expected]


def test_a_link_has_its_words_and_line() -> None:
    ((link, line),) = read("\nSee [the *new*\nserver](/s).").links
    assert (link.text, line) == ("the new server", 2)


def test_a_link_belongs_to_its_item() -> None:
    one, two = read("- [a](/a)\n- b [c](/c)").sections[0].items
    assert [link.text for link in one.links] == ["a"]
    assert [link.text for link in two.links] == ["c"]


def test_the_link_of_a_picture_has_no_words() -> None:
    assert [link.text for link, _ in read("[![alt](i.png)](/l)").links] == [""]


def test_a_figure_has_address_words_caption_and_line() -> None:
    figures = read('\n![Two *ducks*](/img/d.png "On the\npond")').figures
    assert figures == (Figure("https://example.org/img/d.png", "Two ducks", "On the pond", 2),)


def test_the_words_of_a_figure_are_not_part_of_the_text() -> None:
    assert texts("Before ![alt](i.png) after") == ["Before after"]


@pytest.mark.parametrize(
    ("alt", "url", "expected"),
    [
        ("Two ducks on a pond", "/img/ducks.png", True),
        ("Ducks", "/img/d.png", True),
        ("", "/img/ducks.png", False),
        ("  ", "/img/ducks.png", False),
        ("ducks", "/img/ducks.png", False),
        ("Ducks.PNG", "/img/ducks.png", False),
        ("ducks", "/img/DUCKS.png", False),
        ("Ducks 1.PNG", "/img/ducks 1.png", False),
        ("Ducks 1.png", "/img/DUCKS 1.PNG", False),
        ("duck_photo", "/img/1.png", False),
        ("duck-photo.jpg", "/img/1.png", False),
        ("1.png", "/img/2.png", False),
        ("my ducks 1.png", "/img/2.png", False),
        ("IMG 2042", "/img/2.png", False),
        ("Screenshot", "/img/2.png", False),
        ("Screenshot 2020-11-05 at 12.30.11", "/img/2.png", False),
        ("Bildschirmfoto vom Teich", "/img/2.png", True),
        ("IMG_1234.jpg", "/img/2.png", False),
        ("screenshot-2020.png", "/img/2.png", False),
        ("Screenshot of two ducks", "/img/2.png", True),
        ("alt", "pictures/kite.png", False),
        ("Altitude", "pictures/kite.png", True),
    ],
)
def test_a_description_is_words_and_no_file_name(alt: str, url: str, expected: bool) -> None:
    assert is_description(alt, url) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b", "a b"),
        ("a\u200bb", "ab"),
        ("a\tb\n c", "a b c"),
        ("\ufeffa\u00ad", "a"),
        ("  a  ", "a"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
    ids=[
        "no-break space",
        "zero-width space",
        "tab and line end",
        "mark and soft hyphen",
        "edges",
        "joined emoji",
    ],
)
def test_tidy_text_has_ordinary_spaces_and_nothing_invisible(text: str, expected: str) -> None:
    assert tidy(text) == expected


MARKS = st.sampled_from(
    [
        "# ",
        "## ",
        "- ",
        "  - ",
        "> ",
        "1. ",
        "```",
        "~~~",
        "    ",
        "|",
        "---",
        "_",
        "**",
        "`",
        "[",
        "](",
        ")",
        "![",
        "<b>",
        "<x/>",
        "<!--",
        "-->",
        "&amp;",
        "[^1]",
        "[^1]: ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\\",
        "é",
        "😀",
        "\u2028",
        "\x00",
        "http://[",
        "word",
    ]
)
MARKDOWN = st.one_of(st.text(), st.lists(MARKS, max_size=40).map("".join))


@given(MARKDOWN, st.integers(1, 1000))
def test_any_text_can_be_parsed_and_every_line_is_inside_it(source: str, first: int) -> None:
    document = parse(source, first_line=first, base=BASE)
    last = first + source.count("\n")
    lines = [item.line for item in document.items()]
    lines += [section.line for section in document.sections]
    lines += [figure.line for figure in document.figures]
    lines += [line for _, line in document.links]
    lines += [line for block in document.code for line in block]
    assert all(first <= line <= last for line in lines)


@given(MARKDOWN)
def test_the_text_of_an_item_is_always_tidy(source: str) -> None:
    assert all(item.text == tidy(item.text) for item in read(source).items())


@given(MARKDOWN)
def test_every_link_is_absolute_or_nowhere(source: str) -> None:
    assert all(not link.url or ":" in link.url for link, _ in read(source).links)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("- 27. April: Kurs", "27. April: Kurs"),
        ("- 4. Mai: Fest\n- 11. Mai: Tag", "4. Mai: Fest"),
        ("27. April: Kurs", "27. April: Kurs"),
        ("3. Kites fly", "Kites fly"),  # an item's number is no day
        ("- 2. Kites fly", "Kites fly"),
    ],
)
def test_a_day_before_a_month_is_no_number_of_an_item(source: str, text: str) -> None:
    (section,) = parse(source + "\n").sections
    first = section.items[0]
    assert (first.text or first.children[0].text) == text


def test_a_line_with_a_colon_and_no_space_behind_it_defines_nothing() -> None:
    source = (
        "Ada flew to [Lyon](https://l.example/).\n\n:de: Bo flew to [Metz](https://m.example/).\n\nMore.\n"
    )
    items = list(read(source).items())
    assert [(item.text, item.kind, item.line) for item in items] == [
        ("Ada flew to Lyon.", "paragraph", 1),
        (":de: Bo flew to Metz.", "paragraph", 3),
        ("More.", "paragraph", 5),
    ]
    assert [[link.text for link in item.links] for item in items] == [["Lyon"], ["Metz"], []]
    assert [item.text for item in read("Kite\n: a toy\n: a bird\n").items()] == [
        "Kite: a toy",
        "Kite: a bird",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "```\n:kite\n```\n\n    :moth\n",
        "Kite | Moth\n:--- | :---:\nred | blue\n",
        "<pre>\n:wq leaves\n</pre>\n",
        "Kite\n: a toy\n",
    ],
)
def test_only_what_would_be_a_definition_is_escaped(source: str) -> None:
    assert with_true_definitions(source, OPTIONS) == source
    false = "> Kites\n> :de: Ada\n\nBees\n\n:fr: Bo\n\n:pt: Cy\n"
    kept = with_true_definitions(false, OPTIONS)
    assert without_joiners(kept) == false
    assert len(kept) == len(false) + 3
    (item,) = read("- The trick `a\n:b` is new\n").items()
    assert item.text == 'The trick "a :b" is new'


def test_a_long_term_is_before_its_first_definition_alone() -> None:
    term = "kite " * 60
    items = list(read(f"[Long](https://kite.example/) {term}\n: one\n: two\n\nShort\n: one\n: two\n").items())
    assert [item.text for item in items] == [f"Long {term.strip()}: one", "two", "Short: one", "Short: two"]
    assert [len(item.links) for item in items] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("In Lyon  \nCome and fly", "In Lyon. Come and fly"),
        ("Kite fliegt mit dem neuen  \nSchwanz", "Kite fliegt mit dem neuen Schwanz"),
        ("the head of the<br>United Flock", "the head of the United Flock"),
        ("**Kite Sunday**<br>Come", "Kite Sunday Come"),
        ("[Kite Day](https://k.example/)<br>Come", "Kite Day Come"),
    ],
)
def test_a_line_that_its_author_has_ended_ends_a_sentence_if_it_looks_so(source: str, text: str) -> None:
    assert [item.text for item in read(source).items()] == [text]


def test_a_heading_of_two_lines_is_one() -> None:
    assert read("# Kite<br>News\n").sections[1].title == "Kite News"


def test_a_preview_shows_a_false_definition_as_a_mail_does() -> None:
    assert to_html("Ada flew.\n\n:de: Bo flew.\n") == "<p>Ada flew.</p>\n<p>:de: Bo flew.</p>\n"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("`kite tail` is red", '"kite tail" is red'),
        ("`kite` is red", "kite is red"),
        ("`--tail red` is new", "--tail red is new"),
        ('`say "hi there"` works', 'say "hi there" works'),
        ("`a b c d e f g` is long", "a b c d e f g is long"),
    ],
)
def test_code_of_several_words_is_in_quotation_marks(source: str, text: str) -> None:
    (item,) = read(f"- {source}\n").items()
    assert item.text == text


@pytest.mark.parametrize(
    ("heading", "url"),
    [
        ("[Loops](https://kite.example/) @ada", "https://kite.example/"),
        ("[Loops](https://kite.example/) : @ada @bo", "https://kite.example/"),
        ("[Loops](https://kite.example/) by @ada", ""),
        ("New: [Loops](https://kite.example/)", ""),
    ],
)
def test_a_heading_is_its_link_apart_from_authors(heading: str, url: str) -> None:
    (section,) = (section for section in read(f"## {heading}\n\nText.\n").sections if section.title)
    assert (section.link.url if section.link else "") == url


LISTED = "📚 2 May - [Kites](https://kite.example/)\n🎤 3 May - Ada Moth"


def test_lines_that_begin_with_emoji_are_the_entries_of_a_list() -> None:
    items = items_of(f"{LISTED}\n")
    assert [(item.kind, item.line, item.text) for item in items] == [
        ("bullet", 1, "📚 2 May - Kites"),
        ("bullet", 2, "🎤 3 May - Ada Moth"),
    ]
    assert [link.url for link in items[0].links] == ["https://kite.example/"]


@pytest.mark.parametrize(
    "source",
    [
        f"{LISTED}\nand more",  # a text that is folded
        "📚 Kites\n📅 2 May\n📍 The old mill",  # the card of an event
        f"> {LISTED}".replace("\n", "\n> "),
        f"- {LISTED}".replace("\n", "\n  "),
        "📚 Kites",
    ],
)
def test_other_lines_with_emoji_are_one_item(source: str) -> None:
    assert len(items_of(source)) == 1


def test_a_link_over_two_such_lines_stays_whole() -> None:
    (item, other) = items_of("📚 [Kites\n🎤 and Moths](https://kite.example/)\n🎈 Balls\n")
    assert [link.text for link in item.links] == ["Kites 🎤 and Moths"]
    assert other.text == "🎈 Balls"
