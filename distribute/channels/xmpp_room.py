"""XMPP room: a message in one group chat (XEP-0045, Multi-User Chat).

The room sends each message back to whoever sent it: that reflection is the proof of the post. A post in doubt is looked
for in the room's archive (XEP-0313, Message Archive Management). Ids of messages are those of XEP-0359.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

import msgspec

from distribute import (
    Delivery,
    Finding,
    InDoubt,
    NotPosted,
    Prepared,
    Receipt,
    RemotePost,
    Secret,
    Timeline,
    in_xml,
)
from distribute.channel.settings import form
from distribute.channels._xmpp import XmppAccount

if TYPE_CHECKING:
    from distribute import XmppStream

T = TypeVar("T")

_ARCHIVE = "urn:xmpp:mam:2"
_SID = "{urn:xmpp:sid:0}"
_OCCUPANT = "{http://jabber.org/protocol/muc#user}x/{http://jabber.org/protocol/muc#user}item"
_NEW_ROOM = 201  # the status code of a room that was created by entering it (XEP-0045, 15.6)
_PAGE = 100  # messages; servers return as many or fewer
_MOST_PAGES = 60
# The possible difference between our clock and the server's, which an archive uses.
_CLOCKS = timedelta(days=1)
_KEPT = timedelta(days=2)  # for which every archive keeps a message


class XmppRoom(XmppAccount, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message in one group chat."""

    room: Annotated[
        str,
        form(
            r"^[^\s@/\"&'<>:]+@[^\s@/]+$",
            "an address such as news@rooms.chat.example",
            description="the room's address",
        ),
    ]
    nick: Annotated[
        str,
        form(
            r"^[^\x00-\x1f/]*$",
            "a name without a slash or line breaks",
            description="the name in the room; by default, that of the account",
        ),
    ] = ""
    room_password: Annotated[
        Secret | None, msgspec.Meta(description="the room's password, if it has one")
    ] = None
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=8000, description="the maximum number of characters in a message")
    ] = 600

    fact_words: ClassVar[int] = 20
    mention_marks: ClassVar[tuple[str, ...]] = ("@",)
    id_form: ClassVar[str] = r"\S+"
    asked_for: ClassVar[tuple[str, ...]] = ("room", "nick")
    supports: ClassVar[tuple[str, ...]] = ("language",)
    example: ClassVar[dict[str, Any]] = {
        "jid": "newsletter@your-domain.example",
        "password": "$XMPP_PASSWORD",
        "room": "news@rooms.your-domain.example",
    }

    def target(self) -> str:
        """Return the room, in which an issue must not appear twice."""
        return f"xmpp-room:{self.room.casefold()}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in and check that the room exists, since a server creates a missing room when somebody enters it."""
        if self.room_password:
            self.room_password.reveal()

        async def work(stream: XmppStream) -> str:
            await self._features(stream)
            return stream.account

        return Prepared(self.run(work))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Enter the room, send the message, wait until the room sends it back, and leave."""

        async def work(stream: XmppStream) -> Receipt:
            nick = await self._enter(stream)
            answered = self._listen(stream, delivery.idempotency_key, nick)
            message = stream.client.make_message(
                mto=self.room, mbody=in_xml(delivery.message.text), mtype="groupchat"
            )
            message["lang"] = delivery.language
            message["id"] = message["origin_id"]["id"] = delivery.idempotency_key
            stream.begin_to_publish()
            message.send()
            receipt: Receipt = await answered
            stream.plugin("0045").leave_muc(self.room, nick)
            return receipt

        return self.run(work)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the message as it was sent, without characters that are not allowed in XML."""
        message = msgspec.structs.replace(delivery.message, text=in_xml(delivery.message.text))
        return super().find(msgspec.structs.replace(delivery, message=message))

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the messages in the room's archive that have our nickname."""

        async def work(stream: XmppStream) -> tuple[str, list[RemotePost], bool]:
            if _ARCHIVE not in await self._features(stream):
                return stream.account, [], False
            posts = await self._archived(stream, since - _CLOCKS)
            return stream.account, posts, await self._reaches_back(stream, since - _CLOCKS)

        account, posts, whole = self.run(work)
        return Timeline(account, iter(posts), whole=whole)

    def receipt_of(self, word: str) -> Receipt:
        """Accept the address in a receipt, or that of a message in a web log of the room."""
        place, _, number = word.strip().partition("#")
        if number and f"{place}#" == self._receipt("").url:
            return self._receipt(number)
        return super().receipt_of(word)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the room's requirements and its archive. The room is not entered."""

        async def work(stream: XmppStream) -> tuple[str, set[str]]:
            return stream.account, await self._features(stream)

        account, features = self.run(work)
        yield Finding("ok", f"logged in as {account}")
        yield Finding("ok", f"the room {self.room} is there")
        if _ARCHIVE not in features:
            yield Finding("warning", "the room keeps no archive: a post in doubt waits for a person")
        if "muc_passwordprotected" in features and not self.room_password:
            yield Finding("error", "the room asks for a password: set `room_password`")
        if "muc_moderated" in features:
            yield Finding("warning", f"the room is moderated: has {account} a voice there?")
        if "muc_membersonly" in features:
            yield Finding("warning", f"only members may enter the room: is {account} one?")

    @property
    def _nick(self) -> str:
        return self.nick or self.jid.partition("@")[0]

    async def _features(self, stream: XmppStream) -> set[str]:
        """Return the room's features; NotPosted if it is not a room."""
        from slixmpp.exceptions import IqError

        try:
            answer = await stream.plugin("0030").get_info(jid=self.room)
        except IqError as error:
            if error.condition != "item-not-found":
                raise
            raise NotPosted(f"there is no room {self.room}") from None
        if not any(category == "conference" for category, *_ in answer["disco_info"]["identities"]):
            raise NotPosted(f"{self.room} is no room")
        return set(answer["disco_info"]["features"])

    async def _enter(self, stream: XmppStream) -> str:
        """Enter the room without its history, and return our nickname there."""
        from slixmpp.exceptions import PresenceError

        secret = self.room_password.reveal() if self.room_password else None
        muc = stream.plugin("0045")
        entering = muc.join_muc_wait(
            self.room, self._nick, password=secret, maxstanzas=0, timeout=self.timeout
        )
        try:
            presence, *_ = await self._unless_refused(stream, entering)
        except PresenceError as error:
            if error.condition != "conflict":
                raise
            msg = f"somebody else is called {self._nick} in the room: set another `nick`"
            raise NotPosted(msg) from None
        nick = str(presence["from"].resource)
        if _NEW_ROOM in presence["muc"]["status_codes"]:
            muc.leave_muc(self.room, nick)
            raise NotPosted(f"there was no room {self.room}")
        if nick != self._nick:
            raise NotPosted(f"the server calls us {nick!r} in the room: set `nick` to that")
        return nick

    async def _unless_refused(self, stream: XmppStream, entering: Coroutine[Any, Any, T]) -> T:
        """Return slixmpp's result of entering a room; PresenceError if the room refuses.

        slixmpp itself recognises a refusal only by an element of the request, which servers need not repeat.
        """
        import asyncio

        from slixmpp.exceptions import PresenceError

        joined = asyncio.ensure_future(entering)
        refused: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def hear(presence: Any) -> None:
            if str(presence["from"].bare) == self._address() and not refused.done():
                refused.set_exception(PresenceError(presence))  # type: ignore[no-untyped-call]

        with stream.client.event_handler("presence_error", hear):
            done, _ = await asyncio.wait({joined, refused}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()
        return done.pop().result()

    def _listen(self, stream: XmppStream, key: str, nick: str) -> Any:
        """Return a future for the receipt, which is set when the room reflects or refuses the message."""
        import asyncio

        from slixmpp.exceptions import XMPPError
        from slixmpp.xmlstream.handler import Callback
        from slixmpp.xmlstream.matcher import MatchXPath

        answered: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()

        def hear(message: Any) -> None:
            if answered.done() or str(message["from"].bare) != self._address():
                return
            sender = str(message["from"].resource)  # "" for the room itself
            # An occupant may guess the id, and the room passes on what an occupant sends.
            if message["type"] == "error" and message["id"] == key and not sender:
                answered.set_exception(XMPPError(message["error"]["condition"]))
            elif sender == nick and key in _ids(message.xml):
                answered.set_result(self._receipt(self._archive_id(message.xml) or key))

        stream.client.register_handler(Callback("reflection", MatchXPath("{jabber:client}message"), hear))
        return answered

    def _receipt(self, number: str) -> Receipt:
        """Return the receipt of a message. Its address opens the room, as there is none for a message (XEP-0147)."""
        return Receipt(number, f"xmpp:{self.room}?join#{number}")

    def _archive_id(self, message: Any) -> str:
        """Return the id that the room assigned to a message."""
        given = message.findall(f"{_SID}stanza-id")
        return next((each.get("id") or "" for each in given if each.get("by") == self._address()), "")

    async def _archived(self, stream: XmppStream, start: datetime) -> list[RemotePost]:
        """Return our messages since `start`, newest first; InDoubt if there are too many messages to read."""
        posts: list[RemotePost] = []
        before: str | bool = True  # the end of the archive
        for _ in range(_MOST_PAGES):
            page, fin = await self._page(stream, start=start, before=before)
            posts += filter(None, (self._remote(result, stream.account) for result in reversed(page)))
            if fin["complete"] == "true":
                return posts
            last, before = before, str(fin["rsm"]["first"])
            if not before or before == last:
                raise InDoubt("the room's archive has no end")
        raise InDoubt("there are too many messages to look through")

    async def _page(self, stream: XmppStream, **query: Any) -> tuple[list[Any], Any]:
        """Return the results of one archive query, oldest first, and the server's description of the result set.

        slixmpp's own iterator treats an error as the end of the archive.
        """
        from slixmpp.xmlstream.handler import Callback
        from slixmpp.xmlstream.matcher import MatchXPath

        iq = stream.client.make_iq_set(ito=self.room)
        mam, results = iq["mam"], list[Any]()
        mam["queryid"] = iq["id"]
        mam["rsm"]["max"] = str(_PAGE)
        mam["rsm"]["before"] = query.pop("before")
        for name, value in query.items():
            mam[name] = value

        def hear(message: Any) -> None:
            result = message["mam_result"]
            if result["queryid"] == iq["id"] and str(message["from"]) == self._address():
                results.append(result)

        name = f"archive {iq['id']}"
        path = MatchXPath(f"{{jabber:client}}message/{{{_ARCHIVE}}}result")
        stream.client.register_handler(Callback(name, path, hear))
        answer = await iq.send(timeout=self.timeout)
        stream.client.remove_handler(name)
        return results, answer["mam_fin"]

    def _address(self) -> str:
        """Return the room's address in the server's spelling."""
        from slixmpp import JID

        return str(JID(self.room).bare)

    def _remote(self, result: Any, account: str) -> RemotePost | None:
        """Return an archived message, or None if it is not ours."""
        message = result["forwarded"]["stanza"]
        if message["type"] != "groupchat" or str(message["from"].resource) != self._nick:
            return None
        # In a room that shows its occupants' accounts, the archive does too.
        occupant = message.xml.find(_OCCUPANT)
        if occupant is not None and (occupant.get("jid") or account).partition("/")[0] != account:
            return None
        return RemotePost(
            receipt=self._receipt(str(result["id"])),
            text=str(message["body"]),
            names=tuple(_ids(message.xml)),
        )

    async def _reaches_back(self, stream: XmppStream, start: datetime) -> bool:
        """Return whether the archive still has messages from that time."""
        if datetime.now(UTC) - start < _KEPT:
            return True
        older, _ = await self._page(stream, end=start, before=True)
        return bool(older)


def _ids(message: Any) -> set[str]:
    """Return the ids that the sender gave a message."""
    given = {message.get("id"), *(each.get("id") for each in message.findall(f"{_SID}origin-id"))}
    return {each for each in given if each}
