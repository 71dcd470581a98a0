"""Scenarios of the chaos run: changes by people, a second newsletter, old copies of the ledger.

Each plays one sequence of events with real processes. `TRIALS` maps the names of their rows in the table to them.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import msgspec

from distribute.ledger.fold import fold
from distribute.testing.chaos.stores import STORES, GitStore
from distribute.testing.chaos.story import MOMENTS, PUBLISH, SLOTS, Row, Run, Story, a_story_of, channels
from distribute.testing.service import Answer, MastodonService, Request

DUE = ("publish", "--due", "--not-live")
_MOST_ATTEMPTS = 12
_HOUR = 3600.0


class Trial(msgspec.Struct, frozen=True):
    """A scenario and the ledgers to which it applies; some are repeated in proportion to the number of kills."""

    play: Callable[[Row, Random, float], None]
    ledgers: tuple[str, ...] = tuple(STORES)
    kills_each: int = 0

    def times(self, kills: int) -> int:
        """Return how often to play it in a run with `kills` kills."""
        return max(1, kills // self.kills_each) if self.kills_each else 1


class TwoAccounts(MastodonService):
    """A server with a second account, which belongs to somebody else."""

    def __init__(self) -> None:
        """Create both accounts; the server ignores idempotency keys."""
        super().__init__(honours_key=False)
        self.other = _OtherAccount(self)

    def keep(self, request: Request) -> Answer:
        """Store a status for the account of the request's token."""
        return self.other.keep(request) if self.other.owns(request) else super().keep(request)

    def answer(self, request: Request) -> Answer:
        """Respond to the account of the request's token."""
        return self.other.answer(request) if self.other.owns(request) else super().answer(request)


class _OtherAccount(MastodonService):
    token = "mastodon-token-of-another"  # noqa: S105 - of a service that is not there
    account = "109000000000000002"
    name = "other"

    def __init__(self, server: MastodonService) -> None:
        super().__init__(honours_key=False)
        self._at = server

    @property
    def url(self) -> str:
        """The address of its server."""
        return self._at.url

    def owns(self, request: Request) -> bool:
        """Return whether a request is logged in as this account."""
        return request.headers.get("authorization") == f"Bearer {self.token}"


class TellingTime(MastodonService):
    """A server that sends its clock's time, which is `ahead` seconds fast."""

    ahead = 0.0

    def answer(self, request: Request) -> Answer:
        """Add a `Date` to the response."""
        date = format_datetime(self.now() + timedelta(seconds=self.ahead), usegmt=True)
        return msgspec.structs.replace(super().answer(request), headers={"Date": date})


def two_newsletters(row: Row, dice: Random, patience: float) -> None:
    """Publish two newsletters that share an issue id, an account and a ledger at once; kill some of the runs."""
    with MastodonService() as service:
        settings = STORES[row.ledger].settings(
            channels(service, patience), more=", name: Other Letter", issues="content/other/*.md"
        )
        files = {"other.yaml": settings, "content/other/42.md": _issue("Other Letter 42", "Grue 0.4", _OLD)}
        with a_story_of(service, row, dice, patience, files=files) as story:
            letters = {
                "Example Newsletter 42": PUBLISH,
                "Other Letter 42": ("--config", "other.yaml", *PUBLISH),
            }
            waiting = letters
            for attempt in range(_MOST_ATTEMPTS):
                waiting = _both(story, waiting, unlucky=attempt < 2)
                if not waiting:
                    break
                time.sleep(patience / 2)
            row.expect(not waiting, f"never posted: {', '.join(waiting)}")
            _count(story, expected=2)
            said = [post.fields["status"] for post in service.arrived]
            row.expect(
                all(sum(title in text for text in said) == 1 for title in letters), f"mixed up: {said}"
            )


def _both(
    story: Story, waiting: Mapping[str, tuple[str, ...]], *, unlucky: bool
) -> dict[str, tuple[str, ...]]:
    """Start all waiting newsletters at once, and return those that have to be run again."""
    victim = story.dice.choice(list(waiting)) if unlucky else ""
    moments = [moment for moment in MOMENTS if "write 4" not in moment]  # a first run has fewer writes
    strike = (story.dice.choice(moments), "SIGKILL", "0")
    with SLOTS:
        runs = {
            title: story.start(words=words, victim=strike if title == victim else ())
            for title, words in waiting.items()
        }
        codes = {title: run.end() for title, run in runs.items()}
    for title, code in codes.items():
        story.row.count(kills=code == -signal.SIGKILL)
        story.row.expect(code in {0, 3, -signal.SIGKILL}, f"exit {code}: {runs[title].said}")
    return {title: words for title, words in waiting.items() if codes[title]}


