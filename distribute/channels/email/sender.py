"""What DNS says about the sender's domain, and how a list server affects it, for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.records import (
    SPF_LOOKUPS,
    Names,
    dmarc_record,
    rsa_numbers,
    spf_lookups,
    spf_records,
    spf_terms,
    tags,
)

_SHORTEST, _USUAL = 1024, 2048  # bits, RFC 8301
_ASKED = {
    "none": "to accept messages that fail",
    "quarantine": "to treat messages that fail as suspicious",
    "reject": "to refuse messages that fail",
}


class Sender(msgspec.Struct, frozen=True):
    """The sender: the domain of `from`, the domain and selector of signatures, and the public part of the key."""

    domain: str
    signing: str
    selector: str
    key: tuple[int, int] | None
    lists: tuple[str, ...]


def look_up(sender: Sender, server: str, timeout: float) -> Iterator[Finding]:
    """Yield findings on SPF, DKIM and DMARC, and on what a list breaks; only one if DNS does not answer."""
    try:
        names = Names(server, timeout)
        yield from [*_spf(names, sender.domain), *_dkim(names, sender), *_dmarc(names, sender)]
    except NotPosted as error:
        yield Finding("warning", f"SPF, DKIM and DMARC of {sender.domain} are unknown: {error.why}")


def _spf(names: Names, domain: str) -> Iterator[Finding]:
    found = spf_records(names, domain)
    if not found:
        yield Finding(
            "warning",
            f"SPF: {domain} has no record, so receivers can't tell which servers may send for it: "
            'add a TXT record such as "v=spf1 mx -all"',
        )
    elif len(found) > 1:
        yield Finding("error", f"SPF: {domain} has {len(found)} records, and receivers ignore all: keep one")
    else:
        yield _spf_record(names, domain, found[0])


def _spf_record(names: Names, domain: str, record: str) -> Finding:
    terms = spf_terms(record)
    ends = [term for term in terms if term.lstrip("+-~?") == "all"] or [
        term for term in terms if term.startswith("redirect=")
    ]
    if {"all", "+all"} & set(ends):
        return Finding("error", f"SPF: {domain} lets every server send for it: replace +all with -all")
    if spf_lookups(names, record) > SPF_LOOKUPS:
        return Finding(
            "error",
            f"SPF: the record of {domain} needs more than {SPF_LOOKUPS} DNS lookups, so receivers ignore it: "
            "remove what is no longer in use",
        )
    if not ends or "?all" in ends:
        return Finding("warning", f"SPF: the record of {domain} forbids nothing: end it with -all or ~all")
    return Finding("ok", f"SPF: {domain} names the servers that may send for it")


def _dkim(names: Names, sender: Sender) -> Iterator[Finding]:
    if not sender.selector:
        yield Finding(
            "warning",
            f"DKIM: the key of {sender.signing} can't be looked up without its selector, which is s= in the header "
            "DKIM-Signature of a message that your server has sent",
            "dkim_selector: NAME",
        )
        return
    place = f"{sender.selector}._domainkey.{sender.signing}"
    found = names.texts(place)
    if not found:
        level, why = (
            ("error", "no signature is valid") if sender.key else ("warning", "nothing is signed by it")
        )
        yield Finding(level, f"DKIM: there is no key at {place}, so {why}")  # type: ignore[arg-type]
    elif len(found) > 1:
        yield Finding(
            "error", f"DKIM: there are {len(found)} records at {place}, so no signature is valid: keep one"
        )
    else:
        yield _dkim_record(place, tags(found[0]), sender.key)


def _dkim_record(place: str, record: dict[str, str], ours: tuple[int, int] | None) -> Finding:
    if not record.get("p"):
        return Finding("error", f"DKIM: the key at {place} has been revoked (p= is empty)")
    if "h" in record and "sha256" not in record["h"].split(":"):
        return Finding(
            "error", f"DKIM: the record at {place} does not allow SHA-256 (h=), so no signature is valid"
        )
    if not {"*", "email"} & set(record.get("s", "*").split(":")):
        return Finding("error", f"DKIM: the record at {place} is not for email (s=)")
    if record.get("k", "rsa") != "rsa":
        kind = Finding("ok", f"DKIM: there is a key at {place}")
        return Finding("error", f"DKIM: the key at {place} is not an RSA key, and yours is") if ours else kind
    try:
        numbers = rsa_numbers(record["p"])
    except ValueError:
        return Finding("error", f"DKIM: the key at {place} can't be read")
    return _dkim_key(place, record, numbers, ours)


def _dkim_key(
    place: str, record: dict[str, str], numbers: tuple[int, int], ours: tuple[int, int] | None
) -> Finding:
    bits = numbers[0].bit_length()
    if ours and ours != numbers:
        return Finding(
            "error", f"DKIM: the key at {place} does not belong to yours, so no signature is valid"
        )
    if bits < _SHORTEST:
        return Finding(
            "error", f"DKIM: the key at {place} has {bits} bits, and receivers ignore it: use {_USUAL}"
        )
    if "y" in record.get("t", "").split(":"):
        return Finding("warning", f"DKIM: the key at {place} is marked as a test (t=y), so it does not count")
    if bits < _USUAL:
        return Finding("warning", f"DKIM: the key at {place} has {bits} bits: use {_USUAL}")
    return Finding("ok", f"DKIM: there is a key at {place}{', and it belongs to yours' if ours else ''}")


def _dmarc(names: Names, sender: Sender) -> Iterator[Finding]:
    place, record = dmarc_record(names, sender.domain)
    inherited = place != sender.domain
    policy = (record.get("sp") if inherited else "") or record.get("p", "")
    if not place:
        yield Finding(
            "warning",
            f"DMARC: {sender.domain} has no record, or several; Gmail and Yahoo require one for bulk mail: "
            f'add a TXT record at _dmarc.{sender.domain}, such as "v=DMARC1; p=none"',
        )
        return
    if policy.lower() not in _ASKED:
        yield Finding(
            "error",
            f"DMARC: the record at _dmarc.{place} has no policy: set p= to none, quarantine or reject",
        )
        return
    yield Finding("ok", f"DMARC: {place} asks receivers {_ASKED[policy.lower()]}")
    is_strict = record.get("adkim", "r").lower() == "s"
    if not _are_aligned(sender.signing, sender.domain, place, is_strict=is_strict):
        yield Finding(
            "error",
            f"DMARC: a signature of {sender.signing} does not count for {sender.domain}"
            f"{' (adkim=s)' if is_strict else ''}: sign with {sender.domain}",
        )
    for address in sender.lists:
        yield _list(address.rpartition("@")[2], sender.domain, place, policy.lower())


def _list(host: str, domain: str, place: str, policy: str) -> Finding:
    """Return how forwarding by a list server affects DMARC."""
    if _is_within(host, place):
        return Finding(
            "ok",
            f"the list at {host} shares your domain: its copies pass DMARC if its server signs for {place}",
        )
    breaks = (
        f"if {host} is a list server, SPF does not count for {domain} in the copies that it sends, and DKIM no longer "
        "does if it adds a footer or changes the subject; they then fail DMARC"
    )
    if policy == "none":
        return Finding("ok", f"{breaks}, which {place} asks receivers to accept")
    return Finding(
        "warning",
        f"{breaks}, and {place} asks receivers {_ASKED[policy]}: let the list leave messages as they are, or replace "
        "From (in Mailman: DMARC mitigation)",
    )


def _are_aligned(signing: str, domain: str, place: str, *, is_strict: bool) -> bool:
    """Return whether a signature is valid for `domain` (RFC 7489, section 3.1.1), whose DMARC record is at `place`."""
    return signing == domain if is_strict else _is_within(signing, place)


def _is_within(domain: str, above: str) -> bool:
    return f".{domain.lower()}".endswith(f".{above.lower()}")
