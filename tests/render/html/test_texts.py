"""To the character"""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from distribute.channel.post import Message, Receipt
from distribute.channel.registry import built_in
from distribute.problem import Problem
from tests.render.html.kit import ISSUE, NASTY, Read, compare, full, post, shown


@given(st.text(min_size=1))
@settings(max_examples=50)
def test_every_field_is_there_to_the_character(text: str) -> None:
    from distribute.render.json import delivery_json

    planned = [post(use, full(text)) for use in ("email", "linkedin", "twitter", "reddit", "outbox")]
    read = Read(shown(*planned))
    for each in planned:
        fields = [(name, said) for key, name, said in read.fields if key == each.key]
        compare(delivery_json(each), fields, [said for key, said in read.mail if key == each.key])


def test_a_nasty_text_is_shown_and_nothing_of_it_obeyed() -> None:
    from distribute.render.json import delivery_json

    planned = [post(use, full(NASTY), error=NASTY) for use in built_in() if use != "x"]
    issue = msgspec.structs.replace(ISSUE, title=NASTY, path=NASTY, site=NASTY)
    planned += [
        post("outbox", full(NASTY), issue=issue, receipt=Receipt(NASTY, NASTY), state="already-posted")
    ]
    html = shown(*planned, problems=(Problem("error", "x", NASTY, NASTY, 1),))
    read = Read(html)
    for each in planned:
        if each.issue is ISSUE:
            fields = [(name, said) for key, name, said in read.fields if key == each.key]
            assert fields
    assert "script" not in {tag for tag, _ in read.tags}
    assert not [given for _, given in read.tags if any(name.startswith("on") for name in given)]
    assert "1235234" not in html
    assert {given.get("src", "data:")[:5] for tag, given in read.tags if tag == "img"} <= {"data:"}
    compare(
        delivery_json(planned[0]),
        [(name, said) for key, name, said in read.fields if key == planned[0].key],
        [],
    )


def test_a_character_that_would_be_obeyed_is_there_with_its_code() -> None:
    codes = [
        given["data-code"]
        for _, given in Read(shown(post(message=Message(text="a\x1b\u202e\r")))).tags
        if "data-code" in given
    ]
    assert codes == [r"\x1b", r"\u202e", r"\r"]


def test_links_and_tags_of_a_text_are_marked_and_its_words_are_not() -> None:
    read = Read(
        shown(post(message=Message(text="C# #XMPP a#b, see (https://e.org/a_(b)?x=1). mail@e.org @me@e.org")))
    )
    links = [
        given["href"] for tag, given in read.tags if tag == "a" and str(given.get("href")).startswith("http")
    ]
    assert links == ["https://e.org/a_(b)?x=1"]
    assert len([1 for tag, given in read.tags if given.get("class") == "tag"]) == 2
