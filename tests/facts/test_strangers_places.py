"""What a line means by where it stands: below a picture, below the name of a part, below an appeal."""

from __future__ import annotations

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.issue import Overrides
from tests.facts.kit import facts, fullest, issue

URL = "https://kite.example/1"
NEWS = "## News\n\n- [Kite 2.0](https://kite.example/2) adds loops.\n"

_FIGURES = [
    "![](kite.jpg)",
    "[![A kite](kite.jpg)](https://kite.example/)",
    '{{< figure src="kite.jpg" >}}',
    '{{< youtube id="abc" >}}',
    "https://videos.example/watch?v=abc",
]


@pytest.mark.parametrize(
    ("figure", "space"),
    # Right below HTML, without an empty line, everything is HTML and no caption.
    [(figure, space) for figure in _FIGURES for space in ("\n", "\n\n")] + [('<img src="kite.jpg">', "\n\n")],
)
def test_words_in_bold_below_a_picture_are_its_caption(figure: str, space: str) -> None:
    body = f"{NEWS}\nWe flew a lot.\n\n{figure}{space}**A peek at the new tail of Kite 3 - via Ada**\n"
    found = extract_facts(issue(body))
    assert "A peek at the new tail of Kite 3 - via Ada" not in {fact.phrases[0] for fact in found.facts}
    if space == "\n\n":
        assert "caption" in {entry.rule for entry in found.rejected}


@pytest.mark.parametrize(
    "text",
    [
        "![](kite.jpg)\n\n**Ada Moth opens the nest in Lyon today.**",
        "![](kite.jpg)\n\n**Kite 2.0 has loops for everybody**",
        "![](kite.jpg)\n\n**[Ada Moth opens the nest](https://nest.example/)**",
        "Not far from it:\n\n**Ada Moth opens the nest in Lyon**",
        "![](kite.jpg)\n\nAda Moth opens the nest in Lyon",
    ],
)
def test_other_words_are_no_caption(text: str) -> None:
    rules = {entry.rule for entry in extract_facts(issue(f"{NEWS}\n{text}\n")).rejected}
    assert "caption" not in rules


PARTS = """
- Housekeeping
    - Ada becomes the manager of the Kite Club
    - The Kite Club moves to Lyon
- Who likes loops?
    - Kite 3 can loop at night
    - Kite 3 has a longer tail
- Moth
    - Moth 2 is in shops in July
"""
BODY = "## Housekeeping\n\nThis was a good month for us all, as always.\n"


@pytest.mark.parametrize("before", ["", "## TL;DR\n", "## Highlights\n", "**TL;DR**\n"])
def test_a_list_by_part_leads_with_the_first_news_of_each(before: str) -> None:
    assert fullest(f"{before}{PARTS}\n{BODY}")[:5] == [
        "Kite 3 can loop at night",
        "Moth 2 is in shops in July",
        "Ada becomes the manager of the Kite Club",
        "Kite 3 has a longer tail",
        "The Kite Club moves to Lyon",
    ], "what any issue may have comes last"


def test_the_names_of_parts_may_be_in_earlier_issues_but_not_their_news() -> None:
    usual = "- Housekeeping\n    - Ada becomes the manager of the Kite Club\n- Moths\n    - Moths fly\n"
    assert fullest(f"{PARTS}\n{BODY}", f"{usual}\n{BODY}")[:3] == [
        "Kite 3 can loop at night",
        "Moth 2 is in shops in July",
        "The Kite Club moves to Lyon",
    ]


def test_the_part_of_the_title_comes_first_and_an_entry_without_its_name_gets_it() -> None:
    listed = "- Kite\n    - The long tail of Ada is in shops\n- Moth\n    - Moth 2 can loop\n    - A nest of Bo is here for all of us\n"
    told = [
        "Moth 2 can loop",
        "Kite: The long tail of Ada is in shops",
        "Moth: A nest of Bo is here for all of us",
    ]
    assert fullest(f"{listed}\n{BODY}", title="The Letter: Moth")[:3] == told


@pytest.mark.parametrize(
    "changed",
    [
        ("- Moth\n    - Moth 2 is in shops in July\n", "- Moth 2 is in shops in July\n"),
        ("- Moth\n", "- Moths fly over Lyon now\n"),
        ("- Moth\n", "- All that is left to say of the moths\n"),
    ],
)
def test_a_list_in_which_some_entry_names_no_part_is_read_as_before(changed: tuple[str, str]) -> None:
    assert "Kite 3 can loop at night" not in fullest(f"{PARTS.replace(*changed)}\n{BODY}")


def test_a_flaw_is_told_with_the_heading_that_says_what_has_it() -> None:
    flaw = "**[CVE-2026-1234](https://cve.example/)**: Resolves a knot that could let strangers fly.\n"
    told = "CVE-2026-1234: Resolves a knot that could let strangers fly"
    assert fullest(f"## Security Updates\n\n### kite 2.0:\n\n- {flaw}")[0] == f"kite 2.0 — {told}"
    assert fullest(f"## Security Updates\n\n- {flaw}")[0] == told
    assert fullest(f"## Security Updates\n\n### Kites\n\n- {flaw.replace('Resolves', 'In Moth,')}")[
        0
    ].startswith("CVE")


