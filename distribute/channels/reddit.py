"""Reddit: a link post with a telling title, or a self post with the issue in brief."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from distribute.channel import Channel, Draft, Part, Render
from distribute.issue import Issue
from distribute.secret import Secret

_TEXT_LIMIT = 40_000  # SELFTEXT_MAX_LENGTH of Reddit's published source


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
