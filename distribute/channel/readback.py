"""Find a post among those of an account, in one common form for all services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from distribute.channel.post import Delivery, Part, Receipt
from distribute.channel.verdicts import Alike, InDoubt, Unlisted
from distribute.text.links import normalised_link

SKEW = timedelta(minutes=5)  # what the service's clock and ours may differ by
_LINK = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,}"
)  # X makes `Example.org` a link, and shows it as one
_MENTION = re.compile(r"@([\w.-]*\w)@[\w.-]+\w")  # services show @name@server as @name


class RemotePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post as its service lists it: plain text, with short links in full.

    `text` or `title` is None where the service has none to compare. `links` are those attached to the
    post, as a card or an article; `reply_to` is the id of the post it answers; `names` are further ids and
    addresses that it goes by.
    """

    receipt: Receipt
    text: str | None = None
    title: str | None = None
    links: tuple[str, ...] = ()
    reply_to: str = ""
    names: tuple[str, ...] = ()


class Timeline(msgspec.Struct, frozen=True):
    """What an account has posted since some moment, the newest first.

    `account` is the public id of who is logged in. With `whole` false the service may have posts that it
    does not list. The posts raise InDoubt where not all of them can be seen.
    """

    account: str
    posts: Iterator[RemotePost]
    whole: bool = True


def search(timeline: Timeline, delivery: Delivery, post_id: Callable[[Receipt], str]) -> Receipt | None:
    """Return the receipt of `delivery` if it is on the timeline, None if it surely is not.

    It is there if a post says the same words with the same link. Raises InDoubt if the timeline is another
    account's than the one that posted, Alike if there is a post with our link and other words, Unlisted if
    it may be there though it is not listed. `post_id` returns the service's id in a receipt.
    """
    if delivery.account and timeline.account != delivery.account:
        msg = (
            f"it may be on the account {delivery.account}, and this token is that of {timeline.account}: "
            "look there, or log in as that account again"
        )
        raise InDoubt(msg)
    excluded = {name for receipt in delivery.exclude for name in (post_id(receipt), receipt.url)} - {""}
    after = post_id(delivery.in_reply_to) if delivery.in_reply_to else ""
    alike: list[Receipt] = []
    for post in timeline.posts:
        if post.reply_to != after or excluded & {post.receipt.id, post.receipt.url, *post.names}:
            continue
        if says(post, delivery.part):
            return post.receipt
        if after or shares_link(post, delivery.part):
            alike.append(post.receipt)
    if alike:
        raise Alike(tuple(alike))
    if not timeline.whole:
        msg = "not every server lists posts that aren't public: it may be there all the same"
        raise Unlisted(msg)
    if delivery.account is None:
        msg = "it is not there, but the ledger does not say from which account it was sent"
        raise InDoubt(msg)
    return None


def says(post: RemotePost, part: Part) -> bool:
    """Return whether a post has the words of `part`, and no other link than its link."""
    pairs = ((post.title, part.title), (post.text, part.text))
    if any(theirs is not None and words(theirs) != words(ours) for theirs, ours in pairs):
        return False
    if post.text is not None and part.link in part.text:
        return True  # the link is among the words, however they surround it
    return not part.link or not _links(post) or shares_link(post, part)


def shares_link(post: RemotePost, part: Part) -> bool:
    """Return whether a post has the link of `part`, attached or among its words."""
    return bool(part.link) and normalised_link(part.link) in _links(post)


def links_in(text: str) -> tuple[str, ...]:
    """Return the http and https links in a plain text, in their order."""
    return tuple(_LINK.findall(text))


def _links(post: RemotePost) -> set[str]:
    return {normalised_link(link) for link in (*post.links, *links_in(post.text or ""))}


def words(text: str) -> str:
    """Return a text as it is compared: without white space, marks of style, and how links are written."""
    text = _LINK.sub(lambda match: normalised_link(match[0]).removeprefix("//"), text)
    text = _MENTION.sub(r"@\1", unicodedata.normalize("NFKC", text))
    return "".join(_HOST.sub(lambda match: match[0].casefold(), text).split())
