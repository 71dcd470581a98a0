"""Lemmy on loopback, from its source: as strict as the real one about logins, fields, titles and communities."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

SECRETS = {"LEMMY_USERNAME": "sentinel@mail.example", "LEMMY_PASSWORD": "sentinel-password"}
OTHER = {"LEMMY_USERNAME": "another@mail.example", "LEMMY_PASSWORD": "sentinel-password-of-another"}
NAMES = {"sentinel@mail.example": "news", "another@mail.example": "another"}
NUMBERS = {"news": 7, "another": 8, "somebody": 9}
COMMUNITIES = {"xmpp": 21, "other": 22, "far@far.example": 23}
FIELDS = {"name", "url", "body", "community_id", "language_id"}
LONGEST_PAGE = 50
# Errors once the post is stored: of its author's own vote, and of reading it for the response, which is a `NotFound`.
AFTER = {"couldnt_like_post", "couldnt_find_post"}


class LemmyService(Service):
    """Version 3 of the API, as of 0.19, or, with `one`, as Lemmy 1.0 keeps it."""

    languages = ({"id": 0, "code": "und"}, {"id": 37, "code": "en"}, {"id": 32, "code": "de"})

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC), *, one: bool = False) -> None:
        super().__init__(now)
        self.one = one
        self.error: tuple[int, str] | None = None
        self.login_error = ""
        self.pinned: set[str] = set()
        self.restricted = False
        self.nsfw = False
        self.settings: dict[str, bool] = {
            "show_nsfw": True,
            "show_read_posts": True,
            "show_bot_accounts": True,
        }
        self.bot = False
        self.spoken: list[int] = []  # the account's languages; none are all

    def publishes(self, request: Request) -> bool:
        return (request.method, request.path) == ("POST", "/api/v3/post")

    def keep(self, request: Request) -> Answer:
        who = self.known(request)
        if not who:
            return Answer({"error": "not_logged_in"}, 401)
        if self.error:
            status, code = self.error
            if code in AFTER:
                self.add({**self.fields(request), "by": who})
            return Answer({"error": code}, status)
        given = request.form
        if set(given) - FIELDS:
            return Answer(b"Json deserialize error: unknown field", 400, {"Content-Type": "text/plain"})
        if not re.search(r"\S{3}", given["name"]) or "\n" in given["name"] or len(given["name"]) > 200:
            return Answer({"error": "invalid_post_title"}, 400)
        if given["community_id"] not in COMMUNITIES.values():
            return Answer({"error": "couldnt_find_community"}, 404)
        if not re.match("https?://", given["url"]):
            return Answer({"error": "invalid_url_scheme"}, 400)
        return Answer({"post_view": self.view(self.add({**self.fields(request), "by": who}))})

    def answer(self, request: Request) -> Answer:
        if request.path == "/api/v3/user/login":
            return self.log_in(request)
        who = self.known(request)
        if request.path == "/api/v3/site":
            return Answer({"version": "0.19.5", "all_languages": self.languages, "my_user": self.person(who)})
        if request.path == "/api/v3/community" and not self.one:
            return self.community(request.query["name"].removesuffix(f"@127.0.0.1:{self._port}"))
        if request.path == "/api/v3/resolve_object" and who:
            name = request.query["q"].removeprefix("!").removesuffix(f"@127.0.0.1:{self._port}")
            return self.community(name, "community")
        if request.path == "/api/v3/post/list":
            return Answer({"posts": self.page(request.query) if self._shows(request) else []})
        return Answer(b"", 404)

    def page(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Return a page of a community's posts; those that are pinned come first."""
        number = COMMUNITIES[query["community_name"]]
        posts = [post for post in self.visible() if int(post.fields["community_id"]) == number]
        posts.sort(key=lambda post: post.id not in self.pinned)
        size = int(query["limit"])
        assert size <= LONGEST_PAGE
        start = 0 if self.one else (int(query["page"]) - 1) * size
        return [self.view(post) for post in posts[start : start + size]]

    def log_in(self, request: Request) -> Answer:
        given = request.form
        right = any(
            given == {"username_or_email": each["LEMMY_USERNAME"], "password": each["LEMMY_PASSWORD"]}
            for each in (SECRETS, OTHER)
        )
        if self.login_error or not right:
            return Answer({"error": self.login_error or "incorrect_login"}, 400 if self.login_error else 401)
        jwt = f"sentinel-jwt-of-{NAMES[given['username_or_email']]}"
        return Answer({"jwt": jwt, "registration_created": False, "verify_email_sent": False})

    def known(self, request: Request) -> str:
        """Return who is logged in, "" for nobody."""
        match = re.fullmatch(
            "Bearer sentinel-jwt-of-(news|another)", request.headers.get("authorization", "")
        )
        return match[1] if match else ""

    def person(self, name: str) -> dict[str, Any] | None:
        if not name:
            return None
        person = {"id": NUMBERS[name], "name": name, "actor_id": f"{self.url}/u/{name}"}
        person["bot_account"] = self.bot
        return {
            "local_user_view": {"person": person, "local_user": self.settings},
            "discussion_languages": self.spoken,
        }

    def _shows(self, request: Request) -> bool:
        """Return whether the account's own posts are listed for it, as `PostQuery` in Lemmy's `post_view.rs` decides."""
        mine = {int(post.fields.get("language_id", 0)) for post in self.kept if post.by == "us"}
        spoken = not self.spoken or not self.known(request) or mine <= set(self.spoken)
        bots = self.settings["show_bot_accounts"] or not self.bot
        return (
            spoken
            and bots
            and self.settings["show_read_posts"]
            and (self.settings["show_nsfw"] or not self.nsfw)
        )

    def community(self, name: str, key: str = "community_view") -> Answer:
        if name not in COMMUNITIES:
            return Answer({"error": "couldnt_find_community"}, 404)
        found = {
            "id": COMMUNITIES[name],
            "name": name,
            "posting_restricted_to_mods": self.restricted,
            "nsfw": self.nsfw,
        }
        return Answer({key: {"community": found}})

    def fields(self, request: Request) -> dict[str, str]:
        return {name: str(value) for name, value in request.form.items()}

    def view(self, post: Kept) -> dict[str, Any]:
        by = post.fields.get("by", "news") if post.by == "us" else "somebody"
        shown = {
            "id": int(post.id), "name": post.fields["name"], "url": post.fields["url"], "body": post.fields.get("body"),
            "ap_id": f"{self.url}/post/{post.id}", "creator_id": NUMBERS[by],
            "published": post.at.isoformat().replace("+00:00", "Z"),
        }  # fmt: skip
        return {"post": shown, "creator": {"id": NUMBERS[by], "name": by}}

    def _next_id(self) -> str:
        return str(1000 + len(self.kept))


def long_ago(now: datetime) -> datetime:
    """Return a time before any post of a test."""
    return now - timedelta(days=300)
