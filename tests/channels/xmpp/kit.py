"""A node and a room of their own on an XMPP server, with somebody who counts what people see, and the channels to them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from distribute.channel.settings import Duration, Secret
from distribute.channels.xmpp_pubsub import XmppPubsub
from distribute.channels.xmpp_room import XmppRoom
from distribute.testing.clock import TurnedClock

from .server import HOST, XmppServer
from .wire import Person, Wire

SERVICE = f"pubsub.{HOST}"
PUBSUB = "http://jabber.org/protocol/pubsub"
ATOM = "http://www.w3.org/2005/Atom"
MUC = "http://jabber.org/protocol/muc"
_PUBLISHES = re.compile(rb"<publish\b")
_SAYS = re.compile(rb"<message\b[^>]*groupchat")


class Node(Wire):
    """A node of its own on the PubSub service, with a subscriber who counts what people are notified of."""

    def __init__(self, server: XmppServer, witness: Person, editor: Person, clock: TurnedClock) -> None:
        super().__init__(server, _PUBLISHES, clock.now)
        self.name, self.witness, self.editor = f"news-{uuid4().hex}", witness, editor
        witness.got = b""
        witness.ask(
            f"<pubsub xmlns='{PUBSUB}'><create node='{self.name}'/><configure>{settings(publish_model='open')}"
            "</configure></pubsub>", SERVICE,
        )  # fmt: skip
        witness.ask(
            f"<pubsub xmlns='{PUBSUB}'><subscribe node='{self.name}' jid='{witness.jid}'/></pubsub>", SERVICE
        )

    @property
    def attempts(self) -> list[bytes]:
        return self.seen

    @property
    def arrived(self) -> list[str]:
        """The items that a subscriber was notified of, a stranger's left out."""
        told = re.findall(
            rf"<items node=['\"]{self.name}['\"]><item (.*?)</item>", self.witness.catch_up(), re.DOTALL
        )
        return [item for item in told if "editor@" not in item]

    def stranger(self, fields: dict[str, str]) -> None:
        self.publish(self.editor, str(uuid4()), fields["title"], fields["link"])

    def publish(self, person: Person, number: str, title: str, link: str) -> None:
        """Let somebody publish an entry."""
        entry = f"<entry xmlns='{ATOM}'><title>{title}</title><link rel='alternate' href='{link}'/></entry>"
        publish = f"<publish node='{self.name}'><item id='{number}'>{entry}</item></publish>"
        person.ask(f"<pubsub xmlns='{PUBSUB}'>{publish}</pubsub>", SERVICE)

    def configure(self, **fields: str) -> None:
        """Let the node's owner change its settings."""
        form = f"<configure node='{self.name}'>{settings(**fields)}</configure>"
        self.witness.ask(f"<pubsub xmlns='{PUBSUB}#owner'>{form}</pubsub>", SERVICE)


def settings(**fields: str) -> str:
    """Return a node's settings as a form."""
    named = {"persist_items": "1", "max_items": "20", "itemreply": "publisher", **fields}
    rows = [f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in named.items()]
    kind = f"<field var='FORM_TYPE' type='hidden'><value>{PUBSUB}#node_config</value></field>"
    return f"<x xmlns='jabber:x:data' type='submit'>{kind}{''.join(rows)}</x>"


def publisher(on: Node, **more: Any) -> XmppPubsub:
    chosen: dict[str, Any] = {
        "jid": f"news@{HOST}", "password": Secret("$XMPP_PASSWORD"), "server": on.url, "service": SERVICE,
        "node": on.name, "timeout": Duration(5), **more,
    }  # fmt: skip
    return XmppPubsub(name="xmpp-pubsub", use="xmpp-pubsub", **chosen)


class Room(Wire):
    """A room of its own, with somebody in it who counts what people see.

    With a `liar`, somebody else tells us that the room refuses our message, just before it gets there.
    """

    liar = False

    def __init__(
        self, server: XmppServer, witness: Person, editor: Person, clock: TurnedClock, service: str = "rooms"
    ) -> None:
        super().__init__(server, _SAYS, clock.now)
        self.address, self.witness, self.editor = f"news-{uuid4().hex}@{service}.{HOST}", witness, editor
        witness.got = b""
        witness.tell(f"<presence to='{self.address}/witness'><x xmlns='{MUC}'/></presence>")
        self.configure()

    def configure(self, **fields: str) -> None:
        """Make the room what its owner wants it to be."""
        kind = f"<field var='FORM_TYPE'><value>{MUC}#roomconfig</value></field>"
        rows = (
            f"<field var='muc#roomconfig_{name}'><value>{value}</value></field>"
            for name, value in fields.items()
        )
        form = f"<x xmlns='jabber:x:data' type='submit'>{kind}{''.join(rows)}</x>"
        self.witness.ask(f"<query xmlns='{MUC}#owner'>{form}</query>", self.address)

    @property
    def attempts(self) -> list[bytes]:
        return self.seen

    @property
    def arrived(self) -> list[str]:
        """What somebody in the room has seen of us."""
        sender = rf"from=['\"]{re.escape(self.address)}/(?:news|robot)['\"]"
        stanzas = re.findall(r"<message\b.*?</message>", self.witness.catch_up(), re.DOTALL)
        return [each for each in stanzas if re.search(sender, each) and "<body>" in each]

    def _keep(self, sent: bytes) -> None:
        super()._keep(sent)
        if self.liar:
            self.editor.tell(f"<presence to='{self.address}/liar'><x xmlns='{MUC}'/></presence>")
            refusal = self._error(sent, "resource-constraint").decode()
            self.editor.tell(re.sub(" from='.*?'", f" to='{self.address}/news'", refusal, count=1))

    def talk(self, times: int) -> None:
        """Let somebody say this many things."""
        stanza = f"<message type='groupchat' to='{self.address}'><body>Hello</body></message>"
        self.witness.tell(stanza * times)

    def ban(self, name: str) -> None:
        """Let an account in no more."""
        item = f"<item affiliation='outcast' jid='{name}@{HOST}'/>"
        self.witness.ask(f"<query xmlns='{MUC}#admin'>{item}</query>", self.address)

    def stranger(self, fields: dict[str, str]) -> None:
        where = f"to='{self.address}/{fields.get('nick', 'editor')}'"
        self.editor.tell(f"<presence {where}><x xmlns='{MUC}'/></presence>")
        number = fields.get("id", str(uuid4()))
        body = f"<body>{fields['body']}</body>"
        self.editor.tell(f"<message type='groupchat' id='{number}' to='{self.address}'>{body}</message>")
        self.editor.tell(f"<presence type='unavailable' {where}/>")


def occupant(service: Room, **more: Any) -> XmppRoom:
    chosen: dict[str, Any] = {
        "jid": f"news@{HOST}", "password": Secret("$XMPP_PASSWORD"), "server": service.url, "room": service.address,
        "timeout": Duration(5), **more,
    }  # fmt: skip
    return XmppRoom(name="xmpp-room", use="xmpp-room", **chosen)
