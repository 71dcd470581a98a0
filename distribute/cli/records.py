"""Look up what the ledger records, for the commands that show or settle it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from distribute.cli.lookup import find_issue, history_of

if TYPE_CHECKING:
    from distribute.config import Config
    from distribute.ledger.events import Key, Ledger
    from distribute.ledger.history import History, Post, Round
    from distribute.ledger.question import Question


class Row(NamedTuple):
    """A recorded post, and whether it was seeded."""

    post: Post
    seeded: bool

    @property
    def state(self) -> str:
        """The state that is shown. A post that was seeded is posted."""
        return "posted" if self.seeded else self.post.shown_state


def recorded_history(
    config: Config, ledger: Ledger, issue: str, channel: str, about: Question | None
) -> tuple[str, History]:
    """Return the issue as the ledger names it, and what is recorded about it.

    If none is named, return what is recorded about those that a question is `about`, or about all. Failure for an issue
    or a channel that neither the ledger nor the site knows.
    """
    from distribute.ledger.question import Question, history_about

    _require_channel(config, ledger, channel)
    if not issue:
        return issue, history_about(ledger, about) if about else history_of(ledger)
    key = key_of(issue)
    history = history_about(ledger, Question(issues=[key.issue if key else issue]))
    recorded = {publication.issue for publication in history.publications.values()} | {
        hold[0] for hold in history.holds_of(now=datetime.now(UTC))
    }
    if issue in recorded or key:
        return issue, history
    issue = find_issue(config, issue)[1][0].id
    return issue, history_about(ledger, Question(issues=[issue]))


def _require_channel(config: Config, ledger: Ledger, channel: str) -> None:
    """Raise UserError if neither the site nor the ledger knows the channel."""
    from distribute.publish.selection import no_channel

    known = {one.name for one in config.channels}
    if not channel or channel in known:
        return
    known |= {publication.channel for publication in history_of(ledger).publications.values()}
    if channel not in known:
        raise no_channel(channel, known, config)


def recorded_posts(
    history: History, issue: str, channel: str, since: datetime | None = None
) -> Iterable[Row]:
    """Yield the selected posts.

    With `since`, leave out posts that are not in doubt and about which nothing was recorded since then.
    """
    key = key_of(issue)
    for publication in history.publications.values():
        for number, each in sorted(publication.rounds.items()):
            posts = list(each.posts.values()) or [publication.post(number, "1")]
            for post in posts:
                named = post.key == key if key else not issue or publication.issue == issue
                shown = since is None or post.state == "pending" or _is_since(since, each, post)
                if named and shown and (not channel or publication.channel == channel):
                    yield Row(post, each.seeded is not None)


def _is_since(since: datetime, each: Round, post: Post) -> bool:
    """Return whether anything about a post of this round was recorded since then."""
    first = each.seeded or each.composed
    times = (post.last, first.at if first else None)
    return any(at is not None and at >= since for at in times)


def key_of(text: str) -> Key | None:
    """Return the key of a post that a text is, None if it is none."""
    from distribute.ledger.events import Key

    try:
        return Key.parse(text)
    except ValueError:
        return None
