"""What Markdown leaves to HTML: headings, deleted words, the numbers of a table of contents."""

from __future__ import annotations

import pytest

from distribute.text.document import Document
from distribute.text.markdown import parse


def read(source: str) -> Document:
    return parse(source, first_line=10, base="https://kite.example/")


def test_a_heading_in_html_begins_a_section() -> None:
    heading = '<h3 id="moth">\n  <a href="#moth">\n    <i class="icon"></i>\n    <span>Moth flies\n    alone</span>\n  </a>\n</h3>'
    document = read(f"## Insects\n\n{heading}\n\n> It flies.\n\n- Far\n\n## Birds\n\nThey sing.\n")
    told = [(section.title, section.level, section.line, section.above) for section in document.sections[1:]]
    assert told == [
        ("Insects", 2, 10, ()),
        ("Moth flies alone", 3, 15, ("Insects",)),
        ("Birds", 2, 24, ()),
    ]
    assert [item.text for item in document.sections[2].items] == ["It flies.", "Far"]


@pytest.mark.parametrize(
    "source",
    [
        "<h1>Kite News</h1>\n\nText",
        "- Kite\n\n  <h3>Moth</h3>\n\n  Text",
        "> <h3>Moth</h3>\n>\n> Text",
        "```html\n<h3>Moth</h3>\n```\n\nText",
        "<h3></h3>\n\nText",
        "<!-- <h3>Moth</h3> -->\n\nText",
    ],
)
def test_other_html_begins_none(source: str) -> None:
    assert [section.title for section in read(source).sections] == [""]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Kites ~~fall~~ fly", "Kites fly"),
        ("Kites <del>fall</del> fly", "Kites fly"),
        ("Kites <s>fall</S> fly", "Kites fly"),
        ("~~Call: [fly](https://a.example/)~~ Closed", "Closed"),
        ("Kites <s>fall\n\nMoths fly", "Kites"),  # what is not closed ends with its paragraph
        ("Some ~small~ kites", "Some small kites"),
        ('[<span class="toc-section-number">1</span> Kites](#kites)', "Kites"),
        ("<span>1</span> kite", "1 kite"),
    ],
)
def test_deleted_words_and_counters_are_no_text(source: str, text: str) -> None:
    assert next(read(source).items()).text == text


def test_an_entry_that_is_deleted_is_none() -> None:
    document = read("- ~~Registration is open for KiteCon 2026.~~\n- Moths fly.\n")
    assert [item.text for item in document.items()] == ["Moths fly."]


def test_a_heading_that_leads_to_itself_is_no_link() -> None:
    assert read("## [Moths](#moths)\n\nText").sections[1].link is None
