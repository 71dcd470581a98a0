"""Read the addresses in the settings, and write addresses in ASCII for the headers."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from distribute.channel.verdicts import NotPosted
from distribute.text.links import ascii_host

_ADDRESS = r"([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)@([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)"
_PLAIN = re.compile(_ADDRESS)
_NAMED = re.compile(rf"([A-Za-z0-9]+(?: [A-Za-z0-9]+)*) <{_ADDRESS}>")  # a name that is its own escaped form


class Address(NamedTuple):
    """An address without characters that need quotes, and the name of its owner, "" for none."""

    display_name: str
    username: str
    domain: str

    @property
    def addr_spec(self) -> str:
        """The address without the name."""
        return f"{self.username}@{self.domain}"


def one_address(setting: str, text: str) -> Address:
    """Return the address in a setting, its domain in ASCII; NotPosted, with the setting's name, if it is invalid."""
    try:
        name, address = _split(text)
        local, domain = _PLAIN.fullmatch(address).groups()  # type: ignore[union-attr]
        return Address(name, local, ascii_host(domain))
    except (ValueError, AttributeError, LookupError):
        msg = f"`{setting}` must be one address: Name <someone@example.org>"
        raise NotPosted(msg) from None


def _split(text: str) -> tuple[str, str]:
    """Return the name and the address in `text`; ValueError or LookupError unless there is exactly one address."""
    if _PLAIN.fullmatch(text):
        return "", text
    if named := _NAMED.fullmatch(text):
        return named[1], f"{named[2]}@{named[3]}"
    from email.header import decode_header, make_header  # slow to import, and most settings are simpler
    from email.utils import getaddresses

    ((name, address),) = getaddresses([text])
    name = str(make_header(decode_header(name)))
    if "\r" in name or "\n" in name:
        raise ValueError(name)
    return name, address


def bare_address(address: str) -> str:
    """Return an address in the form for comparing: without a name, in lower case, with its domain in ASCII."""
    if not _PLAIN.fullmatch(address):
        from email.utils import getaddresses

        found = [bare for _, bare in getaddresses([address])]  # as in `one_address`, including comments
        address = found[0] if len(found) == 1 else address
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = ascii_host(domain)
    except ValueError:  # it has no domain, so it is refused when a message is made
        return f"{local}@{domain}".lower()
    return f"{local}@{domain.rstrip('.')}".lower()


def in_ascii(link: str) -> str:
    """Return a link in ASCII: the host in punycode, the rest percent-encoded."""
    parts = urlsplit(link)
    if parts.hostname and not parts.hostname.isascii():
        link = urlunsplit(parts._replace(netloc=_netloc(parts.netloc.lower(), parts.hostname)))
    return quote(link, safe="%/:=&?~#+!$,;'@()*[]")


def _netloc(netloc: str, host: str) -> str:
    try:
        return netloc.replace(host, ascii_host(host))
    except ValueError:  # not a valid DNS name: it is percent-encoded, and remains a broken link
        return netloc
