"""What is sent; A test of it"""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message, Receipt
from distribute.channel.verdicts import NotPosted
from distribute.config import Config, SiteSettings
from distribute.issue import Issue
from distribute.publish.planned import Plan, Planned
from distribute.publish.test_send import send_tests
from distribute.testing.channel_contract import LINK
from tests.channels.email.kit import account, delivery, said, send
from tests.channels.services_email import SmtpService

# What is sent


def test_what_is_sent(service: SmtpService) -> None:
    more = {
        "reply_to": "Editors <editors@example.org>",
        "list_id": "The Letter <letter.example.org>",
        "unsubscribe": "https://example.org/leave?l=1",
    }
    receipt = send(account(service.address, **more))
    (mail,) = service.arrived
    assert (mail.sender, mail.to) == ("letter@example.org", "list@example.org")
    message = mail.message
    assert not message.defects
    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "Date": "Wed, 09 Dec 2020 12:30:00 +0000",
        "Message-ID": "<0123abcd@example.org>",
        "List-Id": "The Letter <letter.example.org>",
        "List-Unsubscribe": "<https://example.org/leave?l=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Archived-At": f"<{LINK}>",
        "From": "The Letter <letter@example.org>",
        "To": "list@example.org",
        "Subject": "The Letter: Kites & more",
        "Reply-To": "Editors <editors@example.org>",
        "MIME-Version": "1.0",
    }
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert said(plain) == f"Out now\n\nRead: {LINK}\n"
    assert said(html) == delivery().message.html
    assert receipt == Receipt("<0123abcd@example.org>")


def test_the_same_delivery_is_the_same_message_to_the_letter(service: SmtpService) -> None:
    for _ in range(2):
        send(account(service.address))
    one, two = service.arrived
    assert one.content == two.content


