"""Before its hour a channel waits; what is due is taken without it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from distribute.config import Config, SiteSettings
from distribute.publish import gates
from distribute.text.dates import parse_date
from tests.publish.kit import WALLS, Site, codes, issue, states, wall

# It is before noon in one of the two at any time: a day that has begun there, and whose last minute is to come.
ZONE = "UTC" if datetime.now(UTC).hour < 12 else "Etc/GMT+12"
TODAY = datetime.now(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)


def test_before_its_hour_a_channel_waits_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), wall("other", at="00:00"), timezone=ZONE)
    result = site.publish(issue(date=TODAY))
    assert (states(result), result.exit_code) == (["held", "posted"], 4)
    assert result.plan.planned[0].code == "not-yet-due"
    assert codes(result) == {"not-yet-due"}
    assert states(site.publish(issue(date=TODAY), allow=("not-yet-due",))) == ["posted", "already-posted"]


def test_what_is_due_leaves_a_channel_whose_hour_is_to_come(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), timezone=ZONE)
    result = site.publish(issue(date=TODAY), due=True)
    assert (states(result), result.exit_code) == (["skipped"], 0)
    assert WALLS == {}


def test_of_several_due_issues_one_that_is_not_ready_stops_itself_alone(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(languages=("en", "de")), timezone=ZONE)
    ready = issue(date=TODAY)
    draft = issue(
        date=TODAY, id="2020-10", path="content/draft.md", title="The Letter October 2020", draft=True
    )
    german = issue(date=TODAY, id="2020-10", path="content/draft.de.md", title="Der Brief", language="de")
    result = site.publish(ready, draft, german, due=True)
    assert (states(result), result.exit_code) == (["posted", "would-post", "would-post"], 4)
    assert codes(result) == {"draft"}
    assert len(WALLS["wall"]) == 1


def test_of_several_issues_asked_for_none_goes_out_unless_all_are_ready(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), timezone=ZONE)
    draft = issue(date=TODAY, id="2020-10", path="content/draft.md", draft=True)
    assert site.publish(issue(date=TODAY), draft).exit_code == 4
    assert WALLS == {}


def test_what_is_out_waits_for_no_hour(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), timezone=ZONE)
    site.publish(issue(date=TODAY), allow=("not-yet-due",))
    result = site.publish(issue(date=TODAY))
    assert (states(result), result.exit_code, codes(result)) == (["already-posted"], 0, set())


@pytest.mark.parametrize(
    ("date", "at", "zone", "when"),
    [
        ("2026-01-10", "09:00", "Europe/Berlin", "2026-01-10T08:00"),
        ("2026-07-10", "09:00", "Europe/Berlin", "2026-07-10T07:00"),
        ("2026-07-10", "", "Europe/Berlin", "2026-07-09T22:00"),
        ("2026-07-10 14:00", "09:00", "Europe/Berlin", "2026-07-10T12:00"),
        ("2026-07-10T23:30:00Z", "09:00", "Europe/Berlin", "2026-07-11T07:00"),
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30"),  # there is no such time on that day
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"),  # and here there are two
        ("2026-10-25T02:45:00+01:00", "02:30", "Europe/Berlin", "2026-10-25T01:45"),
        ("2026-07-10", "09:00", "America/New_York", "2026-07-10T13:00"),
    ],
)
def test_the_hour_is_in_the_sites_time_zone(date: str, at: str, zone: str, when: str) -> None:
    config = Config(Path("channels.yaml"), SiteSettings(timezone=zone), "sqlite:x", ())
    dated = issue(date=parse_date(date, config.zone))
    assert gates.due(dated, wall(at=at), config) == datetime.fromisoformat(when).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("2026-07-10", "2026-07-10T09:00"),  # midnight in Berlin, which is the ninth in UTC
        ("2026-07-10T00:00:00Z", "2026-07-10T09:00"),
        ("2026-07-10T00:00:00-04:00", "2026-07-10T09:00"),
        ("2026-07-09T22:00:00-04:00", "2026-07-10T09:00"),
        ("2026-07-10T14:00:00", "2026-07-10T12:00"),
    ],
)
def test_without_a_time_zone_in_the_settings_the_hour_is_in_utc_for_every_date(date: str, when: str) -> None:
    config = Config(Path("channels.yaml"), SiteSettings(), "sqlite:x", ())
    dated = issue(date=parse_date(date, ZoneInfo("Europe/Berlin")))
    assert gates.due(dated, wall(at="09:00"), config) == datetime.fromisoformat(when).replace(tzinfo=UTC)
