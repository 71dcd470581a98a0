"""The possible results of sending a post, as exceptions that adapters raise."""

from __future__ import annotations

from distribute.channel.post import Receipt

LONGEST_WAIT = 365 * 86400.0  # seconds; no service asks for a year's wait


def _bounded(wait: float) -> float:
    """Return a wait that a clock can hold, whatever a service has said."""
    return min(wait, LONGEST_WAIT) if wait > 0 else 0.0  # 0 for what is no number too


class NotPosted(Exception):
    """Proof that nothing was posted. `final` says that trying again unchanged is no use."""

    def __init__(self, why: str, *, final: bool = True, retry_after: float | None = None) -> None:
        """Say why; `retry_after` is in seconds, where the service named a time."""
        super().__init__(why)
        self.why = why
        self.final = final
        self.retry_after = None if retry_after is None else _bounded(retry_after)


class Duplicate(NotPosted):
    """The service says it has this already: this request posted nothing, an earlier one may have."""


class InDoubt(Exception):
    """The post may or may not be there: nobody may send it again without looking."""

    def __init__(self, what: str) -> None:
        """Say what was seen, without quoting the service's answer."""
        super().__init__(what)
        self.what = what


class Unfit(Exception):
    """Headline and link alone exceed what the channel takes: a person has to shorten something."""


class Alike(InDoubt):
    """A post with our link says something else: whether it is this announcement is for a person to say."""

    def __init__(self, receipts: tuple[Receipt, ...]) -> None:
        """Name the posts."""
        where = ", ".join(receipt.url or receipt.id for receipt in receipts)
        super().__init__(f"a post with this link but another text is there: {where}")
        self.receipts = receipts


class Unlisted(InDoubt):
    """It is not among the posts that are listed, but not every post is."""
