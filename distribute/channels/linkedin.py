"""LinkedIn: a post with the issue as its article."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from distribute.channel import Channel, Draft, Part, Render
from distribute.issue import Issue
from distribute.secret import Secret

_AIM = 1300  # what is read before one loses interest; 3,000 are allowed
_RESERVED = frozenset("\\|{}@[]()<>#*_~")  # "little text format": each is sent with a backslash


class LinkedIn(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post of an organisation or a person, counted with the backslashes it is sent with."""

    author: Annotated[str, msgspec.Meta(pattern="^urn:li:(organization|person):[A-Za-z0-9_-]+$")]
    access_token: Secret
    version: Annotated[str, msgspec.Meta(pattern="^20[0-9]{2}(0[1-9]|1[0-2])$")] = "202610"
    base_url: Annotated[str, msgspec.Meta(pattern="^https?://")] = "https://api.linkedin.com"
    limit: Annotated[int, msgspec.Meta(gt=0)] = 3000

    most_facts: ClassVar[int] = 7
    fact_words: ClassVar[int] = 34
    example: ClassVar[dict[str, Any]] = {
        "author": "urn:li:organization:1234567",
        "access_token": "$LINKEDIN_ACCESS_TOKEN",
    }

    def measure(self, text: str) -> int:
        """Return the length in UTF-16 units, each reserved character counted with its backslash."""
        return len(text.encode("utf-16-le")) // 2 + sum(char in _RESERVED for char in text)

    def target(self) -> str:
        """The author's page."""
        return f"linkedin:{self.base_url}:{self.author}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return one fact in full, the others as a list, and the article's title and description."""
        text = render(
            "text",
            limit=self.limit,
            aim=_AIM,
            measure=self.measure,
            most=self.most_facts,
            words=self.fact_words,
        )
        title = render("title", limit=400, most=0, words=1)
        summary = render("summary", limit=4000, aim=200, most=3, words=12)
        return Draft((Part(text=text, title=title, summary=summary, link=issue.url, image=issue.image),))
