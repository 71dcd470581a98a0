"""Fetch public pages and images. Addresses in private networks are refused.

Addresses come from an issue, which is not trusted, and a CI runner can reach what the public can't: a cloud's metadata
service, the administration pages of other machines. This module imports requests, so it is imported only when needed.
"""

from __future__ import annotations

import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests

from distribute.channel.verdicts import NotPosted
from distribute.regex import lazy_regex
from distribute.text.links import ascii_host
from distribute.transport.http import PRIVATE, Session

_MOST_REDIRECTS = 10
_INVALID = "it leads to an address that is not valid"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STANDARD_PORTS = frozenset({None, 80, 443})
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in its last 32 bits (RFC 6052)
_NAME = lazy_regex(r"[a-z0-9._-]+")
# Some programs read such a host as an IPv4 address (WHATWG URL, "ends in a number checker").
_ENDS_IN_NUMBER = lazy_regex(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")


class Visitor:
    """Fetches pages and images within one time limit for all, redirects included.

    `home` is the site's own address, "" for none. Only its host and port may be on a private network or on this
    machine, as in a local trial.
    """

    def __init__(self, seconds: float, home: str) -> None:
        """Start the time."""
        self._end = time.monotonic() + seconds
        self._home = home

    def get(self, url: str, headers: dict[str, str] | None = None) -> requests.Response:
        """Return the response after all redirects, whatever its status; NotPosted or InDoubt if there is none."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._get_one(url, headers)
            target = answer.headers.get("Location", "")
            if answer.status_code not in _REDIRECTS or not target:
                return answer
            url = joined(url, target)
        msg = f"it redirects more than {_MOST_REDIRECTS} times"
        raise NotPosted(msg)

    def _get_one(self, url: str, headers: dict[str, str] | None) -> requests.Response:
        address = _checked(url)
        left = self._end - time.monotonic()
        if left <= 0:
            msg = "no complete response came in time"
            raise NotPosted(msg)
        at_home = bool(self._home) and address.place == _checked(self._home).place
        if not at_home:
            _refuse_private_names(address.host)
        with Session(left, own=range(600), may_reach=None if at_home else is_public) as session:
            return session.get(address.url, headers=headers)


def joined(base: str, address: str) -> str:
    """Return an address as a page or a redirect gives it, in full; NotPosted for what is none."""
    try:
        url = urljoin(base, address)
        _ = urlsplit(url).port  # raises ValueError too
        url.encode()  # as does half of a surrogate pair
    except ValueError:
        raise NotPosted(_INVALID) from None
    return url


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public Internet; False if it is not an IP address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(found) if isinstance(found, IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (found, inner) if one is not None)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is embedded in an IPv6 address, None if there is none."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class _Address(NamedTuple):
    """An address that was checked, as it is requested; `place` is its host and port, for comparing."""

    url: str
    host: str
    place: tuple[str, int | None]


def _checked(url: str) -> _Address:
    """Return an http or https address with its host in ASCII; NotPosted for any other address.

    It is put together from the parts that were checked: the libraries that request it split an unusual address in other
    places, and would ask another host.
    """
    try:
        parts = urlsplit(url)
        is_ipv6, port = parts.netloc.startswith("["), parts.port
        host = _ipv6(parts.hostname or "") if is_ipv6 else _name(parts.hostname or "")
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        msg = "it is not an http or https address"
        raise NotPosted(msg)
    netloc = (f"[{host}]" if is_ipv6 else host) + ("" if port is None else f":{port}")
    # A site redirects from http to https, so their ports are one place.
    place = host, None if port in _STANDARD_PORTS else port
    return _Address(parts._replace(netloc=netloc).geturl(), host, place)


def _ipv6(text: str) -> str:
    """Return an IPv6 address without a zone, in its usual form; ValueError if it is none."""
    address = IPv6Address(text)
    if address.scope_id:
        raise ValueError(text)
    return str(address)


def _name(text: str) -> str:
    """Return a host's name in ASCII, or its IPv4 address in the usual form; ValueError if it is neither."""
    host = ascii_host(text).lower()
    if not _NAME.fullmatch(host):
        raise ValueError(text)
    return str(IPv4Address(host)) if _ENDS_IN_NUMBER.fullmatch(host) else host


def _refuse_private_names(host: str) -> None:
    """Raise NotPosted for a host with a private address. The address actually used is checked on connection."""
    if not all(map(is_public, _addresses(host))):
        msg = f"{host} is {PRIVATE}"
        raise NotPosted(msg)


def _addresses(host: str) -> list[str]:
    """Return a host's IP addresses, [] if it can't be looked up: the connection fails too, or a proxy resolves it."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass  # it is a name
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_, address in found]