def test_a_version_without_a_name_is_told_with_its_heading_whatever_follows() -> None:
    said = "We have released two versions this month: v5.9.0 and 5.10.0 of Moth 2"
    assert fullest(f"## News\n\n### Kite GL JS\n\n{said}.\n")[0].startswith("Kite GL JS")
    assert not fullest("## News\n\n### Kite GL JS\n\nWe have released Moth v5.9.0.\n")[0].startswith("Kite")
    assert fullest(f"## News\n\n### Kite GL JS\n\n{said}.\n", site="Kite")[0].startswith("Kite GL JS")


@pytest.mark.parametrize(
    "said",
    [
        "The tail of Kite was known to fall off",
        "Moth loops missed a check since 1.2.0",
        "A few weeks back, a knot in Kite was reported by Ada Moth",
        "A comparison with Moth 2 showed there was room for a longer tail",
        "The reel of Kite was missing a brake",
    ],
)
def test_what_was_wrong_is_no_news_without_its_end(said: str) -> None:
    assert fullest(f"## News\n\n- {said}.\n") == []
    assert fullest(f"## News\n\n- {said}, which has been fixed.\n") != []


def test_below_a_heading_the_end_of_a_problem_is_told_and_not_its_beginning() -> None:
    body = "### Tail of Kite\n\nThe tail of Kite was known to fall off. Ada Moth sewed it on for good.\n"
    more = "".join(f"### Loops of {name}\n\nThe loops of {name} are now red.\n" for name in ("Bee", "Ant"))
    assert not any("known to" in phrase for fact in facts(body + more) for phrase in fact.phrases)


@pytest.mark.parametrize(
    ("said", "is_vague"),
    [
        ("KiteCon Asia in Lyon where Ada Moth held a workshop", True),
        ("KiteCon Asia was in Lyon where Ada Moth held a workshop", False),
        ("The town where Ada Moth held a workshop has opened a nest", False),
    ],
)
def test_a_name_with_a_clause_about_its_place_is_no_sentence(said: str, *, is_vague: bool) -> None:
    (fact,) = facts(f"## Events\n\n- [{said}](https://kite.example/con).\n")
    assert ("vague" in fact.tags) is is_vague


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Finally, users can now fly Kite at night", "Users can now fly Kite at night"),
        ("Finally, kites were added to Moth", "Kites were added to Moth"),
        ("Finally, ripgrep can now fly Kite at night", "ripgrep can now fly Kite at night"),
        (
            "Finally, [kites](https://kites.example/) can fly at night in Lyon",
            "kites can fly at night in Lyon",
        ),
    ],
)
def test_a_subject_in_the_plural_begins_with_a_capital_and_a_name_as_it_is_written(
    said: str, told: str
) -> None:
    assert fullest(f"## News\n\n- {said}.\n") == [told]


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (
            "The first episode of our broadcast for patrons which aired live in May 2020",
            "The second episode of our broadcast for patrons which aired live in June 2020",
            False,
        ),
        (
            "Bee 2.0, Moth 3.0, and the usual round-up of all that we have done",
            "Kite 2.0, Moth 3.0, and the usual round-up of all that we have done",
            True,
        ),
        ("Kite 2.0 has a longer tail", "Kite 2.0 has a shorter tail", True),
    ],
)
def test_a_description_that_differs_from_earlier_ones_only_by_its_count_is_usual(
    before: str, now: str, *, is_told: bool
) -> None:
    body = f"{NEWS}- [Moth 3.0](https://moth.example/3) adds tails.\n"
    earlier = issue("", id="2020-10", words=Overrides(description=before))
    found = extract_facts(issue(body, words=Overrides(description=now), lines={"description": 2}), [earlier])
    assert ("enumeration" in {fact.source for fact in found.facts}) is is_told


def test_what_stands_below_an_appeal_is_no_news() -> None:
    appeal = "Also, don't miss the chance to talk to us! You could reach us by:"
    listed = "\n\n- Kite Community Meeting to follow up with updates\n- Moth Club at kites.example\n"
    assert fullest(f"{NEWS}\n{appeal}{listed}") == ["Kite 2.0 adds loops"]
    assert len(fullest(f"{NEWS}\nThese have met:{listed}")) > 1


