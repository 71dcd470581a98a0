"""What a translation or a summary says that its original doesn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from distribute.checks.consistency import summary_problems, translation_problems
from distribute.checks.issue import check
from distribute.issue import Issue
from distribute.sites.find import find

LETTER = "---\ntitle: {title}\ndate: 2020-12-09\n{more}---\n\n{body}\n"
OWN = "[languages.en]\n[languages.de]\n"
BODY = "Kite 1.2.3 is out. Meet on February 6th and 7th, 2021 or on Dec 24th at 18:00. There are 1,250 users (XEP-0384)."


def family(make_site: Any, german: str, english: str = BODY) -> tuple[Issue, ...]:
    files = {
        "hugo.toml": OWN,
        "content/a.md": LETTER.format(title="The Letter November 2020", body=english, more=""),
        "content/a.de.md": LETTER.format(title="Der Brief November 2020", body=german, more=""),
    }
    issues = find(make_site(files).issues(), "2020-11").issues
    return tuple(sorted(issues, key=lambda issue: issue.translation))


@pytest.mark.parametrize(
    ("german", "wrong"),
    [
        (
            "Kite 1.2.3 ist da. Treffen am 6. und 7. Februar 2021 oder am 24.12. um 18 Uhr. 1.250 Leute, XEP-0384.",
            [],
        ),
        ("Kite 1.2.3 ist da, siehe Abschnitt 2. Am 07.02.2021 sind es 1 250 Leute.", []),
        ("Kite 1.2.4 ist da.", ["1.2.4"]),
        ("Kite 1.2 ist da.", ["1.2"]),
        ("Treffen am 8. Februar.", ["08.02."]),
        ("Es sind 1.520 Leute.", ["1.520"]),
        ("Siehe XEP-0348 und XEP-0348.", ["0348"]),
        ("Im Mai sind es 9 Leute.", []),
    ],
)
def test_what_the_original_lacks_is_told_once(make_site: Any, german: str, wrong: list[str]) -> None:
    original, translation = family(make_site, german)
    problems = list(translation_problems(translation, original))
    assert [problem.message.split(" is not")[0] for problem in problems] == wrong
    assert {(p.code, p.severity, p.line) for p in problems} <= {("unlike-original", "warning", 6)}


def test_check_compares_a_translation_with_its_original_and_no_other(make_site: Any) -> None:
    issues = family(make_site, "Kite 1.2.4 ist da.")
    original, translation = issues
    assert [p.code for p in check(translation, issues)] == ["unlike-original"]
    assert check(original, issues) == ()
    assert check(translation) == ()


def test_a_translation_without_original_is_told(make_site: Any) -> None:
    original, translation = family(make_site, "Text.")
    (problem,) = check(translation, [translation])
    assert (problem.code, problem.severity) == ("unlinked-translation", "warning")
    assert check(original, [original]) == ()


@pytest.mark.parametrize(
    ("summary", "lacking"),
    [
        ("In this issue: Kite 1.2.3, news of it. Meet us! Kite's users and l'Kite", ""),
        ("The Letter. Nothing named.", ""),
        ("Kyte 1.2.3 is out", ""),  # a word that begins a sentence may be any
        ("All about Kyte 1.2.3", "Kyte"),
        ("Kite 1.2.4, E2EE and Kite", "1.2.4, E2EE"),
        ("Read of Kite&#8217;s caf&eacute;", ""),
        ("Update Kite, Hawk+ and dell'Aquila", "Hawk+, Aquila"),
        ("“We often fly.” – Cynthia Moth", ""),  # a quotation
        ("Just Fly Me Up On Strings, STRINGS!", ""),  # capitals of a title
        ("Just Fly Me Up On Hawk2 And FlyHigh", "Hawk2, FlyHigh"),
    ],
)
def test_the_names_of_a_summary_are_looked_for_in_the_text(
    make_site: Any, summary: str, lacking: str
) -> None:
    text = LETTER.format(title="The Letter", body=BODY, more=f'summary: "{summary}"\n')
    (issue,) = make_site({"hugo.toml": "", "content/a.md": text}).issues()
    assert [(p.code, p.line, p.message.rpartition(": ")[2]) for p in summary_problems(issue)] == (
        [("unlike-text", 4, lacking)] if lacking else []
    )


def test_a_description_is_called_so_and_has_its_own_line(make_site: Any) -> None:
    more = "author: Ada\ndescription: All about Kyte\n"
    text = LETTER.format(title="The Letter", body=BODY, more=more)
    (issue,) = make_site({"hugo.toml": "", "content/a.md": text}).issues()
    (problem,) = summary_problems(issue)
    assert problem.line == 5
    assert problem.message.startswith("the description in the front matter")


def test_highlights_are_looked_at_too(make_site: Any) -> None:
    more = "distribute:\n  highlights: [Kite 1.2.3, new Hawk]\n"
    (issue,) = make_site(
        {"hugo.toml": "", "content/a.md": LETTER.format(title="x", body=BODY, more=more)}
    ).issues()
    assert [(p.line, p.message.rpartition(": ")[2]) for p in summary_problems(issue)] == [(5, "Hawk")]
    assert Path(issue.path).name == "a.md"
