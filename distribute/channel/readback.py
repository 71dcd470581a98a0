"""Find a post among those of an account, in one common form for all services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from distribute.channel.post import Delivery, Message, Receipt
from distribute.channel.verdicts import Alike, InDoubt, Unlisted
from distribute.regex import lazy_regex
from distribute.text.links import as_target, normalised_link

SKEW = timedelta(minutes=5)  # tolerated difference between the service's clock and ours
# Markdown ends a link at a backtick, and at the bracket in `[link](link)`.
_LINK = lazy_regex(r"https?://(?:[^\s\"<>`\]]|\](?!\())+", re.IGNORECASE)
_WITHIN_A_LINK = "/?#&=.,:;!*+~@$%_-"  # signs that may stand between two parts of a link
_HOST = lazy_regex(r"(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,}")  # X turns `Example.org` into a link
_MENTION = lazy_regex(r"@([\w.-]*\w)@[\w.-]+\w")  # services show @name@server as @name


class RemotePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post as its service lists it: plain text, with short links in full where the service tells their destination.

    `text` or `title` is None where the service has none to compare. `body` is a text that the service returns in
    the markup in which it was sent, such as Markdown: the post is known by its title and link, and the text may have
    been edited. `shortened` says that the text has short links whose destination is unknown. `links` are those
    attached to the post, as a card or an article. `reply_to` is the id of the post that it replies to. `names` are its
    other ids and addresses. `key` is the idempotency key that it was sent with, where the service keeps it.
    """

    receipt: Receipt
    text: str | None = None
    title: str | None = None
    body: str | None = None
    shortened: bool = False
    links: tuple[str, ...] = ()
    reply_to: str = ""
    names: tuple[str, ...] = ()
    key: str = ""


class Timeline(msgspec.Struct, frozen=True):
    """The posts of an account since some time, newest first.

    `account` is the public id of the logged-in account. If `whole` is false, the service may have posts that it
    does not list. Iterating over the posts raises InDoubt if not all of them can be read.
    """

    account: str
    posts: Iterator[RemotePost]
    whole: bool = True


def count_pages(most: int, of: str = "posts") -> Iterator[int]:
    """Count the pages of a list from 1; InDoubt after `most` pages, because the post may be on a later one.

    The loop that asks for each page returns as soon as the list has no more of them.
    """
    yield from range(1, most + 1)
    msg = f"there are too many {of} to look through"
    raise InDoubt(msg)


def require_account(delivery: Delivery, account: str) -> None:
    """Raise InDoubt if the post was attempted from an account other than `account`, which may not see it."""
    if delivery.account and account != delivery.account:
        msg = (
            f"it may be on the account {delivery.account}, but this token is that of {account}: "
            "check that account, or log in to it again"
        )
        raise InDoubt(msg)


def search(timeline: Timeline, delivery: Delivery, post_id: Callable[[Receipt], str]) -> Receipt | None:
    """Return the receipt of `delivery` if it is on the timeline, None if it certainly is not.

    A post with its idempotency key, or with the same text and the same link, is taken for it. Raises InDoubt if the
    timeline belongs to a different account from the one that posted, Alike if there is a post with our link and different
    text or with our title and no link attached, Unlisted if it may exist without being listed. `post_id` returns the
    service's id of a receipt.
    """
    require_account(delivery, timeline.account)
    excluded = {name for receipt in delivery.exclude for name in (post_id(receipt), receipt.url)} - {""}
    after = post_id(delivery.in_reply_to) if delivery.in_reply_to else ""
    alike: list[Receipt] = []
    for post in timeline.posts:
        if post.reply_to != after or excluded & {post.receipt.id, post.receipt.url, *post.names}:
            continue
        if (post.key and post.key == delivery.idempotency_key) or has_text(post, delivery.message):
            return post.receipt
        if after or _may_be(post, delivery.message):
            alike.append(post.receipt)
    if alike:
        raise Alike(tuple(alike))
    if not timeline.whole:
        msg = "the service may not list every post, such as one that isn't public, so it may still exist"
        raise Unlisted(msg)
    if delivery.account is None:
        msg = "it was not found, but the ledger does not record from which account it was sent"
        raise InDoubt(msg)
    return None


