"""Which account a channel is, and which addresses show one of its posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from distribute.channel.interface import Channel
from distribute.channel.settings import Secret
from distribute.channels.bluesky.adapter import Bluesky
from distribute.channels.discourse import Discourse
from distribute.channels.github_discussions import GitHubDiscussions
from distribute.channels.mastodon import Mastodon
from distribute.channels.outbox import Outbox
from distribute.channels.reddit.adapter import Reddit
from distribute.channels.threads import Threads
from distribute.channels.twitter import Twitter
from distribute.config import Config, SiteSettings, load
from distribute.errors import UserError
from distribute.publish.test_send import refuse_others
from tests.channels import test_linkedin
from tests.channels.email import kit as email

from .services_linkedin import PERSON

# One list under many spellings

LIST = "announce@bücher.example"
SPELLINGS = [
    "announce@bücher.example",
    "The List <announce@bücher.example>",
    '"A <b@c.example>" <ANNOUNCE@BÜCHER.example>',
    "announce@xn--bcher-kva.example",
    "announce@XN--BCHER-KVA.EXAMPLE",
    "announce@bücher.example (the list)",
    "announce (the list) @ bücher.example",
    "announce@bücher.example.",
    "announce@bücher。example",
    "<announce@bücher.example>",
    "  Announce@Bücher.Example  ",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_two_spellings_of_a_list_are_one_account(tmp_path: Path, spelling: str) -> None:
    channel = "    use: email\n    smtp: smtp://127.0.0.1:25\n    from: a@b.example\n    to: {}\n"
    one, other = (channel.format(repr(to)) for to in (LIST, spelling))
    file = tmp_path / "channels.yaml"
    file.write_text(f"channels:\n  one:\n{one}  other:\n{other}", encoding="utf-8")
    with pytest.raises(UserError, match="are the same account") as caught:
        load(file)
    assert "email:announce@xn--bcher-kva.example" in str(caught.value)
    file.write_text(f"channels:\n  one:\n{one}  other:\n{other}    enabled: false\n", encoding="utf-8")
    assert len(load(file).channels) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_test_to_the_list_itself_is_refused_however_it_is_spelled(spelling: str) -> None:
    channel = email.account("127.0.0.1:25", to=f"The List <{LIST}>")
    other = email.account("127.0.0.1:25", to="other@lists.example")
    config = Config(Path("channels.yaml"), SiteSettings(), "sqlite:x", (channel, other))
    for chosen in (channel, other):  # another channel's list is no better
        with pytest.raises(UserError, match="the list itself"):
            refuse_others(config, [chosen], spelling)
    refuse_others(config, [channel], "someone@bücher.example")
    with pytest.raises(UserError, match="no address"):
        refuse_others(config, [channel], " ")


# A person's word


def channels(folder: Path) -> dict[str, Channel]:
    secret = Secret("$UNSET")
    (folder / "1.txt").write_text("posted")
    keys = ("api_key", "api_secret", "access_token", "access_token_secret")
    return {
        "mastodon": Mastodon(
            name="m", use="mastodon", server="https://social.example", access_token=secret
        ),
        "twitter": Twitter(name="x", use="twitter", **dict.fromkeys(keys, secret)),
        "reddit": Reddit(
            name="r", use="reddit", subreddit="xmpp", client_id=secret, client_secret=secret,
            refresh_token=secret,
        ),
        "bluesky": Bluesky(name="b", use="bluesky", handle="xmpp.example", app_password=secret),
        "discourse": Discourse(
            name="d", use="discourse", server="https://forum.example", username="n", api_key=secret
        ),
        "github-discussions": GitHubDiscussions(
            name="g", use="github-discussions", repository="owner/newsletter", token=secret
        ),
        "threads": Threads(name="t", use="threads", access_token=secret),
        "linkedin": test_linkedin.LinkedIn(name="l", use="linkedin", author=PERSON, access_token=secret),
        "email": email.account("127.0.0.1:25"),
        "outbox": Outbox(name="o", use="outbox", path=str(folder)),
    }  # fmt: skip


ACCEPTED = {
    "mastodon": {
        "https://social.example/@news/109000000000000001": "109000000000000001",
        "https://social.example/@news/109000000000000001/": "109000000000000001",
        "https://social.example/users/news/statuses/109": "109",
        "https://social.example/@news@other.example/109": "109",
        "https://social.example/web/@news/109": "109",
        "https://social.example/web/statuses/109": "109",
        "https://social.example/@news/statuses/01HXYZABCDEFGHJKMNPQRSTVWX": "01HXYZABCDEFGHJKMNPQRSTVWX",
        "https://social.example/notice/9vJ6ZMqRkY1pKq": "9vJ6ZMqRkY1pKq",
    },
    "twitter": {
        "https://x.com/XmppNews/status/17": "17",
        "https://x.com/i/web/status/17": "17",
        "https://twitter.com/XmppNews/status/17?s=20": "17",
        "https://mobile.twitter.com/XmppNews/statuses/17/photo/1": "17",
    },
    "reddit": {
        "https://www.reddit.com/r/xmpp/comments/1abc9/the_newsletter/": "1abc9",
        "https://old.reddit.com/r/xmpp/comments/1abc9/": "1abc9",
        "https://www.reddit.com/comments/1abc9": "1abc9",
        "https://www.reddit.com/user/xmppnews/comments/1abc9/x/?utm_source=share": "1abc9",
        "https://redd.it/1abc9": "1abc9",
    },
    "linkedin": {
        "https://www.linkedin.com/feed/update/urn:li:share:17/": "urn:li:share:17",
        "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A17": "urn:li:share:17",
        "https://www.linkedin.com/feed/update/urn:li:activity:17?utm_source=share": "urn:li:activity:17",
        "https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:17": "urn:li:ugcPost:17",
        "https://www.linkedin.com/posts/xmpp_news-activity-17-AbCd": "urn:li:activity:17",
        "https://de.linkedin.com/posts/activity-17-AbCd/": "urn:li:activity:17",
        "https://lnkd.in/p/eAbCd": "https://lnkd.in/p/eAbCd",
    },
    "bluesky": {
        "https://bsky.app/profile/xmpp.example/post/3kaaaaaaaaaa2": "3kaaaaaaaaaa2",
        "https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/3kaaaaaaaaaa2/": "3kaaaaaaaaaa2",
        "https://bsky.app/profile/xmpp.example/post/3kaaaaaaaaaa2?ref_src=embed": "3kaaaaaaaaaa2",
    },
    "discourse": {
        "https://forum.example/t/17": "17",
        "https://forum.example/t/the-newsletter/17": "17",
        "https://forum.example/t/the-newsletter/17/3?u=ada": "17",
    },
    "github-discussions": {
        "https://github.com/owner/newsletter/discussions/17": "17",
        "https://github.com/owner/newsletter/discussions/17/": "17",
        "https://github.com/owner/newsletter/discussions/17#discussioncomment-5": "17",
    },
    "threads": {
        "https://www.threads.com/@newsletter/post/DAbC-1": "DAbC-1",
        "https://www.threads.net/t/DAbC_1/": "DAbC_1",
    },
    "email": {
        "<0123abcd@example.org>": "<0123abcd@example.org>",
        "https://lists.example.org/archive/1.html": "https://lists.example.org/archive/1.html",
    },
    "outbox": {"1.txt": "1.txt", "outbox/1.txt": "1.txt"},
}
REFUSED = {
    "mastodon": [
        "https://social.example/", "https://social.example/@news", "https://social.example/@news7",
        "https://social.example/@news/media", "https://social.example/@news/with_replies",
        "https://social.example/users/news7", "https://social.example/about", "https://social.example/tags/x7",
        "https://other.example/@news/109", "https://notsocial.example/@news/109",
    ],
    "twitter": [
        "https://x.com/", "https://x.com/XmppNews", "https://x.com/17", "https://x.com/XmppNews/status/",
        "https://x.com/XmppNews?next=/status/17", "https://x.com/XmppNews#/status/17",
        "https://notx.com/XmppNews/status/17", "https://t.co/17", "https://x.com.example/a/status/17",
        "https://x.com@evil.example/a/status/17",
    ],
    "reddit": [
        "https://www.reddit.com/", "https://www.reddit.com/r/xmpp/", "https://www.reddit.com/user/xmppnews",
        "https://www.reddit.com/r/xmpp/comments/", "https://i.redd.it/1abc9.png", "https://i.redd.it/1abc9",
        "https://www.reddit.com/r/xmpp/?x=/comments/1abc9", "https://notreddit.com/r/xmpp/comments/1abc9/",
    ],
    "linkedin": [
        "https://www.linkedin.com/", "https://www.linkedin.com/company/xmpp/", "https://www.linkedin.com/in/ada",
        "https://www.linkedin.com/company/xmpp/posts/", "https://www.linkedin.com/feed/",
        "https://www.linkedin.com/feed/?x=/feed/update/urn:li:share:17", "https://lnkd.in/",
        "https://evil-linkedin.com/feed/update/urn:li:share:17",
    ],
    "bluesky": [
        "https://bsky.app/", "https://bsky.app/profile/xmpp.example", "https://bsky.app/profile/xmpp.example/post/",
        "https://bsky.app/profile/xmpp.example/post/17", "https://bsky.app/profile/xmpp.example/lists/3kaaaaaaaaaa2",
        "https://bsky.app/profile/xmpp.example/post/3kaaaaaaaaaa2/liked-by", "https://bsky.app.example/profile/a/post/3kaaaaaaaaaa2",
    ],
    "discourse": [
        "https://forum.example/", "https://forum.example/c/news/5", "https://forum.example/u/ada", "https://forum.example/t/",
        "https://forum.example/t/the-newsletter", "https://other.example/t/17",
    ],
    "github-discussions": [
        "https://github.com/", "https://github.com/owner/newsletter", "https://github.com/owner/newsletter/discussions",
        "https://github.com/owner/newsletter/discussions/categories/news", "https://github.com/owner/newsletter/issues/17",
        "https://gist.example/owner/newsletter/discussions/17",
    ],
    "threads": [
        "https://www.threads.com/", "https://www.threads.com/@newsletter", "https://www.threads.com/@newsletter/replies",
        "https://threads.example/@newsletter/post/DAbC",
    ],
    "email": ["https://lists.example.org", "https://lists.example.org/", "list@example.org", "<no>"],
    "outbox": ["2.txt", "..", ".", "/", "https://x.com/a/status/17"],
}  # fmt: skip
NAMED = list(ACCEPTED)
NO_WORDS = [
    "No",
    "no",
    "none",
    "nope",
    "",
    " ",
    "-",
    "17",
    "https://",
    "https:///a/status/17",
    "http://[",
    "ftp://x.com/a/status/17",
]


@pytest.mark.parametrize(("name", "word"), [(name, word) for name in NAMED for word in ACCEPTED[name]])
def test_the_address_of_a_post_is_taken_with_its_id(tmp_path: Path, name: str, word: str) -> None:
    receipt = channels(tmp_path)[name].receipt_of(f" {word}\n")
    assert receipt.id == ACCEPTED[name][word]


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name in NAMED for word in (*REFUSED[name], *NO_WORDS)]
)
def test_what_shows_no_post_is_refused(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        channels(tmp_path)[name].receipt_of(word)


@pytest.mark.parametrize(("name", "other"), [(a, b) for a in NAMED[:5] for b in NAMED[:5] if a != b])
def test_another_services_post_is_refused(tmp_path: Path, name: str, other: str) -> None:
    for word in ACCEPTED[other]:
        with pytest.raises(ValueError, match="not the address of a post on"):
            channels(tmp_path)[name].receipt_of(word)
