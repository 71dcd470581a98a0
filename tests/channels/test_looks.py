"""Whatever was composed is known again in the form in which a service shows it, and nothing else is."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.post import Message, Receipt
from distribute.channel.readback import RemotePost, Timeline, has_text, links_in, search, shares_link
from distribute.channel.settings import Secret
from distribute.channel.verdicts import Alike
from distribute.channels import mastodon, twitter
from distribute.channels.bluesky import adapter as bluesky
from distribute.channels.bluesky.rich_text import facets
from distribute.channels.linkedin import adapter as linkedin
from distribute.channels.linkedin.little_text import to_little_text
from distribute.channels.reddit.adapter import Reddit
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START

from .sending import delivery
from .services_bluesky import DID, POSTS
from .services_linkedin import LinkedInService
from .services_reddit import RedditService
from .services_x import XService


class Token(NamedTuple):
    """A piece of a text, which each service shows in its own way."""

    kind: str
    text: str


LINKS = [
    LINK, "https://example.org/", "http://example.org/a_b~c(d)?e=f&g=%C3%A4#h", "https://example.org/ä/ö?q=ü",
    "https://bücher.example/Ä", "https://example.org:8443/a", "https://example.org/?utm_source=feed&id=7",
    "HTTPS://EXAMPLE.com/Up", "https://example.org/a/very/long/path/that/services/like/to/cut/short/2020-12",
    "https://example.org/@ada/17", "https://ja.example.org/日本語",
    "http://Example.COM/B", "http://example.com/c",
]  # fmt: skip
MENTIONS = ["@ada@example.org", "@grace_h@social.example.org", "@linus-t@a.example"]
TAGS = ["#news", "#XMPP2020", "#ünïcode"]
NAMES = ["XMPP.org", "Matrix.org/blog?x=1", "example.com", "Node.js", "v1.2.3"]
EMOJI = [":news:", ":blob_cat:", "🪁", "👩‍💻", "☎️"]
SIGNS = ["&", "&amp;", "<b>", '"', "'", "\\", "*bold*", "(x)", "[x](y)", "{z}", "a|b", "~~", "—", "…", "…"]

BY_KIND = {"link": LINKS, "mention": MENTIONS, "tag": TAGS, "word": NAMES + SIGNS, "emoji": EMOJI}
PIECES = st.one_of(
    st.sampled_from([Token(kind, text) for kind, texts in BY_KIND.items() for text in texts]),
    st.sampled_from([Token("break", "\n"), Token("break", "\n\n")]),
    st.builds(
        Token,
        st.just("word"),
        st.text(
            st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="@#:/.<＠＃＜："),
            min_size=1,
            max_size=8,
        ),
    ),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map(tuple)


def composed(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)


# What each service makes of it


def on_mastodon(tokens: tuple[Token, ...]) -> RemotePost:
    """Show it as Mastodon's TextFormatter does; `:name:` of an emoji stays as it is in its API."""
    content = " ".join(_markup(token) for token in tokens).replace("\n\n", "</p><p>").replace("\n", "<br />")
    return mastodon._remote({"id": "1", "content": f"<p>{content}</p>"})


def on_a_relative_of_mastodon(tokens: tuple[Token, ...]) -> RemotePost:
    """Show it as servers do that put an emoji's picture into the text."""
    content = " ".join(
        f'<img class="emoji" alt="{token.text}" src="https://e.org/1.png">' if token.text in EMOJI[:2]
        else _markup(token)
        for token in tokens
    )  # fmt: skip
    return mastodon._remote({"id": "1", "content": f"<div>{content.replace(chr(10), '<br>')}</div>"})


def _markup(token: Token) -> str:
    text = token.text
    if token.kind == "link":
        scheme, _, rest = text.partition("://")
        host, slash, path = rest.partition("/")
        host = host if host.isascii() else host.encode("idna").decode()
        address = html.escape(f"{scheme.lower()}://{host.lower()}{slash}{path}")
        return (
            f'<a href="{address}" target="_blank" rel="nofollow noopener" translate="no">'
            f'<span class="invisible">{scheme}://</span><span class="ellipsis">{html.escape(rest[:30])}</span>'
            f'<span class="invisible">{html.escape(rest[30:])}</span></a>'
        )
    if token.kind == "mention":
        name, server = text[1:].split("@")
        return (
            f'<span class="h-card" translate="no"><a href="https://{server}/@{name}" class="u-url mention">'
            f"@<span>{name}</span></a></span>"
        )
    if token.kind == "tag":
        return (
            f'<a href="https://e.org/tags/x" class="mention hashtag" rel="tag">#<span>{text[1:]}</span></a>'
        )
    return text if token.kind == "break" else html.escape(text)


