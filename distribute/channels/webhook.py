"""Webhook: the post as a JSON document, sent to a URL of your own."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import unquote, urlsplit

import msgspec

from distribute.channel.interface import Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import STRANGE, Hook, as_markdown, said_in, secret_address
from distribute.issue import Issue

if TYPE_CHECKING:
    import requests

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_VALUES = ("text", "markdown", "title", "summary", "link", "language", "key", "idempotency_key")
_PAGE = re.compile(rb"\s*<")
_PART = re.compile(r"[^/?&=#:;,@\s]{6,}")  # shorter words of an address are in other texts, too
_LONGEST = 1000  # the maximum length of an id or a URL
_PREFIX = "whsec_"


class Webhook(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON document, sent to a secret URL, and signed if a key is set."""

    url: Annotated[Secret, msgspec.Meta(description="the address, which is a secret")]
    signing_key: Annotated[
        Secret | None, msgspec.Meta(description="the key that signs requests, as Standard Webhooks says")
    ] = None
    body: Annotated[
        dict[str, Any], msgspec.Meta(description="what is sent instead of the usual document")
    ] = msgspec.field(default_factory=dict)

    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#", "$", "u/")
    supports: ClassVar[tuple[str, ...]] = ("image", "key", "language")
    example: ClassVar[dict[str, Any]] = {"url": "$WEBHOOK_URL"}

    def __post_init__(self) -> None:
        """Refuse an unknown placeholder in `body`."""
        for name in _PLACEHOLDER.findall(json.dumps(self.body)):
            if name not in _VALUES:
                known = ", ".join(f"{{{value}}}" for value in _VALUES)
                msg = f"body: nothing stands for {{{name}}}; there are {known}"
                raise ValueError(msg)

    def measure(self, text: str) -> int:
        """Return the length of the text as it is sent, including backslashes if it is sent as Markdown."""
        return len(as_markdown(text) if "{markdown}" in json.dumps(self.body) else text)

    def target(self) -> str:
        """Return the name of the variable that contains the URL, which is a secret itself."""
        return f"webhook:{self.url!r}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a text, a title and a one-line summary."""
        most, words = self.max_facts, self.fact_words
        text = render("text", limit=self.limit, measure=self.measure, most=most, words=words)
        title = render("title", limit=self.limit, most=0, words=1)
        summary = render("summary", limit=self.limit, aim=200, most=3, words=12)
        return Draft((Message(text=text, title=title, summary=summary, link=issue.url, image=issue.image),))

    def prepare(self, delivery: Delivery) -> str:
        """Return the URL."""
        if self.signing_key:
            _key(self.signing_key)
        return secret_address(self.url)

    def post(self, delivery: Delivery, ready: str) -> Receipt:
        """Send the document once. The receiver can recognise a repeated document by its key."""
        content = json.dumps(self._document(delivery), ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json", "Idempotency-Key": delivery.idempotency_key}
        if self.signing_key:
            headers |= _signature(self.signing_key, delivery.idempotency_key, content)
        answer = self.ask("POST", ready, told_as=self.url, data=content, headers=headers)
        return self._receipt(_said(answer), delivery)

    def examine(self) -> Iterator[Finding]:
        """Check the URL. Nothing is sent to it."""
        secret_address(self.url)
        yield Finding(
            "ok", f"{self.url!r} is an address: only posting would tell whether it is the right one"
        )

    def _document(self, delivery: Delivery) -> dict[str, Any]:
        message, image = delivery.message, delivery.message.image
        known = {
            "key": delivery.key,
            "idempotency_key": delivery.idempotency_key,
            "language": delivery.language,
            "title": message.title,
            "summary": message.summary,
            "text": message.text,
            "link": message.link,
        }
        if not self.body:
            picture = {"url": image.url, "alt": image.alt} if image else None
            return {"version": 1, **known, "image": picture}
        filled: dict[str, Any] = _filled(self.body, known | {"markdown": as_markdown(message.text)})
        return filled

    def _receipt(self, said: dict[str, Any], delivery: Delivery) -> Receipt:
        """Return the id and the URL that the receiver returned. Without an id, the key takes its place."""
        number, link = (str(said.get(name) or "") for name in ("id", "url"))
        is_link = link.startswith(("https://", "http://"))
        return Receipt(
            number if self._may_be_told(number) else delivery.idempotency_key,
            link if is_link and self._may_be_told(link) else "",
        )

    def _may_be_told(self, text: str) -> bool:
        """Return whether a text is short and plain, and has no part of the receiver's URL that may be secret."""
        is_plain = text.isprintable() and 0 < len(text) <= _LONGEST
        spellings = text.casefold(), unquote(text).casefold()
        return is_plain and not any(part in each for part in _parts(self.url.reveal()) for each in spellings)


def _parts(address: str) -> set[str]:
    """Return the parts of a secret URL, whole and decoded, in lower case: any of them may be what is secret in it.

    The host is one if the URL has no other.
    """
    where = urlsplit(address)
    given = [where.netloc.rpartition("@")[0], where.path, where.query, where.fragment]
    given = [each for each in given if len(each) > 1] or [where.hostname or ""]
    spellings = {spelling.casefold() for each in given for spelling in (each, unquote(each))}
    return spellings.union(*map(_PART.findall, spellings))


def _said(answer: requests.Response) -> dict[str, Any]:
    """Return the JSON object in a response, or an empty one if there is none; InDoubt for a web page or a failure."""
    if _PAGE.match(answer.content):
        raise InDoubt(STRANGE)  # the page of a proxy or a login
    said = said_in(answer)
    if said.get("ok") is False or said.get("success") is False:
        raise InDoubt("the receiver accepted the request, but says that it failed")
    return said


def _filled(value: Any, known: dict[str, str]) -> Any:
    """Return a value of `body` with every placeholder replaced, at any depth."""
    match value:
        case str():
            return _PLACEHOLDER.sub(lambda match: known[match[1]], value)
        case dict():
            return {name: _filled(inner, known) for name, inner in value.items()}
        case list():
            return [_filled(inner, known) for inner in value]
    return value


def _key(secret: Secret) -> bytes:
    """Return the bytes of a signing key: the base64 after `whsec_`, or the text itself."""
    value = secret.reveal()
    if not value.startswith(_PREFIX):
        return value.encode()
    try:
        return base64.b64decode(value.removeprefix(_PREFIX), validate=True)
    except ValueError:
        raise NotPosted(
            f"{secret!r} begins with {_PREFIX} and goes on with no base64: copy it again"
        ) from None


def _signature(secret: Secret, number: str, content: bytes) -> dict[str, str]:
    """Return the headers that sign a body (standardwebhooks.com, version 1.0.0 of the specification)."""
    import hashlib  # loads OpenSSL
    import hmac

    at = str(int(time.time()))
    signed = hmac.new(_key(secret), b".".join((number.encode(), at.encode(), content)), hashlib.sha256)
    return {
        "webhook-id": number,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(signed.digest()).decode()}",
    }
