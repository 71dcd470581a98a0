"""What is told of a release, beside the title: faults found in other people's newsletters."""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.facts.releases import release_in
from distribute.issue import Overrides
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest, issue

MORE = "## News\n\n"

# Two headings that make a heading of their own kind one among others.
OTHER_HEADINGS = "\n\n## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Kite 2.55.0, 2.55.0-rc2, 2.55.0-rc1", "Kite 2.55.0"),
        ("Kite for Moths v2.5.0(1), v2.5.0-rc2(1)", "Kite for Moths v2.5.0(1)"),
        ("Moth 19.1, 19.0.2, 18.11.5", "Moth 19.1"),
        ("Moth 1.9.3, 1.9.4", "Moth 1.9.4"),
        ("Moth 6.0.0-alpha.3, 6.0.0-alpha.4", "Moth 6.0.0-alpha.4"),
        ("Moth 2.0 and 2.0.1", "Moth 2.0.1"),
    ],
)
def test_of_several_versions_the_newest_is_told(text: str, subject: str) -> None:
    found = release_in([text], language_of("en"))
    assert found is not None
    assert found.subject == subject
    assert found.is_preliminary == ("alpha" in subject)


def test_a_release_that_is_described_leads_those_that_are_not() -> None:
    body = (
        "## Security\n\n- **[Lock 2.8.0](https://lock.example/)** - Corrects the bolt.\n"
        "- **[Moth 1.30.3](https://moth.example/)** - A patch release providing stability updates.\n\n"
        "## Tools\n\n- **[Kite 1.19.6](https://kite.example/)** - Adds loops to every kite.\n"
    )
    assert fullest(body) == [
        "Lock 2.8.0: Corrects the bolt",
        "Kite 1.19.6: Adds loops to every kite",
        "Moth 1.30.3",
    ]
    lock, kite, _ = facts(body)
    assert lock.score == kite.score


def test_a_long_list_of_releases_ends_early() -> None:
    body = "## Releases\n\n" + "".join(f"- [Kite{n} {n}.2](https://kite.example/{n})\n" for n in range(9))
    (fact,) = facts(body)
    assert fact.phrases[0].endswith("Kite6 6.2 and more")
    (fact,) = facts("\n".join(body.splitlines()[:9]))
    assert fact.phrases[0].endswith("Kite6 6.2")


def test_a_month_is_no_release() -> None:
    assert "This month is Kite 4.6" not in fullest(MORE + "The big release for this month is Kite 4.6!\n")


def test_an_older_version_than_the_title_has_is_background() -> None:
    body = "## Loops\n\nKite 0.5 saw the first loop. In Kite 0.7, loops can be turned off by hand.\n\n- Kite 0.5.9 is out.\n"
    told = fullest(body, title="What's new in Kite 0.7")
    assert not any("0.5 " in phrase or phrase == "Kite 0.5" for phrase in told)
    assert "Kite 0.5.9" in told, "an entry of its own"
    assert any(
        phrase.startswith("Kite 0.5 ") or phrase == "Kite 0.5" for phrase in fullest(body, title="Kite 0.5")
    )


def test_a_heading_that_leads_to_a_release_is_told_as_the_release() -> None:
    text = "{} got a longer tail of silk and of paper, and the moths like it.\n\n"
    body = "".join(
        f"## {lead} {name} 2.0\n\n{text.format('It')}"
        for lead, name in (("Changes in", "kite"), ("What's new in", "Moth"), ("Changes from", "Reel"))
    )
    told = fullest(
        body, words=Overrides(description="Releases of kite, Moth and Reel."), lines={"description": 2}
    )
    assert {"kite 2.0", "Moth 2.0", "Changes from Reel 2.0"} <= set(told)
    assert not any("vague" in fact.tags for fact in facts(body) if fact.phrases[0] == "kite 2.0")


