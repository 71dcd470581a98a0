"""What webhook adapters share: one JSON request, its response, and credentials in a URL."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from distribute.channel.interface import Channel
from distribute.channel.settings import Secret
from distribute.channel.verdicts import NotPosted

if TYPE_CHECKING:
    import requests

STRANGE = "unexpected response from the service"
_NO_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\\]")
# Punctuation that ends a sentence right after a link is not part of the link.
_LINK = re.compile(r"(https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]])", re.IGNORECASE)
# The characters that Discord and Mattermost both take literally after a backslash.
_SPECIAL = re.compile(r"([\\`*_{}\[\]>#~|])")


class Hook(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message that one JSON request posts."""

    mention_marks: ClassVar[tuple[str, ...]] = ("@",)
    has_handles: ClassVar[bool] = False

    def ask(
        self,
        method: str,
        url: str,
        *,
        token: Secret | None = None,
        own: Collection[int] = (),
        told_as: Secret | None = None,
        **more: Any,
    ) -> requests.Response:
        """Send one request and return a successful response or one with a status in `own`; otherwise raise a verdict.

        `token` is sent as a bearer token. `told_as` is the secret that the URL is taken from, which messages name in
        place of its host: they can't be searched for the host, because a request spells it in its own way.
        """
        from distribute.transport.http import Session, header_value

        name = repr(told_as) if told_as else ""
        session = Session(self.timeout, own=own, patience=self.patience, told_as=name)
        if token:
            session.headers["Authorization"] = f"Bearer {header_value(token)}"
        return session.request(method, url, **more)


def said_in(answer: requests.Response) -> dict[str, Any]:
    """Return the JSON object in a response, or an empty one if there is none."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def secret_address(secret: Secret) -> str:
    """Return the URL in a secret; NotPosted, without quoting it, if it is not a URL or not encrypted."""
    from distribute.transport.loopback import is_open_http

    address = secret.reveal()
    if not _is_address(address):
        raise NotPosted(f"{secret!r} is not an https:// address: copy it again")
    if is_open_http(address):
        raise NotPosted(f"{secret!r} is an http:// address, which is not encrypted: use https://")
    return address


def _is_address(text: str) -> bool:
    """Return whether a request can be made to this URL: urlsplit accepts almost anything."""
    import requests

    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        requests.Request("POST", text).prepare()
    except ValueError:  # that of requests is one, too
        return False
    return is_one and not _NO_ADDRESS.search(text)


def in_secret(secret: Secret, pattern: str, what: str) -> re.Match[str]:
    """Return the match of `pattern` in a secret; NotPosted, without quoting it, if it is not `what`."""
    found = re.search(pattern, secret.reveal())
    if not found:
        raise NotPosted(f"{secret!r} is not {what}: copy it again")
    return found


def around_links(text: str, change: Callable[[str], str], change_link: Callable[[str], str] = str) -> str:
    """Return a text with `change` applied to everything but its links, and `change_link` to the links."""
    pieces = _LINK.split(text)
    return "".join(change_link(piece) if at % 2 else change(piece) for at, piece in enumerate(pieces))


def as_markdown(text: str) -> str:
    """Return Markdown that shows `text` unchanged: each mark is escaped with a backslash, and links are left alone."""
    return around_links(text, lambda words: _SPECIAL.sub(r"\\\1", words))


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, which is never less than the number of characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
