"""Dates in front matter, and months by name in titles and leads."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.text.dates import (
    MONTHS,
    date_in_name,
    days_beside_months,
    days_named,
    months_covered,
    months_named,
    names_day_ahead,
    parse_date,
    period_name,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-12-09", "2020-12-09T00:00:00+00:00"),
        ("2020-12-09 08:30", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09 8:30", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09T08:30:15", "2020-12-09T08:30:15+00:00"),
        ("2020-12-09T08:30:15.250", "2020-12-09T08:30:15+00:00"),
        ("2020-12-09T08:30:00Z", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09 08:30:00 UTC", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09 08:30 GMT", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09T08:30:00Z+0100", "2020-12-09T08:30:00+00:00"),
        ("2020-12-09T08:30:00+02:00", "2020-12-09T08:30:00+02:00"),
        ("2020-12-09 08:30:00 +0200", "2020-12-09T08:30:00+02:00"),
        ("2020-12-09 22:00:00 -0000", "2020-12-09T22:00:00+00:00"),
        ("  2020-12-09\n", "2020-12-09T00:00:00+00:00"),
        ("2020-2-9 8:30:00", "2020-02-09T08:30:00+00:00"),
        ("2020-02-29", "2020-02-29T00:00:00+00:00"),
        ("9 December 2020", "2020-12-09T00:00:00+00:00"),
        ("December 9th, 2020 8:30 pm", "2020-12-09T20:30:00+00:00"),
        ("Wed, 09 Dec 2020 08:30:00 +0200", "2020-12-09T08:30:00+02:00"),
    ],
)
def test_a_date_is_read_in_every_form_generators_write(text: str, expected: str) -> None:
    assert parse_date(text).isoformat() == expected


def test_a_date_without_offset_is_in_the_zone_of_the_site() -> None:
    assert parse_date("2020-12-09 08:30", ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=1)


def test_a_date_with_offset_keeps_it_whatever_the_zone_of_the_site() -> None:
    assert parse_date("2020-12-09 08:30 -0500", ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2021-(TODO: MM-DD)",
        "2021-13-01",
        "2021-02-29",
        "2021-02",
        "20210201",
        "09.12.2020",
        "2020-12-09 25:00",
        "9 December",
        "December 2020",
        "31 February 2020",
        "the 9th of May, as agreed, 2020",
    ],
)
def test_what_is_no_date_is_refused_with_a_way_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write YYYY-MM-DD"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12/09/2020 18:05", "2020-12-09T18:05:00+00:00"), ("09.12.2020", "2020-09-12T00:00:00+00:00")],
)
def test_all_in_digits_a_date_is_read_loosely_as_dateutil_does(text: str, expected: str) -> None:
    assert parse_date(text, loose=True).isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "2021-(TODO: MM-DD)", "2021-02", "10", "10:30"])
def test_half_a_date_is_none_however_loosely_it_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="write YYYY-MM-DD"):
        parse_date(text, loose=True)


@given(st.datetimes(datetime(1000, 1, 1), datetime(8999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - so hypothesis wants them
def test_every_date_that_python_writes_is_read_back(when: datetime) -> None:
    assert parse_date(when.isoformat(" ", "seconds")) == when.replace(microsecond=0)


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_date(text).tzinfo is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Newsletter November 2020", ("2020-11",)),
        ("the newsletter may 2021", ("2021-05",)),
        ("Newsletter NOVEMBER 2020", ("2020-11",)),
        ("The Newsletter, November, 2020", ("2020-11",)),
        ("December 2021 & January 2022", ("2021-12", "2022-01")),
        ("June & July 2023", ("2023-06", "2023-07")),
        ("January, February and March 2024", ("2024-01", "2024-02", "2024-03")),
        ("Brief für Dezember 2021 und Januar 2022", ("2021-12", "2022-01")),
        ("Newsletter März 2021", ("2021-03",)),
        ("Lettre de décembre 2022 et janvier 2023", ("2022-12", "2023-01")),
        ("Boletín de noviembre de 2020", ("2020-11",)),
        ("Notiziario di novembre 2020", ("2020-11",)),
        ("Boletim de março de 2021", ("2021-03",)),
        ("November 2020 and November 2020", ("2020-11",)),
        ("October 2023 to February 2024", ("2023-10", "2023-11", "2023-12", "2024-01", "2024-02")),
        ("June–August 2023", ("2023-06", "2023-07", "2023-08")),
        ("November to January 2024", ("2023-11", "2023-12", "2024-01")),
        ("December & January 2024", ("2023-12", "2024-01")),
        ("Juni bis August 2023", ("2023-06", "2023-07", "2023-08")),
        ("de junio a agosto de 2023", ("2023-06", "2023-07", "2023-08")),
        ("da giugno a agosto 2023", ("2023-06", "2023-07", "2023-08")),
        ("junho até agosto de 2023", ("2023-06", "2023-07", "2023-08")),
        ("juin à août 2023", ("2023-06", "2023-07", "2023-08")),
        ("Nov. 2020", ("2020-11",)),
        ("Newsletter Sept 2021", ("2021-09",)),
        ("Juni/Juli 2023", ("2023-06", "2023-07")),
        ("Lettre d’octobre 2022", ("2022-10",)),
        ("Dec 13th 2022", ()),
        ("Jan and Jun are names", ()),
        ("Feburary 2021", ("2021-02",)),
        ("Novmeber 2021", ("2021-11",)),
        ("Marhc 2021", ()),
        ("Nothing in particular", ()),
        ("November without a year", ()),
        ("Novembers 2020", ()),
        ("Octobernovember 2020", ()),
    ],
)
def test_months_are_found_by_name_in_each_language(text: str, expected: tuple[str, ...]) -> None:
    assert months_named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "28 February 2018",
        "28th February 2018",
        "1er février 2018",
        "28. Februar 2018",
        "28 de febrero de 2018",
        "February 28, 2018",
    ],
)
def test_a_month_with_a_day_beside_it_is_a_date_and_not_covered(text: str) -> None:
    assert months_named(text) == ()


def test_a_month_without_year_takes_the_year_it_is_given() -> None:
    assert months_named("what happened in November", 2020) == ("2020-11",)


@pytest.mark.parametrize("text", ["what you may have missed", "the march of progress"])
def test_a_verb_that_looks_like_a_month_is_none(text: str) -> None:
    assert months_named(text, 2020) == ()


def on(day: str) -> datetime:
    return parse_date(day)


def test_the_title_says_what_is_covered_before_the_lead_does() -> None:
    assert months_covered("News, October 2020", "This one covers November 2020.", on("2020-12-01")) == (
        "2020-10",
    )


@pytest.mark.parametrize(
    "lead",
    [
        "Hello, here is the letter covering the month of November 2020.",
        "It covers November 2020. In December 2020 there is more to come.",
        "Diese Ausgabe umfasst den November 2020.",
        "Ce numéro couvre le mois de novembre 2020.",
        "Este número cubre el mes de noviembre de 2020.",
        "Questo numero copre il mese di novembre 2020.",
        "Esta edição cobre o mês de novembro de 2020.",
    ],
)
def test_the_lead_says_what_is_covered_where_the_title_does_not(lead: str) -> None:
    assert months_covered("A fine headline", lead, on("2020-12-09")) == ("2020-11",)


def test_a_month_in_the_lead_that_is_not_said_to_be_covered_does_not_count() -> None:
    assert months_covered("A fine headline", "We met in November 2020 in Berlin.", on("2020-12-09")) == ()


def test_a_covered_month_without_year_is_of_the_year_of_publication() -> None:
    assert months_covered("News", "covering the month of November", on("2020-12-09")) == ("2020-11",)


def test_a_covered_december_published_in_january_is_of_the_year_before() -> None:
    assert months_covered("News", "covering the month of December", on("2021-01-05")) == ("2020-12",)


def test_a_covered_month_may_be_the_one_of_publication() -> None:
    assert months_covered("News", "covering the month of December", on("2020-12-24")) == ("2020-12",)


def test_two_covered_months_over_new_year_stand_in_the_order_of_time() -> None:
    lead = "covering the months of December and January"
    assert months_covered("News", lead, on("2022-02-05")) == ("2021-12", "2022-01")


def test_a_covered_month_without_year_or_date_is_unknown() -> None:
    assert months_covered("News", "covering the month of November", None) == ()


@pytest.mark.parametrize(
    ("covers", "language", "words"),
    [
        (("2020-11",), "en", "November 2020"),
        (("2023-06", "2023-07"), "en", "June & July 2023"),
        (("2021-12", "2022-01"), "en", "December 2021 & January 2022"),
        (("2021-03",), "de", "März 2021"),
        (("2022-12",), "fr", "décembre 2022"),
        (("2021-03",), "pt-br", "março 2021"),
        (("2021-03",), "ja", "2021-03"),
        (("2021-03",), "pl", "marzec 2021"),
        (("2021-03", "2021-04", "2021-05"), "ru", "2021-03 – 2021-05"),
        (("2021-03", "2021-05"), "ru", "2021-03, 2021-05"),
        ((), "en", ""),
    ],
)
def test_a_period_is_put_in_words_of_the_language(covers: tuple[str, ...], language: str, words: str) -> None:
    assert period_name(covers, language) == words


@pytest.mark.parametrize("language", sorted(MONTHS))
@pytest.mark.parametrize("month", range(1, 13))
def test_every_period_that_is_written_is_read_back(language: str, month: int) -> None:
    covers = (f"2020-{month:02}",)
    assert months_named(period_name(covers, language)) == covers


@pytest.mark.parametrize(
    "text",
    [
        "It takes place on 6 and 7 February 2021.",
        "The next evening is 13 January.",
        "Join us on January 13th, 2021!",
        "Am 11. Januar geht es los.",
        "Doors open 2021-02-06.",
        "On 10 December",
        "On 5 may 2021",
        "On 9 December 2021",
    ],
)
def test_a_day_to_come_is_ahead(text: str) -> None:
    assert names_day_ahead(text, on("2020-12-09"))


@pytest.mark.parametrize(
    "text",
    [
        "It took place on 6 and 7 February 2020.",
        "On 9 December 2020",
        "On 8 December",
        "In January 2021",
        "On 13 June",
        "On 31 February 2021",
        "On 20 December 2021",
        "Doors opened 2020-02-06.",
        "You may bring 5 kites.",
        "",
    ],
)
def test_a_day_gone_by_far_off_or_not_named_is_not_ahead(text: str) -> None:
    assert not names_day_ahead(text, on("2020-12-09"))


def test_no_day_is_ahead_of_an_issue_without_date() -> None:
    assert not names_day_ahead("On 6 February 2021", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on November 27th, 2022", ["2022-11-27"]),
        ("am 11. Januar", ["2021-01-11"]),
        ("le 1er février 2020 et 2020-03-04", ["2020-02-01", "2020-03-04"]),
        ("31 February 2020", []),
        ("in November 2022", []),
        ("9 May and 9 May", ["2021-05-09"]),
        ("on Dec 13th or Dec. 24, 2020", ["2021-12-13", "2020-12-24"]),
    ],
)
def test_days_are_found_by_the_name_of_their_month(text: str, expected: list[str]) -> None:
    assert [f"{day}" for day in days_named(text, 2021)] == expected


def test_a_day_without_a_year_is_none_unless_a_year_is_given() -> None:
    assert days_named("am 11. Januar") == ()


def test_all_numbers_near_a_month_may_be_its_days() -> None:
    assert days_beside_months("on February 6th and 7th, 2021, or in March") == {2: {6, 7}, 3: {7}}


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("This issue covers the month of November 2020.", ("2020-11",)),
        ("This issue covers the months of June and July 2020.", ("2020-06", "2020-07")),
        ("Dieser Brief umfasst den Monat November 2020.", ("2020-11",)),
        ("Dieser Brief behandelt Dezember.", ("2020-12",)),
        ("Cette lettre couvre le mois de novembre 2020.", ("2020-11",)),
        ("Nouvelles du mois de novembre 2020.", ("2020-11",)),
        ("Este boletín cubre el mes de noviembre de 2020.", ("2020-11",)),
        ("Las noticias que abarcan noviembre de 2020.", ("2020-11",)),
        ("Questo notiziario copre il mese di novembre 2020.", ("2020-11",)),
        ("Este boletim cobre o mês de novembro de 2020.", ("2020-11",)),
        ("Este boletim abrange novembro de 2020.", ("2020-11",)),
        ("Kite came out in November 2020.", ()),
    ],
)
def test_a_lead_says_in_six_languages_what_the_issue_covers(lead: str, expected: tuple[str, ...]) -> None:
    assert months_covered("Letter", lead, datetime(2021, 1, 5, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Newsletter 2020-11", ("2020-11",)),
        ("Newsletter 11/2020", ("2020-11",)),
        ("Newsletter 2020/3", ()),
        ("Newsletter Q4 2020", ("2020-10", "2020-11", "2020-12")),
        ("Newsletter 2020-11-05", ()),
        ("Ausgabe 3/2020", ()),
        ("Newsletter #11/2020", ()),
        ("Kite 1.11/2020", ()),
    ],
)
def test_a_title_may_name_its_month_in_digits(title: str, expected: tuple[str, ...]) -> None:
    assert months_covered(title, "", None) == expected


def test_a_long_period_is_named_by_its_ends() -> None:
    assert period_name(months_named("October 2023 to June 2024"), "en") == "October 2023 – June 2024"
    assert period_name(months_named("June to August 2023"), "de") == "Juni – August 2023"
    assert period_name(("2023-01", "2023-03", "2023-05"), "en") == "January & March & May 2023"


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "0000-01-01T00:00:00+14:00"])
def test_a_year_that_no_newsletter_has_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Kite News for June '26", ("2026-06",)),
        ("May ’21: kites and moths", ("2021-05",)),
        ("The '90s of kites", ()),
        ("凧の便り 2018 年 07 月号", ("2018-07",)),
        ("2018年7月号", ("2018-07",)),
        ("2018年7月15日の凧", ()),
        ("연 소식 2018년 7월호", ("2018-07",)),
        ("2018년 7월 15일의 연", ()),
    ],
)
def test_a_title_has_its_month_with_a_year_in_two_digits_or_in_japanese(
    title: str, months: tuple[str, ...]
) -> None:
    assert months_covered(title, "", None) == months


def test_a_day_may_have_a_year_in_two_digits() -> None:
    assert [f"{day}" for day in days_named("It opens on 9 July '26.")] == ["2026-07-09"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Op 14 januari 2021 vindt het feest plaats", date(2021, 1, 14)),
        ("14 stycznia 2021 r. odbędzie się zjazd", date(2021, 1, 14)),
        ("2021年1月14日（木）に開催", date(2021, 1, 14)),
        ("2021년 1월 14일 개최", date(2021, 1, 14)),
    ],
)
def test_a_day_is_read_in_the_languages_without_english_months(text: str, day: date) -> None:
    assert days_named(text) == (day,)
    assert names_day_ahead(text, datetime(2020, 12, 9, tzinfo=UTC))
    assert not names_day_ahead(text, datetime(2021, 2, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["Mei flies higher", "Maj won the prize", "na maj", "第1月日", "Maja News", "Augustus of Rome"]
)
def test_what_is_also_another_word_is_a_month_only_beside_a_number(text: str) -> None:
    assert months_named(text, 2021) == ()


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("120-2021-jan-27", "2021-01-27"),
        ("27-januari-2021-nieuws", "2021-01-27"),
        ("2021_Okt_3", "2021-10-03"),
        ("2021-kite-27", ""),
        ("issue-45-march-2021", ""),
        ("issue-12-november-2026", ""),
        ("31-february-2021", ""),
        ("42021-jan-27", ""),
        ("2021Jan27", "2021-01-27"),
        ("27jan2021", "2021-01-27"),
        ("e9021feb7", ""),
        ("4dec8061", ""),
    ],
)
def test_a_month_by_name_in_a_file_name(stem: str, day: str) -> None:
    assert date_in_name(stem) == day
