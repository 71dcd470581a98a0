"""Reddit on loopback: as strict as the real one about logins, fields, lengths and links it has already."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from distribute.testing.service import Answer, Kept, Request, Service

SECRETS = {
    "REDDIT_CLIENT_ID": "sentinel-client-id",
    "REDDIT_CLIENT_SECRET": "sentinel-client-secret",
    "REDDIT_REFRESH_TOKEN": "sentinel-refresh-token",
    "REDDIT_USERNAME": "sentinel-username",
    "REDDIT_PASSWORD": "sentinel-password",
}
ACCESS_TOKEN = "sentinel-access-token"
OTHER_REFRESH_TOKEN = "sentinel-refresh-token-of-another"
OTHER_ACCESS_TOKEN = "sentinel-access-token-of-another"
FIELDS = set(
    "api_type sr kind title url text resubmit sendreplies nsfw spoiler flair_id flair_text validate_on_submit".split()
)
NEEDED = {"api_type", "sr", "kind", "title", "resubmit"}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class RedditService(Service):
    """Speaks enough of Reddit, its www and its oauth host in one, to be posted to and read back."""

    username = "xmppnews"
    other = "another"
    subreddits = ("xmpp", "other")
    flair = ""
    links_alone = False
    scope = "identity submit history read flair"

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.most = 100
        self.headers: dict[str, str] = {}
        self.removed: set[str] = set()
        self.me: dict[str, Any] = {}
        self.about: dict[str, Any] = {"submission_type": "any", "subreddit_type": "public"}
        self.asks: dict[str, Any] = {"is_flair_required": False, "title_text_max_length": None}

    def publishes(self, request: Request) -> bool:
        return (request.method, request.path) == ("POST", "/api/submit/")

    def keep(self, request: Request) -> Answer:
        if not self.known(request):
            return Answer({"message": "Unauthorized", "error": 401}, 401)
        form = request.form
        if (
            set(form) - FIELDS
            or NEEDED - set(form)
            or form["api_type"] != "json"
            or "raw_json" not in request.query
        ):
            return Answer({"message": "Bad Request", "error": 400}, 400)
        refused = self.refusal(form)
        if refused:
            return Answer({"json": {"errors": [refused]}})
        title = " ".join(form["title"].split())
        post = self.add({**form, "title": title, "account": self.account(request)})
        place = f"{self.url}/r/{form['sr']}/comments/{post.id}/{form['title'][:10]}/"
        return Answer(
            {
                "json": {
                    "errors": [],
                    "data": {"url": place, "drafts_count": 0, "id": post.id, "name": f"t3_{post.id}"},
                }
            }
        )

    def refusal(self, form: dict[str, str]) -> list[str] | None:
        """Return what Reddit has against a submission; it comes with a 200."""
        if form["sr"] not in self.subreddits:
            return [
                "SUBREDDIT_NOEXIST",
                "Hmm, that community doesn't exist. Try checking the spelling.",
                "sr",
            ]
        if not 1 <= len(form["title"]) <= 300 or len(form.get("text", "")) > 40_000:
            return ["TOO_LONG", "This field must be under 300 characters", "title"]
        if (form["kind"] == "link") != ("url" in form) or form["kind"] not in {"link", "self"}:
            return ["NO_URL", "a url is required", "url"]
        if self.links_alone and form["kind"] == "self":
            return ["NO_SELFS", "that subreddit doesn't allow text posts", "sr"]
        if self.flair and not form.get("flair_id"):
            return ["SUBMIT_VALIDATION_FLAIR_REQUIRED", "Your post must contain post flair.", "flair"]
        if self.flair and form["flair_id"] != self.flair:
            return ["BAD_FLAIR_TEMPLATE_ID", "Flair template id is not valid", "flair_id"]
        there = {(post.fields["sr"], post.fields.get("url")) for post in self.kept}
        if form["kind"] == "link" and form["resubmit"] == "False" and (form["sr"], form["url"]) in there:
            return ["ALREADY_SUB", "that link has already been submitted", "url"]
        return None

    def answer(self, request: Request) -> Answer:
        answer = self._answer(request)
        return Answer(answer.body, answer.status, {**self.headers, **answer.headers})

    def _answer(self, request: Request) -> Answer:
        if not re.match(r"\w+:[\w.-]+:\w", request.headers.get("user-agent", "")):
            return Answer({"message": "Too Many Requests", "error": 429}, 429)
        if request.path == "/api/v1/access_token":
            return self.log_in(request)
        if not self.known(request):
            return Answer({"message": "Unauthorized", "error": 401}, 401)
        me = self.account(request)
        if request.path == "/api/v1/me":
            return Answer({"name": me, "id": "abc12", **self.me})
        if (examined := self.examined(request)) is not None:
            return examined
        if request.path != f"/user/{me}/submitted" or request.query.get("sort") != "new":
            return Answer({"message": "Not Found", "error": 404}, 404)
        ours = [post for post in self.visible() if post.by == "us"]
        posts = [post for post in ours if post.fields.get("account", self.username) == me]
        after = [number for number, post in enumerate(posts) if f"t3_{post.id}" == request.query.get("after")]
        posts = posts[after[0] + 1 :] if after else posts
        page = posts[: min(self.most, int(request.query.get("limit", "25")))]
        more = f"t3_{page[-1].id}" if len(page) < len(posts) else None
        children = [{"kind": "t3", "data": self.looks(post)} for post in page]
        return Answer({"kind": "Listing", "data": {"children": children, "after": more, "before": None}})

    def examined(self, request: Request) -> Answer | None:
        """Return what a subreddit tells of itself, each thing to those with the scope for it."""
        match request.path.strip("/").split("/"):
            case ["r", name, "about"]:
                scope, body = "read", {"kind": "t5", "data": {"display_name": name, **self.about}}
            case ["api", "v1", name, "post_requirements"]:
                scope, body = "submit", self.asks
            case ["r", name, "api", "link_flair_v2"]:
                scope, body = "flair", [{"id": self.flair}] if self.flair else []
            case _:
                return None
        if scope not in self.scope.split():
            return Answer({"message": "Forbidden", "error": 403}, 403)
        if name not in self.subreddits:
            return Answer({}, 302, {"Location": f"/subreddits/search?q={name}"})
        return Answer(body)

    def log_in(self, request: Request) -> Answer:
        app = f"{SECRETS['REDDIT_CLIENT_ID']}:{SECRETS['REDDIT_CLIENT_SECRET']}"
        if request.headers.get("authorization") != f"Basic {base64.b64encode(app.encode()).decode()}":
            return Answer({"message": "Unauthorized", "error": 401}, 401)
        form = request.form
        by_token = {"grant_type": "refresh_token", "refresh_token": SECRETS["REDDIT_REFRESH_TOKEN"]}
        by_name = {
            "grant_type": "password",
            "username": SECRETS["REDDIT_USERNAME"],
            "password": SECRETS["REDDIT_PASSWORD"],
        }
        anothers = by_token | {"refresh_token": OTHER_REFRESH_TOKEN}
        if form in (by_token, by_name, anothers):
            given = OTHER_ACCESS_TOKEN if form == anothers else ACCESS_TOKEN
            token = {"access_token": given, "token_type": "bearer", "expires_in": 86400}
            return Answer(token | {"scope": self.scope})
        if form.get("grant_type") == "password":
            return Answer({"error": "invalid_grant"})
        return Answer({"message": "Bad Request", "error": 400}, 400)

    def known(self, request: Request) -> bool:
        token = request.headers.get("authorization", "").removeprefix("bearer ")
        return token in {ACCESS_TOKEN, OTHER_ACCESS_TOKEN}

    def account(self, request: Request) -> str:
        """Return whose token a request has."""
        return self.other if OTHER_ACCESS_TOKEN in request.headers["authorization"] else self.username

    def looks(self, post: Kept) -> dict[str, Any]:
        """Return a post as listings give it: times in whole seconds, "[removed]" where it was."""
        fields = post.fields
        place = f"/r/{fields['sr']}/comments/{post.id}/title/"
        return {
            "id": post.id,
            "name": f"t3_{post.id}",
            "title": fields["title"],
            "url": fields.get("url") or f"https://www.reddit.com{place}",
            "is_self": fields["kind"] == "self",
            "selftext": "[removed]" if post.id in self.removed else fields.get("text", ""),
            "subreddit": fields["sr"].upper(),
            "author": self.username,
            "permalink": place,
            "created_utc": float(int(post.at.timestamp())),
            "removed_by_category": "moderator" if post.id in self.removed else None,
        }

    def _next_id(self) -> str:
        number, digits = 10**9 + len(self.kept), ""
        while number:
            number, digit = divmod(number, 36)
            digits = DIGITS[digit] + digits
        return digits
