"""What forums share: a topic with a title, and a text in Markdown."""

from __future__ import annotations

from typing import ClassVar

from distribute.channel.interface import Channel, Render
from distribute.channel.post import Draft, Message
from distribute.issue import Issue

_TEXT_AIM = 4_000


class Topic(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic with the facts and the link. `limit` applies to the title."""

    title_aim: ClassVar[int] = 120
    text_limit: ClassVar[int]
    mention_marks: ClassVar[tuple[str, ...]] = ("@", "#")

    def length(self, message: Message) -> int:
        """Return the length of the title."""
        return len(message.title)

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a title, and the facts under their headings in Markdown."""
        title = render("title", limit=self.limit, aim=self.title_aim, most=3, words=11, names=True)
        title = " ".join(title.split())
        text = render("text", limit=self.text_limit, aim=_TEXT_AIM, most=20, words=30, given={"above": title})
        return Draft((Message(text=text, title=title, link=issue.url),))
