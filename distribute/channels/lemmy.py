"""Lemmy: a link in one community, with facts in its title and the news as its text.

It uses version 3 of the API, which Lemmy 0.18 and 0.19 have and which Lemmy 1.0 keeps for login, posting and
lists. The rules of the service are those of its source (crates/api_crud/src/post/create.rs, crates/api/routes_v3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute import (
    Channel,
    Delivery,
    Draft,
    Finding,
    InDoubt,
    Issue,
    Message,
    NotPosted,
    Prepared,
    Receipt,
    RemotePost,
    Render,
    Secret,
    Timeline,
    count_pages,
    json_object,
    require_form,
)
from distribute.channel.settings import form
from distribute.text.language_tags import language_tag

if TYPE_CHECKING:
    from distribute import Session

_TEXT_LIMIT = 10_000  # the limit of Lemmy 0.18; later versions accept 50,000
_PAGE = 50  # posts; the most that a server returns at once
_MOST_PAGES = 20
_POST = re.compile(r"/post/([0-9]+)/?\Z")
_REFUSED = 400
_MISSING = 404
_STRANGE = "unexpected response from Lemmy"
# Lemmy's id for an undetermined language, and ours for any language.
_UNDETERMINED, _ANY = 0, -1
_LIMITED = "rate_limit_error"
# Errors that are raised before a post is stored. Any other error may be raised after that, for example for the vote that
# every post gets from its author, or with status 404 if the stored post can't be read for the response.
_BEFORE = {
    "banned_from_community": "the account is banned from the community",
    "blocked_url": "the server blocks the link's host",
    "couldnt_find_community": "there is no such community",
    "email_not_verified": "the account's email address is not verified",
    "has_instance_ban": "the account is banned from the server",
    "instance_is_private": "the server is private",
    "invalid_body_field": "the text is too long for this server",
    "invalid_post_title": "the server does not accept the title",
    "invalid_url": "the server does not accept the link",
    "language_not_allowed": "the community does not allow the issue's language",
    "not_logged_in": "the login is no longer valid",
    "only_mods_can_post_in_community": "only moderators may post in the community",
    "person_is_banned_from_community": "the account is banned from the community",
    "registration_application_is_pending": "the account is not approved yet",
    "site_ban": "the account is banned from the server",
    "slurs": "the server blocks a word in the title",
    "url_without_domain": "the server does not accept the link",
}


class Lemmy(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A link in one community. `limit` applies to the title."""

    server: Annotated[
        str, msgspec.Meta(pattern="^https?://[^/@?#]+/?$", description="the address of the account's server")
    ]
    community: Annotated[
        str,
        form(
            r"^[A-Za-z0-9_]+(@[A-Za-z0-9.:-]+)?$",
            "a community such as selfhosted or selfhosted@lemmy.example",
            description="the community, with its server if that is another",
        ),
    ]
    username: Annotated[Secret, msgspec.Meta(description="the account's name")]
    password: Annotated[Secret, msgspec.Meta(description="the account's password")]
    limit: Annotated[
        int, msgspec.Meta(gt=2, le=200, description="the maximum number of characters in a title")
    ] = 200

    title_aim: ClassVar[int] = 150
    mention_marks: ClassVar[tuple[str, ...]] = ("@",)
    post_path: ClassVar[re.Pattern[str]] = _POST
    id_form: ClassVar[str] = "[0-9]+"
    asked_for: ClassVar[tuple[str, ...]] = ("community",)
    has_handles: ClassVar[bool] = False
    supports: ClassVar[tuple[str, ...]] = ("language",)
    example: ClassVar[dict[str, Any]] = {
        "server": "https://your-server.example",
        "community": "your_community",
        "username": "$LEMMY_USERNAME",
        "password": "$LEMMY_PASSWORD",
    }

    def length(self, message: Message) -> int:
        """Return the length of the title."""
        return len(message.title)

    def target(self) -> str:
        """Return the community, in which an issue must not appear twice."""
        return f"lemmy:{self._base.casefold()}:{self.community.casefold()}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title that can stand alone, the link, and the facts under their headings in Markdown."""
        title = render("title", limit=self.limit, aim=self.title_aim, most=4, words=11, names=True)
        title = " ".join(title.split())
        text = render("text", limit=_TEXT_LIMIT, most=20, words=30, given={"above": title})
        return Draft((Message(text=text, title=title, link=issue.url),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in, and find the community and the language. A refusal here comes before anything is sent."""
        login = self._log_in()
        community = self._community(login)
        where = {"community_id": community["id"], **_language_of(login, delivery.language)}
        hidden = _hidden(login, community, where.get("language_id", _UNDETERMINED))
        return Prepared(login.account, client=msgspec.structs.replace(login, where=where, hidden=hidden))

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Create the post."""
        from distribute import raise_for_outcome

        message, login = delivery.message, ready.client
        what = {"name": message.title, "url": message.link, "body": message.text, **login.where}
        answer = login.session.post(f"{self._base}/api/v3/post", json=what)
        code = _error(answer)
        if answer.status_code == _REFUSED or (answer.status_code == _MISSING and code):
            raise _refusal(code)
        raise_for_outcome(answer)
        return self._receipt(_told(answer)["post_view"]["post"])

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the post, knowing the community and the language, which decide whether the account sees it."""
        ready = delivery.ready or self.prepare(delivery)
        return super().find(msgspec.structs.replace(delivery, ready=ready))

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own posts in the community. Posts that moderators removed are not listed."""
        login = ready.client if ready else self._log_in()
        return Timeline(login.account, self._posts(login, since), whole=not login.hidden)

    def hosts(self) -> tuple[str, ...]:
        """Return the server's host."""
        return (urlsplit(self.server).hostname or "",)

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the community and the server's clock."""
        from distribute import check_clock, check_limits

        login = self._log_in()
        answer = login.session.get(f"{self._base}/api/v3/site")
        yield Finding("ok", f"logged in as {login.account}")
        community = self._community(login)
        yield Finding("ok", f"the community {community['name']} is there")
        if community.get("posting_restricted_to_mods"):
            yield Finding("warning", "only moderators may post in this community: is the account one?")
        for code in self.languages or ("",):
            language = _language_of(login, code).get("language_id", _UNDETERMINED) if code else _ANY
            if hidden := _hidden(login, community, language):
                yield Finding(
                    "warning", f"{hidden}, and so its own posts: a post in doubt would wait for a person"
                )
                break
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    @property
    def _base(self) -> str:
        return self.server.rstrip("/")

    def _log_in(self) -> _Login:
        """Log in and return the session; NotPosted if that fails."""
        from distribute import Session

        session = Session(self.timeout, own={_REFUSED, 401, _MISSING}, patience=self.patience)
        who = {"username_or_email": self.username.reveal(), "password": self.password.reveal()}
        answer = session.post(f"{self._base}/api/v3/user/login", json=who)
        if not answer.ok:
            raise _no_login(_error(answer))
        session.headers["Authorization"] = f"Bearer {_told(answer).get('jwt') or ''}"
        site = _told(session.get(f"{self._base}/api/v3/site"))
        mine = site.get("my_user") or {}
        view = mine.get("local_user_view") or {}
        me = view.get("person") or {}
        if not me.get("actor_id"):
            msg = "the server did not accept its own login: is the account approved, and its email address verified?"
            raise NotPosted(msg)
        languages = {language_tag(each["code"]): each["id"] for each in site.get("all_languages") or ()}
        shows = _Shows(
            bots=not me.get("bot_account") or _is_on(view, "show_bot_accounts"), read=_is_on(view, "show_read_posts"),
            nsfw=_is_on(view, "show_nsfw"), languages=frozenset(mine.get("discussion_languages") or ()),
        )  # fmt: skip
        return _Login(session, me["id"], me["actor_id"], languages, shows)

    def _community(self, login: _Login) -> dict[str, Any]:
        """Return the server's data on the community; NotPosted if there is none. Lemmy 1.0 has it at another path."""
        answer = login.session.get(f"{self._base}/api/v3/community", params={"name": self.community})
        if answer.status_code == _MISSING and not _error(answer):
            full = (
                self.community
                if "@" in self.community
                else f"{self.community}@{urlsplit(self.server).netloc}"
            )
            answer = login.session.get(f"{self._base}/api/v3/resolve_object", params={"q": f"!{full}"})
        if not answer.ok:
            msg = f"the server has no community {self.community!r}: write `name`, or `name@server` for one elsewhere"
            raise NotPosted(msg)
        told = _told(answer)
        view = told.get("community_view") or told.get("community") or {}
        found: dict[str, Any] = view.get("community") or {}
        if not isinstance(found.get("id"), int):
            raise NotPosted(_STRANGE)
        return found

    def _posts(self, login: _Login, since: datetime) -> Iterator[RemotePost]:
        """Yield the account's posts since `since`, newest first; InDoubt if not all of them can be read.

        Pinned posts come first, whatever their age.
        """
        query = {"community_name": self.community, "sort": "New", "type_": "All", "limit": str(_PAGE)}
        query |= {"show_read": "true", "show_hidden": "true"}
        seen = set[int]()
        for page in count_pages(_MOST_PAGES):
            answer = login.session.get(f"{self._base}/api/v3/post/list", params={**query, "page": str(page)})
            posts = _told(answer)["posts"]
            new = [view for view in posts if view["post"]["id"] not in seen]
            seen |= {view["post"]["id"] for view in new}
            for view in new:
                if view["creator"]["id"] == login.number and _moment(view["post"]["published"]) >= since:
                    yield self._remote(view["post"])
            if len(posts) < _PAGE or _moment(posts[-1]["post"]["published"]) < since:
                return
            if not new:  # Lemmy 1.0 returns only the first page here
                raise InDoubt("the server returned the same posts again, so not all of them can be read")

    def _remote(self, post: dict[str, Any]) -> RemotePost:
        return RemotePost(
            receipt=self._receipt(post),
            title=post["name"],
            links=(post["url"],) if post.get("url") else (),
            names=(post["ap_id"],),
        )

    def _receipt(self, post: dict[str, Any]) -> Receipt:
        number = require_form(post.get("id"), self.id_form, _STRANGE)
        return Receipt(number, f"{self._base}/post/{number}")


class _Shows(msgspec.Struct, frozen=True):
    """What an account sees according to its settings: posts by bots, posts it has read, adult posts, and languages.

    An empty set of languages means all.
    """

    bots: bool
    read: bool
    nsfw: bool
    languages: frozenset[int]


class _Login(msgspec.Struct, frozen=True):
    """A session of an account: its number and URL, the server's languages, what it sees, and the destination of a post.

    `hidden` says why its own posts there are not listed, "" if they are.
    """

    session: Session
    number: int
    account: str
    languages: dict[str, int]
    shows: _Shows
    where: dict[str, int] = {}
    hidden: str = ""


def _is_on(view: dict[str, Any], setting: str) -> bool:
    """Return whether a setting of an account is on, as by default they are."""
    return (view.get("local_user") or {}).get(setting) is not False


def _language_of(login: _Login, language: str) -> dict[str, int]:
    """Return the field for a language, as the server knows it best, {} if it does not."""
    code = language_tag(language)
    known = next((each for each in (code, code.partition("-")[0]) if each in login.languages), "")
    return {"language_id": login.languages[known]} if known else {}


def _hidden(login: _Login, community: dict[str, Any], language: int) -> str:
    """Return why the account is not shown its own posts: Lemmy lists for each account what its settings ask for.

    An author's own post counts as read. See `PostQuery` in Lemmy's `post_view.rs`.
    """
    shows = login.shows
    if not shows.read:
        return "the account hides posts that it has read (Show Read Posts is off)"
    if not shows.bots:
        return "the account is a bot account and hides those of bots (Show Bot Accounts is off)"
    if not shows.nsfw and community.get("nsfw"):
        return "the community is NSFW, which the account hides (Show NSFW is off)"
    if shows.languages and language not in shows.languages and language != _ANY:
        return "the account hides the language of the issue (it is not among its Languages)"
    return ""


def _told(answer: Any) -> dict[str, Any]:
    """Return the JSON object in a response; InDoubt if there is none, or if it is an error."""
    if not answer.ok:
        raise InDoubt(_STRANGE)
    return json_object(answer, _STRANGE)


def _error(answer: Any) -> str:
    """Return the code of an error, or "" if the response is not from Lemmy."""
    try:
        return str(json_object(answer, _STRANGE).get("error") or "")
    except InDoubt:
        return ""


def _refusal(code: str) -> NotPosted | InDoubt:
    """Return the verdict for this error code."""
    if code == _LIMITED:
        return NotPosted("the server accepts no more posts for now", final=False)
    if code in _BEFORE:
        return NotPosted(_BEFORE[code])
    return InDoubt("the server reported an error, which may have come after the post was stored")


def _no_login(code: str) -> NotPosted:
    if code == _LIMITED:
        return NotPosted("the server accepts no more logins for now", final=False)
    if code == "missing_totp_token":
        return NotPosted("the account asks for a second factor: use an account without one")
    return NotPosted("Lemmy refused the login: are the user name and the password right?")


def _moment(text: str) -> datetime:
    """Parse a time. Lemmy 0.18 leaves out the time zone, which is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