@pytest.mark.parametrize(
    ("setting", "headers"),
    [
        ("", {}),
        ("leave@example.org", {"List-Unsubscribe": "<mailto:leave@example.org>"}),
        (
            "mailto:leave@example.org?subject=out",
            {"List-Unsubscribe": "<mailto:leave@example.org?subject=out>"},
        ),
        (
            "<https://example.org/ä>, <mailto:leave@example.org>",
            {
                "List-Unsubscribe": "<https://example.org/%C3%A4>, <mailto:leave@example.org>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        ),
    ],
)
def test_ways_to_unsubscribe(service: SmtpService, setting: str, headers: dict[str, str]) -> None:
    send(account(service.address, unsubscribe=setting))
    message = service.arrived[0].message
    assert {name: message[name] for name in message if name.startswith("List-")} == headers


@pytest.mark.parametrize(
    ("setting", "header"),
    [
        ("<letter.example.org>", "<letter.example.org>"),
        ("Brief, der <letter.example.org>", '"Brief, der" <letter.example.org>'),
        ("Новости <letter.example.org>", "=?utf-8?B?0J3QvtCy0L7RgdGC0Lg=?= <letter.example.org>"),
        ("letter.example.org", "<letter.example.org>"),
    ],
)
def test_the_lists_id(service: SmtpService, setting: str, header: str | None) -> None:
    send(account(service.address, list_id=setting))
    raw = email.message_from_bytes(service.arrived[0].content, policy=email.policy.compat32)
    assert raw["List-Id"] == header


def test_a_long_link_stays_what_it_is(service: SmtpService) -> None:
    link = "https://example.org/" + "long/" * 60 + "ä"
    send(account(service.address), message=msgspec.structs.replace(delivery().message, link=link))
    content = service.arrived[0].content
    assert b"Archived-At: <https://example.org/" + b"long/" * 60 + b"%C3%A4>\r\n" in content


def test_without_html_it_is_plain_text(service: SmtpService) -> None:
    send(account(service.address), message=Message(text="Words", title="Title"))
    message = service.arrived[0].message
    assert message.get_content_type() == "text/plain"
    assert said(message) == "Words\n"
    assert "Archived-At" not in message


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(WORDS, WORDS, WORDS)
@example("." * 5 + "\n.\n..\n.\r\n", "x" * 300, "<p>" + "ä" * 3000 + "</p>")
@example("\r.\r\n\x00\x0b\x85\u2028", "From me\n" * 9, "\x00")
@example("", "", "x" * 5000)
@example("a\r\n.\r\nMAIL FROM:<evil@example.org>\r\n", "a\r\nBcc: evil@example.org", "b")
def test_every_word_arrives_and_every_line_is_short(text: str, title: str, html: str) -> None:
    channel = account("127.0.0.1:1")
    letter = channel.prepare(delivery(message=Message(text=text, title=title, html=html)))
    content = letter.content
    assert content.isascii()
    assert all(
        len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in content.split(b"\r\n")
    )
    assert b"\x00" not in content
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert not message.defects
    assert set(message.keys()) == {
        "Message-ID", "Archived-At", "From", "To", "Subject", "MIME-Version", "Content-Type",
        *([] if html else ["Content-Transfer-Encoding"]),
    } - {"Archived-At"}  # fmt: skip
    assert _squeezed(message["Subject"]) == _squeezed(re.sub(r"[\x00-\x1f\x7f]", " ", title))
    parts = list(message.iter_parts()) if html else [message]
    for part, kept in zip(parts, [text, html], strict=False):
        assert part["Content-Transfer-Encoding"] in {"quoted-printable", "base64"}
        got = part.get_payload(decode=True).decode()
        assert re.split(r"\r\n|\r|\n", got.rstrip("\r\n")) == re.split(r"\r\n|\r|\n", kept.rstrip("\r\n"))


def _squeezed(text: str) -> str:
    return "".join(text.split())


# The standard library's own parser loses odd signs at the edges of an encoded name: letters and digits, then.
@given(
    st.text(
        st.characters(categories=["L", "N"], include_characters=' -,.;<>"@'), min_size=1, max_size=60
    ).map("Ü{}Ü".format)
)
@example("Müller, Hans")
@example('Der "Brief"; <Neues>')
@example("Ünï" * 20)
def test_any_name_may_send(name: str) -> None:
    from email.utils import formataddr

    channel = account("127.0.0.1:1", **{"from": formataddr((name, "letter@example.org"))})
    content = channel.prepare(delivery()).content
    message = email.message_from_bytes(content, policy=email.policy.default)
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "letter@example.org"
    assert _squeezed(sender.display_name) == _squeezed(name)


@pytest.mark.parametrize(
    "bad", ["a@example.org, b@example.org", "a@", "@example.org", "a b@example.org", "a@b\x00", "a@..org"]
)
def test_it_is_one_address(service: SmtpService, bad: str) -> None:
    for setting in ({"to": bad}, {"from": bad}):
        try:
            channel = account(service.address, **setting)
        except msgspec.ValidationError:
            continue
        with pytest.raises(NotPosted, match=f"`{next(iter(setting))}` must be one address"):
            send(channel)
    assert service.attempts == []


@pytest.mark.parametrize("setting", ["from", "to", "reply_to", "list_id", "unsubscribe"])
def test_no_setting_brings_a_header_along(service: SmtpService, setting: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        account(service.address, **{setting: "a@example.org\r\nBcc: evil@example.org"})


def test_a_domain_beyond_ascii_is_sent_in_ascii(service: SmtpService) -> None:
    service.extensions.remove("SMTPUTF8")
    send(account(service.address, to="liste@münchen.example", **{"from": "Brief <brief@kölle.example>"}))
    (mail,) = service.arrived
    assert (mail.sender, mail.to) == ("brief@xn--klle-5qa.example", "liste@xn--mnchen-3ya.example")
    assert mail.message["Message-ID"] == "<0123abcd@xn--klle-5qa.example>"


def test_an_address_beyond_ascii_wants_a_server_that_takes_it(service: SmtpService) -> None:
    channel = account(service.address, to="verteiler-für-alle@example.org")
    send(channel)
    (mail,) = service.arrived
    assert mail.to == "verteiler-für-alle@example.org"
    assert "SMTPUTF8" in mail.parameters.upper()
    assert "To: verteiler-für-alle@example.org\r\n".encode() in mail.content
    service.extensions.remove("SMTPUTF8")
    with pytest.raises(NotPosted, match="SMTPUTF8"):
        send(channel)
    assert len(service.arrived) == 1


# A test of it


def test_a_test_goes_to_one_person_and_is_not_the_lists_message(service: SmtpService) -> None:
    channel = account(service.address, list_id="<letter.example.org>")
    send(channel)
    channel.send_test(delivery(idempotency_key="another"), "Ed <ed@example.org>")
    real, test = service.arrived
    assert (real.to, test.to, test.message["To"]) == ("list@example.org", "ed@example.org", "ed@example.org")
    assert real.message["Message-ID"] != test.message["Message-ID"]
    assert (real.message["X-Distribute-Test"], bool(test.message["X-Distribute-Test"])) == (None, True)
    assert real.message["Subject"] == test.message["Subject"]
    assert [said(part) for part in real.message.iter_parts()] == [
        said(part) for part in test.message.iter_parts()
    ]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"]
)
def test_a_test_goes_to_one_address(service: SmtpService, address: str) -> None:
    with pytest.raises(NotPosted, match="--test-to"):
        account(service.address).send_test(delivery(), address)
    assert service.arrived == []


def test_each_test_is_a_message_of_its_own_and_what_fails_is_told(
    service: SmtpService, tmp_path: Path
) -> None:
    channel = account(service.address)
    config = Config(tmp_path / "channels.yaml", SiteSettings(), "sqlite:x", (channel,))
    issue = Issue(id="1", path="a.md", language="en", title="Kites", url=LINK)
    planned = Planned(
        channel=channel, issue=issue, draft=Draft((delivery().message,)), message=delivery().message
    )
    for _ in range(2):
        assert (
            send_tests(Plan((issue,), (planned,), ()), "ed@example.org", config).planned[0].state == "tested"
        )
    first, second = service.arrived
    assert first.message["Message-ID"] != second.message["Message-ID"]
    for fault in ("422", "cut after keeping"):
        service.fail(fault)
        (told,) = send_tests(Plan((issue,), (planned,), ()), "ed@example.org", config).planned
        assert told.state == "not-posted"
        assert told.error
    assert not list(tmp_path.iterdir())
