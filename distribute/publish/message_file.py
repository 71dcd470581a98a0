"""A post as a file that a mail program opens, as it would be sent."""

from __future__ import annotations

from datetime import UTC, datetime

from distribute.channel.capabilities import WritesMessages
from distribute.channel.post import Delivery
from distribute.channel.verdicts import NotPosted
from distribute.errors import UserError
from distribute.publish.planned import Plan, Planned


def message_file(plan: Plan) -> bytes:
    """Return the plan's one message; UserError if it has none, several, or one that cannot be written.

    Its Message-ID is not that of the message to be sent, so that a copy of the file in a mailbox is not taken for it.
    """
    posts = [post for post in plan.planned if isinstance(post.channel, WritesMessages)]
    if not posts:
        msg = "--eml writes an email, and no channel here sends one: name one that does by `--channel`"
        raise UserError(msg)
    if len(posts) > 1:
        found = ", ".join(f"{post.channel.name} ({post.issue.language})" for post in posts)
        msg = f"--eml writes one email, and there are {len(posts)}: {found}; choose by `--channel` and `--language`"
        raise UserError(msg)
    return _written(posts[0])


def _written(post: Planned) -> bytes:
    assert isinstance(post.channel, WritesMessages)
    if post.message is None or post.draft is None:
        msg = f"{post.channel.name}: {post.error or 'there is no message to write; `distribute preview` says why'}"
        raise UserError(msg)
    key = f"preview-{post.draft.digest.removeprefix('sha256:')[:32]}"
    delivery = Delivery(post.key, key, post.issue.language, post.message, datetime.now(UTC))
    try:
        return post.channel.message(delivery)
    except NotPosted as refusal:
        msg = f"{post.channel.name}: {refusal.why}"
        raise UserError(msg) from None
