"""What would be false, or nobody's news, if a post told it: faults found in other people's newsletters."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.model import Fact
from distribute.facts.pipeline import extract_facts
from distribute.facts.shorten import shorten_at_clauses
from distribute.issue import Overrides
from tests.facts.kit import facts, fullest, issue

NEWS = "## News\n\n- [Kite](https://kite.example/) has learned to loop.\n"
LOOP = "Kite has learned to loop"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Kites can't fly over the wide sea, can they?", "en"),
        ("We need no strings for kites, or do we?", "en"),
        ("Drachen fliegen nicht über das weite Meer, oder doch?", "de"),
    ],
)
def test_a_question_is_not_cut_to_a_statement(question: str, language: str) -> None:
    assert shorten_at_clauses(question, least=1, language=language) == (question,)


def test_behind_a_question_a_title_may_be_cut() -> None:
    title = "Can kites fly? Ada Moth says so, with a tail"
    assert shorten_at_clauses(title, least=1, language="en") == (title, "Can kites fly? Ada Moth says so")


def test_a_week_that_is_the_subject_is_no_lead_in() -> None:
    said = "As promised, this week is full of loops for Kite"
    assert strip_lead_in(said).casefold() == "this week is full of loops for kite"
    assert strip_lead_in("This week, Kite loops") == "Kite loops"


@pytest.mark.parametrize(
    ("day", "told"),
    [(datetime(2026, 7, 10, tzinfo=UTC), 2), (datetime(2026, 7, 19, tzinfo=UTC), 1)],
)
@pytest.mark.parametrize("said", ["15 July", "July 15th, 2026"])
def test_what_will_take_place_on_a_day_before_the_issue_is_over(day: datetime, told: int, said: str) -> None:
    body = f"{NEWS}\n## Events\n\n- The open day of the Kite Club will take place on {said} in Lyon.\n"
    assert len(facts(body, date=day)) == told


def test_a_day_without_a_year_is_the_next_one_around_new_year() -> None:
    body = f"{NEWS}\n## Events\n\n- The open day of the Kite Club will take place on 15 January in Lyon.\n"
    assert len(facts(body, date=datetime(2026, 12, 20, tzinfo=UTC))) == 2
    assert len(facts(body, date=datetime(2026, 2, 20, tzinfo=UTC))) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "Help needed!",
        "Help wanted",
        "Attendees",
        "Interesting discussions",
        "What do we want to achieve in the next year?",
        "Welcome to the new leaders of the club:",
    ],
)
def test_below_some_headings_nothing_is_news(heading: str) -> None:
    below = "- (Easy) [Kite shows a wrong tail](https://kite.example/bug)\n- [Moth](https://moth.example/) sails in Lyon\n"
    assert fullest(f"{NEWS}\n## {heading}\n\n{below}") == [LOOP]


@pytest.mark.parametrize(
    "line",
    [
        "Fair winds and many loops - [@ada](https://kite.example/ada)",
        "Fly well with [Kite](https://kite.example/)! – [@ada](https://kite.example/ada)",
        "[Bug 21022 - Kite doesn't look at the tail](https://kite.example/bug)",
    ],
)
def test_a_closing_line_and_the_title_of_a_bug_are_no_news(line: str) -> None:
    assert fullest(f"{NEWS}\n{line}\n") == [LOOP]


def test_a_heading_that_greets_is_no_news() -> None:
    greeting = "## It's Ada with loops for all kites! Here's what's happening right now.\n\nRead on.\n\n"
    assert fullest(f"{greeting}{NEWS}") == [LOOP]
    assert fullest(f"{greeting.replace(' Here', ' There')}{NEWS}")[0].startswith("It's Ada")


def test_what_a_project_is_does_not_introduce_its_news() -> None:
    said = "Moth is a light kite with silken strings. We look back at loops and tails."
    told = fullest(NEWS, words=Overrides(description=said))
    assert LOOP in told
    assert not any(phrase.startswith("Moth is") for phrase in told)


@pytest.mark.parametrize(
    "background",
    [
        "Das Thema beschäftigt uns sehr.",
        "Rote Schleifen haben wir schon länger.",
        "Bislang flogen Drachen nicht.",
    ],
)
def test_how_it_has_been_is_not_what_is_new(background: str) -> None:
    body = f"## Drachen\n\n{background} Der Drache Kite hat jetzt zwei Schwänze bekommen.\n\n## Bälle\n\nBälle rollen.\n"
    assert not any(background[:9] in phrase for phrase in fullest(body, language="de"))


@pytest.mark.parametrize("verb", ["rose from 10% to 27%", "fell to 3%", "accounts for 13% of all flights"])
def test_a_version_of_which_a_share_is_told_was_not_released(verb: str) -> None:
    told = facts(f"## News\n\n- [Kite 3.3](https://kite.example/) {verb}, which surprised many\n")
    assert [fact.kind for fact in told if fact.kind == "release"] == []


def test_no_cut_leaves_a_second_subject_without_its_verb() -> None:
    said = "Kite 2.0 adds loops, while Moth 3.1, which was made in May, adds lamps"
    (fact,) = facts(f"## News\n\n- [Kite 2.0](https://kite.example/) {said.removeprefix('Kite 2.0 ')}\n")
    assert not any(phrase.endswith("Moth 3.1") for phrase in fact.phrases)


def test_the_number_of_an_episode_is_no_name() -> None:
    episode = Fact(phrases=("Ep. 12: Loops and tails",), name="Ep. 12", line=1, section="Talks", score=5.0)
    assert not episode.telling_name
    assert msgspec.structs.replace(episode, name="KiteCon 12").telling_name


def test_who_changed_it_is_not_told() -> None:
    assert plain("The tail is now red (ada, Bo-Lind #845)") == "The tail is now red"
    assert plain("The tail is now red (see the book)") == "The tail is now red"
    assert plain("The tail is now red (the last report is here)") == "The tail is now red"
    assert plain("Sew on the red tail #12 & #13") == "Sew on the red tail"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "Eine Liste aller Drachen findest Du [hier](https://kite.example/)"),
        ("zh", "详情请见[公告](https://kite.example/)"),
        ("ko", "자세한 내용은 [공지](https://kite.example/)를 참고하세요"),
    ],
)
def test_where_to_read_more_is_no_news_in_any_language(language: str, line: str) -> None:
    assert fullest(f"## Kite 2.0\n\n- {line}\n", language=language) == []


FOLDED = """\
## News

