"""XMPP PubSub keeps the contract on a real Prosody, and nobody is notified twice."""

from __future__ import annotations

from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Message, Receipt
from distribute.channel.settings import Duration
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.channels.xmpp_pubsub import MICROBLOG, XmppPubsub
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.text.xml import in_xml
from tests.channels.sending import delivery, send

from .kit import ATOM, PUBSUB, SERVICE, Node, publisher
from .server import HOST
from .wire import FAULTS, Person


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
        return publisher(service, timeout=Duration(1.5 if is_silent else 5))

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
    microblog = publisher(node, service="", node=MICROBLOG)
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
        assert "create it in an XMPP client" in refusal(publisher(node, **where))
        assert "create it in an XMPP client" in examined(publisher(node, **where))[1].text
    assert node.attempts == []


@pytest.mark.parametrize(("name", "value"), [("persist_items", "0"), ("max_items", "1")])
def test_a_node_that_keeps_too_little_is_told(node: Node, name: str, value: str) -> None:
    node.configure(**{name: value})
    owner = publisher(node, jid=f"witness@{HOST}")
    assert f"pubsub#{name}" in refusal(owner)
    assert f"pubsub#{name}" in examined(owner)[2].text


def test_doctor_says_that_a_node_is_not_for_everybody(node: Node) -> None:
    node.configure(access_model="whitelist")
    (warning,) = examined(publisher(node, jid=f"witness@{HOST}"))[2:]
    assert warning.level == "warning"
    assert "pubsub#access_model" in warning.text


def test_an_item_of_somebody_else_with_our_id_is_no_proof(node: Node) -> None:
    node.publish(node.editor, "the-token", "The newsletter", LINK)
    with pytest.raises(InDoubt, match="another account"):
        publisher(node).find(delivery())


def test_who_may_not_publish_is_told(node: Node) -> None:
    node.configure(publish_model="publishers")
    assert "(forbidden)" in refusal(publisher(node))
    assert node.arrived == []


def test_an_item_that_arrives_late_is_not_published_again(node: Node) -> None:
    channel = publisher(node)
    ready = channel.prepare(delivery())
    first = send(channel)
    assert channel.post(delivery(), ready) == first
    assert len(node.arrived) == len(node.attempts) == 1


def test_a_node_that_is_gone_proves_nothing(node: Node) -> None:
    with pytest.raises(Unlisted, match="gone"):
        publisher(node, node="gone").find(delivery())


def test_characters_that_xml_can_not_hold_are_left_out() -> None:
    assert in_xml("a\x00b\x0bc\ud800d\ufffee\tf\n😀") == "abcde\tf\n😀"


def test_a_person_gives_the_address_of_an_item(node: Node) -> None:
    word = f"xmpp:{SERVICE}?;node={node.name};item=a-17"
    assert publisher(node).receipt_of(word) == Receipt("a-17", word)
    assert publisher(node).post_id(Receipt(word)) == "a-17"


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
        publisher(node).receipt_of(word)


def test_an_entry_with_such_characters_is_published_without_them(node: Node) -> None:
    send(publisher(node), message=Message(text="The\x0b news", title="\x1bOne", link=LINK))
    assert "<title type='text'>One</title>" in node.arrived[0]
    assert ">The news</content>" in node.arrived[0]
