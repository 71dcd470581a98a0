"""What an issue is called: weeks, numbers, and what else it may be asked for by."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.sites.find import NotFound, find
from distribute.sites.names import Names
from distribute.text.dates import parse_date


def names(title: str, stem: str = "letter", lead: str = "", date: str = "2025-05-08", **meta: Any) -> Names:
    return Names.of(title, stem, lead, meta, parse_date(date) if date else None, ())


@pytest.mark.parametrize(
    ("title", "stem", "lead", "date", "week"),
    [
        ("Week 19", "x", "", "2025-05-08", "2025-W19"),
        ("News of week 19, 2024", "x", "", "2025-05-08", "2024-W19"),
        ("2024-W19", "x", "", "2025-05-08", "2024-W19"),
        ("KW 19", "x", "", "2025-05-08", "2025-W19"),
        ("Semaine 19", "x", "", "2025-05-08", "2025-W19"),
        ("Semana 19", "x", "", "2025-05-08", "2025-W19"),
        ("Settimana 19", "x", "", "2025-05-08", "2025-W19"),
        ("News", "2024-W19", "", "2025-05-08", "2024-W19"),
        ("News", "week-19", "", "2025-05-08", "2025-W19"),
        ("Week 1", "x", "", "2024-12-31", "2025-W01"),
        ("Week 52", "x", "", "2025-01-02", "2024-W52"),
        ("Week 99", "x", "", "2025-05-08", ""),
        ("KFA F25 Week 6", "x", "", "2025-10-06", ""),
        ("Week 6, 2025", "x", "", "2025-10-06", "2025-W06"),
        ("Week 19", "x", "", "", ""),
        ("Week Ending November 02, 2025", "x", "", "2025-11-06", "2025-W44"),
        ("Week ending 2 November 2025", "x", "", "2025-11-06", "2025-W44"),
        ("Pins", "x", "Curated on 8 May 2025, Week 19", "2025-05-08", "2025-W19"),
        ("Pins", "x", "As told in week 3.", "2025-05-08", ""),
        ("Pins", "x", "x " * 300 + "week 19", "2025-05-08", ""),
        ("This Week in Kites 57", "x", "", "2025-05-08", ""),
    ],
)
def test_a_week_is_named_in_title_name_or_lead(
    title: str, stem: str, lead: str, date: str, week: str
) -> None:
    assert names(title, stem, lead, date).week == week


@pytest.mark.parametrize(
    ("title", "stem", "meta", "number"),
    [
        ("Issue 42", "x", {}, "42"),
        ("Letter #042", "x", {}, "42"),
        ("Ausgabe 42", "x", {}, "42"),
        ("Numéro 42", "x", {}, "42"),
        ("Boletín n.º", "numero-42", {}, "42"),
        ("Letter", "issue_42", {}, "42"),
        ("Letter", "x", {"number": "42"}, "42"),
        ("Letter", "x", {"edition": 42}, "42"),
        ("Issue 2.1 of Kite", "x", {}, ""),
        ("Letter", "issue-2020-11", {}, ""),
        ("Kite 1.93.0 is out", "x", {"issue": "tracker"}, ""),
    ],
)
def test_a_number_is_stated(title: str, stem: str, meta: dict[str, Any], number: str) -> None:
    assert names(title, stem, **meta).number == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("This Week in Kites 57", "57"),
        ("Announcing Kite 1.93.0", ""),
        ("What is Kite 2018?", ""),
        ("Kites 57!", "57"),
    ],
)
def test_a_number_at_the_end_is_one_to_ask_by(title: str, number: str) -> None:
    assert names(title).last_number == number


@pytest.mark.parametrize(
    ("stem", "number"),
    [("issue11", "11"), ("kites_nr007", "7"), ("2026-05-24-ep3", "3"), ("window7", ""), ("11", "")],
)
def test_a_number_behind_its_word_in_a_name_is_one_to_ask_by(stem: str, number: str) -> None:
    assert names("Kite News", stem).last_number == number
    assert names("Kite News", stem).number == ""  # it is no part of the id


def test_an_issue_is_found_by_all_that_it_is_called(make_site: Any) -> None:
    files = {
        "hugo.toml": "",
        "content/2025-11-02-update.md": "---\ntitle: Week Ending November 02, 2025\ndate: 2025-11-06\n---\n",
        "content/kites.md": "---\ntitle: This Week in Kites 57\ndate: 2025-10-01\n---\n",
    }
    issues = make_site(files).issues()
    for question in ("2025-W44", "2025-11-02", "2025-11-06", "2025-11"):
        assert find(issues, question).issues[0].path == "content/2025-11-02-update.md"
    for question in ("57", "#57", "2025-10-01"):
        assert find(issues, question).issues[0].path == "content/kites.md"


def test_a_number_that_comes_again_is_asked_back(make_site: Any) -> None:
    text = "---\ntitle: 'Issue #3'\ndate: {}\n---\n"
    files = {
        "hugo.toml": "",
        "content/a.md": text.format("2023-05-01"),
        "content/b.md": text.format("2024-05-01"),
    }
    with pytest.raises(NotFound, match=r"(?s)2023-05-01.*2024-05-01.*`id: date` below `site:`"):
        find(make_site(files).issues(), "3")
    dated = make_site(files, id="date").issues()
    assert find(dated, "2024-05-01").issues[0].path == "content/b.md"
    with pytest.raises(NotFound, match="several issues"):
        find(dated, "3")