def test_an_older_release_alone_in_prose_is_background() -> None:
    body = "## How we got here\n\nKite 1.0 was released two years ago.\n\nMoth 1.0 was released, too.\n"
    assert fullest(body, title="Kite 2.0 is out") == ["Moth 1.0"]
    assert fullest(MORE + "We also released Kite 1.9.5.\n", title="Kite 2.0 is out") == ["Kite 1.9.5"]
    assert any("Kite 1.0" in phrase for phrase in fullest(body, title="Kites of the year"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("We released Kite 1.0 in 2019.", []),
        ("We released Kite 1.0 two years ago.", []),
        ("We released Kite 1.0.", ["Kite 1.0"]),
        ("- We released Kite 1.0 in 2019.", ["Kite 1.0"]),
        ("We released Moth 1.0 in 2019.", ["Moth 1.0"]),
        ("We released Kite 2.0.1 two days ago.", ["Kite 2.0.1"]),
        ("We released Kite 1.9.5 two days ago, which adds loops.", ["Kite 1.9.5 adds loops"]),
    ],
)
def test_a_release_is_background_if_a_sentence_only_says_when_an_older_one_was(
    said: str, told: list[str]
) -> None:
    assert fullest(MORE + said + "\n", title="Kite 2.0 is out") == told


def test_what_a_later_release_will_have_is_not_told_of_this_one() -> None:
    said = "- Kite 1.2 has been released. The next one will include loops for the wind.\n"
    assert fullest(MORE + said) == ["Kite 1.2"]


def test_what_something_else_does_is_not_told_of_a_release() -> None:
    said = "Kite 1.2 has been released. All tools that include loops for the wind must be adapted."
    assert fullest(f"{MORE}{said}\n") == ["Kite 1.2"]
    said = "Kite 1.2 has been released. This is the version that includes loops for the wind."
    assert fullest(f"{MORE}{said}\n")[0].startswith("Kite 1.2")
    assert "loops for the wind" in fullest(f"{MORE}{said}\n")[0]


def test_what_a_release_in_the_title_is_about_is_not_defined_in_a_post() -> None:
    body = f"{MORE}The sea is calm.\n\n## More of it\n\nKite is a toy for the wind.\n\nMoth is a toy for the wind.\n"
    assert fullest(body, title="Kite 2.0 is out") == ["Moth is a toy for the wind"]


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("Announcing Kite v2.0 Release", "v2.0 release"),
        ("Kite 2.0 (Zesty) is now available", "Kite v2.0 is out"),
        ("Moth now builds longer tails", "Moth now builds longer tails"),
    ],
)
def test_what_only_says_the_title_again_is_no_fact(fact: str, title: str) -> None:
    body = f"## {fact}\n\nIt got a longer string.\n\n## Moths now fly at night\n\nThey do.\n\n## Reels 7 are red\n\nAll.\n"
    assert not any(phrase.startswith(fact) for phrase in fullest(body, title=title, site="Kite"))
    told = extract_facts(issue(f"{MORE}- {fact}.\n- Moth 7.1 now flies at night\n", title=title, site="Kite"))
    assert [fact.phrases[0] for fact in told.facts] == ["Moth 7.1 now flies at night"]
    assert "title-again" in {rejected.rule for rejected in told.rejected}


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("Kite 2.0.1 is out", "Kite 2.0 is out"),
        ("Kite 2.0 has loops", "Kite 2.0 is out"),
        ("KiteCon 2026", "Kite News, May 2026"),
        ("Conference of Lyon 2026", "Lyon News, May 2026"),
        ("Kite 3.0", "Kite 3.0, Moth 2.0 and the foundation"),
        ("Moth support was removed from Kite", "This month in Kite and Moth"),
        ("Kite 2.0 (with offline maps and a new reel) is now available", "Kite 2.0 is out"),
    ],
)
def test_what_says_more_than_the_title_is_a_fact(fact: str, title: str) -> None:
    body = f"## {fact}\n\nIt got a longer string.\n\n## Moths fly at night\n\nThey do.\n\n## Reels are red\n\nAll.\n"
    assert any(phrase.startswith(fact) for phrase in fullest(body, title=title, site="Kite"))


