"""Reddit: a link post with a descriptive title, or a self post with a summary."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Issue

if TYPE_CHECKING:
    import praw
    import requests

    from distribute.transport.http import Session

_TEXT_LIMIT = 40_000  # SELFTEXT_MAX_LENGTH in Reddit's published source
_MOST = 900  # Reddit lists only the last 1,000 posts
_MOST_OLD = 25  # this many old posts in a row mark the end; fewer may be pinned to the top
_FACTS = ("id", "created_utc", "subreddit", "is_self", "title", "url", "selftext")
_POST = re.compile(
    r"https?://(?:(?:www\.)?redd\.it|[^/?#]+(?:/(?:r|u|user)/[\w-]+)?/comments)/([0-9a-z]+)(?![^/?#])"
)
_LOG_IN = "Reddit refused the login: are the credentials right, and may they `identity submit history`?"
_SCOPES = {"identity", "submit", "history"}
_STRANGE = "unexpected response from Reddit"


class Reddit(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post in one subreddit. `limit` applies to the title."""

    subreddit: Annotated[
        str,
        form(
            "^[A-Za-z0-9_]{2,21}$",
            "the name of a subreddit, without r/",
            description="the subreddit, without r/",
        ),
    ]
    kind: Annotated[
        Literal["link", "self"], msgspec.Meta(description="a link, or a text with the link in it")
    ] = "link"
    client_id: Annotated[Secret, msgspec.Meta(description="the app's id")]
    client_secret: Annotated[Secret, msgspec.Meta(description="the app's secret")]
    refresh_token: Annotated[
        Secret | None, msgspec.Meta(description="a refresh token of the account, in place of its password")
    ] = None
    username: Annotated[
        Secret | None, msgspec.Meta(description="the account's name, without a refresh token")
    ] = None
    password: Annotated[
        Secret | None, msgspec.Meta(description="the account's password, without a refresh token")
    ] = None
    flair_id: Annotated[str, msgspec.Meta(description="the id of the flair for the post")] = ""
    base_url: Annotated[
        str,
        msgspec.Meta(
            pattern="^https?://",
            description="one address for both www.reddit.com and oauth.reddit.com, for tests",
        ),
    ] = ""
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=300, description="the maximum number of characters in a title")
    ] = 300

    title_aim: ClassVar[int] = 170
    mention_marks: ClassVar[tuple[str, ...]] = ("u/",)
    id_form: ClassVar[str] = "[0-9a-z]+"
    asked_for: ClassVar[tuple[str, ...]] = ("subreddit", "kind")
    has_handles: ClassVar[bool] = False
    example: ClassVar[dict[str, Any]] = {
        "subreddit": "your_subreddit",
        "client_id": "$REDDIT_CLIENT_ID",
        "client_secret": "$REDDIT_CLIENT_SECRET",
        "refresh_token": "$REDDIT_REFRESH_TOKEN",
    }

    def __post_init__(self) -> None:
        """Require exactly one way to log in."""
        if not self.refresh_token and not (self.username and self.password):
            msg = "set refresh_token, or username and password"
            raise ValueError(msg)

    def length(self, message: Message) -> int:
        """Return the length of the title."""
        return len(message.title)

    def target(self) -> str:
        """Return the subreddit, in which an issue must not appear twice."""
        return f"reddit:{self.base_url}:{self.subreddit.casefold()}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title that can stand alone and, for a self post, the facts under their headings."""
        title = render("title", limit=self.limit, aim=self.title_aim, most=4, words=11, names=True)
        title = " ".join(title.split())
        is_self = self.kind == "self"
        text = render("text", limit=_TEXT_LIMIT, most=20, words=30, given={"above": title}) if is_self else ""
        return Draft((Message(text=text, title=title, link=issue.url),))

    def prepare(self, delivery: Delivery) -> Prepared:
        """Log in. A refusal here comes before anything is sent."""
        client = self._client()
        return Prepared(_public_id(_log_in(client.user.me)), client=client)

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Submit the post. In the first round, Reddit is asked to refuse a link that was already submitted."""
        from praw.models import Submission

        message = delivery.message
        what: dict[str, Any] = (
            {"url": message.link} if self.kind == "link" else {"selftext": message.text or message.link}
        )
        what |= {"resubmit": _is_again(delivery.key), "flair_id": self.flair_id or None}
        post = _call(partial(ready.client.subreddit(self.subreddit).submit, message.title, **what))
        return self._receipt(vars(post).get("id") if isinstance(post, Submission) else None)

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the account's own posts in the subreddit, including removed ones."""
        client = ready.client if ready else self._client()
        me = _call(client.user.me)  # praw requests it once
        posts = (self._remote(post) for post in _posts(me, int(since.timestamp())) if self._is_ours(post))
        return Timeline(_public_id(me), posts)

    def post_id(self, receipt: Receipt) -> str:
        """Return the post's id, taken from its URL if a person gave one."""
        link = _POST.match(receipt.id)
        return link[1] if link else receipt.id

    def hosts(self) -> tuple[str, ...]:
        """Return both of Reddit's hosts and the host of its API."""
        return ("reddit.com", "redd.it", urlsplit(self.base_url).hostname or "reddit.com")

    def _is_ours(self, post: dict[str, Any]) -> bool:
        """Return whether a post is in this subreddit and of this kind."""
        here = str(post["subreddit"]).casefold() == self.subreddit.casefold()
        return bool(here and post["is_self"] == (self.kind == "self"))

    def _remote(self, post: dict[str, Any]) -> RemotePost:
        body, links = (post["selftext"], ()) if post["is_self"] else (None, (post["url"],))
        return RemotePost(receipt=self._receipt(post["id"]), title=post["title"], body=body, links=links)

    def _receipt(self, number: Any) -> Receipt:
        if not re.fullmatch("[0-9a-z]+", str(number or "-")):
            raise InDoubt(_STRANGE)
        where = self.base_url.rstrip("/") or "https://www.reddit.com"
        return Receipt(str(number), f"{where}/r/{self.subreddit}/comments/{number}/")

    def examine(self) -> Iterator[Finding]:
        """Log in and check the account, the scopes, the subreddit's requirements, the rate limits and the clock."""
        from distribute.channels.reddit.subreddit import demands
        from distribute.transport.http import check_clock, check_limits

        session, told = _session(self.timeout, None), dict[str, Finding]()

        def listen(answer: "requests.Response", **_: Any) -> None:
            """Read the headers as they arrive, because praw does not return them."""
            told.update(limits=check_limits(answer), clock=check_clock(answer, self.patience))

        session.hooks["response"].append(listen)
        client = self._client(session)
        scopes = _log_in(client.auth.scopes)
        me = vars(_log_in(client.user.me))
        if not me.get("name"):
            raise InDoubt(_STRANGE)
        yield Finding("ok", f"logged in as u/{me['name']}")
        if me.get("is_suspended"):
            yield Finding("error", "Reddit has suspended this account")
        missing = set() if "*" in scopes else _SCOPES - set(scopes)
        if missing:
            what = f"the token lacks the scopes `{' '.join(sorted(missing))}`: get another"
            yield Finding("error", what)
        session.own = frozenset({302, 403, 404})  # which describe the subreddit
        settings: dict[str, Any] = {"kind": self.kind, "flair_id": self.flair_id, "limit": self.limit}
        yield from demands(partial(_get, client), self.subreddit, **settings)
        yield from told.values()

    def _client(self, session: "Session | None" = None) -> "praw.Reddit":
        """Return a client that sends once, never sleeps, and reads neither praw.ini nor PRAW_* variables."""
        import praw

        from distribute import __version__
        from distribute.transport.http import header_value

        _without_praw_ini()
        by = ["refresh_token"] if self.refresh_token else ["username", "password"]
        secrets = {name: getattr(self, name).reveal() for name in by}  # which are sent in a form
        secrets |= {
            "client_id": header_value(self.client_id),
            "client_secret": header_value(self.client_secret),
        }
        base_url = self.base_url.rstrip("/")
        return praw.Reddit(
            "DEFAULT",
            requestor_kwargs={"session": session or _session(self.timeout, self.patience)},
            **(dict.fromkeys(["refresh_token", "username", "password"]) | secrets),
            user_agent=f"python:newsletter-distribute:{__version__}",
            oauth_url=base_url or "https://oauth.reddit.com",
            reddit_url=base_url or "https://www.reddit.com",
            ratelimit_seconds=-1,
            check_for_updates=False,
        )


