"""The ladder of sources: what leads, what is never hidden, and what is said when nothing can be told."""

from __future__ import annotations

from typing import Any

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.issue import Issue, Overrides
from distribute.text.dates import parse_date
from tests.facts.kit import fullest
from tests.timing import require_proportion


def issue(body: str, **fields: Any) -> Issue:
    given: dict[str, Any] = {
        "id": "2020-11",
        "path": "letter.md",
        "language": "en",
        "title": "The Letter",
        "url": "https://letter.example/",
        "date": parse_date("2020-12-09"),
        "site": "The Letter",
        **fields,
    }
    return Issue(body=body, **given)


def lines(body: str, *earlier: Issue, **fields: Any) -> list[str]:
    return [fact.phrases[0] for fact in extract_facts(issue(body, **fields), earlier).facts]


SOFTWARE = """\
## Software

- [Kite 2.0](https://kite.example/) adds tails
- [Moth 1.1](https://moth.example/) has been released
- [Reel 4.0](https://reel.example/) mends a leak

## Articles

- [How to fly a kite at night](https://night.example/)
"""


def test_a_description_orders_the_facts_and_hides_none() -> None:
    own = Overrides(description="Fly a kite at night. Update Reel, Moth and more. Read about the lake.")
    ordered = lines(SOFTWARE, words=own)
    assert ordered[:3] == ["How to fly a kite at night", "Reel 4.0 mends a leak", "Moth 1.1"]
    assert sorted(ordered) == sorted(lines(SOFTWARE))
    assert not any(line.startswith("Read about") for line in ordered)


def test_a_description_that_every_issue_has_orders_nothing() -> None:
    own = Overrides(description="Fly a kite at night. Update Reel, Moth and more.")
    assert lines(SOFTWARE, issue("", words=own, id="2020-10"), words=own) == lines(SOFTWARE)


def test_a_description_with_versions_is_compared_with_earlier_ones_by_its_words() -> None:
    own = Overrides(description="Fly a kite at night. Update Reel 4.0 and Moth 1.1.")
    earlier = issue("", id="2020-10")  # it has no description
    assert lines(SOFTWARE, earlier, words=own)[0] == "How to fly a kite at night"


def test_a_name_that_stands_before_a_version_may_be_a_platform() -> None:
    body = "## News\n\n- [Python 3.14](https://python.example/) has been released with wings\n"
    assert lines(body)[0].startswith("Python 3.14")


def test_headings_that_earlier_issues_have_do_not_lead() -> None:
    body = "\n".join(
        f"## {title}\n\nBo Wing mended the {title} at last.\n"
        for title in ("Reel hut", "Kite shed", "Moth lamp")
    )
    sources = {fact.source for fact in extract_facts(issue(body)).facts}
    again = {fact.source for fact in extract_facts(issue(body), [issue(body, id="2020-10")]).facts}
    assert sources == {"heading"}
    assert "heading" not in again


def test_eight_releases_are_eight_facts() -> None:
    body = "## Software\n\n" + "".join(
        f"- [Kite{number} 1.{number}](https://k{number}.example/) adds {number} tails and a reel\n"
        for number in range(8)
    )
    assert len(lines(body)) == 8
    assert not any(line.startswith(":") for line in lines(body.partition("\n")[2]))


@pytest.mark.parametrize("name", ["Kite", "@kite:", "Kite:"])
def test_a_list_below_a_bare_name_is_told(name: str) -> None:
    body = f"## Software\n\n- {name}\n  - [Tails](https://kite.example/) can be cut off now\n"
    assert "Tails can be cut off now" in lines(body)


@pytest.mark.parametrize(
    ("name", "below", "told"),
    [
        ("[Kite 2.0](https://kite.example/)", ["adds tails", "adds reels"], "Kite 2.0 adds tails"),
        ("Kite v2.0:", ["Stronger reels", "Red tails."], "Kite v2.0: Stronger reels; Red tails"),
        ("Kite 2.0", ["adds [tails](https://kite.example/t)", "reels: red"], "Kite 2.0: adds tails"),
        ("Kite 2.0", ["**Reels** of silk", "Tails\n    - red"], "Kite 2.0: Reels of silk"),
        ("Kite 2.0", ["[Tails 1.2](https://kite.example/t) adds bows", "Red reels"], "Kite 2.0"),
        ("Kite 2.0", ["It can be folded"], "Kite 2.0: It can be folded"),
        ("Kite 2.0", ["Fixes #12, #13", "Red tails"], "Kite 2.0: Red tails"),
        ("Kite 2.0", ["#12", "Fixes #13"], "Kite 2.0"),
    ],
)
def test_a_list_below_a_bare_release_is_told_with_it(name: str, below: list[str], told: str) -> None:
    changes = "".join(f"  - {change}\n" for change in below)
    assert lines(f"## Software\n\n- {name}\n{changes}") == [told]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[Kite #12][] adds a reel", "Kite #12 adds a reel"),
        ("The [Kite][topic kites] team mended a reel", "The Kite team mended a reel"),
        (":rocket: Kite 2.0 adds a reel", "Kite 2.0 adds a reel"),
        (":tada::rocket: Kite 2.0 adds a reel :+1:", "Kite 2.0 adds a reel"),
        ("**:x: Kite 2.0** adds a reel :wave::skin-tone-2:", "Kite 2.0 adds a reel"),
        ("Kite 2.0 adds a reel at 10:30:15", "Kite 2.0 adds a reel at 10:30:15"),
        ("Kite 2.0 adds a reel[^1]", "Kite 2.0 adds a reel"),
        ("Kite 2.0 adds a reel {: .new }", "Kite 2.0 adds a reel"),
        ("Kite 2.0 adds a reel (see [Letter #3][letter3])", "Kite 2.0 adds a reel"),
        ("Kite 2.0 adds a reel (contributed by Bo)", "Kite 2.0 adds a reel"),
    ],
)
def test_markup_of_the_source_is_not_said(written: str, said: str) -> None:
    assert lines(f"## Software\n\n- {written}\n") == [said]


def test_what_stands_under_a_paragraph_of_two_sentences_is_on_record() -> None:
    body = "## Software\n\n[Kite 2.0](https://kite.example/) adds tails. It also has:\n\n- wings\n- reels\n"
    found = extract_facts(issue(body))
    assert [(entry.line, entry.rule) for entry in found.rejected] == [(5, "detail"), (6, "detail")]


def test_nothing_certain_is_nothing_told() -> None:
    assert lines("## News\n\nWelcome to all!\n\nThis is it.\n") == []


def _tell(count: int) -> None:
    body = "## Software\n\n" + "\n\n".join(
        f"Project {number} has released version 2.{number}, which adds loops and tails and {number} wings."
        for number in range(count)
    )
    assert len(extract_facts(issue(body)).facts) == count


def test_time_grows_with_the_issue_and_no_faster() -> None:
    require_proportion(_tell, 1_000)


def test_an_introduction_that_says_how_things_have_long_been_is_not_told() -> None:
    body = "The Kite Club was founded in June 1902 to fly kites.\n\n## News\n\n- Kite 1.2 adds loops\n"
    assert fullest(body) == ["Kite 1.2 adds loops"]


def test_marks_of_code_in_a_description_are_not_read() -> None:
    said = "Fly a kite at night. Update {}, Moth and more."
    marked, bare = (Overrides(description=said.format(name)) for name in ("`Reel`", "Reel"))
    assert lines(SOFTWARE, words=marked) == lines(SOFTWARE, words=bare)
