"""The newsletter as a message: a subject, a preheader, and the issue, whole or in brief, as plain text and HTML."""

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec

from distribute.channel.interface import Channel, Render
from distribute.channel.post import Draft, Message
from distribute.channel.settings import Secret, form
from distribute.channels.email.list_servers import without_commands
from distribute.channels.email.page import most_that_fits, page
from distribute.issue import Issue

ADDRESS = "^[^\\r\\n]+@[^\\r\\n]+$"
ListAddress = Annotated[str, form(ADDRESS, "an address such as letter@lists.example")]
Sender = Annotated[
    str,
    form(
        ADDRESS, "an address such as The Letter <letter@example.org>", description="who the message is from"
    ),
]
ReplyTo = Annotated[
    str, form("^[^\\r\\n]*$", "an address on one line", description="where answers go, if not to `from`")
]
_BODY_LIMIT = 1_000_000
_LONG_HEADLINE = 50
_ONE_FACT = 45
_PREHEADER_AIM = 110
_PREHEADER_LIMIT = 400
# Stands for the reader's own link while a message is composed. No issue can contain it, as it is new in each process.
LEAVE_MARK = f"https://{os.urandom(16).hex()}.invalid/"


def check_login(username: Secret | None, password: Secret | None) -> None:
    """Raise ValueError if only one of the two settings of a mail server's login is there."""
    if bool(username) != bool(password):
        msg = "set username and password, or neither"
        raise ValueError(msg)


def revealed_login(username: Secret | None, password: Secret | None) -> tuple[str, str] | None:
    """Return the user name and the password for a mail server, None without a login; LookupError if one is not set."""
    return (username.reveal(), password.reveal()) if username and password else None


class Around(NamedTuple):
    """The data for the end of the message: the reader's list, and the address for leaving it."""

    list: str
    leave: str


class Newsletter(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A channel that mails the issue itself. `limit` applies to the subject."""

    content: Annotated[
        Literal["full", "summary"], msgspec.Meta(description="the whole issue, or its facts and a link")
    ] = "full"
    limit: Annotated[int, msgspec.Meta(gt=0, description="the maximum number of characters in a subject")] = (
        200
    )

    subject_aim: ClassVar[int] = 75
    field_labels: ClassVar[dict[str, str]] = {"title": "subject", "summary": "preheader"}
    mention_marks: ClassVar[tuple[str, ...]] = ()
    has_handles: ClassVar[bool] = False
    # What is replaced by each reader's own link when the message is sent, "" if there is none.
    placeholder: ClassVar[str] = ""

    def length(self, message: Message) -> int:
        """Return the length of the subject."""
        return len(message.title)

    @property
    def sends_whole_issue(self) -> bool:
        """Whether the message is the newsletter itself."""
        return self.content == "full"

    def around(self, language: str) -> Around:
        """Return the data for the end of the message in a language; Unfit if it has no list."""
        raise NotImplementedError

    def page(self, language: str, subject: str, preheader: str, body: str) -> str:
        """Return the HTML of the message around a body, in which `LEAVE_MARK` is the reader's own link."""
        return page(language, subject, preheader, body)

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a subject, a preheader with the next facts, and the issue, whole or in brief."""
        # A headline that fills the subject is still followed by one piece of news.
        length = len(issue.headline)
        aim = length + _ONE_FACT if length > _LONG_HEADLINE else self.subject_aim
        subject = " ".join(render("title", limit=self.limit, aim=aim, most=3, words=5, names=True).split())
        preheader = render(
            "summary",
            limit=_PREHEADER_LIMIT,
            aim=_PREHEADER_AIM,
            most=4,
            words=10,
            names=True,
            without=subject,
        )
        text, body = self._whole(issue, render, partial(self.page, issue.language, subject, preheader))
        message = Message(text=text, title=subject, summary=preheader, html=body, link=issue.url)
        return Draft((message,))

    def _whole(self, issue: Issue, render: Render, write: Callable[[str], str]) -> tuple[str, str]:
        """Return the message's plain text and HTML: the issue, or the facts if it is too long or not wanted."""
        from distribute import newsletter_html, newsletter_text, sections

        around = self.around(issue.language)._asdict()
        if self.placeholder and around["leave"] == self.placeholder:
            around["leave"] = LEAVE_MARK
        is_own = bool(issue.words.for_channel(self.aliases).get("text"))
        pieces = (
            sections(newsletter_html(issue.marked or issue.body, issue.url)) if self.sends_whole_issue else []
        )

        def given(some: Sequence[str], body: str) -> dict[str, str]:
            return {
                **around,
                "body": body,
                "cut": "yes" if issue.unwritten or len(some) < len(pieces) else "",
            }

        def page_of(html: str) -> str:
            return self._sealed(write(self._marked(html) if is_own else html), _entity)

        def written(some: Sequence[str]) -> str:
            html = render(
                "html", limit=_BODY_LIMIT, most=0, words=1, html=True, given=given(some, "".join(some))
            )
            return page_of(html)

        def text_of(most: int, words: int, values: dict[str, str]) -> str:
            text = render("text", limit=_BODY_LIMIT, most=most, words=words, given=values)
            return self._sealed(without_commands(self._marked(text) if is_own else text), str.swapcase)

        kept, whole = most_that_fits(pieces, written)
        if kept:
            return text_of(0, 1, given(pieces[:kept], newsletter_text("".join(pieces[:kept])))), whole
        html = render("html", limit=_BODY_LIMIT, most=20, words=40, html=True, given=around)
        return text_of(20, 40, around), page_of(html)

    def _marked(self, text: str) -> str:
        """Return an editor's own text with `LEAVE_MARK` in place of the last placeholder that stands between spaces.

        A draft has it there. Within an address it would tell the reader's link to another server.
        """
        if not self.placeholder:
            return text
        alone = rf"(?<![^\s>]){re.escape(self.placeholder)}(?![^\s<])"
        *_, last = (None, *re.finditer(alone, text))
        return text if last is None else f"{text[: last.start()]}{LEAVE_MARK}{text[last.end() :]}"

    def _sealed(self, text: str, changed: Callable[[str], str]) -> str:
        """Return a composed text with the placeholder only where `LEAVE_MARK` is.

        Where the issue has it, its first letter is `changed`, so that it looks and works as before and is not replaced.
        """
        if not self.placeholder:
            return text
        harmless = re.sub("[A-Za-z]", lambda letter: changed(letter[0]), self.placeholder, count=1)
        return text.replace(self.placeholder, harmless).replace(LEAVE_MARK, self.placeholder)


def _entity(letter: str) -> str:
    return f"&#{ord(letter)};"
