"""X on loopback: as strict as the real one about signatures, fields, lengths and times."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, unquote

from distribute.testing.service import Answer, Kept, Request, Service
from distribute.text.x_length import x_length, x_urls

# What its document of 2026-08-22 lets in; a test compares.
CREATE = set(
    "card_uri community_id direct_message_deep_link edit_options for_super_followers_only geo made_with_ai "
    "media nullcast paid_partnership poll quote_tweet_id reply reply_settings share_with_followers text".split()
)
REPLY = {"auto_populate_reply_metadata", "exclude_reply_user_ids", "in_reply_to_tweet_id"}
TIMELINE = {"max_results", "pagination_token", "start_time", "end_time", "exclude", "tweet.fields"}
FIELDS = {"created_at", "entities", "note_tweet", "referenced_tweets", "text", "id", "lang"}
SECRETS = {
    "X_API_KEY": "sentinel-api-key",
    "X_API_SECRET": "sentinel-api-secret",
    "X_ACCESS_TOKEN": "7-sentinel-access-token",
    "X_ACCESS_TOKEN_SECRET": "sentinel-access-token-secret",
}
OTHER_ACCOUNT = {
    "X_ACCESS_TOKEN": "8-sentinel-access-token",
    "X_ACCESS_TOKEN_SECRET": "sentinel-access-token-secret-of-another",
}
DUPLICATE = {
    "detail": "You are not allowed to create a Tweet with duplicate content.",
    "type": "about:blank",
    "title": "Forbidden",
    "status": 403,
}
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class XService(Service):
    """Speaks enough of X to be posted to and read back, and believes nobody without a signature."""

    me = "2244994945"
    username = "XmppNews"
    other = "2244994946"
    refuses_duplicates = False
    most = 280
    shown = 280
    access = "read-write"
    behind = 0.0  # seconds of its clock

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.nonces: set[str] = set()
        self.pictures: dict[str, bytes] = {}
        self.alt_texts: dict[str, str] = {}
        self.image = Answer(b"\xff\xd8\xff a kite")

    def publishes(self, request: Request) -> bool:
        return (request.method, request.path) == ("POST", "/2/tweets")

    def keep(self, request: Request) -> Answer:
        if not self.signed(request):
            return problem(401, "Unauthorized", "Unauthorized")
        body = json.loads(request.body)
        reply = body.get("reply", {})
        if any(self.alt_texts.get(number) is None for number in body.get("media", {}).get("media_ids", ())):
            return problem(400, "Invalid Request", "Your media IDs are invalid.")
        wrong = set(body) - CREATE or set(reply) - REPLY or not isinstance(body.get("text"), str)
        wrong = wrong or not re.fullmatch("[0-9]{1,19}", reply.get("in_reply_to_tweet_id", "1"))
        if wrong or not body["text"].strip() or x_length(body["text"]) > self.most:
            return problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
        if self.refuses_duplicates and any(body["text"] == post.fields["text"] for post in self.arrived):
            return Answer(DUPLICATE, 403, {"x-rate-limit-limit": "100"})
        fields = {"text": body["text"], "reply": reply.get("in_reply_to_tweet_id", "")}
        fields["picture"] = body.get("media", {}).get("media_ids", [""])[0]
        post = self.add(fields | {"account": self.account(request)})
        return Answer({"data": {"id": post.id, "text": self.looks(post)["text"]}}, 201)

    def answer(self, request: Request) -> Answer:
        answer = self._answer(request)
        date = format_datetime(datetime.now(UTC) - timedelta(seconds=self.behind), usegmt=True)
        reset = str(int(time.time()) + 900)
        headers = {"Date": date, "x-rate-limit-remaining": "74", "x-rate-limit-reset": reset}
        if self.access:
            headers["x-access-level"] = self.access
        return Answer(answer.body, answer.status, headers | answer.headers)

    def _answer(self, request: Request) -> Answer:
        if request.path == "/cover.jpg":
            return self.image
        if not self.signed(request):
            return problem(401, "Unauthorized", "Unauthorized")
        if request.path.startswith("/2/media/"):
            return self._media(request)
        me = self.account(request)
        if request.path == "/2/users/me":
            name = self.username if me == self.me else "other"
            return Answer({"data": {"id": me, "name": "News", "username": name}})
        if request.path != f"/2/users/{me}/tweets":
            return problem(404, "Not Found", "Not Found")
        asked = request.query
        fields = set(asked.get("tweet.fields", "id").split(","))
        size = int(asked.get("max_results", "10"))
        since = asked.get("start_time", "2010-11-06T00:00:00Z")
        wrong = set(asked) - TIMELINE or fields - FIELDS or not 5 <= size <= 100
        if wrong or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", since):
            return problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
        own = [post for post in self.visible() if post.fields.get("account", self.me) == me]
        posts = [post for post in own if post.at.strftime("%Y-%m-%dT%H:%M:%SZ") >= since]
        if "retweets" in asked.get("exclude", "").split(","):
            posts = [post for post in posts if post.by == "us"]
        start = int(asked.get("pagination_token", "0"))
        page, rest = posts[start : start + size], posts[start + size :]
        meta: dict[str, Any] = {"result_count": len(page)}
        if rest:
            meta["next_token"] = str(start + size)
        if not page:
            return Answer({"meta": meta})
        kept = fields | {"id", "text"}
        looks = [{name: value for name, value in self.looks(post).items() if name in kept} for post in page]
        return Answer({"data": looks, "meta": meta | {"newest_id": page[0].id, "oldest_id": page[-1].id}})

    def looks(self, post: Kept) -> dict[str, Any]:
        """Return a post as the API gives it: links shortened, the rest escaped, cut at 280."""
        text, entities = shortened(post.fields["text"])
        references = [{"type": "replied_to", "id": post.fields["reply"]}] if post.fields.get("reply") else []
        if post.by != "us":
            text, references = f"RT @other: {text}", [{"type": "retweeted", "id": "1"}]
        given: dict[str, Any] = {
            "id": post.id,
            "text": text,
            # Rounded down to the second, as X does.
            "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        if references:
            given["referenced_tweets"] = references
        if len(text) > self.shown:
            given["note_tweet"] = {"text": text, "entities": entities}
            given["text"], entities = text[: self.shown - 1] + "…", {}
        if picture := post.fields.get("picture"):
            given["text"], entities = with_picture(given["text"], entities, post.id, picture)
        return given | ({"entities": entities} if entities else {})

    def account(self, request: Request) -> str:
        """Return whose access token a request has."""
        named = f'oauth_token="{OTHER_ACCOUNT["X_ACCESS_TOKEN"]}"'
        return self.other if named in request.headers.get("authorization", "") else self.me

    def _media(self, request: Request) -> Answer:
        """Take a picture, or the alt text of one."""
        if request.path == "/2/media/metadata":
            words = json.loads(request.body)
            text = words["metadata"]["alt_text"]["text"]
            if words["id"] not in self.pictures or not 0 < len(text) <= 1000:
                return problem(400, "Invalid Request", "Your media ID is invalid.")
            self.alt_texts[words["id"]] = text
            return Answer({"data": {"id": words["id"]}})
        parts = parts_of(request)
        if parts.get("media_category") != b"tweet_image" or parts.keys() - {
            "media",
            "media_category",
            "media_type",
        }:
            return problem(400, "Invalid Request", "media_category is required")
        number = str(1_900_000_000_000_000_000 + len(self.pictures))
        self.pictures[number] = parts["media"]
        return Answer({"data": {"id": number, "media_key": f"3_{number}", "size": len(parts["media"])}})

    def signed(self, request: Request) -> bool:
        """Verify the OAuth 1.0a signature by RFC 5849, written from there and not from a library."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        given = {unquote(name): unquote(value) for name, value in re.findall(r'([a-z_]+)="([^"]*)"', rest)}
        if scheme != "OAuth" or not request.headers.get("user-agent"):
            return False
        signature, nonce = given.pop("oauth_signature", ""), given.get("oauth_nonce", "")
        pairs = sorted(
            (escaped(name), escaped(value)) for name, value in [*given.items(), *request.query.items()]
        )
        parameters = "&".join(f"{name}={value}" for name, value in pairs)
        base = "&".join(map(escaped, (request.method, self.url + request.path, parameters)))
        secrets = SECRETS | (OTHER_ACCOUNT if self.account(request) == self.other else {})
        key = f"{escaped(secrets['X_API_SECRET'])}&{escaped(secrets['X_ACCESS_TOKEN_SECRET'])}"
        right = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
        fresh = (
            nonce not in self.nonces
            and abs(time.time() - self.behind - int(given.get("oauth_timestamp", 0))) < 300
        )
        self.nonces.add(nonce)
        ours = given.get("oauth_consumer_key"), given.get("oauth_token")
        return (
            fresh
            and hmac.compare_digest(signature, right)
            and given.get("oauth_signature_method") == "HMAC-SHA1"
            and ours == (secrets["X_API_KEY"], secrets["X_ACCESS_TOKEN"])
        )


def parts_of(request: Request) -> dict[str, bytes]:
    """Return the parts of a multipart/form-data request by their names (RFC 7578)."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + request.body, policy=policy.HTTP).iter_parts()  # type: ignore[attr-defined]
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in parts
    }


def shortened(text: str) -> tuple[str, dict[str, Any]]:
    """Return a text with its links as X keeps them, and where they lead."""
    urls: list[dict[str, Any]] = []
    whole, at = "", 0
    schemed = [match.span() for match in LINK.finditer(text)]
    # A bare `example.org` becomes one too.
    bare = [span for span in x_urls(text) if not any(start <= span[0] < end for start, end in schemed)]
    for number, (start, end) in enumerate(sorted(schemed + bare)):
        whole += html.escape(text[at:start], quote=False)
        short, link = f"https://t.co/{number:010d}", text[start:end]
        shown = link.partition("://")[2] if (start, end) in schemed else link
        place = {"start": len(whole), "end": len(whole) + len(short), "url": short}
        cut = shown if len(shown) <= 27 else f"{shown[:26]}…"
        urls.append(place | {"expanded_url": f"http://{link}" if shown == link else link, "display_url": cut})
        whole, at = whole + short, end
    whole += html.escape(text[at:], quote=False)
    return whole, {"urls": urls} if urls else {}


def with_picture(text: str, entities: dict[str, Any], post: str, picture: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a post with the link to its picture, which X adds to it."""
    short = f"https://t.co/p{post:0>9}"
    link = {
        "start": len(text) + 1,
        "end": len(text) + 1 + len(short),
        "url": short,
        "expanded_url": f"https://twitter.com/XmppNews/status/{post}/photo/1",
        "display_url": f"pic.twitter.com/p{post:0>9}",
        "media_key": f"3_{picture}",
    }
    return f"{text} {short}", entities | {"urls": [*entities.get("urls", ()), link]}


def problem(status: int, title: str, detail: str, kind: str = "about:blank", **headers: str) -> Answer:
    return Answer({"title": title, "type": kind, "status": status, "detail": detail}, status, headers)


def escaped(text: str) -> str:
    return quote(text, safe="-._~")
