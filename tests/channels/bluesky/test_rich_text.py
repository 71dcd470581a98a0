"""Facets cover the right bytes, links are shown short, and a post is read back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channels.bluesky.rich_text import facets, plain, shown
from distribute.text.graphemes import graphemes
from tests.channels.services_bluesky import linked

LINK = "https://example.org/2020/12/newsletter/"
SHORT = "example.org/2020/12/news…"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Out: {LINK}", [(SHORT, "link", LINK)]),
        ("👩‍💻 für #XMPP", [("#XMPP", "tag", "XMPP")]),
        ("Kite (@kite.example) flew", [("@kite.example", "mention", "did:kite")]),
        ("@kite.example.", [("@kite.example", "mention", "did:kite")]),
        ("@unknown.example and @kite", []),
        ("@kite.example@social.example", []),
        ("a@kite.example", []),
        ("See https://example.org/.", [("example.org", "link", "https://example.org/")]),
        ("(https://e.org/a_(b))", [("e.org/a_(b)", "link", "https://e.org/a_(b)")]),
        ("https://e.org/?a=1&b=é…", [("e.org/?a=1&b=é", "link", "https://e.org/?a=1&b=é")]),
        ("HTTPS://E.org:8443/a", [("E.org:8443/a", "link", "HTTPS://E.org:8443/a")]),
        ("https:// http://[ https://good.example@evil.example/", []),
        ("#16 #3D C# #समाचार, ##x #\ufe0f", [("#3D", "tag", "3D"), ("#समाचार", "tag", "समाचार")]),
        (
            "＃長い #c++ #16@ada #16/2 #a_b",
            [("＃長い", "tag", "長い"), ("#c", "tag", "c"), ("#a_b", "tag", "a_b")],
        ),
        (f"#{'a' * 65}", []),
        ("https://e.org/#news", [("e.org/#news", "link", "https://e.org/#news")]),
    ],
)
def test_links_tags_and_handles_are_found(text: str, found: list[tuple[str, str, str]]) -> None:
    posted, made = facets(text, {"kite.example": "did:kite"})
    assert linked({"text": posted, "facets": made}) == found


PIECES = st.sampled_from(
    [LINK, "https://e.org/", "http://b\u00fccher.example/\u00c4", "#news", "@kite.example", "(", ")", ".", "…", " ", "\n", "é", "👩‍💻", "a", "https://"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=8).map("".join)


@given(TEXTS)
@example(f"{LINK}{LINK}")
def test_what_is_read_back_is_what_was_written(text: str) -> None:
    text = text.encode(errors="replace").decode()
    posted, made = facets(text, {"kite.example": "did:kite"})
    assert posted == shown(text)
    assert plain({"text": posted, "facets": made})[0] == text
    size = len(posted.encode())
    spans = [(facet["index"]["byteStart"], facet["index"]["byteEnd"]) for facet in made]
    assert all(0 <= start < end <= size for start, end in spans)
    assert spans == sorted(spans)
    for words, kind, value in linked({"text": posted, "facets": made}):
        assert value.removeprefix("did:") in words + "kite" if kind != "link" else words.rstrip("…") in value


def test_a_facet_that_overlaps_another_shows_nothing() -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": LINK}
    over = [{"index": {"byteStart": start, "byteEnd": 4}, "features": [link]} for start in (0, 2)]
    assert plain({"text": "kite", "facets": over}) == (LINK, (LINK,))


def test_a_hundred_thousand_brackets_take_no_time() -> None:
    assert facets("https://e.org/" + ")" * 100_000, {})[1]
    assert graphemes(shown("#" + "." * 100_000)) == 100_001
