"""Normalise links, so that two spellings of one address compare equal."""

from __future__ import annotations

import re
from itertools import accumulate
from urllib.parse import unquote, urlsplit

from distribute.regex import lazy_regex

_ESCAPES = lazy_regex(r"(?:%[0-9A-Fa-f]{2})+")
# A host in HTML that is percent-encoded, as programs for Markdown leave one in letters outside ASCII.
_ENCODED_HOST = lazy_regex(r'(?<="http://)[^"/?#:@\s]*%[^"/?#:@\s]*|(?<="https://)[^"/?#:@\s]*%[^"/?#:@\s]*')
_DELIMITERS = frozenset("%/?#&=+")  # part of a name if escaped, delimiters if not

# Punctuation after a link, and the slash that servers add or remove.
_AT_THE_END = "/.,;:!?)]}*'…»”’」』）】。、"
_LABEL = 64  # RFC 1035: a label has 63 octets at most
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that services and mailing tools add to a link for tracking; the page is the same.
_TRACKING = lazy_regex(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|igsh|mc_cid|mc_eid|li_fat_id"
    r"|ref_src|ref_url|_hsenc|_hsmi|mkt_tok|vero_id)\Z",
    re.IGNORECASE,
)


def normalised_link(link: str) -> str:
    """Return the normal form of a link, which is the same for all its spellings.

    It ignores http or https, the case and punycode of the host, a default port, a slash at the end, escapes and
    tracking parameters. It is meant for comparisons and can't be opened.
    """
    link = link.strip()
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:  # not a valid address, such as http://[
        return _decoded(link).rstrip(_AT_THE_END)
    if parts.scheme not in _DEFAULT_PORTS:
        return _decoded(link).rstrip(_AT_THE_END)
    host = _comparable(parts.hostname or "")
    if port and port != _DEFAULT_PORTS[parts.scheme]:
        host += f":{port}"
    query = "&".join(
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKING.match(unquote(pair.partition("=")[0]))
    )
    rest = _decoded(parts.path).rstrip("/")
    rest += f"?{_decoded(query)}" if query else ""
    rest += f"#{_decoded(parts.fragment)}" if parts.fragment else ""
    return f"//{host}{rest}".rstrip(_AT_THE_END)


def _decoded(text: str) -> str:
    """Decode every escape in a part of a link that does not change its meaning."""

    def decoded(match: re.Match[str]) -> str:
        return "".join(
            f"%{ord(sign):02X}" if sign in _DELIMITERS or not sign.isprintable() else sign
            for sign in unquote(match[0], errors="surrogateescape")
        )

    return _ESCAPES.sub(decoded, text)


def as_target(link: str) -> str:
    """Return a link as any markup can hold it: without spaces, and without a bracket that lacks the other."""
    link = link.replace(" ", "%20")
    return link if _has_pairs(link) else link.replace("(", "%28").replace(")", "%29")


def _has_pairs(link: str) -> bool:
    """Return whether each bracket is closed, and none before it is opened."""
    depths = list(accumulate({"(": 1, ")": -1}.get(char, 0) for char in link))
    return min(depths, default=0) == 0 == sum(depths[-1:])


def with_ascii_hosts(html: str) -> str:
    """Return HTML in which no address has a percent-encoded host: only browsers can look one up."""
    return _ENCODED_HOST.sub(lambda host: _host_in_ascii(unquote(host[0])) or host[0], html)


def _host_in_ascii(host: str) -> str:
    try:
        return ascii_host(host)
    except ValueError:
        return ""


def ascii_host(host: str) -> str:
    """Return a host name in ASCII as browsers do, by IDNA 2008 and UTS 46, where ß is a letter; ValueError if it is none.

    Browsers also look up names that IDNA 2008 does not allow, such as one with an emoji, so they are encoded too.
    """
    if host.isascii():
        if not all(0 < len(label) < _LABEL for label in host.removesuffix(".").split(".")):
            msg = "a part of the host name is empty or too long"
            raise ValueError(msg)
        return host
    import idna

    try:
        return idna.encode(host, uts46=True).decode()
    except idna.InvalidCodepoint:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ascii_host(".".join(map(_punycode, mapped.split("."))))


def _punycode(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _comparable(host: str) -> str:
    try:
        return ascii_host(host).rstrip(".")
    except ValueError:
        return host.casefold().rstrip(".")
