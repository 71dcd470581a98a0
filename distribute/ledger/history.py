"""The state of a ledger: each post, its round, and the holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal

import msgspec

from distribute.channel.post import Draft, Receipt
from distribute.ledger.events import (
    Claimed,
    Composed,
    Disproved,
    Doubted,
    Held,
    Intended,
    IssueRef,
    Key,
    MarkedAnnounced,
    Posted,
    Rechecked,
    claim_place,
    held_at,
    hold_place,
)
from distribute.ledger.issue_match import about_is, covers, marks_of, same_content
from distribute.text.fingerprint import may_be_alike

State = Literal["open", "pending", "posted"]
ShownState = Literal["not-posted", "in-doubt", "posted"]
_SHOWN: dict[State, ShownState] = {"open": "not-posted", "pending": "in-doubt", "posted": "posted"}

LAST_LOOK = timedelta(days=90)  # three runs of a monthly newsletter


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one post, computed from its events.

    `since` is the time of its first intent, `last` that of its latest event. `unresolved` is true if an
    attempt was given up without proof, so that its post may still appear; `rechecked` is true if a later run
    looked for it once more. `account`, `destination` and `settings` are those of the latest attempt,
    `idempotency_key` is that of the first. `alike` lists posts that may be this one.
    """

    key: Key
    state: State = "open"
    next: int = 1
    since: datetime | None = None
    last: datetime | None = None
    run: str = ""
    why: str = ""
    unresolved: bool = False
    rechecked: bool = False
    receipt: Receipt | None = None
    how: str = ""
    duplicates: tuple[Receipt, ...] = ()
    account: str | None = None
    destination: str = ""
    settings: dict[str, str] = {}
    idempotency_key: str = ""
    alike: tuple[Receipt, ...] = ()

    def then(self, event: PostEvent) -> Post:
        """Return the state after one more event. A posted post stays posted."""
        known: dict[str, Any] = {"next": event.seq + 1, "last": event.at, "run": event.run}
        known |= _CHANGES[type(event)](self, event)
        if self.state == "posted":
            known.pop("state", None)
        return msgspec.structs.replace(self, **known)

    @property
    def shown_state(self) -> ShownState:
        """The state under the name that people, the JSON output and the metrics know it by."""
        return _SHOWN[self.state]

    @property
    def attempted(self) -> bool:
        """Whether any event of the post is recorded. If not, the first attempt looks for it before sending."""
        return self.next > 1

    @property
    def owes_look(self) -> bool:
        """Whether it was sent again after it had been treated as absent, and not looked for since.

        The first request may have arrived later than the patience (see safety rule 12).
        """
        return self.state == "posted" and self.unresolved and not self.rechecked

    @property
    def is_unsettled(self) -> bool:
        """Whether it is in doubt, or owes another look."""
        return self.state == "pending" or self.owes_look

    def owes_look_at(self, now: datetime) -> bool:
        """Return whether it owes another look that is worth while.

        If the look keeps failing, it ends after `LAST_LOOK`: reading far back uses up a service's quota.
        """
        return self.owes_look and self.last is not None and now - self.last <= LAST_LOOK

    def is_unsettled_at(self, now: datetime) -> bool:
        """Return whether a run has to read it back."""
        return self.state == "pending" or self.owes_look_at(now)

    def has(self, receipt: Receipt) -> bool:
        """Return whether `receipt` belongs to this post: it has the same id or, where both have one, the same URL."""
        known = (self.receipt, *self.duplicates) if self.receipt else ()
        return any(same(receipt, one) for one in known)


PostEvent = Intended | Posted | Disproved | Doubted | Rechecked


def _intended(post: Post, event: Any) -> dict[str, Any]:
    # All attempts use the idempotency key of the first, which the service may have stored.
    own = event.idempotency_key or post.key.idempotency_key()
    return {
        "state": "pending",
        "since": post.since or event.at,
        "account": event.account,
        "destination": event.destination,
        "settings": event.settings,
        "idempotency_key": own if post.since is None else post.idempotency_key,
    }


