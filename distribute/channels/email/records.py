"""Look up text records in DNS, and parse those of SPF, DKIM and DMARC."""

from __future__ import annotations

import base64
import ipaddress
import re
from binascii import Error as Base64Error
from typing import Any

from distribute.channel.verdicts import NotPosted
from distribute.errors import shown

SPF_LOOKUPS = 10  # RFC 7208, section 4.6.4: receivers ignore a record that requires more
_PORT = 53
_LONGEST_WAIT = 5.0  # seconds for an answer; there are up to a dozen
_LOOKING_UP = frozenset(("a", "mx", "ptr", "exists", "include", "redirect"))


class Names:
    """DNS text records, from one server or from those of the system."""

    def __init__(self, server: str, timeout: float) -> None:
        """Use `server`, an IP address with or without a port; "" for those of the system. `timeout` is in seconds."""
        try:
            from dns.exception import DNSException
            from dns.name import from_text
            from dns.resolver import NXDOMAIN, NoAnswer, Resolver
        except ImportError:
            msg = "looking them up needs dnspython: pip install 'newsletter-distribute[dns]'"
            raise NotPosted(msg) from None
        self._absent: Any = (NXDOMAIN, NoAnswer)
        self._failed: Any = (DNSException, OSError)
        self._name, self._timeout = from_text, min(timeout, _LONGEST_WAIT)
        try:
            self._resolver = Resolver(configure=not server)
        except self._failed:
            msg = "this machine has no DNS server"
            raise NotPosted(msg) from None
        if server:
            address, port = address_and_port(server)
            self._resolver.nameservers, self._resolver.port = [address], port
        self._known: dict[str, list[str]] = {}

    def texts(self, name: str) -> list[str]:
        """Return the text records of a name; NotPosted if DNS does not answer."""
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def _ask(self, name: str) -> list[str]:
        try:
            asked = self._name(f"{name}.")
        except self._failed:  # not a valid name, which a record may contain
            return []
        try:
            answer = self._resolver.resolve(asked, "TXT", lifetime=self._timeout)
        except self._absent:
            return []
        except self._failed as error:
            msg = f"DNS gave no answer about {name} ({type(error).__name__})"
            raise NotPosted(msg) from None
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def address_and_port(server: str) -> tuple[str, int]:
    """Return the host and port of `9.9.9.9`, `127.0.0.1:5353` or `[::1]:53`; ValueError for anything else."""
    try:
        return str(ipaddress.ip_address(server)), _PORT
    except ValueError:
        pass
    try:
        found = re.fullmatch(r"\[?([0-9A-Fa-f.:]+?)\]?:(\d{1,5})", server)
        return str(ipaddress.ip_address(found[1] if found else "")), int(found[2] if found else 0)
    except ValueError:
        msg = f"resolver: {shown(server)} is not the address of a DNS server: write 9.9.9.9 or 127.0.0.1:5353"
        raise ValueError(msg) from None


def tags(record: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record, their names in lower case (RFC 6376, section 3.2)."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _, value in pairs}


def spf_terms(record: str) -> list[str]:
    """Return the terms of an SPF record in lower case, without its version."""
    return record.lower().split()[1:]


def spf_records(names: Names, domain: str) -> list[str]:
    """Return the domain's SPF records."""
    return [text for text in names.texts(domain) if re.match(r"v=spf1( |$)", text, re.IGNORECASE)]


def spf_lookups(names: Names, record: str) -> int:
    """Return how many lookups a record requires, counted up to one more than the limit."""
    needed, waiting = 0, [record]
    while waiting:
        for term in spf_terms(waiting.pop()):
            word, _, place = term.lstrip("+-~?").replace("=", ":").partition(":")
            if word.partition("/")[0] not in _LOOKING_UP:
                continue
            needed += 1
            if needed > SPF_LOOKUPS:
                return needed
            if word in {"include", "redirect"} and "%" not in place:
                waiting += spf_records(names, place.rstrip("."))[:1]
    return needed


def dmarc_record(names: Names, domain: str) -> tuple[str, dict[str, str]]:
    """Return the domain whose DMARC record applies, and the tags: the domain itself or a parent domain.

    "" and {} if there is none. Two records of one domain are ignored (RFC 7489, section 6.6.3).
    """
    labels = domain.split(".")
    for number in range(max(1, len(labels) - 1)):
        place = ".".join(labels[number:])
        found = [text for text in names.texts(f"_dmarc.{place}") if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
        if len(found) == 1:
            return place, tags(found[0])
    return "", {}


def rsa_numbers(public: str) -> tuple[int, int]:
    """Return the modulus and the exponent of a DKIM record's `p`; ValueError if it is not an RSA key in base64."""
    try:
        _, whole, _ = _element(base64.b64decode(public, validate=True))
        _, _, rest = _element(whole)  # the algorithm's name
        _, bits, _ = _element(rest)
        _, pair, _ = _element(bits[1:])
        _, modulus, rest = _element(pair)
        _, exponent, _ = _element(rest)
    except (Base64Error, IndexError) as error:
        msg = "this is no RSA key"
        raise ValueError(msg) from error
    return int.from_bytes(modulus), int.from_bytes(exponent)


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Return the first DER element (X.690): its type, its content, and the remaining bytes."""
    kind, length, begin = data[0], data[1], 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[2:begin])
    return kind, data[begin : begin + length], data[begin + length :]
