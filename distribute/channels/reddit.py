"""Reddit: a link post with a telling title, or a self post with the issue in brief."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import unquote

import msgspec

from distribute.channel import (
    Channel,
    Delivery,
    Draft,
    Duplicate,
    Finding,
    InDoubt,
    NotPosted,
    Part,
    Receipt,
    Render,
)
from distribute.issue import Issue
from distribute.secret import Secret

if TYPE_CHECKING:
    import praw
    import requests

_TEXT_LIMIT = 40_000  # SELFTEXT_MAX_LENGTH of Reddit's published source
_SKEW = timedelta(minutes=5)  # what clocks may differ by
_MOST = 900  # Reddit itself lists no more than the last 1,000 posts
_MOST_OLD = 25  # this many old ones on end are the end; fewer may be pinned to the top
_FACTS = ("id", "created_utc", "subreddit", "is_self", "title", "url")
_WAIT = re.compile(r"(\d+) (millisecond|second|minute|hour)")
_SECONDS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_WAYS_OUT = {
    "SUBMIT_VALIDATION_FLAIR_REQUIRED": "the subreddit wants a flair: set `flair_id`",
    "BAD_FLAIR_TEMPLATE_ID": "`flair_id` is none of the subreddit's",
    "NO_LINKS": "the subreddit takes no links: set `kind: self`",
    "NO_SELFS": "the subreddit takes links alone: set `kind: link`",
    "SUBREDDIT_NOEXIST": "there is no such subreddit",
    "SUBREDDIT_NOTALLOWED": "this account may not post in the subreddit: ask its moderators",
    "DOMAIN_BANNED": "the subreddit or Reddit takes no links to this site: ask its moderators",
    "TOO_LONG": "the title or the text is too long",
}
_THEIR_FAULT = re.compile("BROKEN|TIMEOUT|UNAVAILABLE|SERVER|INTERNAL")  # of a code that proves nothing
_LOG_IN = "Reddit refused the log-in: are the credentials right, and may they `identity submit history`?"
_SCOPES = {"identity", "submit", "history"}
_STRANGE = "the answer is not one of Reddit's"


class Reddit(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post in one subreddit; `limit` is the title's."""

    subreddit: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_]{2,21}$")]
    kind: Literal["link", "self"] = "link"
    client_id: Secret
    client_secret: Secret
    refresh_token: Secret | None = None
    username: Secret | None = None
    password: Secret | None = None
    flair_id: str = ""
    base_url: Annotated[str, msgspec.Meta(pattern="^https?://")] = ""
    limit: Annotated[int, msgspec.Meta(gt=0, le=300)] = 300

    title_aim: ClassVar[int] = 150
    example: ClassVar[dict[str, Any]] = {
        "subreddit": "xmpp",
        "client_id": "$REDDIT_CLIENT_ID",
        "client_secret": "$REDDIT_CLIENT_SECRET",
        "refresh_token": "$REDDIT_REFRESH_TOKEN",
    }

    def __post_init__(self) -> None:
        """Ask for one way to log in."""
        if not self.refresh_token and not (self.username and self.password):
            msg = "set refresh_token, or username and password"
            raise ValueError(msg)

    def length(self, part: Part) -> int:
        """Count the title."""
        return len(part.title)

    def target(self) -> str:
        """The subreddit is what must not see an issue twice."""
        return f"reddit:{self.base_url}:{self.subreddit.casefold()}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title that can stand alone and, for a self post, the facts under their headings."""
        title = render("title", limit=self.limit, aim=self.title_aim, most=4, words=11, names=True)
        text = render("text", limit=_TEXT_LIMIT, most=40, words=30) if self.kind == "self" else ""
        return Draft((Part(text=text, title=" ".join(title.split()), link=issue.url),))

    def prepare(self, delivery: Delivery) -> praw.Reddit:
        """Log in: what is refused here was refused before anything was sent."""
        client = self._client()
        _log_in(client.user.me)
        return client

    def post(self, delivery: Delivery, ready: praw.Reddit) -> Receipt:
        """Submit the post; in the first round Reddit is asked to refuse a link that is there already."""
        from praw.models import Submission

        part = delivery.part
        what: dict[str, Any] = {"url": part.link} if self.kind == "link" else {"selftext": part.text}
        what |= {"resubmit": _is_again(delivery.key), "flair_id": self.flair_id or None}
        post = _call(partial(ready.subreddit(self.subreddit).submit, part.title, **what))
        return self._receipt(vars(post).get("id") if isinstance(post, Submission) else None)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look through the account's own posts, removed or not, back to five minutes before the first intent."""
        others = {_post_id(receipt) for receipt in delivery.not_these}
        # Reddit rounds times down to the second, so ours may seem older than it is.
        for post in self._own_posts(int((delivery.since - _SKEW).timestamp())):
            if post["id"] not in others and self._is_it(post, delivery.part):
                return self._receipt(post["id"])
        return None

    def _own_posts(self, since: int) -> Iterator[dict[str, Any]]:
        """Yield the account's posts since then, the newest first; InDoubt if they can't all be seen."""
        client = self._client()
        listing = _call(client.user.me).submissions.new(limit=None)
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

    def _is_it(self, post: dict[str, Any], part: Part) -> bool:
        """Say whether a post of the account is this one, by its link or, without one, by its title."""
        elsewhere = str(post["subreddit"]).casefold() != self.subreddit.casefold()
        if elsewhere or post["is_self"] != (self.kind == "self"):
            return False
        if post["is_self"]:
            return bool(post["title"].split() == part.title.split())
        return unquote(post["url"]).rstrip("/") == unquote(part.link).rstrip("/")

    def _receipt(self, number: Any) -> Receipt:
        if not re.fullmatch("[0-9a-z]+", str(number or "-")):
            raise InDoubt(_STRANGE)
        where = self.base_url.rstrip("/") or "https://www.reddit.com"
        return Receipt(str(number), f"{where}/r/{self.subreddit}/comments/{number}/")

    def examine(self) -> Iterator[Finding]:
        """Log in and read: the account, the token's scopes, what the subreddit asks for, limits and clock."""
        from distribute.http import Session, clock, limits

        client = self._client()
        scopes = _log_in(client.auth.scopes)
        # Not through praw, which keeps the headers to itself and makes objects of what it knows.
        session = Session(self.timeout, own={302, 403, 404})
        token = client._core.authorizer.access_token  # type: ignore[attr-defined] # noqa: SLF001
        session.headers.update({"Authorization": f"bearer {token}", "User-Agent": client.config.user_agent})
        ask = partial(_ask, session, client.config.oauth_url)
        answer, me = ask("/api/v1/me")
        if not me.get("name"):
            raise NotPosted(_LOG_IN)
        yield Finding("ok", f"logged in as u/{me['name']}")
        if me.get("is_suspended"):
            yield Finding("error", "Reddit has suspended this account")
        missing = set() if "*" in scopes else _SCOPES - set(scopes)
        if missing:
            what = f"the token lacks the scopes `{' '.join(sorted(missing))}`: get another"
            yield Finding("error", what)
        found, known = ask(f"/r/{self.subreddit}/about")
        yield from self._subreddit(found.status_code, known.get("data") or {})
        yield from self._requirements(ask(f"/api/v1/{self.subreddit}/post_requirements")[1])
        if self.flair_id:
            told, flairs = ask(f"/r/{self.subreddit}/api/link_flair_v2", list)
            if not told.ok:
                yield Finding("ok", "could not find out whether `flair_id` is one of the subreddit's")
            elif self.flair_id not in [flair.get("id") for flair in flairs]:
                yield Finding("error", _WAYS_OUT["BAD_FLAIR_TEMPLATE_ID"])
        yield limits(answer)
        yield clock(answer)

    def _subreddit(self, status: int, known: dict[str, Any]) -> Iterator[Finding]:
        """Yield what a subreddit says of itself and of this account, `status` being that of its answer."""
        if status in {302, 404}:
            yield Finding("error", f"there is no r/{self.subreddit}, or not any more")
        elif not known:
            what = (
                f"could not find out what r/{self.subreddit} takes: it is private, or the token lacks `read`"
            )
            yield Finding("warning", what)
        if known.get("user_is_banned"):
            yield Finding("error", f"this account is banned from r/{self.subreddit}: ask its moderators")
        if known.get("user_is_muted"):
            yield Finding("warning", f"this account is muted in r/{self.subreddit}")
        closed = known.get("subreddit_type") == "restricted" or known.get("restrict_posting")
        if closed and not (known.get("user_is_contributor") or known.get("user_is_moderator")):
            yield Finding("warning", f"r/{self.subreddit} may take posts of approved accounts alone")
        if known.get("submission_type") in {"link", "self"} - {self.kind}:
            wanted = known["submission_type"]
            yield Finding("error", f"r/{self.subreddit} takes no {self.kind} posts", f"kind: {wanted}")

    def _requirements(self, known: dict[str, Any]) -> Iterator[Finding]:
        """Yield what the moderators ask of each post, where a setting of ours falls short of it."""
        if not known:
            yield Finding("ok", "could not find out what the moderators ask of each post")
            return
        if known.get("is_flair_required") and not self.flair_id:
            yield Finding("error", f"r/{self.subreddit} wants a flair on each post", "flair_id: ID")
        most = known.get("title_text_max_length")
        if isinstance(most, int) and 0 < most < self.limit:
            yield Finding("error", f"r/{self.subreddit} takes titles of up to {most}", f"limit: {most}")

    def _client(self) -> praw.Reddit:
        """Return a client that sends once, never sleeps, and reads neither praw.ini nor PRAW_*."""
        import praw

        from distribute import __version__
        from distribute.http import sendable

        _without_praw_ini()
        by = ["refresh_token"] if self.refresh_token else ["username", "password"]
        secrets = {name: getattr(self, name).reveal() for name in by}  # which go into a form
        secrets |= {"client_id": sendable(self.client_id), "client_secret": sendable(self.client_secret)}
        base_url = self.base_url.rstrip("/")
        return praw.Reddit(
            "DEFAULT",
            requestor_kwargs={"session": _session(self.timeout)},
            **(dict.fromkeys(["refresh_token", "username", "password"]) | secrets),
            user_agent=f"python:newsletter-distribute:{__version__}",
            oauth_url=base_url or "https://oauth.reddit.com",
            reddit_url=base_url or "https://www.reddit.com",
            ratelimit_seconds=-1,
            check_for_updates=False,
        )