def settings_change(row: Row, dice: Random, patience: float) -> None:
    """Edit the settings while a post is in doubt: no edit may cause it to be sent again."""
    edits: dict[str, tuple[dict[str, str], dict[str, str], int]] = {
        "visibility": ({"more": ", visibility: private"}, {"more": ", visibility: public"}, 0),
        "renamed": ({}, {"name": "fediverse"}, 4),  # the account already has it under the other name
        "account": ({}, {"more": ", account: news"}, 0),
    }

    def play(edit: str) -> None:
        before, after, code = edits[edit]
        store = STORES[row.ledger]
        with MastodonService(honours_key=False) as service:
            files = {"channels.yaml": store.settings(channels(service, patience, **before))}
            with a_story_of(service, row, Random(edit), patience, files=files) as story:  # noqa: S311
                _in_doubt(story)
                time.sleep(patience)
                story.store.write("channels.yaml", store.settings(channels(service, patience, **after)))
                _end(story, edit, code)
                _count(story, expected=1)

    del dice
    with ThreadPoolExecutor(len(edits)) as pool:
        list(pool.map(play, edits))


def wrong_account(row: Row, dice: Random, patience: float) -> None:
    """Log in as another account while a post is in doubt: that account's posts prove nothing."""
    with TwoAccounts() as service, a_story_of(service, row, dice, patience) as story:
        _in_doubt(story)
        _end(story, "another's token", 3, token=service.other.token)
        time.sleep(patience + 0.5)
        _end(story, "another's token, after patience", 3, token=service.other.token)
        row.expect(len(service.attempts) == 1, "something was sent")
        row.expect(not service.other.arrived, "it is on the other account")
        row.count(harms=2)
        _end(story, "the right token again", 0)
        _count(story, expected=1)


def twins(row: Row, dice: Random, patience: float) -> None:
    """Publish what is due when two files have one id: both are held, and the other issue is posted."""
    now = datetime.now(UTC) - timedelta(hours=1)
    files = {
        f"content/news/{name}.md": _issue(f"Example Newsletter {number}", fact, f"{now:%Y-%m-%dT%H:%M:%SZ}")
        for name, number, fact in (
            ("42", 42, "Libfoo 1.2"),
            ("42-again", 42, "Grue 0.4"),
            ("43", 43, "Bar 3.0"),
        )
    }
    with (
        MastodonService(honours_key=False) as service,
        a_story_of(service, row, dice, patience, files=files) as story,
    ):
        for _ in range(2):
            run = _end(story, "twins", 4, words=DUE)
            row.expect("42-again.md" in run.said, f"the twins are not named: {run.said}")
        row.count(harms=1)
        _count(story, expected=1)
        row.expect(
            ["Newsletter 43" in post.fields["status"] for post in service.arrived] == [True], "a twin is out"
        )


def old_backup(row: Row, dice: Random, patience: float) -> None:
    """Restore a backup of the ledger from before the post."""
    with MastodonService(honours_key=False) as service, a_story_of(service, row, dice, patience) as story:
        with story.store.backed_up():
            _end(story, "before", 0)
        row.count(harms=1)
        row.expect(not _known(story), "the backup knows of the post")
        _end(story, "on the backup", 0)
        _count(story, expected=1)


def reverted(row: Row, dice: Random, patience: float) -> None:
    """Revert the ledger's last commit, which is a fast-forward, then revert the revert."""
    with MastodonService(honours_key=False) as service, a_story_of(service, row, dice, patience) as story:
        store = story.store
        assert isinstance(store, GitStore)
        service.lag = patience / 4  # so that the check before a first attempt would not find the post either
        with SLOTS:
            code = story.start(victim=("after post", "SIGKILL", "0")).end()
        row.count(kills=code == -signal.SIGKILL)
        store.revert()
        for where in ("in the clone that saw more", "in a fresh clone"):
            run = _end(story, f"reverted, {where}", 5)
            row.expect("only grows" in run.said, f"it is not said what to do: {run.said}")
            store.fresh()
        row.count(harms=1)
        row.expect(len(service.attempts) == 1, "something was sent")
        store.revert()
        time.sleep(service.lag)
        _end(story, "the revert taken back", 0)
        _count(story, expected=1)