def has_text(post: RemotePost, message: Message) -> bool:
    """Return whether a post has the text of `message`, and no link but its link."""
    pairs = ((post.title, message.title), (post.text, message.text))
    if any(theirs is not None and words(theirs) != words(ours) for theirs, ours in pairs):
        # Where the text does not tell its links, the one that is attached has to.
        return _has_text_beside_links(post, message) and shares_link(post, message)
    if post.text is not None and message.link in message.text:
        return True  # the link is within the text
    if post.text is None or not words(message.text):
        # A title alone is not an announcement: "The Letter is late" may have the same one.
        return shares_link(post, message) or _is_as_sent(post, message)
    return not message.link or not _links(post) or shares_link(post, message)


def shares_link(post: RemotePost, message: Message) -> bool:
    """Return whether a post has the link of `message`, attached or within its text, where it surely ends."""
    return bool(message.link) and normalised_link(message.link) in _links(post)


def _is_as_sent(post: RemotePost, message: Message) -> bool:
    """Return whether the service returns the text of `message` as it was sent: then its link needs no looking for."""
    return bool(post.body and message.text) and words(post.body or "") == words(message.text)


def _may_be(post: RemotePost, message: Message) -> bool:
    """Return whether a person has to say if a post is this one: it has its link, its title, or its text with short links."""
    has_link = shares_link(post, message) or _tells_link(post, message)
    return has_link or _has_title(post, message) or _has_text_beside_links(post, message)


def _has_text_beside_links(post: RemotePost, message: Message) -> bool:
    """Return whether a post with short links has the text of `message`, apart from all links."""
    without_links = (words(_LINK.sub("", text)) for text in (post.text or "", message.text))
    return post.shortened and len(set(without_links)) == 1


def _has_title(post: RemotePost, message: Message) -> bool:
    """Return whether a post has the title of `message` and no other link attached.

    It may be an announcement by hand or a note on it, or ours: where our link stands in a text with markup, it may
    have been removed or be written in a way that is not recognised.
    """
    same = bool(message.title and post.title) and _letters(post.title or "") == _letters(message.title)
    return same and (post.body is not None or not _links(post))


def _letters(title: str) -> str:
    """Return the letters and digits of a title, which are left if a service or a moderator has tidied it."""
    normal = words(title).casefold()
    return "".join(filter(str.isalnum, normal)) or normal


def _tells_link(post: RemotePost, message: Message) -> bool:
    """Return whether the text of a post has the link of `message`, whatever markup or letters surround it."""
    spellings = {link.rstrip("/") for link in (message.link, as_target(message.link))} - {""}
    rests = (rest for link in spellings for rest in _text_and_body(post).split(link)[1:])
    return any(map(_ends_a_link, rests))


def _ends_a_link(rest: str) -> bool:
    """Return whether a link ends before `rest`. Letters of other scripts may follow it without a space."""
    following = rest.lstrip(_WITHIN_A_LINK)[:1]
    return not (following.isascii() and following.isalnum())


def links_in(text: str) -> tuple[str, ...]:
    """Return the http and https links in a text, in order, each with what follows it without a space."""
    return tuple(_LINK.findall(text))


def _links(post: RemotePost) -> set[str]:
    return {normalised_link(link) for link in (*post.links, *links_in(_text_and_body(post)))}


def _text_and_body(post: RemotePost) -> str:
    return f"{post.text or ''}\n{post.body or ''}"


def words(text: str) -> str:
    """Return the normal form of a text for comparison, without white space, markup and the spelling of links."""
    text = _LINK.sub(lambda match: normalised_link(match[0]).removeprefix("//"), text)
    text = _MENTION.sub(r"@\1", unicodedata.normalize("NFKC", text))
    return "".join(_HOST.sub(lambda match: match[0].casefold(), text).split())
