"""Addresses beyond ASCII, in every header as browsers and DNS have them (IDNA 2008, UTS 46)."""

from __future__ import annotations

import pytest

from distribute.channels.email.addresses import bare_address, in_ascii, one_address
from tests.channels.email.kit import account, delivery

HOSTS = [
    ("straße.example", "xn--strae-oqa.example"),  # IDNA 2003 makes strasse.example of it, another's domain
    ("STRASSE.example", "STRASSE.example"),
    ("köln.example", "xn--kln-sna.example"),
    ("KÖLN.example", "xn--kln-sna.example"),
    ("σας.example", "xn--mxa8ab.example"),
    ("凧。example", "xn--o9q.example"),
    ("طائرة.example", "xn--lgbbh5a1a.example"),
    ("i❤.example", "xn--i-7iq.example"),  # IDNA 2008 has no such name, and browsers open it
    ("xn--kln-sna.example", "xn--kln-sna.example"),
]


@pytest.mark.parametrize(("host", "expected"), HOSTS)
def test_a_host_is_the_same_wherever_it_stands(host: str, expected: str) -> None:
    assert one_address("to", f"list@{host}").domain == expected
    assert bare_address(f"List@{host}") == f"list@{expected.casefold()}"
    assert bare_address(f"Straße@{host}") == f"straße@{expected.casefold()}"
    assert in_ascii(f"https://{host}/ä") == f"https://{expected}/%C3%A4"


@pytest.mark.parametrize(("host", "expected"), HOSTS[:1])
def test_it_is_in_every_header(host: str, expected: str) -> None:
    channel = account(
        "127.0.0.1:1",
        **{"from": f"letter@{host}", "reply_to": f"editors@{host}", "to": f"list@{host}"},
        unsubscribe=f"https://{host}/leave",
    )
    letter = channel.prepare(delivery())
    for name in (b"From", b"To", b"Reply-To", b"Message-ID", b"List-Unsubscribe"):
        (line,) = (line for line in letter.content.split(b"\r\n") if line.startswith(name + b": "))
        assert expected.encode() in line
    assert (letter.sender, letter.to) == (f"letter@{expected}", f"list@{expected}")


@pytest.mark.parametrize("host", ["a..example", ".example", "x" * 64 + ".example", "ä" * 80 + ".example"])
def test_a_link_whose_host_dns_cannot_have_stays_a_link(host: str) -> None:
    assert in_ascii(f"https://{host}/").isascii()
