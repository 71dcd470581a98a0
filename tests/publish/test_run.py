"""What may be sent, what is held, and what is read back in any case."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt
from distribute.config import Config
from distribute.deliver.outcome import Repost
from distribute.issue import Issue, Overrides
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from distribute.publish.plan import plan
from distribute.publish.planned import Plan
from distribute.publish.results import PublishOptions
from distribute.publish.run import RunControl, publish
from distribute.publish.selection import Selection
from distribute.publish.whole_run import run
from tests.publish.kit import WALLS, Site, Wall, codes, issue, states, wall


def test_what_passes_every_gate_is_posted_once(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    assert (states(first := site.publish()), first.exit_code) == (["posted"], 0)
    assert (states(again := site.publish()), again.exit_code) == (["already-posted"], 0)
    assert len(WALLS["wall"]) == 1


def test_what_another_account_has_is_not_taken_for_posted_here(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    other = Site(tmp_path, wall(account="another"))
    other.ledger = site.ledger
    held = other.publish()
    assert ([post.code for post in held.plan.planned], held.exit_code) == (["other-account"], 4)
    assert "another" not in WALLS
    assert other.publish(repost=Repost("there too")).exit_code == 0


@pytest.mark.parametrize(
    ("fields", "code", "exit_code"),
    [
        ({"draft": True}, "draft", 4),
        ({"body": "## Software\n\n[CONTRIBUTORS]\n"}, "placeholder", 4),
        ({"date": datetime.now(UTC) - timedelta(days=30)}, "too-old", 4),
        ({"date": datetime.now(UTC) + timedelta(days=1)}, "not-yet-due", 4),
        ({"title": "The Letter 2020 " + "and on " * 1000}, "does-not-fit", 4),
    ],
)
def test_a_closed_gate_sends_nothing_anywhere(
    tmp_path: Path, fields: dict[str, Any], code: str, exit_code: int
) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    result = site.publish(issue(**fields))
    assert result.exit_code == exit_code
    assert code in codes(result)
    assert WALLS == {}


@pytest.mark.parametrize("options", [{"old": True}, {"allow": ("too-old",)}])
def test_a_gate_can_be_opened(tmp_path: Path, options: dict[str, Any]) -> None:
    site = Site(tmp_path, wall())
    assert site.publish(issue(date=datetime(2020, 12, 9, tzinfo=UTC)), **options).exit_code == 0


def test_an_issue_that_is_out_needs_no_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    gone_bad = issue(draft=True, date=datetime(2020, 12, 9, tzinfo=UTC), title="The Letter 2020 " * 1000)
    result = site.publish(gone_bad, not_live=False)
    assert (states(result), result.exit_code) == (["already-posted"], 0)


def test_a_missing_secret_is_a_mistake_in_the_settings_and_stops_the_others(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("locked", token=Secret("$WALL_TOKEN")))
    assert site.publish().exit_code == 2
    assert WALLS == {}


def test_a_channel_that_is_not_required_is_skipped_without_its_secret(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("locked", token=Secret("$WALL_TOKEN"), required=False))
    result = site.publish()
    assert (states(result), result.exit_code) == (["posted", "skipped"], 0)


def test_the_secret_of_a_channel_that_has_it_already_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, wall("locked", token=Secret("$WALL_TOKEN")))
    monkeypatch.setenv("WALL_TOKEN", "sesame")
    site.publish()
    monkeypatch.delenv("WALL_TOKEN")
    assert site.publish().exit_code == 0


def test_what_is_in_doubt_is_read_back_behind_a_closed_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(shaky=True))
    assert site.publish().exit_code == 3
    two = Site(tmp_path, wall(shaky=True), wall("other"))
    two.ledger = site.ledger
    result = two.publish(issue(draft=True))
    assert states(result) == ["posted", "would-post"]
    assert result.exit_code == 4
    assert len(WALLS["wall"]) == 1


def test_what_is_absent_after_patience_is_not_sent_behind_a_closed_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(shaky=True))
    assert site.publish().exit_code == 3
    WALLS.clear()  # it never arrived, and that was an hour ago
    an_hour_ago = [msgspec.structs.replace(e, at=e.at - timedelta(hours=1)) for e in site.ledger.read()]
    site.ledger = MemoryLedger()
    site.ledger.append(*an_hour_ago)
    result = site.publish(issue(draft=True))
    assert (states(result), result.exit_code) == (["would-post"], 4)
    assert WALLS == {}
    assert site.publish().exit_code == 3  # sent again, into the same silence
    assert len(WALLS["wall"]) == 1


def test_a_person_who_says_no_stops_what_is_new(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    result = site.publish(ask=lambda _: False)
    assert states(result) == ["would-post"]
    assert WALLS == {}


def test_nobody_is_asked_about_what_is_out(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    asked: list[Plan] = []
    site.publish(ask=lambda shown: bool(asked.append(shown)))
    assert asked == []


def test_a_text_that_was_not_approved_is_held_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other", hashtags=("Kites",)))
    approved = site.plan(issue()).planned[0].draft
    assert approved
    result = site.publish(approved=(approved.digest,))
    assert (states(result), result.exit_code) == (["posted", "held"], 4)
    assert result.plan.planned[1].code == "not-approved"


@pytest.mark.parametrize("same", ["path", "url", "title"])
def test_an_issue_known_under_another_id_is_held(tmp_path: Path, same: str) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    other = {"id": "2020-12", "path": "content/b.md", "url": "https://example.org/b/", "title": "B 2021"}
    del other[same]
    result = site.publish(issue(**other))
    assert (states(result), result.exit_code) == (["held"], 4)
    assert len(WALLS["wall"]) == 1
    assert site.publish(issue(**other), allow=("known-under-another-id",)).exit_code == 0


@pytest.mark.parametrize("ids", [("2020-11",) * 4, ("2020-11", "2020-11", "moved", "again")])
def test_edited_bit_by_bit_until_nothing_is_left_it_is_still_the_same(
    tmp_path: Path, ids: tuple[str, ...]
) -> None:
    site = Site(tmp_path, wall())
    fields: dict[str, Any] = {}
    for name, change in zip(
        ids,
        ({}, {"title": "Mended 2020"}, {"url": "https://example.org/moved/"}, {"path": "content/moved.md"}),
        strict=True,
    ):
        fields |= change
        site.publish(issue(**{**fields, "id": name}))
    assert len(WALLS["wall"]) == 1


def test_a_title_that_every_issue_has_tells_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    old = issue(title="Letter")
    new = issue(title="Letter", id="2020-12", path="content/b.md", url="https://example.org/b/")
    site.publish(old)
    planned = plan(Selection(site.config, (old, new), (new,), site.config.channels), fold(site.ledger.read()))
    history = fold(site.ledger.read())
    result = publish(site.config, planned, history, site.ledger, PublishOptions(not_live=True), RunControl())
    assert states(result) == ["posted"]


def test_one_account_under_two_names_is_held(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    renamed = Site(tmp_path, wall("renamed", account="wall"))
    renamed.ledger = site.ledger
    result = renamed.publish()
    assert (states(result), result.exit_code) == (["held"], 4)
    assert result.plan.planned[0].code == "same-target"
    assert renamed.publish(allow=("same-target",)).exit_code == 0


def test_a_repost_is_one_more_and_with_its_key_only_one(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    for _ in range(2):
        result = site.publish(repost=Repost("the link was broken", "job-7"), old=True)
        assert result.exit_code == 0
        assert [post.round for post in result.plan.planned] == [2]
    assert len(WALLS["wall"]) == 2


def test_a_repost_before_the_first_post_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    assert site.publish(repost=Repost("too early")).exit_code == 1
    assert WALLS == {}


def test_its_own_words_are_posted(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish(issue(words=Overrides(channels={"wall": {"text": "Kites are out! {url}"}})))
    assert WALLS["wall"] == ["Kites are out! https://example.org/letter/"]


class Threaded(Wall, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wall that takes a thread of three; each look at it may fail."""

    looks: list[bool]

    def compose(self, issue: Issue, render: Any) -> Draft:
        """Say it in three parts."""
        return Draft(tuple(Message(text=f"{issue.title} {number}") for number in (1, 2, 3)))

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look, if this look does not fail."""
        if self.looks and not self.looks.pop(0):
            raise InDoubt("the listing is down")
        return super().find(delivery)


def test_where_a_part_is_in_doubt_the_others_wait(tmp_path: Path) -> None:
    """Even if a second look in the same run found it: what a person was shown is what goes out."""
    looks: list[bool] = []
    shaky = Threaded(name="wall", use="wall", account="wall", looks=looks, shaky=True)
    site = Site(tmp_path, shaky)
    assert site.publish().exit_code == 3
    assert WALLS["wall"] == ["The Letter November 2020 1"]
    calm = msgspec.structs.replace(shaky, shaky=False)
    site.config = Config(site.config.path, site.config.site, "sqlite:x", (calm,))
    looks += [False, True]
    asked: list[Plan] = []
    result = site.publish(ask=lambda plan: asked.append(plan) or True)
    assert result.exit_code == 3
    assert asked == []
    assert WALLS["wall"] == ["The Letter November 2020 1"]
    assert site.publish().exit_code == 0
    assert len(WALLS["wall"]) == 3


def test_where_a_part_is_in_doubt_nobody_is_asked_about_the_others(tmp_path: Path) -> None:
    """Not even where nobody has looked for it in this run."""
    shaky = Threaded(name="wall", use="wall", account="wall", looks=[], shaky=True)
    site = Site(tmp_path, shaky)
    site.publish()
    site.config = Config(
        site.config.path, site.config.site, "sqlite:x", (msgspec.structs.replace(shaky, shaky=False),)
    )
    asked: list[Plan] = []
    result = publish(
        site.config, site.plan(issue()), fold(site.ledger.read()), site.ledger, PublishOptions(not_live=True),
        RunControl(ask=lambda plan: asked.append(plan) or True),
    )  # fmt: skip
    assert states(result) == ["in-doubt", "would-post", "would-post"]
    assert (asked, WALLS["wall"]) == ([], ["The Letter November 2020 1"])


def test_a_stop_at_the_gates_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("distribute.publish.run.page_problem", stopped)
    asked: list[Plan] = []
    site = Site(tmp_path, wall())
    result = site.publish(not_live=False, ask=lambda plan: asked.append(plan) or True)
    assert (states(result), asked, WALLS) == (["would-post"], [], {})


class Stopping(Wall, frozen=True, kw_only=True):
    """A wall at which whoever looks is stopped."""

    def find(self, delivery: Delivery) -> Receipt | None:
        """Stop the run."""
        os.kill(os.getpid(), signal.SIGTERM)
        return None


def test_a_stop_while_reading_back_is_heard_by_the_whole_run(tmp_path: Path) -> None:
    """Else a run that was stopped before it posted anything would post all the same."""
    stopping = Stopping(name="one", use="wall", account="one", shaky=True)
    site = Site(tmp_path, stopping)
    assert site.publish().exit_code == 3
    site.config = Config(site.config.path, site.config.site, "sqlite:x", (stopping, wall("two")))
    selection = Selection(site.config, (issue(),), (issue(),), site.config.channels)
    result = run(selection, site.ledger, PublishOptions(not_live=True), RunControl())
    assert (states(result), list(WALLS)) == (["held", "would-post"], ["one"])
