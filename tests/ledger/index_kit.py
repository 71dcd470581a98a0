"""Histories, and what a run asks of them, for the tests of the ledgers' indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message, Receipt
from distribute.ledger import index
from distribute.ledger.events import (
    AnyEvent,
    Claimed,
    Composed,
    Disproved,
    Doubted,
    Held,
    Intended,
    IssueMoved,
    IssueRef,
    Key,
    Ledger,
    MarkedAnnounced,
    Newsletter,
    Posted,
    Rechecked,
    Released,
    claim_place,
    hold_place,
)
from distribute.ledger.fold import fold
from distribute.ledger.history import History, Post
from distribute.ledger.newsletter import NewsletterLedger
from distribute.ledger.question import Question, events_about, history_about
from distribute.text.fingerprint import sketch

NOW = datetime(2020, 12, 9, tzinfo=UTC)
ISSUES = ("2020-1", "2020-11", "a b/ü", "№ 5", "other~2020-11")  # the last one is another newsletter's
CHANNELS = ("mastodon", "x!")
TARGETS = ("mastodon:here:ada", "x:ada", "")
_LINES = [f"line {number} of the letter tells something" for number in range(40)]
BODIES = ("\n".join(_LINES), "\n".join((*_LINES[1:], "an edited line")), "\n".join(_LINES[::-1][:20]), "")
ABOUTS = [
    IssueRef(path=path, url=url, title=title, content=sketch(body))
    for path, url, title, body in (
        ("a.md", "https://news.example/a/", "Straße", BODIES[0]),
        ("b.md", "http://NEWS.example/a?utm_source=x", "STRASSE", BODIES[1]),
        ("c.md", "https://news.example/c", "Letter", BODIES[2]),
        ("a.md", "https://news.example/d", "", BODIES[3]),
        ("e.md", "", "", BODIES[0]),
        ("", "", "", ""),
    )
]
RECEIPTS = [Receipt("1", "https://wall.example/1"), Receipt("1"), Receipt("2", "https://wall.example/1"), Receipt("3"), Receipt("")]  # fmt: skip
KINDS = ("composed", "seeded", "seen", "held", "released", "intended", "posted", "unposted", "doubted", "rechecked", "claimed")  # fmt: skip
_STEPS = st.lists(st.tuples(
    st.sampled_from(KINDS), st.sampled_from(ISSUES), st.sampled_from(CHANNELS), st.sampled_from(("en", "de")),
    st.sampled_from(ABOUTS), st.sampled_from(RECEIPTS), st.sampled_from(TARGETS), st.integers(0, 20),
), max_size=30)  # fmt: skip


class Case(NamedTuple):
    """A history in two parts, and what a run asks about."""

    first: Sequence[Any]
    more: Sequence[Any]
    issue: str
    about: IssueRef
    receipt: Receipt
    days: int

    @property
    def since(self) -> datetime:
        return NOW - timedelta(days=10 * self.days)


CASES = st.builds(
    Case, _STEPS, _STEPS, st.sampled_from(ISSUES[:4]), st.sampled_from(ABOUTS), st.sampled_from(RECEIPTS), st.integers(0, 20)
)  # fmt: skip


def require_same_answers(case: Case, insert: Callable[[Sequence[AnyEvent]], None], *ledgers: Ledger) -> None:
    """Check, after each part of a history, that ledgers answer from what they read as from everything."""
    events = list(as_events([*case.first, *case.more]))
    question = Question(
        issues=[case.issue], abouts=[case.about], receipts=[case.receipt], unsettled=True, since=case.since
    )
    common: dict[str, Any] = {"post": "~newsletters/", "run": "r", "at": NOW}
    insert([Newsletter(**common, seq=1, id="this"), Newsletter(**common, seq=2, id="o", prefix="other")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "WAITING", 0)  # index even the first issue
        for part in (events[: len(case.first)], events[len(case.first) :]):
            insert(part)
            for each in ledgers:
                mine = NewsletterLedger(each, Newsletter(**common, seq=1, id="this"), "this", list)
                for one in (each, mine):
                    assert _answers(history_about(one, question), case) == _answers(fold(one.read()), case)


def as_events(steps: Sequence[Any]) -> Iterator[AnyEvent]:
    """Yield an event for each step, at the next free place."""
    numbers: dict[str, int] = {}
    for kind, issue, channel, language, about, receipt, target, day in steps:
        key = Key(issue, channel, language)
        rounds = {"composed", "seeded", "seen"}
        place = key.round_place if kind in rounds else hold_place(issue, channel) if kind in {"held", "released"} else str(key)  # fmt: skip
        place = claim_place(issue, language, target) if kind == "claimed" else place
        numbers[place] = seq = numbers.get(place, 0) + 1
        common: dict[str, Any] = {"post": place, "seq": seq, "run": "r", "at": NOW - timedelta(days=10 * day)}
        draft = Draft((Message(text="A letter"),))
        made: dict[str, Callable[[], AnyEvent]] = {
            "composed": lambda: Composed(**common, target=target, about=about, draft=draft),  # noqa: B023 - called at once
            "seeded": lambda: MarkedAnnounced(**common, target=target, about=about),  # noqa: B023
            "seen": lambda: IssueMoved(**common, about=about),  # noqa: B023
            "held": lambda: Held(**common, because="it waits", about=about, target=target),  # noqa: B023
            "released": lambda: Released(**common),  # noqa: B023
            "intended": lambda: Intended(**common, destination=target),  # noqa: B023
            "posted": lambda: Posted(**common, receipt=receipt, how="sent"),  # noqa: B023
            "unposted": lambda: Disproved(**common, why="no", how="absence"),  # noqa: B023
            "doubted": lambda: Doubted(**common, what="who knows"),  # noqa: B023
            "rechecked": lambda: Rechecked(**common),  # noqa: B023
            "claimed": lambda: Claimed(**common, channel=channel),  # noqa: B023
        }
        if kind != "claimed" or seq == 1:
            yield made[kind]()


def _answers(history: History, case: Case) -> list[Any]:
    """Return what a run asks of a history about one issue."""
    issue, about = case.issue, case.about
    key = Key(issue, "mastodon", "en")
    others = history.known_as(issue, "en", about)
    receipts = (history.other_receipts(key, target, target, case.since) for target in TARGETS)
    return [
        [history.publication(issue, channel, language) for channel in CHANNELS for language in ("en", "de")],
        [history.holder(issue, "en", target) for target in TARGETS],
        [history.held(issue, channel, about, target, now=NOW) for channel in CHANNELS for target in TARGETS],
        [history.hold_on(issue, channel, about, now=NOW) for channel in ("", *CHANNELS)],
        others, history.state_of(others), history.state_of([issue]), history.has_path(issue, about.path),
        history.is_another(issue, "en", about), history.unseen(issue, "en", about),
        history.recorded_language(issue, "de-CH", about, ()), sorted(history.holds_of(issue, now=NOW)),
        [set(each) for each in receipts],
        [post for post in history.posts() if post.has(case.receipt)],
        [post for post in history.posts() if _is_unsettled(post)],
    ]  # fmt: skip


def _is_unsettled(post: Post) -> bool:
    return post.state == "pending" or (post.state == "posted" and post.unresolved and not post.rechecked)


def letters(number: int) -> list[AnyEvent]:
    """Return the events of so many issues, each posted once."""
    found: list[AnyEvent] = []
    for each in range(number):
        key, about = Key(f"letter-{each}", "mastodon", "en"), IssueRef(url=f"https://news.example/{each}")
        common: dict[str, Any] = {"run": "r", "at": NOW}
        composed = Composed(post=key.round_place, seq=1, **common, target="t", about=about, draft=Draft((Message(text="A letter"),)))  # fmt: skip
        posted = Posted(
            post=str(key),
            seq=2,
            **common,
            receipt=Receipt(str(each), f"https://wall.example/{each}"),
            how="sent",
        )
        found += [composed, Intended(post=str(key), seq=1, **common), posted]
    return found


def found(ledger: Ledger, number: int = 7) -> tuple[str, ...]:
    """Return the ids under which the page of a letter is known."""
    about = IssueRef(url=f"https://news.example/{number}")
    return history_about(ledger, Question(abouts=[about])).known_as("new", "en", about)


def read(ledger: Ledger, number: int = 7) -> int:
    """Return how many events are read to find the page of a letter."""
    return len(list(events_about(ledger, Question(abouts=[IssueRef(url=f"https://news.example/{number}")]))))
