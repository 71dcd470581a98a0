"""Read the addresses in the settings, and write addresses in ASCII for the headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from distribute.channel.verdicts import NotPosted
from distribute.text.links import ascii_host

if TYPE_CHECKING:
    from email.headerregistry import Address

_PLAIN = re.compile(r"([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)@([^\s\x00-\x1f\x7f()<>\[\]:;@\\,\"]+)")


def one_address(setting: str, text: str) -> Address:
    """Return the one address in a setting, its domain in ASCII; NotPosted, with the setting's name, if it is none."""
    from email.header import decode_header, make_header
    from email.headerregistry import Address
    from email.utils import getaddresses

    try:
        ((name, address),) = getaddresses([text])
        name = str(make_header(decode_header(name)))
        local, domain = _PLAIN.fullmatch(address).groups()  # type: ignore[union-attr]
        return Address(name, local, ascii_host(domain))
    except (ValueError, AttributeError, LookupError):
        msg = f"`{setting}` must be one address: Name <someone@example.org>"
        raise NotPosted(msg) from None


def bare_address(address: str) -> str:
    """Return an address as it is compared: without a name, in lower case, its domain in ASCII."""
    from email.utils import getaddresses

    found = [bare for _, bare in getaddresses([address])]  # as `one_address` reads it, comments and all
    local, _, domain = (found[0] if len(found) == 1 else address).strip().rpartition("@")
    try:
        domain = ascii_host(domain)
    except ValueError:  # no domain at all: it is refused when a message is made
        return f"{local}@{domain}".casefold()
    return f"{local}@{domain.rstrip('.')}".casefold()


def in_ascii(link: str) -> str:
    """Return a link in ASCII: its host as DNS has it, the rest percent-encoded."""
    parts = urlsplit(link)
    if parts.hostname and not parts.hostname.isascii():
        link = urlunsplit(parts._replace(netloc=_netloc(parts.netloc.lower(), parts.hostname)))
    return quote(link, safe="%/:=&?~#+!$,;'@()*[]")


def _netloc(netloc: str, host: str) -> str:
    try:
        return netloc.replace(host, ascii_host(host))
    except (
        ValueError
    ):  # no name that DNS could have: it is percent-encoded, and stays a link that leads nowhere
        return netloc
