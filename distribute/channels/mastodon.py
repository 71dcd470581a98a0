"""Mastodon: a status on one account of one server."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

import msgspec

from distribute.channel import Channel, Delivery, Finding, InDoubt, NotPosted, Receipt
from distribute.measure import mastodon_length
from distribute.readback import SKEW, bare, squeezed
from distribute.secret import Secret

if TYPE_CHECKING:
    import mastodon

T = TypeVar("T")

_PAGE = 40  # what servers give at once
_MOST_PAGES = 50
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_FOR_FEW = {"private", "direct"}


class Mastodon(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status, its length counted as Mastodon counts: links 23, mentions without their server."""

    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/@]+/?$")]
    access_token: Secret
    account: str = ""
    visibility: Literal["public", "unlisted", "private", "direct"] = "public"
    limit: Annotated[int, msgspec.Meta(gt=0)] = 500

    most_facts: ClassVar[int] = 7
    fact_words: ClassVar[int] = 24
    linked: ClassVar[tuple[str, ...]] = ("@", "#")
    example: ClassVar[dict[str, Any]] = {
        "server": "https://fosstodon.org",
        "access_token": "$MASTODON_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return Mastodon's count."""
        return mastodon_length(text)

    def target(self) -> str:
        """An account is told by its server and its @name, where one is set: whatever its token is called."""
        return f"mastodon:{self.server.rstrip('/').casefold()}:{_name(self.account)}"

    def prepare(self, delivery: Delivery) -> mastodon.Mastodon:
        """Log in, and make sure that the text is not too long for this server."""
        client = self._client()
        me: Any = _call(client.account_verify_credentials)
        if self.account and _name(str(me.get("username"))) != _name(self.account):
            msg = f"the access token is not that of @{_name(self.account)}"
            raise NotPosted(msg)
        try:
            known: Any = client.instance_v2()
            most = int(known["configuration"]["statuses"]["max_characters"])
        except Exception:  # noqa: BLE001 - not every server tells; the post itself will be refused then
            return client
        if self.measure(delivery.part.text) > most:
            msg = f"this server takes {most} characters: set `limit: {most}`"
            raise NotPosted(msg)
        return client

    def post(self, delivery: Delivery, ready: mastodon.Mastodon) -> Receipt:
        """Send the status; its key keeps a server that honours it from showing it twice."""
        status: Any = _call(
            lambda: ready.status_post(
                delivery.part.text,
                in_reply_to_id=_status_id(delivery.after) if delivery.after else None,
                visibility=self.visibility,
                language=delivery.language,
                idempotency_key=delivery.token,
            )
        )
        return _receipt(status)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the account's own statuses, back to five minutes before the first intent."""
        # Servers round times down to the second, so ours may seem older than it is.
        since = (delivery.since - SKEW).replace(microsecond=0)
        for status in self._own_statuses(since):
            if self._is_it(status, delivery):
                return _receipt(status)
        if self.visibility in _FOR_FEW:
            msg = "not every server lists posts that aren't public: it may be there all the same"
            raise InDoubt(msg)
        return None

    def _own_statuses(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the account's statuses since then, the newest first; InDoubt if there is no end."""
        client = self._client()
        me: Any = _call(client.account_verify_credentials)
        last: str | None = None
        for _ in range(_MOST_PAGES):
            page: Any = _call(
                partial(
                    client.account_statuses,
                    str(me["id"]),
                    exclude_reblogs=True,
                    limit=_PAGE,
                    max_id=last,
                )
            )
            recent = [status for status in page if status["created_at"] >= since]
            yield from recent
            if not recent:
                return
            previous, last = last, str(page[-1]["id"])
            if last == previous:
                break
        msg = "there are too many statuses to look through"
        raise InDoubt(msg)

    def _is_it(self, status: dict[str, Any], delivery: Delivery) -> bool:
        """Say whether a status of the account is this post, whatever the server did to its looks."""
        others = {mark for receipt in delivery.not_these for mark in (receipt.id, receipt.url)} - {""}
        if status.get("reblog") or others & {str(status["id"]), status.get("url"), status.get("uri")}:
            return False
        # What was said to a few, about the same page, is no announcement. (A silenced account's
        # public posts become unlisted, so that is all that the visibility tells.)
        if self.visibility not in _FOR_FEW and status.get("visibility") in _FOR_FEW:
            return False
        reply = status.get("in_reply_to_id")
        if delivery.after:
            return str(reply) == _status_id(delivery.after)
        if reply is not None:
            return False
        content = status.get("content") or ""
        if delivery.part.link:
            card = (status.get("card") or {}).get("url") or ""
            links = {bare(link) for link in [*_LINK.findall(html.unescape(content)), card]}
            return bare(delivery.part.link) in links
        return squeezed(html.unescape(_TAG.sub("", content))) == squeezed(delivery.part.text)

    def _client(self) -> mastodon.Mastodon:
        """Return a client that neither waits, nor sends again, nor checks versions."""
        import mastodon

        from distribute.http import Session, sendable

        client = mastodon.Mastodon(
            api_base_url=self.server,
            session=Session(self.timeout),
            request_timeout=int(self.timeout) + 1,
            ratelimit_method="throw",
            version_check_mode="none",
            user_agent="distribute",
        )
        # Given to the constructor it would be opened as a file, where there is one of that name.
        client.access_token = sendable(self.access_token)
        return client

    def examine(self) -> Iterator[Finding]:
        """Log in and read: the account, what the token may do, the server's limit and its clock."""
        from distribute.http import Session, clock, sendable

        me: Any = _call(self._client().account_verify_credentials)
        yield Finding("ok", f"logged in as @{me['acct']} on {self.server}")
        try:
            scopes: Any = self._client().app_verify_credentials()["scopes"]
        except Exception:  # noqa: BLE001 - only newer servers tell, and only if the token may read that
            yield Finding("ok", "could not find out whether the token may post: this server doesn't tell")
        else:
            if not {"write", "write:statuses"} & set(scopes):
                yield Finding("error", "the token may not post: make one with the scope write:statuses")
        session = Session(self.timeout, own={404})
        session.headers["Authorization"] = f"Bearer {sendable(self.access_token)}"
        answer = session.get(f"{self.server.rstrip('/')}/api/v2/instance")
        yield clock(answer, self.patience)
        try:
            most = int(answer.json()["configuration"]["statuses"]["max_characters"])
        except (ValueError, LookupError, TypeError):
            yield Finding("ok", "could not find out how many characters this server takes")
            return
        what = f"this server takes {most} characters, and `limit` is {self.limit}"
        if most == self.limit:
            yield Finding("ok", what)
        else:
            yield Finding("warning" if most > self.limit else "error", what, f"limit: {most}")


_STRANGE = "the server's answer is not one of Mastodon's"


def _call(ask: Callable[[], T]) -> T:
    """Return the client's answer; raise the session's verdict from inside the client's exception."""
    import mastodon

    from distribute.http import verdict

    try:
        return ask()
    except mastodon.MastodonError as error:
        raise verdict(error) or InDoubt(_STRANGE) from None


def _name(account: str) -> str:
    return account.strip().lstrip("@").partition("@")[0].casefold()


def _status_id(receipt: Receipt) -> str:
    """Return the status's id: the end of its URL, where a person gave that."""
    return receipt.id.rstrip("/").rpartition("/")[2]


def _receipt(status: Any) -> Receipt:
    """Return the proof of a status: InDoubt where the answer has no id; an address that is none is left out."""
    number = status.get("id") if isinstance(status, dict) else None
    if not re.fullmatch(r"[\w-]+", str(number or "")):
        raise InDoubt(_STRANGE)
    url = str(status.get("url") or status.get("uri") or "")
    return Receipt(str(number), url if url.startswith(("https://", "http://")) else "")
