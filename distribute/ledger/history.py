"""What the events in a ledger add up to: which posts are out, which may be, which can still be sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import msgspec

from distribute.channel import Draft, Receipt
from distribute.ledger import (
    About,
    AnyEvent,
    Claimed,
    Composed,
    Doubted,
    Held,
    Intended,
    Key,
    LedgerError,
    Posted,
    Released,
    Seeded,
    Seen,
    Unposted,
    claim_place,
    held_at,
    hold_place,
)

State = Literal["open", "pending", "posted"]


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of one post add up to.

    `since` is its first intent, `last` its latest event; `unresolved` says that an attempt was
    given up without proof, so that it may still turn out to be there.
    """

    key: Key
    state: State = "open"
    next: int = 1
    since: datetime | None = None
    last: datetime | None = None
    run: str = ""
    why: str = ""
    unresolved: bool = False
    receipt: Receipt | None = None
    how: str = ""
    duplicates: tuple[Receipt, ...] = ()

    def then(self, event: Intended | Posted | Unposted | Doubted) -> Post:
        """Return what it is after one more event. What is posted stays posted."""
        posted = self.state == "posted"
        known = {"next": event.seq + 1, "last": event.at, "run": event.run}
        if isinstance(event, Posted):
            # A receipt is never lost, whatever was noted before it (rule 8).
            if not posted:
                known |= {"state": "posted", "receipt": event.receipt, "how": event.how, "why": ""}
            elif not self.has(event.receipt):
                known["duplicates"] = (*self.duplicates, event.receipt)
        elif isinstance(event, Intended):
            known |= {"since": self.since or event.at, "state": "posted" if posted else "pending"}
        elif isinstance(event, Doubted):
            known |= {"state": "posted" if posted else "pending", "why": event.what}
        else:
            known |= {"state": "posted" if posted else "open", "why": event.why}
            known["unresolved"] = self.unresolved or event.how != "proof"
        return msgspec.structs.replace(self, **known)

    def has(self, receipt: Receipt) -> bool:
        """Say whether `receipt` is one of this post's: known by its id, or by its URL where both have one."""
        known = (self.receipt, *self.duplicates) if self.receipt else ()
        return any(same(receipt, one) for one in known)


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement in all its posts; a re-post is another round."""

    number: int
    next: int = 1
    composed: Composed | None = None
    seeded: Seeded | None = None
    seen: tuple[About, ...] = ()
    posts: dict[str, Post] = {}

    @property
    def pinned(self) -> Draft | None:
        """The draft that can't change any more, because some of it is out or may be (rule 7)."""
        fixed = any(post.state != "open" for post in self.posts.values())
        return self.composed.draft if self.composed and fixed else None

    @property
    def pending(self) -> bool:
        """Whether any of it is in doubt."""
        return any(post.state == "pending" for post in self.posts.values())

    @property
    def posted(self) -> bool:
        """Whether all of it is out."""
        if self.seeded:
            return True
        draft = self.pinned
        return draft is not None and all(
            slot in self.posts and self.posts[slot].state == "posted"
            for slot in map(str, range(1, len(draft.parts) + 1))
        )

    @property
    def target(self) -> str:
        """The account it went to."""
        first = self.seeded or self.composed
        return first.target if first else ""


class Story(msgspec.Struct, frozen=True, kw_only=True):
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
    def marks(self) -> frozenset[tuple[str, str]]:
        """Every path, URL and title that the issue was met under."""
        firsts = [each.seeded or each.composed for each in self.rounds.values()]
        abouts = [first.about for first in firsts if first]
        abouts += [about for each in self.rounds.values() for about in each.seen]
        return frozenset[tuple[str, str]]().union(*map(_marks, abouts))

    def round(self, number: int) -> Round:
        """Return a round, an empty one where nothing happened yet."""
        return self.rounds.get(number) or Round(number=number)

    def key(self, number: int, slot: str) -> Key:
        """Return the key of one post of it."""
        return Key(self.issue, self.channel, self.language, number, slot)

    def post(self, number: int, slot: str) -> Post:
        """Return a post, an open one where nothing happened yet."""
        return self.round(number).posts.get(slot) or Post(key=self.key(number, slot))


class Hold(msgspec.Struct, frozen=True):
    """What the events at one hold's place add up to; `held` is None once it was released."""

    held: Held | None = None
    next: int = 1


