"""`publish --at` puts an issue's posts off to a time, which the ledger keeps; `publish --due` makes them then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from distribute.cli.publish import moment_of
from distribute.config import load
from distribute.deliver.records import hold
from distribute.ledger.newsletter import scoped
from distribute.ledger.open import open_ledger
from distribute.text.dates import time_zone
from tests.cli.kit import BODY, HUGO, Place, page

AGES = ("--not-live", "--old")
LATER = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d %H:%M}"


@pytest.fixture
def place(place: Place) -> Place:
    text = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write("channels.yaml", text.replace("site:\n", "site:\n  max_age: 99999d\n", 1))
    assert place.run("seed", "--before", "2001-01-01").code == 0  # makes the ledger
    return place


def states(place: Place, *words: str) -> tuple[int, list[tuple[str, str | None]]]:
    run = place.run("publish", "2020-11", "--channel", "outbox", *AGES, *words, "--json")
    return run.code, [(post["state"], post["code"]) for post in run.json["deliveries"]]


def put_off(place: Place, until: datetime) -> None:
    config = load(place.root / "channels.yaml")
    hold("2020-11", "outbox", "publish --at", "ed", scoped(config, open_ledger(config)), until=until)


def test_posts_wait_for_their_time_and_go_out_after_it(place: Place) -> None:
    assert states(place, "--at", LATER) == (0, [("held", "put-off")])
    assert states(place) == (4, [("held", "put-off")])
    waiting = place.run("publish", "--due", "--channel", "outbox", "--not-live")
    assert (waiting.code, f"put off until {LATER} UTC" in waiting.out) == (0, True)
    assert f"2020-11 on outbox: put off until {LATER} UTC" in place.run("status", "2020-11").out
    put_off(place, datetime.now(UTC))
    assert states(place) == (0, [("posted", None)])


def test_another_time_takes_the_place_of_the_first(place: Place) -> None:
    assert states(place, "--at", LATER)[0] == 0
    assert states(place, "--at", LATER.replace(LATER[:4], "2199", 1))[0] == 0
    assert "put off until 2199" in place.run("status", "2020-11").out


def test_release_lets_the_posts_go_at_once(place: Place) -> None:
    assert states(place, "--at", LATER)[0] == 0
    assert "released; it was put off until" in place.run("release", "2020-11", "outbox").out
    assert states(place) == (0, [("posted", None)])


def test_a_persons_hold_outlasts_any_time(place: Place) -> None:
    assert place.run("hold", "2020-11", "outbox", "--because", "a wrong date").code == 0
    assert states(place, "--at", LATER) == (4, [("held", "held")])
    put_off(place, datetime.now(UTC))
    assert states(place) == (4, [("held", "held")])


def test_a_persons_hold_takes_the_place_of_a_time_and_outlasts_it(place: Place) -> None:
    assert states(place, "--at", LATER)[0] == 0
    run = place.run("hold", "2020-11", "outbox", "--because", "a wrong date")
    assert (run.code, "held until `distribute release 2020-11 outbox`" in run.out) == (0, True)
    assert f"no longer put off until {LATER} UTC" in run.out
    put_off(place, datetime.now(UTC))  # the time has come
    assert states(place, "--at", LATER) == (4, [("held", "held")])
    assert states(place) == (4, [("held", "held")])
    due = place.run("publish", "--due", "--channel", "outbox", "--not-live")
    assert (due.code, "a wrong date" in due.out) == (0, True)
    assert not list((place.root / "out").glob("2020-11*"))
    again = place.run("hold", "2020-11", "outbox", "--because", "another reason")
    assert "it was held" in again.out


def test_what_is_out_is_not_put_off(place: Place) -> None:
    assert states(place) == (0, [("posted", None)])
    assert states(place, "--at", LATER) == (0, [("already-posted", None)])
    assert "put off" not in place.run("status", "2020-11").out


def test_a_dry_run_records_no_time(place: Place) -> None:
    assert states(place, "--at", LATER, "--dry-run") == (0, [("held", "put-off")])
    assert states(place) == (0, [("posted", None)])


def test_a_time_at_which_the_issue_is_too_old_is_refused(place: Place) -> None:
    text = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write("channels.yaml", text.replace("max_age: 99999d", "max_age: 14d"))
    run = place.run("publish", "2020-11", "--channel", "outbox", *AGES, "--at", LATER)
    assert (run.code, "more than site.max_age (14d) after the issue's date" in run.err) == (2, True)
    assert "put off" not in place.run("status", "2020-11").out


def test_each_language_has_its_own_age(place: Place) -> None:
    dates = {"2020-12-09.md": datetime.now(UTC) - timedelta(days=13), "2020-12-09.de.md": datetime.now(UTC)}
    text = (place.root / "channels.yaml").read_text(encoding="utf-8")
    text = text.replace("max_age: 99999d", "max_age: 14d").replace(
        "path: out", "path: out\n    languages: [en, de]"
    )
    place.write("channels.yaml", text)
    place.write("hugo.yaml", f"{HUGO}languages: {{en: {{}}, de: {{}}}}\n")
    for name, date in dates.items():
        place.write(f"content/letter/{name}", page("The Letter November 2020", f"{date:%Y-%m-%d}"))
    run = place.run("publish", "2020-11", "--channel", "outbox", *AGES, "--at", LATER)
    assert (run.code, "content/letter/2020-12-09.md: " in run.err) == (2, True)
    assert "put off" not in place.run("status", "2020-11").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2020-11", "--at", "yesterday"], "is no time: write one such as"),
        (["2020-11", "--at", "2099-12-24"], "is no time: write one such as"),
        (["2020-11", "--at", ""], "is no time: write one such as"),
        (["2020-11", "--at", "2020-12-24 09:00"], "is over: leave out --at to post now"),
        (["--due", "--at", LATER], "--at is for one named issue"),
        (["2020-11", "--language", "en", "--at", LATER], "--at is for one named issue"),
        (["2020-11", "--allow", "todo", "--at", LATER], "the ledger does not keep them for --at"),
        (["2020-11", "--approved", "sha256:0", "--at", LATER], "the ledger does not keep them for --at"),
        (
            ["2020-11", "--allow", "todo", "--at", LATER, "--dry-run"],
            "the ledger does not keep them for --at",
        ),
        (["2020-11", "--at", "9999-12-31T23:59:59-14:00"], "is no time: write one such as"),
        (["2020-11", "--at", "0001-01-01T00:00:00+14:00"], "is no time: write one such as"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused(place: Place, words: list[str], said: str) -> None:
    run = place.run("publish", *words)
    assert (run.code, said in run.err) == (2, True)


@pytest.mark.parametrize("option", ["--old", "--not-live", "--wait=1m"])
def test_an_option_that_is_not_kept_is_told(place: Place, option: str) -> None:
    run = place.run("publish", "2020-11", "--channel", "outbox", option, "--at", LATER)
    assert (run.code, "`publish --due` checks then" in run.err) == (0, True)
    plain = place.run("publish", "2020-11", "--channel", "outbox", "--at", LATER)
    assert "not kept" not in plain.err


def test_a_time_without_a_zone_is_in_the_sites() -> None:
    zone = time_zone("Europe/Berlin")
    assert moment_of("2099-12-24 09:00", zone) == datetime(2099, 12, 24, 8, tzinfo=UTC)
    assert moment_of("2099-12-24T09:00Z", zone) == datetime(2099, 12, 24, 9, tzinfo=UTC)
    assert moment_of("2099-12-24T09:00+05:30", zone) == datetime(2099, 12, 24, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_an_hour_alone_is_the_next_time_that_it_is_so_late(zone: str) -> None:
    now = datetime.now(UTC)
    for hour in ("00:00", "09:00", "23:59"):
        moment = moment_of(hour, time_zone(zone))
        assert now < moment <= now + timedelta(days=1, hours=1)
        assert f"{moment.astimezone(time_zone(zone)):%H:%M}" == hour


def aged(place: Place) -> None:
    """Let the issue be too old, as if nothing had run since its time came."""
    days = (datetime.now(UTC) - datetime(2020, 12, 9, tzinfo=UTC)).days - 3
    text = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write("channels.yaml", text.replace("max_age: 99999d", f"max_age: {days}d"))


@pytest.mark.parametrize(
    "way_out", ["publish 2020-11 --channel outbox --old --not-live", "release 2020-11 outbox"]
)
def test_a_time_that_nothing_was_run_at_is_told_and_stops_no_other_issue(place: Place, way_out: str) -> None:
    assert states(place, "--at", LATER)[0] == 0
    aged(place)
    due = ("publish", "--due", "--channel", "outbox", "--not-live", "--json")
    assert place.run(*due).json["problems"] == [], "its time is to come"
    put_off(place, datetime.now(UTC))
    new = page("Another Letter", f"{datetime.now(UTC):%Y-%m-%d}", BODY.replace("Kite", "Gull"))
    place.write("content/letter/new.md", new)
    dry = place.run(*due, "--dry-run")
    assert (dry.code, {each["code"] for each in dry.json["problems"]} >= {"time-missed"}) == (4, True)
    run = place.run(*due)
    (problem,) = [each for each in run.json["problems"] if each["severity"] == "error"]
    assert (run.code, problem["code"], problem["path"]) == (4, "time-missed", "content/letter/2020-12-09.md")
    assert "2020-11 --old` posts it; `distribute release 2020-11 outbox` gives it up" in problem["message"]
    assert [post["state"] for post in run.json["deliveries"]] == ["posted"], "the other issue"
    assert place.run(*due, "--allow", "time-missed").code == 0
    assert place.run(*way_out.split()).code == 0
    again = place.run(*due)
    assert (again.code, again.json["problems"]) == (0, [])


def test_an_old_issue_that_had_no_time_is_nothing_to_tell_of(place: Place) -> None:
    aged(place)
    for words in ((), ("--dry-run",), ("--dry-run", "--with-ledger")):
        run = place.run("publish", "--due", *words)
        assert (run.code, run.out) == (0, "nothing is due\n")


def test_a_missed_time_alone_is_told_by_a_dry_run_too_with_a_way_out_for_each_channel(place: Place) -> None:
    settings = (place.root / "channels.yaml").read_text(encoding="utf-8")
    place.write(
        "channels.yaml",
        settings.replace("  outbox:\n", "  box:\n    use: outbox\n    path: box\n  outbox:\n", 1),
    )
    words = ("publish", "2020-11", "--channel", "outbox", "--channel", "box", *AGES)
    assert place.run(*words, "--at", LATER).code == 0
    config = load(place.root / "channels.yaml")
    for name in ("outbox", "box"):
        hold(
            "2020-11",
            name,
            "publish --at",
            "ed",
            scoped(config, open_ledger(config)),
            until=datetime.now(UTC),
        )
    aged(place)
    due = ("publish", "--due", "--channel", "outbox", "--channel", "box", "--not-live")
    for run in (place.run(*due), place.run(*due, "--dry-run")):
        assert run.code == 4
        assert (
            "`distribute release 2020-11 box`, `distribute release 2020-11 outbox` give it up"
            in run.out + run.err
        )
    for name in ("outbox", "box"):
        assert place.run("release", "2020-11", name).code == 0
    assert place.run(*due).code == 0