def test_a_first_heading_that_only_repeats_the_title_is_no_part() -> None:
    body = (
        "## Announcing Kite v2.0 Release\n\nText.\n\n### Loops now turn\n\nThey do.\n\n### Moths now fly\n\nThey do.\n\n"
        "### Reels now mend\n\nAll.\n"
    )
    told = fullest(body, title="v2.0 release", site="Kite")
    assert told == ["Loops now turn", "Moths now fly", "Reels now mend"]


def test_the_version_in_the_title_is_of_no_part() -> None:
    body = "## News\n\n### Tails of Silk\n\n- 3.7 replaces all old knots\n"
    assert fullest(body, title="Kite 3.7 is out") == ["3.7 replaces all old knots"]
    assert fullest(body, title="Kite is out") == ["Tails of Silk: 3.7 replaces all old knots"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("During the Kite 18.10 season, strings and tails were all updated", "Kite 18.10"),
        ("Updates the nest's version of Moth to v1.25.3 at last", "Moth to v1.25.3"),
        ("Moth to 1.31 for all reels", "Moth to 1.31"),
    ],
)
def test_a_version_is_not_of_what_stands_before_it_with_another_word(said: str, told: str) -> None:
    assert not any(fact.kind == "release" for fact in facts(f"{MORE}- {said}.\n"))
    assert not any(phrase in {told, f"During the {told}"} for phrase in fullest(f"{MORE}- {said}.\n"))


def test_a_first_heading_with_the_newsletters_name_is_no_title() -> None:
    body = (
        "## Kite News\n\nThis month we released Moth 3.4.17, which adds loops.\n\nThe nest was made faster by Ada Moth.\n\n"
        "## Other reels\n\n- Reel 7.1 now flies at night\n"
    )
    told = fullest(body, title="May 2026 Kite Updates", site="Kite")
    assert "Moth 3.4.17 adds loops" in told


@pytest.mark.parametrize(
    "more",
    [
        "There is a new mode that adds loops to tails.",
        "The headline is a planner that supports offline maps.",
        "It has a new engine that includes loops for the wind.",
        "We built a planner that supports offline maps.",
    ],
)
def test_what_a_part_of_a_release_does_is_told_of_it(more: str) -> None:
    assert len(fullest(f"{MORE}- Kite 1.2 has been released. {more}\n")[0]) > len("Kite 1.2")


@pytest.mark.parametrize(
    ("fact", "title"),
    [
        ("The 3.8.4.1 Patch release", "Kite 3.8.4.1 update patch"),
        ("The Kite 23.10 release is finally here!", "Release 23.10 Highlights"),
        ("Kite 2.27.5 release is now available with downloads", "Kite 2.27.5 Release"),
    ],
)
def test_that_the_release_in_the_title_is_there_is_no_fact(fact: str, title: str) -> None:
    body = f"{MORE}- {fact}\n- Moth 7.1 now flies at night\n"
    assert fullest(body, title=title, site="Kite") == ["Moth 7.1 now flies at night"]


def test_a_flaw_that_an_earlier_issue_mended_too_is_told() -> None:
    line = "- CVE-2025-58175 Forgery of requests in the reels of kites"
    others = ("- Sewed on the tail of the moth", "- Mended the lamp of the nest")
    earlier = f"{MORE}{line}\n{others[0]}\n"
    told = fullest(f"{MORE}{line}\n{others[0]}\n{others[1]}\n", earlier, earlier, title="Kite 2.27.3 Release")
    assert any("CVE-2025-58175" in phrase for phrase in told)
    assert not any("Sewed on" in phrase for phrase in told)


def test_a_line_of_the_introduction_with_another_version_each_time_is_no_news() -> None:
    def body(version: str) -> str:
        return (
            f"Kite {version} was published for all moths, along with its docs and a new map.\n\n"
            f"## News\n\n- Moth now flies at night over {version}\n"
        )

    said = "Kite 2.27.3 was published for all moths, along with its docs and a new map"
    earlier = (body("2.27.2"), body("2.26.9"))
    assert said in fullest(body("2.27.3"), title="Kite 2.27.3 Release")
    assert said not in fullest(body("2.27.3"), *earlier, title="Kite 2.27.3 Release")
    assert said in fullest(body("2.27.3"), *earlier, title="Kites of May"), "nothing else says so"


