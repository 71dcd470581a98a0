"""`init` chooses the kind of id that keeps a newsletter's issues apart, and says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from distribute.errors import UserError
from distribute.scaffold.find import Proposal, find
from distribute.sites.find import find as find_issue
from tests.scaffold.sites import HUGO, JEKYLL, issues, page, write

FORTNIGHTS = [date(2026, 7, 1) + timedelta(days=14 * count) for count in range(10)]
LETTERS = "content/letter"


def every_fortnight(name: str, title: str) -> dict[str, str]:
    return {
        name.format(day=day, n=number): page(title.format(day=day, n=number, half=1 + number % 2), str(day))
        for number, day in enumerate(FORTNIGHTS, 1)
    }


CASES: dict[str, tuple[dict[str, str], str | None, str]] = {
    "a day with dots in the title": (every_fortnight(f"{LETTERS}/n{{n}}.md", "Kites {day:%Y.%m.%d}"), "date", "2026-11-04"),
    "a day in the name": (every_fortnight(f"{LETTERS}/{{day}}-release.md", "Kites {day:%B %Y}"), "date", "2026-11-04"),
    "a day with dots in the name": (every_fortnight(f"{LETTERS}/{{day:%Y.%m.%d}}.md", "Kites {day:%B %Y}"), "date", "2026-11-04"),
    "a number beside the month": (every_fortnight(f"{LETTERS}/{{n}}.md", "Kites #{n}, {day:%B %Y}"), "number", "10"),
    "a week beside the month": (every_fortnight(f"{LETTERS}/{{n}}.md", "Kites {day:%B %Y}, week {day:%V}"), "week", "2026-W45"),
    "numbers that begin anew": (every_fortnight(f"{LETTERS}/{{day}}.md", "Kites No. {half} {day:%B %Y}"), "date", "2026-11-04"),
    "a number alone": (every_fortnight(f"{LETTERS}/{{n}}.md", "Kites #{n}"), None, "10"),
    "a month each": (issues(f"{LETTERS}/{{n}}.md", "Kites {month} 2026"), None, "2026-07"),
}  # fmt: skip


def found(folder: Path, *files: dict[str, str]) -> Proposal:
    return find(write(folder, HUGO, *files))[0]


@pytest.mark.parametrize("case", CASES)
def test_the_kind_of_id_keeps_issues_apart(tmp_path: Path, case: str) -> None:
    files, style, latest = CASES[case]
    proposal = found(tmp_path, files)
    assert (proposal.site.id, proposal.latest.id) == (style, latest)
    assert len({issue.id for issue in proposal.issues}) == len(files)
    assert [f"`id: {style}`" in note for note in proposal.notes] == [True] * bool(style)


@pytest.mark.parametrize(("by_day", "told"), [(1, False), (3, True)])
def test_ids_of_two_kinds_are_told(tmp_path: Path, by_day: int, told: bool) -> None:
    months = issues(f"{LETTERS}/{{n}}.md", "Kites {month} 2026")
    days = {
        f"{LETTERS}/2{n}.md": page(f"Kites in Lyon, part {'abc'[n]}", f"2026-1{n}-02") for n in range(by_day)
    }
    (proposal,) = find(write(tmp_path, HUGO, months, days), issues=[f"{LETTERS}/*.md"])
    assert proposal.site.id is None
    note = (
        "7 issues are named by their month, such as 2026-07, and 3 by their day, such as 2026-12-02: `id: date` below "
        "`site:` names all by their day."
    )
    assert proposal.notes == (note,) * told


def test_issues_without_known_addresses_are_kept_apart_too(tmp_path: Path) -> None:
    unknown = {"hugo.toml": HUGO["hugo.toml"] + '[permalinks]\nletter = "/:nonsense/"\n'}
    proposal = found(tmp_path, every_fortnight(f"{LETTERS}/{{day}}.md", "Kites {day}"), unknown)
    assert proposal.site.id == "date"
    assert [":nonsense, which is not known" in sentence for sentence in proposal.missing] == [True]


def test_two_issues_a_fortnight_apart_will_share_a_month(tmp_path: Path) -> None:
    days = ("2026-09-24", "2026-10-08", "2026-11-05")
    files = {
        f"{LETTERS}/{day}.md": page(f"Kites {date.fromisoformat(day):%B %Y}", day)
        for day in (*days, "2026-12-03", "2026-08-27", "2026-07-30", "2026-06-25")
    }
    assert found(tmp_path / "monthly", files).site.id is None
    soon = {f"{LETTERS}/{day}.md": page(f"Kites {date.fromisoformat(day):%B %Y}", day)
            for day in ("2026-09-28", "2026-10-12", "2026-11-01")}  # fmt: skip
    assert found(tmp_path / "often", soon).site.id == "date"


def test_an_old_special_issue_keeps_the_months_of_the_others(tmp_path: Path) -> None:
    years = {
        f"{LETTERS}/{year}-{month:02}.md": page(
            f"Kites {date(year, month, 1):%B %Y}", f"{year}-{month:02}-05"
        )
        for year in (2024, 2025)
        for month in range(1, 13)
    }
    proposal = found(tmp_path, years, {f"{LETTERS}/2024-03-b.md": page("Kites March 2024", "2024-03-20")})
    assert (proposal.site.id, proposal.latest.id) == (None, "2025-12")
    (note,) = proposal.notes
    assert f"{LETTERS}/2024-03.md and {LETTERS}/2024-03-b.md are both issue 2024-03" in note
    assert f"`distribute: {{id: 2024-03-b}}` in the front matter of {LETTERS}/2024-03-b.md" in note


def test_three_issues_that_share_an_id_are_all_named(tmp_path: Path) -> None:
    files = {f"_posts/2026-07-01-kites-{name}.md": page(f"Kites 2026-07-01, {name}") for name in "abc"}
    (note,) = find(write(tmp_path, JEKYLL, files), issues=["_posts/*.md"])[0].notes
    assert note.startswith(
        "_posts/2026-07-01-kites-a.md, _posts/2026-07-01-kites-b.md and _posts/2026-07-01-kites-c.md are all issue "
        "2026-07-01: to announce any of them, write"
    )


def test_what_no_kind_of_id_keeps_apart_is_named(tmp_path: Path) -> None:
    twice = {
        f"_posts/{day}-kites-{part}.md": page(f"Kites {day}, part {part}")
        for day in FORTNIGHTS
        for part in (1, 2)
    }
    proposal = find(write(tmp_path, JEKYLL, twice))[0]
    assert proposal.site.id is None
    assert "are both issue 2026-07-01" in proposal.notes[0]
    assert proposal.notes[-1] == "7 more ids are shared: `distribute issues` lists them."


def test_a_question_for_one_of_two_says_which_line_to_write(make_site: Any) -> None:
    files = {
        f"{LETTERS}/a.md": page("Kites July 2026", "2026-07-01"),
        f"{LETTERS}/b.md": page("Kites July 2026", "2026-07-15"),
    }
    with pytest.raises(UserError) as error:
        find_issue(make_site(HUGO | files).issues(), "2026-07")
    assert "write `id: date` below `site:` in channels.yaml, or" in str(error.value)
    assert f"write `distribute: {{id: b}}` in the front matter of {LETTERS}/b.md" in str(error.value)


def test_ids_that_issues_state_themselves_are_theirs_to_change(make_site: Any) -> None:
    stated = 'distribute: {id: "7"}\n'
    files = {
        f"{LETTERS}/{name}.md": page("Kites", f"2026-07-0{day}", stated) for day, name in ((1, "a"), (2, "b"))
    }
    with pytest.raises(UserError) as error:
        find_issue(make_site(HUGO | files).issues(), "7")
    assert "site:" not in str(error.value)
    assert "`distribute: {id: b}`" in str(error.value)
