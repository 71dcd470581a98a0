"""Normalise links, so that two spellings of one address compare equal."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_DELIMITERS = frozenset("%/?#&=+")  # escaped they are part of a name, as they are they part it

_AT_THE_END = "/.,;:!?)]}*'…»”’」』）】。、"  # what a sentence adds to a link, and the slash that servers add or take away
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What services and mailing tools add to a link to count its visitors; the page is the same.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|twclid|yclid|igshid|igsh|mc_cid|mc_eid|li_fat_id"
    r"|ref_src|ref_url|_hsenc|_hsmi|mkt_tok|vero_id)\Z",
    re.IGNORECASE,
)


def normalised_link(link: str) -> str:
    """Return what all spellings of one link have in common.

    That leaves out http or https, the case of the host and its punycode, a default port, a slash at
    the end, escapes, and parameters that only track. It is for comparing, not for opening.
    """
    link = link.strip()
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:  # no address at all, such as http://[
        return _decoded(link).rstrip(_AT_THE_END)
    if parts.scheme not in _DEFAULT_PORTS:
        return _decoded(link).rstrip(_AT_THE_END)
    host = _ascii(parts.hostname or "")
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
    """Return a part of a link with every escape decoded that makes no difference."""

    def decoded(match: re.Match[str]) -> str:
        return "".join(
            f"%{ord(sign):02X}" if sign in _DELIMITERS or not sign.isprintable() else sign
            for sign in unquote(match[0], errors="surrogateescape")
        )

    return _ESCAPES.sub(decoded, text)


def _ascii(host: str) -> str:
    """Return a host's name as name servers know it: by IDNA 2008, as browsers do, in which ß is a letter."""
    if host.isascii():
        return host.rstrip(".")
    import idna

    try:
        return idna.encode(host, uts46=True).decode().rstrip(".")
    except idna.IDNAError:
        return host.casefold().rstrip(".")