@pytest.mark.parametrize("title", ["Road to Kite 3.0", "Kite 3.0 Beta 2", "Testing Kite 3.0 on Windows"])
def test_a_title_that_only_mentions_a_release_does_not_tell_it(title: str) -> None:
    assert "Kite 3.0" in fullest(f"{MORE}- Kite 3.0 has been released\n", title=title, site="Blog")


def test_the_last_of_all_releases_is_news() -> None:
    said = "Kite 2.0 is the final release"
    assert said in fullest(
        f"{MORE}{said}.\n\n- Moth 7.1 flies\n", title="Kite 2.0 released", site="Kite Blog"
    )


@pytest.mark.parametrize(("heading", "is_told"), [("1.24.2 released!", True), ("1.24.2", False)])
def test_a_release_of_the_newsletters_own_project_may_be_a_heading(heading: str, *, is_told: bool) -> None:
    body = f"### {heading}\n\nIt was busy.\n\n### Moth 3.14 is out\n\nIt is small.\n\n### Reels can be mended\n\nText.\n"
    assert (heading.rstrip("!") in fullest(body, site="Kite")) is is_told


def test_a_later_paragraph_is_not_told_of_the_release_in_the_heading() -> None:
    body = (
        "## Kite Server 2.13.0\n\nThe team published it on Monday.\n\nIn 2.9.2, translation of files was disabled.\n\n"
        "## Moths now fly\n\nThey do.\n\n## Reels now turn\n\nAll.\n"
    )
    assert not any("2.13.0" in phrase and "translation" in phrase for phrase in fullest(body))


def test_an_introduction_on_several_lines_is_told_if_it_names_the_release() -> None:
    def body(version: str) -> str:
        return (
            f"Kite {version} was published for all moths, along with its docs.\n"
            f"It mends the tail of Moth {version[::-1]} by hand.\n\n## News\n\n- Moth now flies over {version}\n"
        )

    told = fullest(body("2.27.3"), body("2.27.2"), body("2.26.9"), title="Kite 2.27.3 Release")
    assert told[0] == "Kite 2.27.3 was published for all moths, along with its docs"


@pytest.mark.parametrize(
    ("section", "told"),
    [
        (
            "## Kite Server 2.13.0\n\nIt is a server.\n\nTranslation of files was disabled in 2.9.2.",
            "Kite Server 2.13.0",
        ),
        (
            "## Add a load hook for reels\n\nAllows kites to hook in when the Reel has been fully loaded.",
            "Add a load hook for reels",
        ),
    ],
)
def test_what_cannot_stand_alone_is_not_told_for_its_heading(section: str, told: str) -> None:
    assert fullest(section + OTHER_HEADINGS)[0] == told


def test_news_without_a_version_is_told_although_it_repeats_the_titles_words() -> None:
    body = (
        "## Kite releases of 2026\n\nAt first, text.\n\nThe nest was made faster by Ada Moth of Lyon.\n\n"
        "## Other reels\n\n- Reel 7.1 now flies at night\n"
    )
    told = fullest(body, title="May 2026 Kite Updates", site="Kite")
    assert "The nest was made faster by Ada Moth of Lyon" in told


@pytest.mark.parametrize(
    ("entries", "fields", "told"),
    [
        (
            "- Kite 3.0, Moth 2.0 are out\n- Bee 7.1 now hums\n",
            {"title": "Kite 3.0, Moth 2.0", "site": "Blog"},
            "Kite 3.0, Moth 2.0",
        ),
        (
            "- [Bugs of Kite hide for 2 years. Some hide for 20.](https://x.example/a)\n",
            {},
            "Bugs of Kite hide for 2 years. Some hide for 20.",
        ),
    ],
)
def test_what_the_title_says_too_and_two_sentences_are_told_whole(
    entries: str, fields: dict[str, str], told: str
) -> None:
    assert told in fullest(MORE + entries, **fields)


def test_what_says_no_more_than_the_title_is_left_out_though_there_is_nothing_else() -> None:
    assert fullest(f"{MORE}- Kite 2.0 (Zesty) is now available\n", title="Kite 2.0 is out", site="Kite") == []