def test_of_a_list_with_labels_each_label_leads_with_its_first_entry() -> None:
    listed = (
        "- Housekeeping: Two talks of the Kite Club are out\n- Housekeeping: Pins of Kite are back in stock\n"
        "- Kite 3: A tail of silk for all\n- Moth: The first loops\n"
    )
    told = [
        "Two talks of the Kite Club are out",
        "Kite 3: A tail of silk for all",
        "Moth: The first loops",
        "Pins of Kite are back in stock",
    ]
    assert fullest(f"{listed}\n{BODY}")[:4] == told
    plain = "- Bees: A tail of silk\n- Kite 3: A tail of wool for all\n- Moth: The first loops\n"
    assert fullest(f"{plain}\n{BODY}")[:1] != ["Moth: The first loops"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[Kite 2.0.0](https://kite.example/2) is a release of this toy for the wind", "Kite 2.0.0"),
        ("[Kite 2.0.0](https://kite.example/2) is a maintenance release of this toy", "Kite 2.0.0"),
        (
            "[Kite 2.0.0](https://kite.example/2) is a release that mends the tail",
            "Kite 2.0.0 is a release that mends the tail",
        ),
    ],
)
def test_a_release_of_which_only_its_kind_is_said_is_bare(said: str, told: str) -> None:
    assert fullest(f"## Releases\n\n- {said}.\n") == [told]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Sign up anytime until 31 December", "Kite Fest: Sign up anytime until 31 December"),
        ("Sign up for Moth Camp until 31 December", "Sign up for Moth Camp until 31 December"),
        ("Kites fly until 31 December", "Kites fly until 31 December"),
    ],
)
def test_a_call_is_told_with_the_heading_that_says_to_what(said: str, told: str) -> None:
    assert (
        fullest(f"## News\n\n### Kite Fest\n\n- {said}.\n- Moth 2 is [out](https://moth.example/).\n")[0]
        == told
    )


@pytest.mark.parametrize(
    "said",
    [
        "Ada Moth mended the tail of Kite, cleaned up the reel of all the moths, and sewed on the old loops",
        "Kite has a longer tail that is easy to mend, some optimized reels for moths, and loops",
        "Kite has an editor for the web, Flutter & mobile applications of all kinds",
    ],
)
def test_a_list_of_deeds_or_nouns_is_not_cut_before_its_end(said: str) -> None:
    phrases = {phrase for fact in facts(f"## News\n\n- [Kite]({URL}): {said}.\n") for phrase in fact.phrases}
    assert any(phrase.endswith(said) for phrase in phrases)
    assert not any(phrase.endswith(said.rpartition(", ")[0]) for phrase in phrases)


def test_an_update_of_which_nothing_is_said_is_not_cut_off() -> None:
    (fact,) = facts(
        "## News\n\n- The Kite Exporter received an update, which brings many tails to all of us.\n"
    )
    assert "The Kite Exporter received an update" not in fact.phrases


@pytest.mark.parametrize(
    "said",
    [
        "Ada Moth is currently working on getting Kite 3.0 out",
        "There is still ongoing work to sew on the tails of Kite",
        "The development of Kite continues at full pace",
        "Kite 1.0 was released well over a year ago, but Ada still flies Kite 0.9",
        "fix: count the tails of Kite only once",
    ],
)
def test_work_that_goes_on_and_commits_are_told_only_if_there_is_nothing_else(said: str) -> None:
    assert "vague" in facts(f"## News\n\n- [{said}]({URL}).\n")[0].tags


def test_the_titles_of_parts_that_name_only_a_version_are_no_news() -> None:
    body = "".join(
        f"## {version}{rest}\n\nKite {version} has loops of kind {version}.\n\n"
        for version, rest in (("0.2", " for users"), ("0.3", " for moths"), ("0.4", "-dev"))
    )
    assert "own-heading" not in {fact.rule for fact in facts(body)}


def test_a_flaw_is_not_cut_inside_a_list() -> None:
    flaw = "Kite 2.0 fixes a vulnerability that lets strangers reuse an open IMAP, POP3, or SMTP line"
    assert not any(
        phrase.endswith("open IMAP")
        for fact in facts(f"## Security\n\n- {flaw}.\n")
        for phrase in fact.phrases
    )


def test_what_follows_an_address_that_is_gone_does_not_end_in_a_preposition() -> None:
    said = "The Kite books have moved, and are now all available from https://kite.example/books"
    assert not any(
        phrase.endswith("from") for fact in facts(f"## News\n\n- {said}\n") for phrase in fact.phrases
    )


def test_a_word_that_any_part_may_have_is_no_news_of_it() -> None:
    assert fullest(
        "## News\n\n- **The near future**: Upcoming\n- [Moth](https://moth.example/) has loops.\n"
    ) == ["Moth has loops"]


@pytest.mark.parametrize("leak", ["](", "{{", "{%", "$$"])
def test_a_heading_with_code_or_a_broken_link_is_not_told(leak: str) -> None:
    others = "".join(f"## Moth {n} has flown to Lyon\n\nIt was hard.\n\n" for n in (2, 3, 4))
    found = extract_facts(issue(f"{others}## Kite has {leak}learned to loop\n\nIt was good.\n"))
    assert not any(leak in phrase for fact in found.facts for phrase in fact.phrases)
    assert len(found.facts) == 3


@pytest.mark.parametrize(
    "field", ["Event Dates: 20-21 December 2020", "Location: Lyon, France", "When: 3 May"]
)
def test_a_detail_of_an_event_is_not_told_without_its_name(field: str) -> None:
    label, _, value = field.partition(": ")
    told = fullest(f"## News\n\n- **{label}**: {value}\n- [Moth](https://moth.example/) has loops.\n")
    assert told == ["Moth has loops"]