def shallow(row: Row, dice: Random, patience: float) -> None:
    """Add a translation after its original, and publish what is due from clones without history."""
    with MastodonService(honours_key=False) as service:
        settings = STORES[row.ledger].settings(channels(service, patience, more=", languages: [en, de]"))
        toml = 'baseURL = "https://newsletter.example.org/"\ndefaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n'
        files = {"channels.yaml": settings, "hugo.toml": toml}
        with a_story_of(service, row, dice, patience, files=files) as story:
            store = story.store
            assert isinstance(store, GitStore)
            store.write("content/news/42.de.md", _issue("Example Newsletter 42", "Grue 0.4", _OLD))
            store.write("README.md", "The site of a newsletter.\n")
            run = _end(story, "a shallow clone", 4, words=DUE)
            row.expect("shallow" in run.said, f"it is not said why: {run.said}")
            row.count(harms=1)
            row.expect(not service.attempts, "something was sent")
            store.depth = ()
            store.fresh()
            _end(story, "the whole history", 0, words=DUE)
            _count(story, expected=1)


def slow_listing(row: Row, dice: Random, patience: float) -> None:
    """Exceed the bound: the response was lost, and the service lists the post only after patience."""
    with MastodonService(honours_key=False) as service, a_story_of(service, row, dice, patience) as story:
        service.lag = _HOUR
        _in_doubt(story)
        time.sleep(patience + 0.5)
        _end(story, "absence is believed", 0)
        service.lag = 0.0
        time.sleep(patience + 0.5)
        run = _end(story, "both are listed", 3)
        row.expect("posted twice" in run.said, f"it is not said: {run.said}")
        _count(story, expected=1)


def wrong_clock(row: Row, dice: Random, patience: float) -> None:
    """Run on a machine whose clock is an hour behind the time that the service sends."""
    with TellingTime(honours_key=False) as service, a_story_of(service, row, dice, patience) as story:
        service.ahead = _HOUR
        run = _end(story, "an hour behind", 1)
        row.expect("clock" in run.said, f"it is not said why: {run.said}")
        row.expect(not service.attempts, "something was sent")
        row.count(harms=1)
        service.ahead = 0.0
        _end(story, "the clock set right", 0)
        _count(story, expected=1)


TRIALS: dict[str, Trial] = {
    "two newsletters, one account, one ledger": Trial(two_newsletters, kills_each=50),
    "settings edited while in doubt": Trial(settings_change),
    "another account's token while in doubt": Trial(wrong_account),
    "two files with one id": Trial(twins),
    "an old backup restored": Trial(old_backup),
    "a clock an hour behind, by the service's `Date`": Trial(wrong_clock),
    "the ledger's last commit reverted": Trial(reverted, ("git",)),
    "a late translation in shallow clones": Trial(shallow, ("git",)),
    "beyond the bound: a listing slower than patience": Trial(slow_listing),
}

_OLD = "2020-12-09"
_ISSUE = """\
---
title: {title}
date: {date}
---
## Releases

- **{fact}** was released with a parser of its own.
"""


def _issue(title: str, fact: str, date: str) -> str:
    return _ISSUE.format(title=title, fact=fact, date=date)


def _in_doubt(story: Story) -> None:
    """Lose the response to a successful post."""
    story.service.fail("cut after keeping")
    _end(story, "the answer lost", 3)
    story.row.count(harms=1)


def _end(story: Story, what: str, wanted: int, **more: Any) -> Run:
    """Run it, and check the exit code."""
    with SLOTS:
        run = story.start(**more)
        code = run.end()
    story.row.expect(code == wanted, f"{what}: exit {code}: {run.said}")
    story.row.expect("Traceback" not in run.said, run.said)
    return run


def _known(story: Story) -> set[str]:
    """Return the ids of all posts with a receipt in the ledger, of any newsletter."""
    publications = fold(story.store.open().read()).publications.values()
    posts = [post for each in publications for this in each.rounds.values() for post in this.posts.values()]
    return {receipt.id for post in posts for receipt in (post.receipt, *post.duplicates) if receipt}


def _count(story: Story, *, expected: int) -> None:
    """Compare the posts on the service with the expected number and with the ledger."""
    there = [post.id for post in story.service.arrived]
    unaccounted = len(set(there) - _known(story))
    story.row.count(
        expected=expected, found=len(there), duplicates=max(0, len(there) - expected), unaccounted=unaccounted
    )
    story.row.expect(not unaccounted, f"{there} are there, {_known(story)} on record")
