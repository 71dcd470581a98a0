"""Fetch public pages and pictures. Addresses in private networks are refused.

Where an address leads is up to whoever writes an issue, and a CI runner can reach what the public can't: a cloud's metadata
service, other machines' administration pages. It imports requests, so it is imported only for a visit.
"""

from __future__ import annotations

import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

import requests

from distribute.channel.verdicts import NotPosted
from distribute.transport.http import PRIVATE, Session

_MOST_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in its last 32 bits (RFC 6052)


class Visitor:
    """Makes visits that take no longer than some seconds together, redirects included.

    `home` is the host of the site itself: it alone may be on a private address or on this machine, as it is where
    somebody tries things out.
    """

    def __init__(self, seconds: float, home: str) -> None:
        """Let the time begin."""
        self._end = time.monotonic() + seconds
        self._home = home.casefold()

    def get(self, url: str, headers: dict[str, str] | None = None) -> requests.Response:
        """Return the answer, whatever its status, after all redirects; NotPosted or InDoubt where there is none."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._get_one(url, headers)
            target = answer.headers.get("Location", "")
            if answer.status_code not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
        msg = f"it redirects more than {_MOST_REDIRECTS} times"
        raise NotPosted(msg)

    def _get_one(self, url: str, headers: dict[str, str] | None) -> requests.Response:
        host = _host(url)
        left = self._end - time.monotonic()
        if left <= 0:
            msg = "no whole answer came in time"
            raise NotPosted(msg)
        at_home = bool(self._home) and host == self._home
        if not at_home:
            _refuse_private_names(host)
        with Session(left, own=range(600), may_reach=None if at_home else is_public) as session:
            return session.get(url, headers=headers)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet; False for what is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(found) if isinstance(found, IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (found, inner) if one is not None)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _host(url: str) -> str:
    """Return the host of an address that may be visited; NotPosted for any other."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold()
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        msg = "it is no address of the web"
        raise NotPosted(msg)
    return host


def _refuse_private_names(host: str) -> None:
    """NotPosted for a name of a private address. What a name server says later is checked at the connection."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # the connection fails too; or a proxy knows the name
    if not all(is_public(str(address[0])) for *_, address in found):
        msg = f"{host} is {PRIVATE}"
        raise NotPosted(msg)