def _posted(post: Post, event: Any) -> dict[str, Any]:
    # A receipt is never lost, whatever was recorded before it (rule 8).
    if post.state != "posted":
        return {"state": "posted", "receipt": event.receipt, "how": event.how, "why": ""}
    return {} if post.has(event.receipt) else {"duplicates": (*post.duplicates, event.receipt)}


def _unposted(post: Post, event: Any) -> dict[str, Any]:
    # Without an intent nothing was sent: the doubt was about a post that already existed.
    given_up = event.how != "proof" and post.since is not None
    return {"state": "open", "why": event.why, "unresolved": post.unresolved or given_up}


def _doubted(post: Post, event: Any) -> dict[str, Any]:
    return {"state": "pending", "why": event.what, "alike": event.alike or post.alike}


def _rechecked(_post: Post, _event: Any) -> dict[str, Any]:
    return {"rechecked": True}


_CHANGES: dict[type, Callable[[Post, Any], dict[str, Any]]] = {
    Intended: _intended,
    Posted: _posted,
    Disproved: _unposted,
    Doubted: _doubted,
    Rechecked: _rechecked,
}


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement with all its posts; a re-post is another round.

    `accounts` are the targets on which it was marked as announced.
    """

    number: int
    next: int = 1
    composed: Composed | None = None
    seeded: MarkedAnnounced | None = None
    seen: tuple[IssueRef, ...] = ()
    accounts: tuple[str, ...] = ()
    posts: dict[str, Post] = {}

    @property
    def pinned(self) -> Draft | None:
        """The draft that can no longer change because a part of it is or may be posted (rule 7)."""
        fixed = any(post.state != "open" for post in self.posts.values())
        return self.composed.draft if self.composed and fixed else None

    @property
    def pending(self) -> bool:
        """Whether any post of the round is in doubt."""
        return any(post.state == "pending" for post in self.posts.values())

    def is_unsettled_at(self, now: datetime) -> bool:
        """Return whether a run has to read back any post of the round."""
        return any(post.is_unsettled_at(now) for post in self.posts.values())

    @property
    def posted(self) -> bool:
        """Whether the whole round is posted."""
        if self.seeded:
            return True
        draft = self.pinned
        return draft is not None and all(
            part_number in self.posts and self.posts[part_number].state == "posted"
            for part_number in map(str, range(1, len(draft.messages) + 1))
        )

    @property
    def target(self) -> str:
        """The account that the round was sent to."""
        first = self.composed or self.seeded
        return first.target if first else ""

    def is_elsewhere(self, target: str) -> bool:
        """Return whether this was announced, in part at least, on another account than `target`."""
        if not self.seeded and all(post.state != "posted" for post in self.posts.values()):
            return False
        accounts = {*self.accounts, self.target}
        return not any(_same_account(one, target) for one in accounts)


class PublicationHistory(msgspec.Struct, frozen=True, kw_only=True):
    """All rounds of one issue on one channel in one language."""

    issue: str
    channel: str
    language: str
    rounds: dict[int, Round] = {}

    @property
    def newest(self) -> Round | None:
        """The round that `publish` works on."""
        return self.rounds[max(self.rounds)] if self.rounds else None

    @property
    def abouts(self) -> tuple[IssueRef, ...]:
        """Every recorded path, URL, title and content of the issue."""
        firsts = [each.seeded or each.composed for each in self.rounds.values()]
        abouts = [first.about for first in firsts if first]
        return (*abouts, *(about for each in self.rounds.values() for about in each.seen))

    @property
    def paths(self) -> set[str]:
        """The paths under which the issue was met."""
        return {about.path for about in self.abouts}

    def round(self, number: int) -> Round:
        """Return a round; an empty one if it has no events."""
        return self.rounds.get(number) or Round(number=number)

    def key(self, number: int, part_number: str) -> Key:
        """Return the key of one of its posts."""
        return Key(self.issue, self.channel, self.language, number, part_number)

    def post(self, number: int, part_number: str) -> Post:
        """Return a post; an open one if it has no events."""
        return self.round(number).posts.get(part_number) or Post(key=self.key(number, part_number))


class Hold(msgspec.Struct, frozen=True):
    """The state of one hold, computed from the events at its place; `held` is None once it is released."""

    held: Held | None = None
    next: int = 1

    def at(self, now: datetime) -> Held | None:
        """Return the hold if its time is not over; None if it is, or if there is no hold."""
        return self.held if self.held and not self.held.is_over(now) else None


class History(msgspec.Struct, frozen=True, dict=True):
    """The state of a ledger, computed from its events."""

    publications: dict[tuple[str, str, str], PublicationHistory]
    claims: dict[str, Claimed]
    holds: dict[str, Hold] = {}

    def publication(self, issue: str, channel: str, language: str) -> PublicationHistory:
        """Return the history of an issue on a channel in a language; an empty one if it has no events."""
        known = self.publications.get((issue, channel, language))
        return known or PublicationHistory(issue=issue, channel=channel, language=language)

    @cached_property
    def by_issue(self) -> dict[str, list[PublicationHistory]]:
        """The histories of each issue."""
        found: dict[str, list[PublicationHistory]] = {}
        for publication in self.publications.values():
            found.setdefault(publication.issue, []).append(publication)
        return found

    @cached_property
    def _known(self) -> dict[IssueRef, set[str]]:
        """Everything by which issues are recognised, with the ids under which it is recorded."""
        found: dict[IssueRef, set[str]] = {}
        for publication in self.publications.values():
            for about in publication.abouts:
                found.setdefault(about, set()).add(publication.issue)
        return found

    @cached_property
    def _marked(self) -> dict[tuple[str, str], set[str]]:
        """The ids under which each path, URL and title is recorded."""
        found: dict[tuple[str, str], set[str]] = {}
        for about, issues in self._known.items():
            for mark in marks_of(about):
                found.setdefault(mark, set()).update(issues)
        return found

    def posts(self) -> Iterator[Post]:
        """Yield every post that has events."""
        for publication in self.publications.values():
            for number in sorted(publication.rounds):
                yield from publication.rounds[number].posts.values()

    def holder(self, issue: str, language: str, target: str) -> str:
        """Return the channel name under which the account is claimed, "" if it isn't."""
        claim = self.claims.get(claim_place(issue, language, target))
        return claim.channel if claim else ""

    def hold(self, issue: str, channel: str = "") -> Hold:
        """Return the state of an issue's hold on one channel, or on all channels if `channel` is empty."""
        return self.holds.get(hold_place(issue, channel)) or Hold()

    def held(
        self, issue: str, channel: str, about: IssueRef | None = None, target: str = "", *, now: datetime
    ) -> Held | None:
        """Return the hold that applies now to an issue on a channel: the one on all channels, or the one on this channel.

        With `about`, a hold on the same issue under another id counts too. With `target`, so does a hold on the same
        account under another channel name.
        """
        everywhere = self.hold_on(issue, "", about, now=now)
        here = self.hold_on(issue, channel, about, target, now=now)
        return next((self.hold(*place).held for place in (everywhere, here) if place), None)

    def hold_on(
        self, issue: str, channel: str, about: IssueRef | None = None, target: str = "", *, now: datetime
    ) -> tuple[str, str] | None:
        """Return the id and channel under which an issue is held now on a channel ("" means all), None if it is not held.

        They are its current ones, or those under which it was held before it or its channel was renamed. If a hold
        under the current id was released, a hold under another id does not count.
        """
        own = self.holds.get(hold_place(issue, channel))
        if own and own.at(now):
            return issue, channel
        is_it = about_is(about or IssueRef())
        for number, name, held in self.holds_of(now=now):
            is_renamed = own is None and held.about != IssueRef() and is_it(held.about)
            is_here = name == channel or bool(name and target and held.target == target)
            if is_here and (number == issue or is_renamed):
                return number, name
        return None

    def holds_of(self, issue: str = "", *, now: datetime) -> list[tuple[str, str, Held]]:
        """Return the holds of one issue, or of all issues, that apply now: issue, channel ("" means all) and hold."""
        return [
            (*where, held)
            for place, hold in self.holds.items()
            if (held := hold.at(now)) and (where := held_at(place)) and issue in {"", where[0]}
        ]

    def recorded_language(
        self, issue: str, language: str, about: IssueRef, others: Iterable[tuple[str, str]]
    ) -> str:
        """Return the language under which an issue's file is recorded, usually `language` itself.

        If a site changes its language from "en" to "en-GB", the same file is not a new translation. `others` are the
        language and path of each of the issue's other files: while the site has a file in the recorded language, that
        language belongs to that file.
        """
        taken = set(others)
        if self._of(issue, language):
            return language
        same_file = (
            publication.language
            for publication in self.by_issue.get(issue, ())
            if _base(publication.language) == _base(language)
            and not any(publication.language == other or path in publication.paths for other, path in taken)
            and any(known.path == about.path or same_content(known, about) for known in publication.abouts)
        )
        return next(same_file, language)

    def known_as(self, issue: str, language: str, about: IssueRef) -> tuple[str, ...]:
        """Return the other ids under which this path, URL, title or content is recorded; none if the id is known.

        An id with events in this language is known, however its page was edited (rule 6).
        """
        if self._of(issue, language):
            return ()
        others = set[str]().union(*(self._marked.get(mark, ()) for mark in marks_of(about)))
        may_be = may_be_alike(about.content)
        for known, issues in self._known.items():
            if may_be(known.content) and same_content(about, known):
                others |= issues
        return tuple(sorted(others - {issue}))

    def state_of(self, issues: Iterable[str]) -> State:
        """Return what is known of any of these issues: some of them is out, some may be, or none is."""
        publications = (each for issue in issues for each in self.by_issue.get(issue, ()))
        rounds = [each for publication in publications for each in publication.rounds.values()]
        states = {post.state for each in rounds for post in each.posts.values()}
        if "posted" in states or any(each.seeded for each in rounds):
            return "posted"
        return "pending" if "pending" in states else "open"

    def is_another(self, issue: str, language: str, about: IssueRef) -> bool:
        """Return whether the id is recorded for an issue that has nothing in common with this one.

        An edit changes a path, a URL or the text, but not all of them at once. An equal title proves nothing: a
        newsletter whose numbers start again each year has a "#1" in every year.
        """
        known = [
            known
            for publication in self._of(issue, language)
            for known in publication.abouts
            if known != IssueRef()
        ]
        is_it = about_is(msgspec.structs.replace(about, title=""))
        return bool(known) and not any(map(is_it, known))

    def has_path(self, issue: str, path: str) -> bool:
        """Return whether anything of the issue is on record with its file at this path."""
        return any(path in publication.paths for publication in self.by_issue.get(issue, ()))

    def unseen(self, issue: str, language: str, about: IssueRef) -> PublicationHistory | None:
        """Return a history of this issue that lacks some of this path, URL, title and content, else None."""
        publications = [publication for publication in self._of(issue, language) if publication.newest]
        known = [known for publication in publications for known in publication.abouts]
        return publications[0] if publications and not covers(known, about) else None

    def _of(self, issue: str, language: str) -> list[PublicationHistory]:
        """Return the histories of an issue in one language on all channels."""
        return [each for each in self.by_issue.get(issue, ()) if each.language == language]

    def other_receipts(
        self, key: Key, target: str, destination: str = "", since: datetime | None = None
    ) -> tuple[Receipt, ...]:
        """Return the receipts of all other posts on this account, which must not be mistaken for `key`.

        Two issues or languages may share one address, and two channels may share one account. With `since`, posts
        about which nothing was recorded since then are left out.
        """
        return tuple(
            receipt
            for publication in self.publications.values()
            for each in publication.rounds.values()
            for post in each.posts.values()
            if post.key != key and post.receipt
            if since is None or (post.last and post.last >= since)
            if publication.channel == key.channel
            or each.target == target
            or (destination and post.destination == destination)
            for receipt in (post.receipt, *post.duplicates)
        )


def same(one: Receipt, other: Receipt) -> bool:
    """Return whether two receipts belong to the same post."""
    return one.id == other.id or (bool(one.url) and one.url == other.url)


def _same_account(one: str, other: str) -> bool:
    """Return whether two targets may be of one account: a name that is not set, after the last ":", tells nothing."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or not shorter or (shorter.endswith(":") and longer.startswith(shorter))


def _base(language: str) -> str:
    return language.partition("-")[0].casefold()
