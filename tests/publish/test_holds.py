"""What a person has held stays in, and the others go."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from distribute.deliver.outcome import Repost
from distribute.deliver.records import hold
from tests.publish.kit import WALLS, Site, issue, states, wall


def test_what_is_held_is_exit_4_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    hold("2020-11", "wall", "not yet", "ed", site.ledger)
    result = site.publish()
    assert (states(result), result.exit_code) == (["held", "posted"], 4)
    assert "not yet" in (result.plan.planned[0].error or "")


def test_what_is_held_is_no_failure_of_a_run_that_takes_what_is_due(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    hold("2020-11", "wall", "not yet", "ed", site.ledger)
    result = site.publish(due=True)
    assert (states(result), result.exit_code) == (["held", "posted"], 0)


def test_what_is_held_needs_no_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    hold("2020-11", "", "not yet", "ed", site.ledger)
    result = site.publish(issue(date=datetime(2020, 12, 9, tzinfo=UTC)))
    assert (states(result), result.exit_code, result.closed) == (["held"], 4, ())


def test_a_hold_keeps_in_a_repost(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    hold("2020-11", "wall", "enough", "ed", site.ledger)
    assert states(site.publish(repost=Repost("again"))) == ["held"]
    assert len(WALLS["wall"]) == 1