def on_x(tokens: tuple[Token, ...]) -> RemotePost:
    service = XService(lambda: START)
    post = twitter._remote(service.looks(service.add({"text": composed(tokens)})))
    assert post
    return post


def on_x_where_it_is_long(tokens: tuple[Token, ...]) -> RemotePost:
    service = XService(lambda: START)
    service.shown = 0
    given = service.looks(service.add({"text": composed(tokens)}))
    assert "note_tweet" in given
    post = twitter._remote(given)
    assert post
    return post


def on_bluesky(tokens: tuple[Token, ...]) -> RemotePost:
    text, found = facets(composed(tokens), {})
    uri = f"at://{DID}/{POSTS}/3kaaaaaaaaaa2"
    return bluesky._remote(DID, {"uri": uri, "value": {"text": text, "facets": found}})


def on_linkedin(tokens: tuple[Token, ...]) -> RemotePost:
    service = LinkedInService(lambda: START)
    post = linkedin._remote(service.post(service.add({"commentary": to_little_text(composed(tokens))})))
    assert post
    return post


def on_reddit(tokens: tuple[Token, ...]) -> RemotePost:
    service = RedditService(lambda: START)
    title = " ".join(composed(tokens).split())
    kept = service.add({"sr": "xmpp", "kind": "self", "title": title, "text": LINK})
    secret = Secret("$UNSET")
    channel = Reddit(
        name="r", use="reddit", subreddit="xmpp", client_id=secret, client_secret=secret, refresh_token=secret
    )
    return channel._remote(service.looks(kept))


SERVICES: dict[str, Callable[[tuple[Token, ...]], RemotePost]] = {
    "mastodon": on_mastodon,
    "a relative of mastodon": on_a_relative_of_mastodon,
    "x": on_x,
    "x, long": on_x_where_it_is_long,
    "bluesky": on_bluesky,
    "linkedin": on_linkedin,
    "reddit": on_reddit,
}
each = pytest.mark.parametrize("show", SERVICES.values(), ids=SERVICES)


def message(name: Any, text: str) -> Message:
    return Message(text="", title=text, link=LINK) if name is on_reddit else Message(text=text, link=LINK)


ALL = tuple(Token(kind, text) for kind, texts in BY_KIND.items() for text in texts)


@each
@given(TEXTS)
@example(ALL)
@example((Token("link", "https://example.org/?utm_source=feed&id=7"),))
@example((Token("word", "XMPP.org"), Token("break", "\n"), Token("word", "Matrix.org/blog?x=1")))
def test_what_was_composed_is_known_again(
    show: Callable[[tuple[Token, ...]], RemotePost], tokens: tuple[Token, ...]
) -> None:
    tokens = (*tokens, Token("link", LINK))
    assert has_text(show(tokens), message(show, composed(tokens)))


def bare(text: str) -> str:
    """Return what is left of a text without what says nothing: spaces, the scheme of a link, capitals."""
    text = text.replace("HTTPS://", "").replace("https://", "").replace("http://", "")
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@each
@given(TEXTS, TEXTS)
@example((Token("word", "Kites"),), (Token("word", "Kite"),))
@example((Token("link", "https://example.org/"),), (Token("link", "https://example.org:8443/a"),))
@example((Token("tag", "#news"),), (Token("word", "news"),))
@example((Token("mention", "@ada@example.org"),), (Token("mention", "@linus-t@a.example"),))
@example((Token("word", "Out now"),), (Token("word", "Out soon"),))
@example((Token("emoji", ":news:"),), (Token("word", ""),))
def test_another_text_is_never_taken_for_it(
    show: Callable[[tuple[Token, ...]], RemotePost], one: tuple[Token, ...], other: tuple[Token, ...]
) -> None:
    one, other = (*one, Token("link", LINK)), (*other, Token("link", LINK))
    if bare(composed(one)) != bare(composed(other)):
        assert not has_text(show(one), message(show, composed(other)))


@each
def test_the_case_of_a_word_tells_two_texts_apart(show: Callable[[tuple[Token, ...]], RemotePost]) -> None:
    assert not has_text(show((Token("word", "Kite"), Token("link", LINK))), message(show, f"kite {LINK}"))


