"""Slack: a message in one channel, by an app's token or by an incoming webhook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._hooks import (
    STRANGE,
    Hook,
    around_links,
    in_secret,
    secret_address,
    utf16_length,
)
from distribute.transport.answers import json_object

if TYPE_CHECKING:
    import requests

_API = "https://slack.com/api"
_EVENT = "newsletter_distribute"  # the name of the metadata that contains the post's key
_PAGE, _MOST_PAGES = 200, 50
_TS = r"\d{6,12}\.\d{6}"
_POST = re.compile(r"/archives/[A-Z0-9]+/p(\d{6,12})(\d{6})/?\Z")
_CONTROL = re.compile(r"<([^<>|]*)(?:\|[^<>]*)?>")
_GONE = 410
# Errors with status 200 that mean that Slack refused a message before storing it (docs.slack.dev, chat.postMessage).
# `fatal_error`, `internal_error` and any other may be raised later.
_REFUSED = frozenset(
    "access_denied account_inactive as_user_not_supported cannot_reply_to_message channel_not_found "
    "ekm_access_denied enterprise_is_restricted invalid_arguments invalid_auth invalid_metadata_format "
    "invalid_metadata_schema is_archived messages_tab_disabled metadata_must_be_sent_from_app "
    "metadata_too_large missing_scope msg_too_long no_permission no_text not_allowed_token_type not_authed "
    "not_in_channel org_login_required rate_limited ratelimited restricted_action "
    "restricted_action_non_threadable_channel restricted_action_read_only_channel "
    "restricted_action_thread_locked restricted_action_thread_only_channel team_access_not_granted "
    "team_not_found token_expired token_revoked too_many_attachments two_factor_setup_required".split()
)
_HINTS = {
    "not_in_channel": "invite the app to the channel",
    "channel_not_found": "is `channel` the channel's id, and is the app in it?",
    "missing_scope": "the app needs the scopes chat:write and channels:history (groups:history if private)",
}


class Slack(Hook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message that notifies nobody. It can be read back with a token, but not with a webhook."""

    token: Annotated[Secret | None, msgspec.Meta(description="the app's bot token")] = None
    channel: Annotated[
        str,
        form(
            "^([CGD][A-Z0-9]{2,})?$",
            "the id of a channel such as C0123456789",
            description="the channel's id; with a token",
        ),
    ] = ""
    webhook: Annotated[
        Secret | None, msgspec.Meta(description="the URL of an incoming webhook, in place of a token")
    ] = None
    base_url: Annotated[
        str, msgspec.Meta(pattern="^(https?://.+)?$", description="another server with Slack's API")
    ] = ""
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=40_000, description="the maximum number of characters in a message")
    ] = 4000

    id_form: ClassVar[str] = _TS
    asked_for: ClassVar[tuple[str, ...]] = ("channel",)
    example: ClassVar[dict[str, Any]] = {"token": "$SLACK_BOT_TOKEN", "channel": "C0123456789"}

    def __post_init__(self) -> None:
        """Require exactly one way to post."""
        if bool(self.token and self.channel) == bool(self.webhook) or bool(self.token) != bool(self.channel):
            msg = "set token and channel, or webhook"
            raise ValueError(msg)

    def measure(self, text: str) -> int:
        """Return the length of the text as it is sent."""
        return utf16_length(_encoded(text))

    def target(self) -> str:
        """Return the channel, or the name of the variable that contains the webhook."""
        return f"slack:{self.base_url}:{self.channel or repr(self.webhook)}"

    @property
    def can_read_back(self) -> bool:
        """Whether it has a token: a webhook can't read the channel."""
        return self.token is not None

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in with the token; `client` is the workspace's URL. A webhook is only checked for its form."""
        if self.webhook:
            self._webhook(self.webhook)
            return Prepared()
        return self._log_in()

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the message. Its metadata contains the key by which it is recognised."""
        # Slack's markup is turned off. Only URLs in angle brackets become links.
        message: dict[str, Any] = {"text": _encoded(delivery.message.text), "mrkdwn": False}
        if self.webhook:
            return self._post_by_webhook(self.webhook, message, delivery)
        payload = {"key": delivery.idempotency_key}
        message |= {"channel": self.channel, "metadata": {"event_type": _EVENT, "event_payload": payload}}
        answer = self._call("POST", "chat.postMessage", json=message)
        return self._receipt(answer.get("ts"), ready)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the app's own messages in the channel."""
        login = ready or self._log_in()
        user = login.account.rpartition("/")[2]
        posts = (self._remote(each, login) for each in self._history(since) if each.get("user") == user)
        return Timeline(login.account, posts)

    def post_id(self, receipt: Receipt) -> str:
        """Return the message's timestamp, which is its id, taken from its URL if a person gave one."""
        link = _POST.search(urlsplit(receipt.id).path)
        return f"{link[1]}.{link[2]}" if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return Slack's own host."""
        return ("slack.com",)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the app's name, whether it may read the channel, and Slack's clock."""
        from distribute.transport.http import check_clock

        if self.webhook:
            self._webhook(self.webhook)
            yield Finding(
                "ok", f"{self.webhook!r} is the URL of a webhook: only posting would tell whether it works"
            )
            yield Finding("ok", "a webhook's messages can't be read back: a post in doubt waits for you")
            return
        answer = self._answer("GET", "auth.test")
        me = json_object(answer, STRANGE)
        yield Finding("ok", f"logged in as {me.get('user')} in {me.get('team')}")
        self._call("GET", "conversations.history", params={"channel": self.channel, "limit": "1"})
        yield Finding("ok", f"the messages in {self.channel} can be read back")
        yield check_clock(answer, self.patience)

    def _log_in(self) -> Prepared:
        """Return the token's account; `client` is the workspace's URL."""
        me = self._call("GET", "auth.test")
        team, user = (str(me.get(name)) for name in ("team_id", "user_id"))
        if not re.fullmatch(r"[A-Z0-9]+/[A-Z0-9]+", account := f"{team}/{user}"):
            raise InDoubt(STRANGE)
        return Prepared(account, f"slack:{team}/{self.channel}", str(me.get("url") or ""))

    def _history(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the channel's messages since `since`, newest first; InDoubt if there are too many."""
        query = {"channel": self.channel, "oldest": f"{since.timestamp():.6f}", "limit": str(_PAGE)}
        query["include_all_metadata"] = "true"
        for _ in count_pages(_MOST_PAGES, "messages"):
            page = self._call("GET", "conversations.history", params=query)
            yield from page["messages"]
            if not page.get("has_more"):
                return
            query["cursor"] = page["response_metadata"]["next_cursor"]

    def _remote(self, message: dict[str, Any], ready: Prepared) -> RemotePost:
        metadata = message.get("metadata") or {}
        key = metadata.get("event_payload", {}).get("key", "") if metadata.get("event_type") == _EVENT else ""
        thread = str(message.get("thread_ts") or "")
        return RemotePost(
            receipt=self._receipt(message.get("ts"), ready),
            text=_decoded(str(message.get("text") or "")),
            reply_to="" if thread == message.get("ts") else thread,
            key=str(key),
        )

    def _receipt(self, ts: Any, ready: Prepared) -> Receipt:
        if not re.fullmatch(_TS, str(ts)):
            raise InDoubt(STRANGE)
        place = urlsplit(ready.client)
        url = f"https://{place.hostname}/archives/{self.channel}/p{str(ts).replace('.', '')}"
        return Receipt(str(ts), url if place.hostname else "")

    def _call(self, method: str, name: str, **more: Any) -> dict[str, Any]:
        return json_object(self._answer(method, name, **more), STRANGE)

    def _answer(self, method: str, name: str, **more: Any) -> requests.Response:
        """Call one of Slack's methods and return its successful response."""
        answer = self.ask(method, f"{(self.base_url or _API).rstrip('/')}/{name}", token=self.token, **more)
        _raise_for_error(answer)
        return answer

    def _webhook(self, secret: Secret) -> str:
        """Return a webhook's URL, on the host of `base_url` if that is set."""
        address = secret_address(secret)
        found = in_secret(secret, r"(/services/[\w/]+?)/?\Z", "the URL of a Slack webhook")
        place = urlsplit(self.base_url or address)
        return f"{place.scheme}://{place.netloc}{found[1]}"

    def _post_by_webhook(self, secret: Secret, message: dict[str, Any], delivery: Delivery) -> Receipt:
        answer = self.ask("POST", self._webhook(secret), own={404, _GONE}, told_as=secret, json=message)
        if answer.status_code in {404, _GONE}:
            raise NotPosted(f"Slack has no such webhook or channel any more: make a new {secret!r}")
        if answer.text.strip() != "ok":
            raise InDoubt(STRANGE)
        return Receipt(delivery.idempotency_key)  # Slack returns no id


def _raise_for_error(answer: requests.Response) -> None:
    """Raise NotPosted or InDoubt for an error, which Slack reports with status 200."""
    said = json_object(answer, STRANGE)
    if said.get("ok") is True:
        return
    error = str(said.get("error"))
    if error not in _REFUSED:
        raise InDoubt("Slack answered with an error that may come after the message was stored")
    hint = f": {_HINTS[error]}" if error in _HINTS else ""
    raise NotPosted(f"Slack refused it ({error}){hint}", final=error not in {"rate_limited", "ratelimited"})


def _escaped(text: str) -> str:
    """Escape the three characters that Slack reserves (docs.slack.dev, "Formatting message text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _encoded(text: str) -> str:
    """Return a text as Slack expects it, with links in angle brackets."""
    return around_links(text, _escaped, lambda link: f"<{_escaped(link)}>")


def _decoded(text: str) -> str:
    """Return the text of a message as it is displayed, with full links."""
    return html.unescape(_CONTROL.sub(lambda match: match[1], text))