def _session(timeout: float, patience: float | None) -> "Session":
    from distribute.transport.http import Session

    class Hasty(Session):
        """Hides rate limits from prawcore, which would otherwise sleep between the intent and the post."""

        def send(self, request: "requests.PreparedRequest", **more: Any) -> "requests.Response":
            answer = super().send(request, **more)
            answer.headers.pop("x-ratelimit-remaining", None)
            return answer

    return Hasty(timeout, patience=patience)


def _without_praw_ini() -> None:
    """Give praw only the settings that it was installed with, since another praw.ini could send secrets elsewhere."""
    from configparser import ConfigParser
    from importlib.resources import files

    from praw.config import Config

    settings = ConfigParser(interpolation=None)
    settings.read_string(files("praw").joinpath("praw.ini").read_text("utf-8"))
    Config.CONFIG = settings


def _get(client: "praw.Reddit", path: str) -> tuple[int, Any]:
    """Return the status of a response, and its JSON or None if Reddit refused or there is none."""
    from prawcore.exceptions import ResponseException

    def ask() -> tuple[int, Any]:
        try:
            return 200, client.request(method="GET", path=path)
        except ResponseException as error:
            return error.response.status_code, None

    answer: tuple[int, Any] = _call(ask)
    return answer


def _log_in(ask: Callable[[], Any]) -> Any:
    try:
        return _call(ask)
    except NotPosted as error:
        raise NotPosted(_LOG_IN) if error.final else error from None