@pytest.mark.parametrize(
    "around", ["**{}**", "（{}）", "「{}」", "[read]({}), and", "_{}_", "{}。", "<{}>", "“{}”"]
)
def test_the_link_is_among_the_words_whatever_surrounds_it(around: str) -> None:
    text = f"Out now {around.format(LINK)}"
    assert has_text(on_x((Token("word", text),)), Message(text=text, link=LINK))
    assert has_text(on_linkedin((Token("word", text),)), Message(text=text, link=LINK))
    markup = html.escape(f"Out now {around}").replace("{}", _markup(Token("link", LINK)))
    shown = mastodon._remote({"id": "1", "content": f"<p>{markup}</p>"})
    assert has_text(shown, Message(text=text, link=LINK))
    assert shares_link(shown, Message(text="Other words", link=LINK)) or around == "_{}_"


def test_a_card_of_another_link_in_the_text_is_no_matter() -> None:
    post = mastodon._remote(
        {"id": "1", "content": f"<p>See {LINK}</p>", "card": {"url": "https://example.com/x"}}
    )
    assert has_text(post, Message(text=f"See {LINK}", link=LINK))


# Texts that come back in the markup in which they were sent

LINKED = [LINK, "https://example.org/what's-new/", "https://ja.example.org/日本語"]
AROUND = [
    "Read {}", "Read [the issue]({}) now", "Read [{}]({})", "Read [the issue]({})—it is short", "Read `{}`", "Read _{}_",
    "詳しくは{}をご覧ください", "{}'s news",
]  # fmt: skip


def in_markup(title: str, body: str) -> RemotePost:
    return RemotePost(receipt=Receipt("7"), title=title, body=body)


def looked_for(post: RemotePost, message: Message) -> Receipt | None:
    timeline = Timeline("us", iter([post]))
    return search(timeline, delivery(message=message, account="us"), lambda receipt: receipt.id)


@pytest.mark.parametrize("link", LINKED)
@pytest.mark.parametrize("around", AROUND)
def test_what_comes_back_as_it_was_sent_is_ours_whatever_surrounds_its_link(around: str, link: str) -> None:
    message = Message(text=around.replace("{}", link), title="The newsletter", link=link)
    assert looked_for(in_markup(message.title, message.text), message) == Receipt("7")


@pytest.mark.parametrize("link", LINKED)
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("title", ["The newsletter", "Another title"])
def test_a_text_that_was_edited_is_ours_or_a_question(title: str, around: str, link: str) -> None:
    message = Message(text=f"News. {link}", title="The newsletter", link=link)
    try:
        assert looked_for(in_markup(title, f"Edited. {around.replace('{}', link)}"), message)
        assert title == message.title
    except Alike as alike:
        assert alike.receipts == (Receipt("7"),)


@pytest.mark.parametrize("more", ["-2", "/2", "?page=2", "s", ".html", "_2", "%20b"])
@pytest.mark.parametrize("around", ["Read {}", "Read [{}]({})", "Read `{}`"])
def test_a_longer_link_is_another_one(around: str, more: str) -> None:
    message = Message(text=f"News. {LINK}", title="The newsletter", link=LINK)
    longer = around.replace("{}", LINK + more)
    assert looked_for(in_markup("Another title", longer), message) is None
    with pytest.raises(Alike):
        looked_for(in_markup(message.title, longer), message)


def test_an_edited_post_is_a_question_whatever_surrounds_its_link() -> None:
    message = Message(text=f"News. {LINK}", link=LINK)
    with pytest.raises(Alike):
        looked_for(RemotePost(receipt=Receipt("7"), text=f"詳しくは{LINK}をご覧ください"), message)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://e.org/a, http://e.org/b.", ("https://e.org/a,", "http://e.org/b.")),
        ("<https://e.org/a>", ("https://e.org/a",)),
        ("`https://e.org/a`", ("https://e.org/a",)),
        ("[https://e.org/a](https://e.org/b)", ("https://e.org/a", "https://e.org/b)")),
        ("https://e.org/what's-new", ("https://e.org/what's-new",)),
        ("https://[::1]/a[b]", ("https://[::1]/a[b]",)),
    ],
)
def test_the_links_in_a_text(text: str, links: tuple[str, ...]) -> None:
    assert links_in(text) == links
