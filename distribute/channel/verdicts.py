"""The possible results of sending a post, as exceptions that adapters raise."""

from __future__ import annotations

from distribute.channel.post import Receipt

LONGEST_WAIT = 365 * 86400.0  # seconds; no service asks for a longer wait


def _bounded(wait: float) -> float:
    """Limit a wait named by a service to a value that a datetime can represent."""
    return min(wait, LONGEST_WAIT) if wait > 0 else 0.0  # also 0 for NaN


class NotPosted(Exception):
    """Proof that nothing was posted. If `final`, a retry without changes is useless."""

    def __init__(self, why: str, *, final: bool = True, retry_after: float | None = None) -> None:
        """Set the reason; `retry_after` is the wait in seconds, if the service named one."""
        super().__init__(why)
        self.why = why
        self.final = final
        self.retry_after = None if retry_after is None else _bounded(retry_after)


class Duplicate(NotPosted):
    """The service reports a duplicate: this request posted nothing, but an earlier one may have."""


class InDoubt(Exception):
    """The post may or may not exist; it must not be sent again before it was looked for."""

    def __init__(self, what: str) -> None:
        """Set what was observed, without quoting the service's response."""
        super().__init__(what)
        self.what = what


class Unfit(Exception):
    """Headline and link alone exceed the channel's limit: a person has to shorten something."""


class Alike(InDoubt):
    """A post has our link, or our title and no link, and a different text: a person has to decide what it is."""

    def __init__(self, receipts: tuple[Receipt, ...]) -> None:
        """Set the posts in question."""
        where = ", ".join(receipt.url or receipt.id for receipt in receipts)
        super().__init__(f"there is a post with this link or title but different text: {where}")
        self.receipts = receipts


class Unlisted(InDoubt):
    """The post is not among the listed posts, but the service does not list every post."""


class Unfinished(Unlisted):
    """The post goes out in steps, and some are left. Posting it again continues it and repeats none."""