def _call(ask: Callable[[], Any]) -> Any:
    """Return praw's response. After an error without a verdict, the post may have been published."""
    from praw.exceptions import RedditAPIException
    from prawcore.exceptions import OAuthException

    from distribute.channels.reddit.subreddit import refusal
    from distribute.transport.http import find_verdict

    try:
        return ask()
    except RedditAPIException as error:
        raise refusal({str(item.error_type): str(item.message) for item in error.items}) from None
    except OAuthException:
        raise NotPosted(_LOG_IN) from None
    except Exception as error:  # noqa: BLE001 - an answer in another shape breaks praw in any way
        raise find_verdict(error) or InDoubt(_STRANGE) from None


def _posts(me: Any, since: int) -> Iterator[dict[str, Any]]:
    """Yield an account's posts since then, the newest first; InDoubt if they can't all be seen."""
    listing = me.submissions.new(limit=None)
    old = 0
    for _ in range(_MOST):
        post = _call(partial(_next, listing))
        if post is None:
            return
        old = old + 1 if post["created_utc"] < since else 0
        if old == _MOST_OLD:
            return
        if not old:
            yield post
    raise InDoubt("there are too many posts to look through")


def _public_id(me: Any) -> str:
    """Return the account's name, which can't be changed on Reddit."""
    return str(vars(me).get("name") or "").casefold()


def _next(listing: Iterator[Any]) -> dict[str, Any] | None:
    post = next(listing, None)
    # praw's own attributes would send another request for a missing value; this raises an error.
    return post if post is None else {name: vars(post)[name] for name in _FACTS}


def _is_again(key: str) -> bool:
    """Return whether it is a re-post, according to the round in its key."""
    number = key.rpartition("@")[2].partition("#")[0]
    return number.isdigit() and int(number) > 1