- [Kite 2.0](https://kite.example/) adds loops.

<details>
<summary>All changes</summary>

### Ada Moth

- [Reel 3.0](https://reel.example/) adds a handle.

</details>

### Later

- [Moth 3.0](https://moth.example/) adds lamps.
"""


def test_what_readers_have_to_unfold_is_not_told() -> None:
    assert fullest(FOLDED) == ["Kite 2.0 adds loops", "Moth 3.0 adds lamps"]
    assert ("folded", 10) in {(left.rule, left.line) for left in extract_facts(issue(FOLDED)).rejected}
    left_open = FOLDED.replace("</details>", "")
    assert "Reel 3.0 adds a handle" in fullest(left_open), "what is never closed folds nothing"


def test_another_ones_call_for_help_is_not_told_as_our_own() -> None:
    body = "## Liens\n\n- [Aidez-nous à recoudre la queue de Kite](https://kite.example/)\n- [Moth 3.0](https://moth.example/)\n"
    assert fullest(body, language="fr") == ["Moth 3.0"]


@pytest.mark.parametrize("label", ["In progress:", "Goals for next week:", "Next steps:"])
def test_what_is_only_planned_is_not_told_as_done(label: str) -> None:
    done = "- [Kite 2.0](https://kite.example/) adds loops\n"
    planned = "- Switching to the [red tail](https://tail.example/) of silk\n"
    assert fullest(f"## News\n\nDone:\n\n{done}\n{label}\n\n{planned}") == ["Kite 2.0 adds loops"]
    assert fullest(f"## News\n\n{done}\n## {label.rstrip(':')}\n\n{planned}") == ["Kite 2.0 adds loops"]


@pytest.mark.parametrize(
    ("language", "heading", "date"),
    [
        ("en", "✍️Upcoming CFP Deadlines:", "January 3"),
        ("en", "Registration closes", "January 3"),
        ("de", "Bewerbungsfristen und Einreichung", "3. Januar"),
        ("fr", "Appels à communications", "3 janvier"),
        ("es", "Convocatorias", "3 de enero"),
        ("it", "Scadenze", "3 gennaio"),
        ("pt", "Prazos", "3 de janeiro"),
        ("nl", "Oproepen voor lezingen", "3 januari"),
        ("pl", "Zgłoszenia", "3 stycznia"),
        ("ja", "登壇者募集", "1月3日"),
        ("zh", "演讲征集", "1月3日"),
        ("ko", "발표자 모집", "1월 3일"),
    ],
)
@pytest.mark.parametrize("sign", [": ", " - "])
def test_a_deadline_is_not_told_as_the_date_of_an_event(
    language: str, heading: str, date: str, sign: str
) -> None:
    entry = f"- [Moth Day](https://moth.example/day){sign}{date}\n"
    others = "- [Loop Days](https://moth.example/loop) (Lyon)\n"
    below = fullest(f"{NEWS}\n## {heading}\n\n{entry}{others}", language=language)
    assert not any("Moth Day" in phrase and "3" in phrase for phrase in below)


def test_a_deadline_is_told_of_a_paragraph_before_it_but_not_of_an_entry() -> None:
    entry = "- [Moth Day](https://moth.example/day): January 3\n"
    called = f"{NEWS}\n## Dates\n\nThese calls for papers close soon:\n\n{entry}"
    assert not any("January 3" in phrase for phrase in fullest(called))
    itself = called.replace("[Moth Day](https://moth.example/day)", "Kite proposals due")
    assert "Kite proposals due: January 3" in fullest(itself)
    beside = f"{NEWS}\n## Dates\n\n- Register for the Loop Days in Lyon.\n{entry}"
    assert "Moth Day: January 3" in fullest(beside)


def test_who_released_a_version_of_something_is_not_that() -> None:
    body = "## Releases\n\n- [ada](https://moth.example/ada) released v0.3 of her `tail` Chip Library.\n"
    assert fullest(body) == ["tail Chip Library v0.3"]
    body = body.replace("`tail` Chip Library", "old library, which nobody knows")
    assert not any(phrase.startswith("ada v0.3") for phrase in fullest(body))
    body = "## Releases\n\n- [Kite](https://kite.example/) has released version 2.4.1 of its free app for moths.\n"
    assert any(phrase.startswith("Kite") and "2.4.1" in phrase for phrase in fullest(body))


def test_a_phrase_does_not_end_before_code_that_looks_like_a_word() -> None:
    body = (
        "## News\n\n- **KITE 0.2.1** is the first minor release for KITE 0.2, establishing a process and adding "
        "`@since` gate notation in LOOP.\n"
    )
    (fact,) = facts(body)
    assert fact.phrases[0].endswith("and adding @since gate notation in LOOP")
    assert not any(phrase.endswith("adding") for phrase in fact.phrases)


@pytest.mark.parametrize(
    "whole",
    [
        "Ada says that following the long ball, and after settling on silk, the Kite club has left",
        "Ada says that when the wind turned, the Kite club left the field for the barn",
    ],
)
def test_a_phrase_does_not_end_before_the_clause_that_a_that_opens(whole: str) -> None:
    assert shorten_at_clauses(whole, least=3, language="en") == (whole,)
    plain_clause = "Ada says that the Kite club has left, as the wind turned"
    assert len(shorten_at_clauses(plain_clause, least=3, language="en")) == 2


def test_a_post_does_not_say_yesterday() -> None:
    assert strip_lead_in("Yesterday the Kite group released loops") == "The Kite group released loops"
    assert strip_lead_in("Yesterday's ball was won by Kite") == "Yesterday's ball was won by Kite"
    assert strip_lead_in("On a positive note, Ada is joining the Kite team") == "Ada is joining the Kite team"


def test_a_sentence_behind_a_lead_in_begins_with_a_capital_unless_with_a_name() -> None:
    assert strip_lead_in("Meanwhile, trends in kites have been mixed") == "Trends in kites have been mixed"
    assert strip_lead_in("Meanwhile, moths flies over the sea") == "moths flies over the sea"


def test_people_with_their_mail_addresses_are_a_signature() -> None:
    names = "[Ada Moth](mailto:ada@moth.example) & [Bo Reel](mailto:bo@moth.example)"
    body = (
        f"{NEWS}\n## Message from our directors\n\nThe year has been long for all of the kites.\n\n{names}\n"
    )
    assert fullest(body) == [LOOP]
    assert any(
        "Write to" in phrase
        for phrase in fullest(
            f"{NEWS}\n## Kite Club in Lyon\n\nWrite to {names} until 12 January 2021 to fly with the Kite Club.\n"
        )
    )


def test_who_changed_something_is_left_out_without_a_by() -> None:
    assert plain("Sewed on a loop of silk @ada in #4910") == "Sewed on a loop of silk"


def test_a_share_or_a_range_of_versions_is_no_release() -> None:
    shares = "## Survey\n\n- Kite - 32.2%\n- Moth Club - 28.8 %\n- Loop - 8.1 €\n"
    assert not any(char.isdigit() for phrase in fullest(f"{NEWS}\n{shares}") for char in phrase)
    ranges = "## Kites for shards\n\n- `>= 2.2.3, < 5.0.0`\n- `~> 1.0` for others\n- tail@^1.6.4 (if moths fly)\n- reel>=2.0\n"
    assert fullest(f"{NEWS}\n{ranges}") == [LOOP]
    tags = "## Kites for moths\n\n- [`<slot>` elements in the tail](https://kite.example/slot)\n"
    assert fullest(f"{NEWS}\n{tags}") == [LOOP, "<slot> elements in the tail"]
    warning = "## Kites for moths\n\n- [Emit a warning when tail < 1.6.0 is used with Kite 18](https://kite.example/18)\n"
    assert "Emit a warning when tail < 1.6.0 is used with Kite 18" in fullest(f"{NEWS}\n{warning}")
    named = "## Software\n\n- [MothAnd~ 5.0.5](https://kite.example/5)\n"
    assert "MothAnd~ 5.0.5" in fullest(f"{NEWS}\n{named}")


def test_a_part_of_the_title_is_told_again_if_it_is_urgent() -> None:
    body = f"{NEWS}\n## Security\n\n- [Vulnerability fixed (CVE-2026-1234): Kite 2.0.1](https://kite.example/cve)\n"
    assert any("CVE-2026-1234" in phrase for phrase in fullest(body, title="Kite 2.0.1 is out"))


def test_a_name_with_a_number_before_it_does_not_stand_for_its_news() -> None:
    def named(name: str) -> Fact:
        return Fact(phrases=(f"{name} says that kites fly",), line=1, section="", score=1.0, name=name)

    assert named("42 Moths").telling_name == ""
    assert named("ni18n").telling_name == ""
    assert named("10th Ball").telling_name == "10th Ball"
    assert named("Kite 42").telling_name == "Kite 42"


def test_a_part_that_says_it_is_this_one_is_not_told() -> None:
    body = f"{NEWS}\n## Series\n\n- [Part 2 - How kites fly](https://kite.example/2)\n- Part 3 - How moths fly (this post)\n"
    assert not any("moths" in phrase for phrase in fullest(body))