def _session(timeout: float) -> requests.Session:
    from distribute.http import Session

    class Hasty(Session):
        """Tells prawcore nothing of limits: it would sleep between the intent and the post."""

        def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:
            answer = super().send(request, **more)
            answer.headers.pop("x-ratelimit-remaining", None)
            return answer

    return Hasty(timeout)


def _without_praw_ini() -> None:
    """Give praw the settings it was installed with: a praw.ini nearby could send secrets elsewhere."""
    from configparser import ConfigParser
    from importlib.resources import files

    from praw.config import Config

    settings = ConfigParser(interpolation=None)
    settings.read_string(files("praw").joinpath("praw.ini").read_text("utf-8"))
    Config.CONFIG = settings


def _ask(session: requests.Session, host: str, path: str, kind: type = dict) -> tuple[requests.Response, Any]:
    """Return an answer and the object or list in it: an empty one, where Reddit refuses."""
    answer = session.get(f"{host}{path}?raw_json=1")
    try:
        known = answer.json() if answer.ok else {}
    except ValueError:
        known = {}
    return answer, known if isinstance(known, kind) else kind()


def _log_in(ask: Callable[[], Any]) -> Any:
    try:
        return _call(ask)
    except NotPosted as refusal:
        raise NotPosted(_LOG_IN) if refusal.final else refusal from None


