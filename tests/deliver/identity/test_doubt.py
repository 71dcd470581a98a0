"""What is in doubt; Clocks"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from distribute.testing.service import MastodonService
from tests.deliver.identity.kit import Newsletter

# What is in doubt


def in_doubt(letter: Newsletter, days: float = 1) -> None:
    letter.issue("2020-11", "November", days=days, more="distribute: {id: 2020-11}\n")
    letter.service.fail("cut after keeping")
    assert letter.publish("2020-11", "--old").code == 3


def test_what_is_in_doubt_is_read_back_though_its_issue_is_too_old_to_be_due(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    run = letter.publish("--due")
    assert (run.code, run.states) == (0, {"2020-11/mastodon/en@1#1": "posted"})
    assert len(letter.service.arrived) == 1


def test_what_is_in_doubt_is_read_back_though_its_file_is_gone(letter: Newsletter) -> None:
    in_doubt(letter)
    (letter.root / "content/2020-11.md").unlink()
    assert letter.publish("--due").states == {"2020-11/mastodon/en@1#1": "posted"}


def test_what_is_in_doubt_is_read_back_under_the_channels_new_name(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    file = letter.root / "channels.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("  mastodon:", "  fosstodon:\n    use: mastodon"),
        encoding="utf-8",
    )
    assert letter.publish("--due").states == {"2020-11/mastodon/en@1#1": "posted"}


def test_what_is_in_doubt_on_a_channel_that_is_gone_is_told_and_can_be_settled(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    file = letter.root / "channels.yaml"
    head = file.read_text(encoding="utf-8").partition("channels:")[0]
    file.write_text(head + "channels:\n  outbox: {path: out}\n", encoding="utf-8")
    run = letter.publish("--due")
    assert (run.code, run.states) == (3, {"2020-11/mastodon/en@1#1": "in-doubt"})
    assert "no longer has a channel 'mastodon'" in run.json["deliveries"][0]["error"]
    assert letter.run("publish", "--due").out.count("2020-11/mastodon/en@1#1") == 1
    settled = letter.run("settle", "2020-11", "mastodon", "--posted", f"{letter.service.url}/@news/1")
    assert settled.code == 0, settled.out + settled.err
    assert letter.publish("--due").code == 0


def test_nothing_in_doubt_and_nothing_due_is_said(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", days=40)
    run = letter.run("publish", "--due")
    assert (run.code, run.out) == (0, "nothing is due\n")
    assert not (letter.root / "ledger.db").exists()


def test_what_is_dated_ahead_is_due_on_its_day_and_not_before(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", days=-3 / 86400)
    before = letter.publish("--due")
    assert (before.code, before.json["deliveries"]) == (0, [])
    time.sleep(4)
    assert set(letter.publish("--due").states.values()) == {"posted"}


@pytest.mark.parametrize("word", ["No", "none", "nope", "", "http://[", "https://elsewhere.example/@news/1"])
def test_a_word_that_is_no_post_settles_nothing(letter: Newsletter, word: str) -> None:
    in_doubt(letter)
    run = letter.run("settle", "2020-11", "mastodon", "--posted", word)
    assert run.code == 2
    assert "not the address of a post" in run.err
    assert letter.run("status").code == 3


def test_two_answers_that_contradict_each_other_settle_nothing(letter: Newsletter) -> None:
    in_doubt(letter)
    address = f"{letter.service.url}/@news/5"
    run = letter.run("settle", "2020-11", "mastodon", "--posted", address, "--not-posted")
    assert (run.code, "contradict" in run.err) == (2, True)
    assert letter.run("status").code == 3


def test_a_duplicate_is_shown_and_ends_with_3(letter: Newsletter) -> None:
    in_doubt(letter)
    letter.run("settle", "2020-11", "mastodon", "--posted", f"{letter.service.url}/@news/5")
    run = letter.run("settle", "2020-11/mastodon/en@1#1", "--posted", f"{letter.service.url}/@news/6")
    assert run.code == 3
    shown = letter.run("status")
    assert shown.code == 3
    assert "TWICE" in shown.out
    assert letter.run("status", "--json").json["exit"] == 3


# Clocks


class Behind(MastodonService):
    """A service whose clock, or whose cache, is an hour behind."""

    def answer(self, request: Any) -> Any:
        from email.utils import format_datetime

        import msgspec

        date = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        headers = {"Date": date, **({"Age": "3600"} if self.cached else {})}
        return msgspec.structs.replace(super().answer(request), headers=headers)

    cached = False


@pytest.mark.parametrize("cached", [False, True])
def test_a_clock_that_is_off_sends_nothing(tmp_path: Path, cached: bool) -> None:
    with Behind() as service:
        service.cached = cached
        letter = Newsletter(tmp_path / "letter", service)
        letter.issue("2020-11", "November")
        run = letter.publish("--due")
        assert len(service.arrived) == (1 if cached else 0)
        assert run.code == (0 if cached else 1)
        if not cached:
            assert "s ahead of the service's; with more than 2 s" in run.json["deliveries"][0]["error"]
