"""XMPP PubSub keeps the contract on a real Prosody, and nobody is notified twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels.xmpp_pubsub import MICROBLOG, XmppPubsub
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from distribute.text.xml import in_xml
from tests.channels.sending import delivery, send

from .prosody import HOST, Prosody
from .wire import FAULTS, Person, Wire

SERVICE = f"pubsub.{HOST}"
PUBLISHES = re.compile(rb"<publish\b")
PUBSUB = "http://jabber.org/protocol/pubsub"
ATOM = "http://www.w3.org/2005/Atom"


class Node(Wire):
    """A node of its own on the PubSub service, with a subscriber who counts what people are notified of."""

    def __init__(self, prosody: Prosody, witness: Person, editor: Person, clock: TurnedClock) -> None:
        super().__init__(prosody, PUBLISHES, clock.now)
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
    named = {"persist_items": "1", "max_items": "20", **fields}
    rows = [f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in named.items()]
    kind = f"<field var='FORM_TYPE' type='hidden'><value>{PUBSUB}#node_config</value></field>"
    return f"<x xmlns='jabber:x:data' type='submit'>{kind}{''.join(rows)}</x>"


def account(on: Node, **more: Any) -> XmppPubsub:
    chosen: dict[str, Any] = {
        "jid": f"news@{HOST}", "password": Secret("$XMPP_PASSWORD"), "server": on.url, "service": SERVICE,
        "node": on.name, "timeout": Duration(5), **more,
    }  # fmt: skip
    return XmppPubsub(name="xmpp-pubsub", use="xmpp-pubsub", **chosen)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def node(prosody: Prosody, witness: Person, editor: Person, clock: TurnedClock) -> Iterator[Node]:
    node = Node(prosody, witness, editor, clock)
    yield node
    node.close()


class TestPubsub(ChannelContract):
    faults = FAULTS
    stranger: ClassVar = {"title": "Look!", "link": LINK}
    changes: ClassVar = [({"service": SERVICE}, {"service": f"elsewhere.{HOST}"})]

    @pytest.fixture
    def service(self, node: Node) -> Node:
        return node

    @pytest.fixture
    def channel(self, service: Node, request: pytest.FixtureRequest) -> XmppPubsub:
        # A busy machine takes its time to answer; only what never answers is not waited for.
        is_silent = any(word in request.node.name for word in ("silence", "slow"))
        return account(service, timeout=Duration(1.5 if is_silent else 5))

    def test_the_item_is_an_atom_entry_with_the_words_that_were_previewed(self, desk: Desk) -> None:
        outcome = desk.publish()
        (item,), (draft,) = desk.service.arrived, desk.draft.messages
        key = outcome.receipt.id if outcome.receipt else ""
        entry = ET.fromstring(f"<item {item}</item>").find(f"{{{ATOM}}}entry")
        assert entry is not None
        told = {child.tag.partition("}")[2]: child for child in entry if child.get("type") != "xhtml"}
        assert told["title"].text == draft.title
        assert told["content"].text == draft.text
        assert "".join(entry.findall(f"{{{ATOM}}}content")[1].itertext()) == draft.text
        assert told["link"].attrib == {"rel": "alternate", "type": "text/html", "href": draft.link}
        assert told["id"].text == f"tag:{HOST},2020-12-09:{key}"
        assert told["published"].text == told["updated"].text == "2020-12-09T12:00:00Z"
        assert "".join(told["author"].itertext()) == f"newsxmpp:news@{HOST}"
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert f"id='{key}'" in item
        assert outcome.receipt == Receipt(key, f"xmpp:{SERVICE}?;node={desk.service.name};item={key}")


def examined(channel: Any) -> list[Finding]:
    return list(channel.examine())


def refusal(channel: XmppPubsub, **more: Any) -> str:
    with pytest.raises(NotPosted) as raised:
        send(channel, **more)
    return raised.value.why


def test_an_account_gets_its_microblog_with_the_first_post(node: Node, editor: Person) -> None:
    microblog = account(node, service="", node=MICROBLOG)
    assert "has no microblog yet" in examined(microblog)[1].text
    receipt = send(microblog)
    assert receipt.url == f"xmpp:news@{HOST}?;node=urn:xmpp:microblog:0;item=the-token"
    everybody = f"<pubsub xmlns='{PUBSUB}'><items node='{MICROBLOG}'/></pubsub>"
    assert "The newsletter is out!" in editor.ask(everybody, f"news@{HOST}", kind="get")
    assert [finding.level for finding in examined(microblog)] == ["ok", "ok"]
    send(microblog, idempotency_key="the-next")
    assert microblog.find(delivery())


def test_a_node_that_is_not_there_is_told_and_not_created(node: Node) -> None:
    for where in ({"node": "news-letter"}, {"node": "news", "service": ""}):
        assert "create it in an XMPP client" in refusal(account(node, **where))
        assert "create it in an XMPP client" in examined(account(node, **where))[1].text
    assert node.attempts == []


@pytest.mark.parametrize(("name", "value"), [("persist_items", "0"), ("max_items", "1")])
def test_a_node_that_keeps_too_little_is_told(node: Node, name: str, value: str) -> None:
    node.configure(**{name: value})
    owner = account(node, jid=f"witness@{HOST}")
    assert f"pubsub#{name}" in refusal(owner)
    assert f"pubsub#{name}" in examined(owner)[2].text


def test_doctor_says_that_a_node_is_not_for_everybody(node: Node) -> None:
    node.configure(access_model="whitelist")
    (warning,) = examined(account(node, jid=f"witness@{HOST}"))[2:]
    assert warning.level == "warning"
    assert "pubsub#access_model" in warning.text


def test_an_item_of_somebody_else_with_our_id_is_no_proof(node: Node) -> None:
    node.publish(node.editor, "the-token", "The newsletter", LINK)
    with pytest.raises(InDoubt, match="another account"):
        account(node).find(delivery())


def test_who_may_not_publish_is_told(node: Node) -> None:
    node.configure(publish_model="publishers")
    assert "(forbidden)" in refusal(account(node))
    assert node.arrived == []


def test_an_item_that_arrives_late_is_not_published_again(node: Node) -> None:
    channel = account(node)
    ready = channel.prepare(delivery())
    first = send(channel)
    assert channel.post(delivery(), ready) == first
    assert len(node.arrived) == len(node.attempts) == 1


def test_a_node_that_is_gone_proves_nothing(node: Node) -> None:
    with pytest.raises(Unlisted, match="gone"):
        account(node, node="gone").find(delivery())


def test_characters_that_xml_can_not_hold_are_left_out() -> None:
    assert in_xml("a\x00b\x0bc\ud800d\ufffee\tf\n😀") == "abcde\tf\n😀"


def test_a_person_gives_the_address_of_an_item(node: Node) -> None:
    word = f"xmpp:{SERVICE}?;node={node.name};item=a-17"
    assert account(node).receipt_of(word) == Receipt("a-17", word)
    assert account(node).post_id(Receipt(word)) == "a-17"


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "a-17",
        "xmpp:pubsub.xmpp.example?;node=other;item=a-17",
        "xmpp:pubsub.xmpp.example",
        "https://movim.example/",
    ],
)
def test_anything_else_is_none(node: Node, word: str) -> None:
    with pytest.raises(ValueError, match="address"):
        account(node).receipt_of(word)


def test_an_entry_with_such_characters_is_published_without_them(node: Node) -> None:
    send(account(node), message=Message(text="The\x0b news", title="\x1bOne", link=LINK))
    assert "<title type='text'>One</title>" in node.arrived[0]
    assert ">The news</content>" in node.arrived[0]
