"""Recognise hosts that are this machine."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine: `localhost`, a name below it, or a loopback address.

    A name that only looks like such an address, such as `127.evil.example`, is not.
    """
    name = host.casefold().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def is_own_machine(url: str) -> bool:
    """Return whether `url` is an address of this machine: on loopback, or where a server listens on every interface."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in {"0.0.0.0", "::"} or is_loopback(host)  # noqa: S104 - compared, not listened on


def is_open_http(url: str) -> bool:
    """Return whether a request to `url` would cross a network unencrypted."""
    try:
        address = urlsplit(url)
        return address.scheme.casefold() == "http" and not is_loopback(address.hostname or "")
    except ValueError:
        return True