class History(msgspec.Struct, frozen=True):
    """What a ledger's events add up to."""

    stories: dict[tuple[str, str, str], Story]
    claims: dict[str, Claimed]
    holds: dict[str, Hold] = {}

    def story(self, issue: str, channel: str, language: str) -> Story:
        """Return a story, an empty one where nothing happened yet."""
        known = self.stories.get((issue, channel, language))
        return known or Story(issue=issue, channel=channel, language=language)

    def posts(self) -> Iterator[Post]:
        """Return every post that anything is known of."""
        for story in self.stories.values():
            for number in sorted(story.rounds):
                yield from story.rounds[number].posts.values()

    def holder(self, issue: str, language: str, target: str) -> str:
        """Return the channel that the account's announcement goes by, "" while there is none."""
        claim = self.claims.get(claim_place(issue, language, target))
        return claim.channel if claim else ""

    def hold(self, issue: str, channel: str = "") -> Hold:
        """Return the hold of an issue on one channel, or the one on all of them; it may be open."""
        return self.holds.get(hold_place(issue, channel)) or Hold()

    def held(self, issue: str, channel: str) -> Held | None:
        """Return what keeps an issue from a channel: the hold on all channels, or the one on this."""
        return self.hold(issue).held or self.hold(issue, channel).held

    def holds_of(self, issue: str = "") -> list[tuple[str, str, Held]]:
        """Return what is held, of one issue or of all: issue, channel ("" for every one) and the hold."""
        return [
            (*where, hold.held)
            for place, hold in self.holds.items()
            if hold.held and (where := held_at(place)) and issue in {"", where[0]}
        ]

    def known_as(self, issue: str, about: About) -> tuple[str, ...]:
        """Return the other ids under which this path, URL or title is known, for an id that is new.

        An id that has a story is known by it, however its page was edited (rule 6).
        """
        if any(story.issue == issue for story in self.stories.values()):
            return ()
        mine = _marks(about)
        return tuple(sorted(story.issue for story in self.stories.values() if mine & story.marks))

    def unseen(self, issue: str, language: str, about: About) -> Story | None:
        """Return the story of an issue that doesn't know it by this path, URL or title yet."""
        stories = [
            story
            for story in self.stories.values()
            if (story.issue, story.language) == (issue, language) and story.newest
        ]
        known = frozenset[tuple[str, str]]().union(*(story.marks for story in stories))
        return stories[0] if stories and not _marks(about) <= known else None

    def other_receipts(self, key: Key, target: str) -> tuple[Receipt, ...]:
        """Return what else the account is known to have posted about the issue: not to be taken for `key`."""
        return tuple(
            receipt
            for story in self.stories.values()
            if story.issue == key.issue
            for each in story.rounds.values()
            if story.channel == key.channel or each.target == target
            for post in each.posts.values()
            if post.key != key and post.receipt
            for receipt in (post.receipt, *post.duplicates)
        )


def fold(events: Iterable[AnyEvent]) -> History:
    """Add events up; LedgerError where one is missing."""
    stories: dict[tuple[str, str, str], Story] = {}
    claims: dict[str, Claimed] = {}
    holds: dict[str, Hold] = {}
    for event in events:
        if isinstance(event, Claimed):
            _follows(event, 1)
            claims[event.post] = event
            continue
        if isinstance(event, Held | Released):
            _follows(event, holds.get(event.post, Hold()).next)
            holds[event.post] = Hold(event if isinstance(event, Held) else None, event.seq + 1)
            continue
        try:
            key = Key.parse(event.post)
        except ValueError:
            msg = f"the ledger holds an event at {event.post!r}, which is no post: it is damaged"
            raise LedgerError(msg) from None
        name = (key.issue, key.channel, key.language)
        story = stories.setdefault(name, Story(issue=key.issue, channel=key.channel, language=key.language))
        story.rounds[key.round] = _added(story.round(key.round), key, event)
    return History(stories, claims, holds)


def same(one: Receipt, other: Receipt) -> bool:
    """Say whether two receipts are of one post."""
    return one.id == other.id or (bool(one.url) and one.url == other.url)


def _added(before: Round, key: Key, event: AnyEvent) -> Round:
    replace = msgspec.structs.replace
    if isinstance(event, Composed):
        _follows(event, before.next)
        return replace(before, next=event.seq + 1, composed=event)
    if isinstance(event, Seen):
        _follows(event, before.next)
        return replace(before, next=event.seq + 1, seen=(*before.seen, event.about))
    if isinstance(event, Seeded):
        _follows(event, before.next)
        return replace(before, next=event.seq + 1, seeded=event)
    assert isinstance(event, Intended | Posted | Unposted | Doubted)
    post = before.posts.get(key.slot) or Post(key=key)
    _follows(event, post.next)
    return replace(before, posts={**before.posts, key.slot: post.then(event)})


def _follows(event: AnyEvent, expected: int) -> None:
    if event.seq != expected:
        msg = f"the ledger lacks event {expected} of {event.post}: it is damaged or only partly there"
        raise LedgerError(msg)


def _marks(about: About) -> set[tuple[str, str]]:
    marks = {("path", about.path), ("url", about.url.rstrip("/")), ("title", about.title.casefold())}
    return {(kind, value) for kind, value in marks if value}
