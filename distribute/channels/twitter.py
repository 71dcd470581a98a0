"""X, formerly Twitter: one post of up to 280 weighted characters."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret
from distribute.channel.verdicts import Duplicate, InDoubt, NotPosted
from distribute.issue import Image, Issue
from distribute.text.x_length import x_length

if TYPE_CHECKING:
    import logging

    import requests
    import tweepy

    from distribute.transport.http import Session

_PICTURE = 5_000_000  # the maximum size of a picture in bytes
_MOST_PAGES = 31  # X returns only the last 3,200 posts
_PAGE: dict[str, Any] = {
    "exclude": "retweets",
    "tweet_fields": ["created_at", "entities", "note_tweet", "referenced_tweets"],
    "max_results": 100,
    "user_auth": True,
}
_SIGNED_FOR = 300  # seconds; X refuses signatures from a clock that is further off
_READ = frozenset({401, 402, 403, 429})  # the text of these responses distinguishes refusals
_REFUSED = {
    "reply to this conversation": "X lets this account reply only where it is mentioned: use one post",
    "oauth1 app permissions": 'X lets this app only read: set "Read and write", then make new access tokens',
    "usage-capped": "X takes no more this month: the app's cap is used up",
    "spend": "X takes no more until the app's spending limit is raised",
}
_STRANGE = "unexpected response from X"


class Twitter(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post on X. Its length is counted as X does: 23 for a link, 2 for an emoji, double for wide scripts."""

    api_key: Annotated[Secret, msgspec.Meta(description="the app's API key")]
    api_secret: Annotated[Secret, msgspec.Meta(description="the app's API key secret")]
    access_token: Annotated[Secret, msgspec.Meta(description="the account's access token")]
    access_token_secret: Annotated[Secret, msgspec.Meta(description="the account's access token secret")]
    account: Annotated[
        str, msgspec.Meta(description="the account's name, which is needed for two accounts")
    ] = ""
    picture: Annotated[bool, msgspec.Meta(description="whether the issue's picture goes with the post")] = (
        True
    )
    base_url: Annotated[
        str, msgspec.Meta(pattern="^https?://", description="the address of the API, for tests and proxies")
    ] = "https://api.x.com"
    limit: Annotated[
        int, msgspec.Meta(gt=0, description="the maximum number of characters in a post, as X counts")
    ] = 280

    fact_words: ClassVar[int] = 13
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#", "$")
    hashtag_signs: ClassVar[str] = "_·・\u200c"
    id_form: ClassVar[str] = "[0-9]{1,19}"
    handles_of: ClassVar[tuple[str, ...]] = ("x",)
    supports: ClassVar[tuple[str, ...]] = ("image", "thread")
    example: ClassVar[dict[str, Any]] = {
        "api_key": "$X_API_KEY",
        "api_secret": "$X_API_SECRET",
        "access_token": "$X_ACCESS_TOKEN",
        "access_token_secret": "$X_ACCESS_TOKEN_SECRET",
    }

    def measure(self, text: str) -> int:
        """Return X's weighted length."""
        return x_length(text)

    def target(self) -> str:
        """Return the account's @name, if one is set, whatever the secrets' variables are called."""
        return f"twitter:{self._host()}:{_name(self.account)}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a post with the issue's picture."""
        (message,) = super().compose(issue, render).messages
        return Draft((msgspec.structs.replace(message, image=issue.image if self.picture else None),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, check that it is the intended account, and upload the picture."""
        from distribute.transport.picture import upload_picture

        ready, name = self._log_in()
        if self.account and _name(name) != _name(self.account):
            raise NotPosted(f"the access token is not that of @{_name(self.account)}")
        client = ready.client.client
        media, note = upload_picture(delivery.message.image, partial(self._upload, client), _STRANGE)
        return msgspec.structs.replace(ready, client=_LoggedIn(client, media, note))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Send the post. X stores no key of ours, so it is recognised by its text and link."""
        after = self.post_id(delivery.in_reply_to) if delivery.in_reply_to else None
        media = [ready.client.media] if ready.client.media else None
        create = ready.client.client.create_tweet
        send = partial(create, text=delivery.message.text, in_reply_to_tweet_id=after, media_ids=media)
        return _receipt(_call(send, "data")["data"].get("id"), ready.client.note)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own posts, without reposts."""
        ready = ready or self._log_in()[0]
        posts = _posts(ready.client.client, ready.account, since)
        return Timeline(ready.account, filter(None, map(_remote, posts)))

    def _log_in(self) -> tuple[Prepared, str]:
        """Return a client, and the @name of its account."""
        client = self._client()
        me = _call(client.get_me, "data")["data"]
        number = _receipt(me.get("id")).id
        return Prepared(number, f"twitter:{self._host()}:{number}", _LoggedIn(client)), str(
            me.get("username")
        )

    def _upload(self, client: "tweepy.Client", image: Image) -> str:
        """Upload the picture with its alt text, and return its id. tweepy uses an upload API that no longer exists."""
        import tweepy

        from distribute.transport.picture import fetch_picture

        kinds = {"image/jpeg", "image/png"}
        picture = fetch_picture(image, self.timeout, self.base_url, most=_PICTURE, kinds=kinds)
        secrets = (self.api_key, self.api_secret, self.access_token, self.access_token_secret)
        sign = tweepy.OAuth1UserHandler(*(secret.reveal() for secret in secrets)).apply_auth()
        send = partial(client.session.post, auth=sign)
        form = {"media_category": "tweet_image", "media_type": picture.kind}
        file = picture.name, picture.content, picture.kind
        number = _receipt(send("/2/media/upload", data=form, files={"media": file}).json()["data"]["id"]).id
        words = {"id": number, "metadata": {"alt_text": {"text": picture.alt}}}
        if send("/2/media/metadata", json=words).json()["data"]["id"] != number:
            raise InDoubt(_STRANGE)  # a picture without alt text is not posted
        return number

    def post_id(self, receipt: Receipt) -> str:
        """Return the post's id, taken from its URL if a person gave one."""
        link = re.search(r"/status(?:es)?/([0-9]+)", urlsplit(receipt.id).path)
        return link[1] if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return both of X's hosts and the host of its API."""
        return ("x.com", "twitter.com", urlsplit(self.base_url).hostname or "")

    def _host(self) -> str:
        return urlsplit(self.base_url).netloc.casefold().replace("api.twitter.com", "api.x.com")

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the app's permissions, the rate limits and the clock."""
        import requests

        from distribute.transport.http import check_clock, check_limits

        client = self._client()
        client.return_type = requests.Response
        answer: Any = client.get_me()
        try:
            name = str(answer.json()["data"]["username"])
        except (ValueError, LookupError, TypeError, RecursionError):
            raise InDoubt(_STRANGE) from None
        if not self.account:
            yield Finding("warning", f"logged in as @{name}, which `account` doesn't say", f"account: {name}")
        elif _name(self.account) == _name(name):
            yield Finding("ok", f"logged in as @{name}")
        else:
            what = f"the access token is that of @{name}, not of @{_name(self.account)}"
            yield Finding("error", what, f"account: {name}")
        access = answer.headers.get("x-access-level", "")
        if access == "read":
            yield Finding("error", _REFUSED["oauth1 app permissions"])
        elif not access.startswith("read-write"):
            yield Finding("ok", "could not find out whether the app may post: X doesn't say")
        yield check_limits(answer)
        yield Finding("ok", "could not find out what credits are left, nor the app's spending limit")
        yield check_clock(answer, self.patience)

    def _client(self) -> "tweepy.Client":
        """Return a client with a time-out that does not wait or retry, and logs no secret."""
        import tweepy

        from distribute.transport.http import header_value

        secrets = (self.api_key, self.api_secret, self.access_token, self.access_token_secret)
        client = tweepy.Client(None, *map(header_value, secrets), return_type=dict)
        client.session = _session(self.timeout, self.patience, self.base_url.rstrip("/"))
        client.user_agent = "distribute"
        _hush()
        return client


class _LoggedIn(msgspec.Struct, frozen=True):
    """A client, and the uploaded picture or the reason why there is none."""

    client: Any
    media: str | None = None
    note: str = ""


def _session(timeout: float, patience: float, base_url: str) -> "Session":
    from distribute.transport.http import Session, raise_for_outcome

    class Here(Session):
        """Sends requests to `base_url` in place of tweepy's own host, and distinguishes X's refusals."""

        def request(self, method: Any, url: Any, *args: Any, **more: Any) -> "requests.Response":
            # before signing, because the signature covers the URL
            answer = super().request(method, base_url + urlsplit(url).path, *args, **more)
            _refuse(answer)
            raise_for_outcome(answer)
            return answer

    return Here(timeout, own=_READ, patience=patience)


def _refuse(answer: "requests.Response") -> None:
    """Raise the verdict for X's message in a refusal, if it is known. The message itself is not repeated."""
    from distribute.transport.http import clock_offset, describe_offset

    if answer.status_code in _READ:
        said = answer.text.casefold()
        if "duplicate content" in said:
            raise Duplicate("X says that this account has already posted this text")
        for words, why in _REFUSED.items():
            if words in said:
                raise NotPosted(why)
    off = clock_offset(answer) or 0
    if answer.status_code == 401 and abs(off) >= _SIGNED_FOR:  # noqa: PLR2004 - unauthorized
        raise NotPosted(f"X refused the signature (401), which has the time in it; {describe_offset(off)}")
    if answer.status_code == 402:  # noqa: PLR2004 - payment required
        raise NotPosted("X wants to be paid (402): the app has no credits left")


def _call(ask: Callable[[], Any], part: str) -> dict[str, Any]:
    """Return X's response, which has this `part`. After other errors the post may have been published."""
    try:
        answer = ask()
    except (NotPosted, InDoubt):
        raise
    except Exception:  # noqa: BLE001 - tweepy lets everybody's exceptions through
        raise InDoubt(_STRANGE) from None
    if not isinstance(answer, dict) or not isinstance(answer.get(part), dict):
        raise InDoubt(_STRANGE)
    return answer


def _receipt(number: Any, note: str = "") -> Receipt:
    if not re.fullmatch(Twitter.id_form, str(number)):
        raise InDoubt(_STRANGE)
    return Receipt(str(number), f"https://x.com/i/web/status/{number}", note)


def _posts(client: "tweepy.Client", account: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield an account's posts since then, the newest first; InDoubt if they can't all be seen."""
    more: str | None = None
    for _ in count_pages(_MOST_PAGES):
        ask = partial(client.get_users_tweets, account, start_time=since, pagination_token=more, **_PAGE)
        page = _call(ask, "meta")
        posts, meta = page.get("data", []), page["meta"]
        # A post without a time lacks its links too: X did not know the fields that were requested.
        if not isinstance(posts, list) or not all("created_at" in post for post in posts):
            raise InDoubt(_STRANGE)
        yield from posts
        if page.get("errors") or meta.get("result_count") != len(posts):
            raise InDoubt("X did not give all of the account's posts")
        if not (more := meta.get("next_token")):
            return


def _remote(post: dict[str, Any]) -> RemotePost | None:
    """Return a post in the common form, with full links; None if it is somebody else's text."""
    # X's documentation of 2026 sometimes says "post" for "tweet", and its responses may follow.
    references = post.get("referenced_tweets") or post.get("referenced_posts") or []
    if any(each.get("type") == "retweeted" for each in references):
        return None
    replied = [str(each["id"]) for each in references if each.get("type") == "replied_to"]
    # A post of more than 280 characters has its full text here.
    whole = post.get("note_tweet") or post.get("note_post") or {}
    text = html.unescape(str(whole.get("text") or post.get("text") or ""))
    links: list[str] = []
    for said in (post, whole):
        for url in (said.get("entities") or {}).get("urls") or []:
            if _is_own_picture(url, post):
                text = text.replace(url.get("url") or " ", "")
                continue
            links += [url[name] for name in ("expanded_url", "unwound_url") if url.get(name)]
            text = text.replace(url.get("url") or " ", _written(url))
    return RemotePost(
        receipt=_receipt(post["id"]), text=text, links=tuple(links), reply_to=replied[0] if replied else ""
    )


def _is_own_picture(url: dict[str, Any], post: dict[str, Any]) -> bool:
    """Return whether a link leads to the post's own picture. X adds it to the text of a post that has one."""
    path = urlsplit(str(url.get("expanded_url") or "")).path
    return f"/status/{post['id']}/photo/" in path


def _written(url: dict[str, Any]) -> str:
    """Return a link as it was written. X also links a bare `example.org`, and adds http://."""
    whole, shown = str(url.get("expanded_url") or " "), str(url.get("display_url"))
    return shown if whole.casefold() == f"http://{shown}".casefold() else whole


def _name(account: str) -> str:
    return account.strip().lstrip("@").casefold()


def _hush() -> None:
    """Suppress DEBUG lines of tweepy and its dependencies, which print headers, keys and signatures."""
    import logging

    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"tweepy", "oauthlib", "requests_oauthlib"}:
            logging.getLogger(name).addFilter(_above_debug)


def _above_debug(record: "logging.LogRecord") -> bool:
    import logging

    return record.levelno > logging.DEBUG