def _call(ask: Callable[[], Any]) -> Any:
    """Return praw's answer; whatever went wrong without a verdict may have been posted."""
    from praw.exceptions import RedditAPIException
    from prawcore.exceptions import OAuthException

    from distribute.http import verdict

    try:
        return ask()
    except RedditAPIException as error:
        raise _refusal({str(item.error_type): str(item.message) for item in error.items}) from None
    except OAuthException:
        raise NotPosted(_LOG_IN) from None
    except Exception as error:  # noqa: BLE001 - an answer in another shape breaks praw in any way
        raise verdict(error) or InDoubt(_STRANGE) from None


def _refusal(said: dict[str, str]) -> NotPosted | InDoubt:
    """Return the verdict on the errors in an answer of 200, whose words are not repeated."""
    code = next(iter(said))
    if "ALREADY_SUB" in said:
        return Duplicate(
            "the subreddit has this link already: `seed` if a stranger's will do, then `repost` if not"
        )
    if "RATELIMIT" in said:
        wait = _WAIT.search(said["RATELIMIT"])
        seconds = int(wait[1]) * _SECONDS[wait[2]] if wait else None
        return NotPosted("Reddit takes no more of this account for now", final=False, retry_after=seconds)
    if not re.fullmatch("[A-Z0-9_]{2,60}", code) or _THEIR_FAULT.search(code):
        return InDoubt("Reddit answered with an error of its own")
    return NotPosted(_WAYS_OUT.get(code, "Reddit refused it") + f" ({code})")


def _next(listing: Iterator[Any]) -> dict[str, Any] | None:
    post = next(listing, None)
    # Asked for what is missing, praw's own attributes would send another request; this is an error.
    return post if post is None else {name: vars(post)[name] for name in _FACTS}


def _is_again(key: str) -> bool:
    """Say whether it is a re-post, by the round in its key."""
    number = key.rpartition("@")[2].partition("#")[0]
    return number.isdigit() and int(number) > 1


def _post_id(receipt: Receipt) -> str:
    """Return the post's id: from its URL, where a person gave that."""
    link = re.search(r"(?:/comments/|redd\.it/)([0-9a-z]+)", receipt.id)
    return link[1] if link else receipt.id
