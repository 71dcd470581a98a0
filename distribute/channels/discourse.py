"""Discourse: a topic in one category, recognised by an external id that we choose.

Discourse drops that id from a topic that it holds for its moderators (lib/new_post_manager.rb), also once they approve it.
Such a topic is recognised by its title and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages, require_account
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import Duplicate, InDoubt, Unlisted
from distribute.channels._topic import Topic
from distribute.transport.answers import json_object, require_form

if TYPE_CHECKING:
    import requests

_NUMBER = "[0-9]{1,18}"
_TOPIC = re.compile(rf"/t/(?:[^/]+/)?({_NUMBER})(?:/[0-9]+)?(?:\.json)?/?\Z")
_STRANGE = "unexpected response from Discourse"
_object = partial(json_object, strange=_STRANGE)
_number = partial(require_form, form=_NUMBER, strange=_STRANGE)
_MOST_PAGES = 20
_UNSEEN = "this key may not see what the forum holds for its moderators"


class Discourse(Topic, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic in a forum, with the facts and the link. `limit` applies to the title."""

    server: Annotated[str, msgspec.Meta(pattern="^https?://[^@]+$", description="the address of the forum")]
    username: Annotated[
        str,
        form(r"^[\w.-]+$", "a user name of letters, digits, dots, - and _", description="the user who posts"),
    ]
    api_key: Annotated[Secret, msgspec.Meta(description="an API key of that user")]
    category: Annotated[
        Annotated[int, msgspec.Meta(gt=0)] | None,
        msgspec.Meta(description="the number of the category for the topic"),
    ] = None
    tags: Annotated[tuple[str, ...], msgspec.Meta(description="the topic's tags")] = ()
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=255, description="the maximum number of characters in a title")
    ] = 255

    text_limit: ClassVar[int] = 32_000  # Discourse's setting max_post_length
    post_path: ClassVar[re.Pattern[str]] = _TOPIC
    id_form: ClassVar[str] = _NUMBER
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://your-forum.example",
        "username": "newsletter",
        "api_key": "$DISCOURSE_API_KEY",
    }

    def target(self) -> str:
        """Return the forum and the category, in which an issue must not appear twice."""
        return f"discourse:{self.server.rstrip('/').casefold()}:{self.category or ''}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Check that the key is accepted. A key with few rights may not return its account."""
        self._ask("GET", "/session/current.json", own={403, 404})
        return Prepared(self._account)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Create the topic. Its external id is unique in the forum, so a second one is refused."""
        message = delivery.message
        topic: dict[str, Any] = {
            "title": message.title,
            "raw": message.text,
            "external_id": delivery.own_id,
        }
        topic |= {"category": self.category} if self.category else {}
        topic |= {"tags": list(self.tags)} if self.tags else {}
        answer = self._ask("POST", "/posts.json", own={422}, json=topic)
        if answer.status_code == 422:  # noqa: PLR2004 - unprocessable: its words are in the forum's language
            why = "the forum refused it (422): the title may be taken, or too short, or a tag is unknown"
            raise Duplicate(why)
        made = _object(answer)
        if made.get("action") == "enqueued":
            return self._held_receipt(made["pending_post"]["id"])
        return self._receipt(_number(made.get("topic_id")))

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the topic with our external id, then for one without. Another account may see fewer topics."""
        require_account(delivery, self._account)
        path = f"/t/external_id/{delivery.own_id}.json"
        answer = self._ask("GET", path, own={301, 302, 404})
        if answer.status_code == 404:  # noqa: PLR2004 - not found
            if _object(answer).get("error_type") != "not_found":
                raise InDoubt(_STRANGE)
            return super().find(delivery)
        topic = _TOPIC.search(urlsplit(answer.headers.get("Location", "")).path)
        if not topic:
            raise InDoubt(_STRANGE)
        return self._receipt(topic[1])

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's topics that are held for moderators, and those that are open.

        Discourse tidies the titles of the open ones, so at best they are a question.
        """
        return Timeline(self._account, (post for posts in (self._held, self._open) for post in posts(since)))

    def hosts(self) -> tuple[str, ...]:
        """Return the forum's host."""
        return (urlsplit(self.server).hostname or "",)

    def examine(self) -> Iterator[Finding]:
        """Check the key's account, the category and the clock."""
        from distribute.transport.http import check_clock

        answer = self._ask("GET", "/session/current.json", own={403, 404})
        if not answer.ok:
            yield Finding("ok", "could not determine the key's account: the key is limited to its scopes")
        elif (name := str(_object(answer)["current_user"]["username"])).casefold() == self._account:
            yield Finding("ok", f"logged in as {name}")
        else:
            yield Finding("error", f"the key is that of {name}", f"username: {name}")
        if not self._ask("GET", self._held_path, own={403, 404}).ok:
            yield Finding("warning", f"{_UNSEEN}: a post in doubt would wait for a person")
        if self.category:
            yield self._examine_category(self.category)
        yield check_clock(answer, self.patience)

    def _examine_category(self, number: int) -> Finding:
        answer = self._ask("GET", f"/c/{number}/show.json", own={403, 404})
        if not answer.ok:
            return Finding("warning", f"could not read the category {number}")
        about = _object(answer)["category"]
        if not about.get("permission"):
            return Finding("error", f"this account may not open topics in “{about['name']}”")
        return Finding("ok", f"this account may open topics in “{about['name']}”")

    @property
    def _account(self) -> str:
        return self.username.casefold()

    @property
    def _held_path(self) -> str:
        return f"/posts/{self.username}/pending.json"

    def _held(self, since: datetime) -> Iterator[RemotePost]:
        """Yield the account's topics that wait for moderators. One in another category is at best a question."""
        for each in self._listed(self._held_path)["pending_posts"]:
            if datetime.fromisoformat(each["created_at"]) >= since:
                body = each["raw_text"] if each["category_id"] == self.category else ""
                yield RemotePost(receipt=self._held_receipt(each["id"]), title=each["title"], body=body)

    def _open(self, since: datetime) -> Iterator[RemotePost]:
        """Yield the account's topics, the last bumped first; InDoubt if there are too many."""
        for page in count_pages(_MOST_PAGES, "topics"):
            path = f"/topics/created-by/{self.username}.json?page={page - 1}"
            found = self._listed(path)["topic_list"]
            for topic in found["topics"]:
                if datetime.fromisoformat(topic["created_at"]) >= since:
                    number = _number(topic["id"])
                    yield RemotePost(receipt=self._receipt(number), title=topic["title"], body="")
            bumped = (datetime.fromisoformat(topic["bumped_at"]) for topic in found["topics"])
            if not found.get("more_topics_url") or max(bumped, default=since) < since:
                return

    def _listed(self, path: str) -> dict[str, Any]:
        """Return a list of the account's topics; Unlisted if the key may not see it."""
        answer = self._ask("GET", path, own={403, 404})
        if not answer.ok:
            raise Unlisted(f"it was not found, and {_UNSEEN}")
        return _object(answer)

    def _held_receipt(self, number: Any) -> Receipt:
        return Receipt(f"pending-{_number(number)}", "", "it waits for the forum's moderators")

    def _receipt(self, number: str) -> Receipt:
        return Receipt(number, f"{self.server.rstrip('/')}/t/{number}")

    def _ask(self, method: str, path: str, *, own: set[int], **more: Any) -> requests.Response:
        """Send one request and return a successful response or one with a status in `own`."""
        from distribute.transport.http import Session, header_value

        session = Session(self.timeout, own=own, patience=self.patience)
        session.headers["Api-Key"] = header_value(self.api_key)
        session.headers["Api-Username"] = self.username
        return session.request(method, self.server.rstrip("/") + path, **more)
