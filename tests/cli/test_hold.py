"""`release` finds a hold after its channel or its issue was renamed, and tells what is held all the same."""

from __future__ import annotations

import pytest

from tests.cli.kit import FILES, Place

LETTER = "content/letter/2020-12-09.md"


def rename(place: Place, old: str, new: str, name: str = "channels.yaml") -> None:
    text = (place.root / name).read_text(encoding="utf-8")
    place.write(name, text.replace(old, new))


@pytest.fixture
def place(place: Place) -> Place:
    assert place.run("seed", "--before", "2001-01-01").code == 0  # makes the ledger
    return place


@pytest.mark.parametrize("name", ["outbox", "folder"])
def test_a_hold_on_a_renamed_channel_holds_and_is_released_by_either_name(place: Place, name: str) -> None:
    assert place.run("hold", "2020-11", "outbox", "--because", "a wrong date").code == 0
    rename(place, "  outbox:\n", "  folder:\n    use: outbox\n")
    run = place.run("publish", "2020-11", "--channel", "folder", "--old", "--not-live", "--json")
    assert (run.code, [post["code"] for post in run.json["deliveries"]]) == (4, ["held"])
    assert "released; it was held" in place.run("release", "2020-11", name).out
    run = place.run("publish", "2020-11", "--channel", "folder", "--old", "--not-live", "--json")
    assert (run.code, [post["state"] for post in run.json["deliveries"]]) == (0, ["posted"])


def test_a_hold_on_a_channel_that_is_gone_can_be_released(place: Place) -> None:
    assert place.run("hold", "2020-11", "outbox", "--because", "a wrong date").code == 0
    rename(place, "  outbox:\n    path: out\n", "")
    assert "released; it was held" in place.run("release", "2020-11", "outbox").out
    gone = place.run("release", "2020-11", "outbox-typo")
    assert (gone.code, "no channel 'outbox-typo'" in gone.err) == (2, True)


def test_release_tells_what_is_held_under_the_issues_former_id(place: Place) -> None:
    assert place.run("hold", "2020-11", "outbox", "--because", "a wrong date").code == 0
    place.write(LETTER, FILES[LETTER].replace("slug: letter\n", "slug: letter\ndistribute: {id: special}\n"))
    run = place.run("release", "special")
    assert "it was not held" in run.out
    assert "2020-11 on outbox is still held" in run.err
    assert "distribute release special outbox" in run.err
    assert "released; it was held" in place.run("release", "special", "outbox").out
    assert "still held" not in place.run("release", "special").err
