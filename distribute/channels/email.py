"""Email: one message to a list's address, with a subject, a preheader, plain text and HTML."""

from __future__ import annotations

import html
from typing import Annotated, Any, ClassVar

import msgspec

from distribute.channel import Channel, Draft, Part, Render
from distribute.issue import Issue
from distribute.secret import Secret

_BODY_LIMIT = 200_000
_PREHEADER_AIM = 90
_PREHEADER_LIMIT = 400
# The line that a mailbox shows beside the subject, and that the message itself does not.
_PREHEADER = '<div style="display:none;max-height:0;overflow:hidden">{}</div>\n'
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{}</title></head>\n'
    '<body style="max-width: 640px; margin: 0 auto; padding: 16px">\n{}{}\n</body></html>\n'
)


class Email(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to one address; `limit` is the subject's."""

    smtp: Annotated[str, msgspec.Meta(pattern="^(smtp|smtp\\+starttls|smtps)://[^@/]+$")]
    sender: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]+@[^\\r\\n]+$")] = msgspec.field(name="from")
    to: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]+@[^\\r\\n]+$")]
    username: Secret | None = None
    password: Secret | None = None
    reply_to: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    list_id: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    unsubscribe: Annotated[str, msgspec.Meta(pattern="^[^\\r\\n]*$")] = ""
    limit: Annotated[int, msgspec.Meta(gt=0)] = 200

    subject_aim: ClassVar[int] = 75
    example: ClassVar[dict[str, Any]] = {
        "smtp": "smtp+starttls://mail.example.org:587",
        "from": "XMPP Newsletter <newsletter@example.org>",
        "to": "announce@lists.example.org",
        "username": "$SMTP_USERNAME",
        "password": "$SMTP_PASSWORD",
    }

    def length(self, part: Part) -> int:
        """Count the subject."""
        return len(part.title)

    def target(self) -> str:
        """The address that must not get an issue twice."""
        return f"email:{self.to.casefold()}"

    def compose(self, issue: Issue, render: Render) -> Draft:
        """Return a subject, a preheader that goes on with the next facts, and the issue in brief."""
        subject = " ".join(
            render("title", limit=self.limit, aim=self.subject_aim, most=3, words=5, names=True).split()
        )
        preheader = render(
            "summary", limit=_PREHEADER_LIMIT, aim=_PREHEADER_AIM, most=3, words=10, without=subject
        )
        text = render("text", limit=_BODY_LIMIT, most=40, words=40)
        body = render("html", limit=_BODY_LIMIT, most=40, words=40, html=True)
        hidden = _PREHEADER.format(html.escape(preheader)) if preheader else ""
        page = _PAGE.format(html.escape(issue.language), html.escape(subject), hidden, body)
        return Draft((Part(text=text, title=subject, summary=preheader, html=page, link=issue.url),))
