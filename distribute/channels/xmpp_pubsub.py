"""XMPP PubSub: an Atom entry on one node, as Movim, Libervia and feed readers of XMPP show it.

The entry follows XEP-0472 (Pubsub Social Feed) and XEP-0277 (Microblogging over XMPP), whose node on an account is
`urn:xmpp:microblog:0`. Publishing, items and errors are those of XEP-0060.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import quote, unquote, urlsplit

import msgspec

from distribute import (
    Delivery,
    Draft,
    Finding,
    InDoubt,
    Issue,
    Message,
    NotPosted,
    Prepared,
    Receipt,
    RemotePost,
    Render,
    Timeline,
    Unlisted,
    in_xml,
)
from distribute.channel.settings import form
from distribute.channels._xmpp import XmppAccount

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from distribute import XmppStream

MICROBLOG = "urn:xmpp:microblog:0"
_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "http://www.w3.org/XML/1998/namespace"
_CONFIG = "http://jabber.org/protocol/pubsub#node_config"
_TITLE_AIM = 150
_RECENT = 50  # the number of items that are searched for a post with our link
_FEWEST = 10  # the number of items that a node must keep, so that ours can be found later
_ITEM = re.compile(r"(?:^|;)item=([^;]+)")
_NO_NODE = "item-not-found"
# The configuration of a new microblog node (XEP-0472): open to everyone, with persistent items.
_NEW_NODE = {
    "pubsub#type": MICROBLOG,
    "pubsub#access_model": "open",
    "pubsub#persist_items": "1",
    "pubsub#max_items": "max",
    "pubsub#deliver_payloads": "1",
}


class XmppPubsub(XmppAccount, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry with a title, text and link on a node. `limit` applies to the text."""

    service: Annotated[
        str,
        form(
            r"^([^\s@/]+@)?[^\s@/]*$",
            "an address such as pubsub.chat.example",
            description="the PubSub service; by default, the account itself",
        ),
    ] = ""
    node: Annotated[
        str,
        form(
            r"^[^\x00-\x20]+$",
            "a node's name, without spaces",
            description="the node; by default, the account's microblog",
        ),
    ] = MICROBLOG
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=8000, description="the maximum number of characters in the text")
    ] = 5000

    max_facts: ClassVar[int] = 40
    fact_words: ClassVar[int] = 30
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#")
    id_form: ClassVar[str] = r"[^\s;]+"
    asked_for: ClassVar[tuple[str, ...]] = ("service", "node")
    supports: ClassVar[tuple[str, ...]] = ("key", "language")
    example: ClassVar[dict[str, Any]] = {
        "jid": "newsletter@your-domain.example",
        "password": "$XMPP_PASSWORD",
    }

    def target(self) -> str:
        """Return the node, on which an issue must not appear twice."""
        return f"xmpp-pubsub:{self._place.casefold()}:{self.node}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title that can stand alone, and the facts under their headings."""
        title = render("title", limit=self.limit, aim=_TITLE_AIM, most=4, words=11, names=True)
        text = render("text", limit=self.limit, most=self.max_facts, words=self.fact_words)
        return Draft((Message(text=text, title=" ".join(title.split()), link=issue.url),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, read the node's items, and check that it keeps them."""

        async def work(stream: XmppStream) -> _Seen:
            if problem := _keeps_too_little(await self._node_settings(stream)):
                raise NotPosted(problem)
            seen = await self._look(stream, delivery.idempotency_key)
            if seen.is_missing:
                await self._create(stream)
            return seen

        seen = self.run(work)
        return Prepared(seen.account, client=seen)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Publish the entry, with the delivery's key as its item id.

        An existing item, from an earlier attempt that arrived late, is not published again: the node would have it once,
        but its subscribers would be notified twice.
        """
        entry = _entry(delivery, self.jid)
        key = delivery.idempotency_key

        async def work(stream: XmppStream) -> str:
            if await self._item(stream, key):
                return key
            stream.begin_to_publish()
            answer = await stream.plugin("0060").publish(self._place, self.node, id=key, payload=entry)
            return str(answer["pubsub"]["publish"]["item"]["id"] or key)

        if self.run(work) != key:
            raise InDoubt("the server's answer is about another item")
        return self._receipt(key)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the item by its id. A recent item with our link and different text is a question to a person."""
        key = delivery.idempotency_key
        ready: Prepared | None = delivery.ready
        seen: _Seen = ready.client if ready else self.run(lambda stream: self._look(stream, key))
        if seen.has_ours:
            return self._receipt(key)
        if seen.is_missing and not ready:
            raise Unlisted("the node is gone, and with it whatever was posted")
        return super().find(msgspec.structs.replace(delivery, ready=Prepared(seen.account, client=seen)))

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the node's items since `since`, without those of other publishers if the service names publishers."""
        seen: _Seen = ready.client if ready else self.run(lambda stream: self._look(stream, ""))
        items = (item for item in seen.items if item.at is None or item.at >= since)
        return Timeline(seen.account, (self._remote(item) for item in items))

    def post_id(self, receipt: Receipt) -> str:
        """Return the item's id, taken from its address if a person gave one."""
        address = urlsplit(receipt.id)
        link = _ITEM.search(address.query)
        return unquote(link[1]) if address.scheme == "xmpp" and link else receipt.id

    def receipt_of(self, word: str) -> Receipt:
        """Accept the item's xmpp: address, or its web address if the service has one."""
        address = urlsplit(word.strip())
        if address.scheme != "xmpp":
            return super().receipt_of(word)
        item = self.post_id(Receipt(word.strip()))
        if self._receipt(item).url != word.strip():
            msg = f"{word!r} is no item of the node {self.node} on {self._place}: give its address, or `--not-posted`"
            raise ValueError(msg)
        return self._receipt(item)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the node, and how many items it keeps."""

        async def work(stream: XmppStream) -> tuple[_Seen, dict[str, str]]:
            settings = await self._node_settings(stream)
            if _keeps_too_little(settings):  # the node may not exist
                return _Seen(stream.account), settings
            return await self._look(stream, ""), settings

        seen, settings = self.run(work)
        yield Finding("ok", f"logged in as {seen.account}")
        if seen.is_missing and self._is_own_microblog:
            yield Finding("ok", "the account has no microblog yet: the first post creates it")
        elif seen.is_missing:
            yield Finding("error", self._no_node)
        else:
            yield Finding("ok", f"the node {self.node} is on {self._place}")
        if problem := _keeps_too_little(settings):
            yield Finding("error", problem)
        if settings and settings.get("pubsub#access_model", "open") != "open":
            yield Finding(
                "warning", "the node is not open: only some people can read it (pubsub#access_model)"
            )

    @property
    def _place(self) -> str:
        return self.service or self.jid

    @property
    def _is_own_microblog(self) -> bool:
        return self._place == self.jid and self.node == MICROBLOG

    @property
    def _no_node(self) -> str:
        return f"{self._place} has no node {self.node}, or hides it: create it in an XMPP client"

    async def _look(self, stream: XmppStream, key: str) -> _Seen:
        """Return the item with this id, and the node's recent items."""
        from slixmpp.exceptions import IqError

        pubsub = stream.plugin("0060")
        try:
            answer = await pubsub.get_items(self._place, self.node, max_items=_RECENT)
        except IqError as error:
            if error.condition != _NO_NODE:
                raise
            return _Seen(stream.account, is_missing=True)
        items = [_Item.of(item) for item in answer["pubsub"]["items"]]
        ours = [item for item in items if item.id == key] or await self._item(stream, key)
        strangers = {item.publisher for item in ours} - {"", stream.account}
        if strangers:
            raise InDoubt("the node has an item with this post's id that another account has published")
        kept = tuple(item for item in items if item.publisher in {"", stream.account})
        return _Seen(stream.account, items=kept, has_ours=bool(ours))

    async def _item(self, stream: XmppStream, key: str) -> list[_Item]:
        """Return the item with this id, if there is one. If not, servers answer with no item or with an error."""
        from slixmpp.exceptions import IqError

        if not key:
            return []
        try:
            answer = await stream.plugin("0060").get_item(self._place, self.node, key)
        except IqError as error:
            if error.condition != _NO_NODE:
                raise
            return []
        return [item for item in map(_Item.of, answer["pubsub"]["items"]) if item.id == key]

    async def _create(self, stream: XmppStream) -> None:
        """Create the account's own microblog. Any other missing node may be a typing error."""
        if not self._is_own_microblog:
            raise NotPosted(self._no_node)
        form = stream.plugin("0004").make_form(ftype="submit")
        form.add_field(var="FORM_TYPE", ftype="hidden", value=_CONFIG)
        for name, value in _NEW_NODE.items():
            form.add_field(var=name, value=value)
        await stream.plugin("0060").create_node(self._place, self.node, config=form)

    async def _node_settings(self, stream: XmppStream) -> dict[str, str]:
        """Return the node's settings, none if this account may not read them."""
        from slixmpp.exceptions import IqError

        try:
            answer = await stream.plugin("0060").get_node_config(self._place, self.node)
        except IqError:
            return {}
        return {
            name: str(value)
            for name, value in answer["pubsub_owner"]["configure"]["form"].get_values().items()
        }

    def _remote(self, item: _Item) -> RemotePost:
        return RemotePost(receipt=self._receipt(item.id), text=item.text, title=item.title, links=item.links)

    def _receipt(self, item: str) -> Receipt:
        where = f"node={quote(self.node, safe=':')};item={quote(item, safe='')}"
        return Receipt(item, f"xmpp:{self._place}?;{where}")


class _Item(msgspec.Struct, frozen=True):
    """An item of a node. `publisher` is a bare JID, "" if the service does not name it."""

    id: str
    publisher: str = ""
    title: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    at: datetime | None = None

    @classmethod
    def of(cls, item: Any) -> _Item:
        """Convert an item of slixmpp's."""
        entry = item["payload"]
        publisher = (item.xml.get("publisher") or "").partition("/")[0]
        if entry is None or entry.tag != f"{{{_ATOM}}}entry":
            return cls(str(item["id"]), publisher)
        links = tuple(link.get("href") or "" for link in entry.findall(f"{{{_ATOM}}}link"))
        return cls(
            id=str(item["id"]), publisher=publisher, title=_words(entry, "title"), text=_words(entry, "content"),
            links=links, at=_moment(_words(entry, "published")),
        )  # fmt: skip


class _Seen(msgspec.Struct, frozen=True):
    """The items of a node, as `account` sees them."""

    account: str
    items: tuple[_Item, ...] = ()
    has_ours: bool = False
    is_missing: bool = False


def _entry(delivery: Delivery, jid: str) -> Element:
    """Return the Atom entry of a post (RFC 4287), its text as XHTML as well. Its times are those of the first attempt."""
    from xml.etree.ElementTree import Element, SubElement

    message, day = delivery.message, delivery.first_attempt_at.astimezone(UTC)
    entry = Element(f"{{{_ATOM}}}entry", {f"{{{_XML}}}lang": delivery.language})

    def add(name: str, text: str = "", **attributes: str) -> Element:
        element = SubElement(entry, f"{{{_ATOM}}}{name}", attributes)
        element.text = in_xml(text) or None
        return element

    add("title", message.title or message.text.partition("\n")[0], type="text")
    add("id", f"tag:{jid.rpartition('@')[2]},{day:%Y-%m-%d}:{delivery.idempotency_key}")
    moment = day.strftime("%Y-%m-%dT%H:%M:%SZ")
    add("published", moment)
    add("updated", moment)
    author = add("author")
    SubElement(author, f"{{{_ATOM}}}name").text = jid.partition("@")[0]
    SubElement(author, f"{{{_ATOM}}}uri").text = f"xmpp:{jid}"
    if message.link:
        add("link", rel="alternate", type="text/html", href=in_xml(message.link))
    add("content", message.text, type="text")
    _add_xhtml(add("content", type="xhtml"), in_xml(message.text))
    return entry


def _add_xhtml(content: Element, text: str) -> None:
    """Add a plain text as XHTML, because clients that show XHTML join the lines of a plain text."""
    from xml.etree.ElementTree import SubElement

    whole = SubElement(content, f"{{{_XHTML}}}div")
    for paragraph in filter(None, text.split("\n\n")):
        first, *lines = paragraph.split("\n")
        shown = SubElement(whole, f"{{{_XHTML}}}p")
        shown.text = first
        for line in lines:
            SubElement(shown, f"{{{_XHTML}}}br").tail = line


def _words(entry: Element, name: str) -> str:
    """Return the text of an entry's element, preferring plain text."""
    found = entry.findall(f"{{{_ATOM}}}{name}")
    plain = [element for element in found if element.get("type", "text") == "text"]
    return "".join((plain or found)[0].itertext()) if found else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _keeps_too_little(settings: dict[str, str]) -> str:
    """Return why a post can't be found on a node with these settings, "" if it can."""
    if settings.get("pubsub#persist_items", "1") in {"0", "false", "False"}:
        return "the node keeps no items, so a post in doubt could not be looked for: set pubsub#persist_items"
    most = settings.get("pubsub#max_items", "max")
    if most.isdigit() and int(most) < _FEWEST:
        return (
            f"the node keeps {most} items, and a post has to stay: set pubsub#max_items to {_FEWEST} or more"
        )
    return ""
