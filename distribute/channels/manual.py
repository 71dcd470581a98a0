"""Manual: a post that a person makes, on a service that accepts none from a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

import msgspec

from distribute.channel.interface import Channel, Finding, Render
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import form
from distribute.channel.verdicts import InDoubt
from distribute.issue import Issue

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_TEXT_LIMIT = 5000
_VALUES = ("link", "title", "text")


class Manual(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text to copy and a link to a completed form, for a person to post. `limit` applies to the title."""

    submit: Annotated[
        str,
        msgspec.Meta(
            pattern="^(https?://[^ ]+)?$",
            description="the address of the form, with {link}, {title} and {text} where they belong",
        ),
    ] = ""
    host: Annotated[
        str,
        form(
            "^[a-z0-9.-]*$",
            "a host such as forum.example",
            description="the host of posts, to check their addresses",
        ),
    ] = ""
    limit: Annotated[
        int,
        msgspec.Meta(gt=0, description="the maximum number of characters in a title"),
    ] = 300

    has_handles: ClassVar[bool] = False
    by_hand: ClassVar[bool] = True
    unsettled: ClassVar[str] = "it waits for you: post it by hand, then tick it off by `settle --posted URL`"
    example: ClassVar[dict[str, Any]] = {
        "submit": "https://news.ycombinator.com/submitlink?u={link}&t={title}",
        "host": "news.ycombinator.com",
    }

    def __post_init__(self) -> None:
        """Refuse an unknown placeholder."""
        for name in _PLACEHOLDER.findall(self.submit):
            if name not in _VALUES:
                msg = f"submit: nothing stands for {{{name}}}; there are {{link}}, {{title}} and {{text}}"
                raise ValueError(msg)

    def length(self, message: Message) -> int:
        """Return the length of the title."""
        return len(message.title)

    def target(self) -> str:
        """Return the form, or the channel itself if it has none."""
        return f"manual:{self.submit or self.name}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title and a text."""
        title = render("title", limit=self.limit, most=0, words=1)
        text = render("text", limit=_TEXT_LIMIT, most=self.max_facts, words=self.fact_words)
        return Draft((Message(text=text, title=" ".join(title.split()), link=issue.url),))

    def form(self, message: Message) -> str:
        """Return the URL of the completed form."""
        values = {"link": message.link, "title": message.title, "text": message.text}
        return _PLACEHOLDER.sub(lambda match: quote(values[match[1]], safe=""), self.submit)

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Leave the post to a person. It may be posted from now on, and counts as posted once they confirm it."""
        raise InDoubt(self.unsettled)

    def hosts(self) -> tuple[str, ...]:
        """Return the host of the posts, if the settings contain it."""
        return (self.host,) if self.host else ()

    def examine(self) -> Iterator[Finding]:
        """There is nothing to log in to."""
        yield Finding("ok", "a person posts here: `settle --posted URL` ticks a post off")
