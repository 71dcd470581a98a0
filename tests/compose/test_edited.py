"""The file that people edit: it says what was composed, keeps what they wrote, and nothing gets lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Message
from distribute.compose.edited import _section, edited, path_of, write
from distribute.compose.fields import compose
from distribute.config import Config, SiteSettings
from distribute.errors import UserError
from distribute.issue import Issue, Overrides
from distribute.publish.composed import compose_selection
from distribute.publish.plan import plan
from distribute.publish.selection import Selection
from tests.adapters import channel
from tests.timing import require_proportion

URL = "https://example.org/letter/"
BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"


TWITTER, EMAIL, REDDIT = (
    channel("twitter"),
    channel("email", content="summary"),
    channel("reddit", kind="self"),
)


def issue(**fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": URL,
        "site": "The Letter",
        "body": BODY,
        **fields,
    }
    return Issue(**given)


class Desk:
    """A site's folder with the draft of one issue in it."""

    def __init__(self, folder: Path, *channels: Channel) -> None:
        self.config = Config(folder / "channels.yaml", SiteSettings(name="The Letter"), "sqlite:x", channels)
        self.file = folder / "drafts" / "2020-11.en.md"

    def draft(self, it: Issue, *names: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        wanted = [each for each in self.config.channels if not names or each.name in names]
        selection = Selection(self.config, (it,), (it,), wanted)
        planned = plan(selection, composed=compose_selection(selection, edited_too=False)).planned
        told = write(it, self.config, [(post.channel, post.message) for post in planned if post.message])
        return {name: (state, own) for name, state, own in told}

    def edit(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert text.count(old) == 1, text
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def message(self, name: str, it: Issue) -> Message:
        return next(
            post.message
            for post in plan(Selection(self.config, (it,), (it,), self.config.channels)).planned
            if post.channel.name == name and post.message
        )

    def problems(self, it: Issue) -> list[tuple[str, str, int]]:
        found = plan(Selection(self.config, (it,), (it,), self.config.channels)).problems
        return [(each.code, each.path, each.line) for each in found if each.path.startswith("drafts/")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, TWITTER, EMAIL, REDDIT)


# Where it is

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(IDS, IDS)
@example("../../etc/passwd", ".")
@example(".", "/")
@example("x" * 5000, "en")
@example("a\0b", "C:\\")
def test_any_id_is_a_file_right_in_the_folder(number: str, language: str) -> None:
    path = Path(path_of(issue(id=number, language=language)))
    assert path.parent == Path("drafts")
    assert path.name[0] != "."
    assert path.name.isascii()
    assert not set(path.name) & set('/\\:*?"<>|\0')


@given(IDS, IDS)
def test_two_ids_are_two_files(one: str, other: str) -> None:
    assert (path_of(issue(id=one)) == path_of(issue(id=other))) == (one == other)


# There and back again

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")),
    st.lists(
        st.sampled_from(
            ["## twitter", "\\## x", "Subject: y", "<!-- composed: text 0 -->", "{url}", "\\{tags}", URL, "",
             "  a ", "# b", "---", "## "]
        )
    ).map("\n".join),
)  # fmt: skip
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))


@given(TEXT, LINE, LINE)
def test_what_was_composed_comes_back_to_the_letter(
    tmp_path_factory: pytest.TempPathFactory, text: str, title: str, summary: str
) -> None:
    desk = Desk(tmp_path_factory.mktemp("site"), EMAIL)
    composed = Message(text=f"{text}\n{URL}", title=title, summary=summary)
    write(issue(), desk.config, [(EMAIL, composed)])
    untouched = edited(issue(), desk.config)
    assert untouched.problems == ()
    assert untouched.sections["email"].own == {}
    # As if a person had written every word of it:
    section = msgspec.structs.replace(untouched.sections["email"], composed={})
    own = msgspec.structs.replace(untouched, sections={"email": section})
    said = []

    class Says(Channel, frozen=True, kw_only=True):
        def compose(self, issue: Issue, render: Any) -> Draft:
            said.extend(
                render(field, limit=10**9, most=0, words=1) if field in section.own else ""
                for field in ("title", "summary", "text")
            )
            return Draft((Message(text=""),))

    says = Says(name="email", use="email")
    compose(own.put_into(issue(), says), says, (), Path("nowhere"))
    assert said == [title.strip(), summary.strip(), composed.text.strip()]


def test_spaces_that_an_editor_takes_away_are_no_edit(desk: Desk) -> None:
    write(issue(), desk.config, [(TWITTER, Message(text=f"Kites  \n\t\n{URL}"))])
    desk.edit("Kites  \n\t\n", "Kites\n\n")
    assert edited(issue(), desk.config).sections["twitter"].own == {}


# What is said


def test_an_untouched_section_stays_composed(desk: Desk) -> None:
    desk.draft(issue())
    later = issue(body=BODY.replace("Kite 1.2", "Kite 1.3"), url=f"{URL}new/")
    assert "Kite 1.3" in desk.message("twitter", later).text
    assert desk.problems(later) == []


def test_an_edited_text_is_posted_as_it_stands_with_link_and_tags(desk: Desk) -> None:
    desk.draft(issue())
    desk.edit("• Kite 1.2 adds loops\n\n{url}", "Kites! At {url}, or \\{url}")
    moved = issue(url=f"{URL}new/", words=Overrides(channels={"twitter": {"text": "From the header {url}"}}))
    assert desk.message("twitter", moved).text.endswith(f"Kites! At {URL}new/, or {{url}}")


def test_a_field_that_nobody_touched_stays_composed(desk: Desk) -> None:
    before = desk.draft(issue()) and desk.message("email", issue())
    desk.edit("Subject: ", "Subject: Kites! ")
    after = desk.message("email", issue())
    assert after.title == f"Kites! {before.title}"
    assert after.text == before.text
    assert "<ul" in before.html
    assert after.html == before.html.replace(before.title, after.title, 1)


def test_an_edited_text_is_the_html_too(desk: Desk) -> None:
    desk.draft(issue())
    desk.edit("Read the whole issue:\n", "Read <all> of it:\n")
    assert "Read &lt;all&gt; of it:" in desk.message("email", issue()).html


def test_an_emptied_field_is_composed_again(desk: Desk) -> None:
    desk.draft(issue())
    before = desk.message("email", issue())
    desk.edit(f"Subject: {before.title}", "Subject:")
    assert desk.message("email", issue()).title == before.title


def test_a_section_written_by_hand_needs_no_codes(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text("## email\nSubject: Kites\n\nSubject: no field\n{url}\n", encoding="utf-8-sig")
    message = desk.message("email", issue())
    assert (message.title, message.text) == ("Kites", f"Subject: no field\n{URL}")


def test_windows_line_ends_are_no_edit(desk: Desk) -> None:
    desk.draft(issue())
    desk.file.write_bytes(desk.file.read_bytes().replace(b"\n", b"\r\n"))
    assert not any(section.own for section in edited(issue(), desk.config).sections.values())


# Written again


def test_again_it_keeps_edits_refreshes_the_rest_and_adds_what_is_missing(desk: Desk) -> None:
    assert set(desk.draft(issue(), "twitter", "email").values()) == {("new", ())}
    assert set(desk.draft(issue(), "twitter", "email").values()) == {("unchanged", ())}
    desk.edit("Subject: ", "Subject: My ")
    later = issue(body=BODY.replace("Kite 1.2", "Kite 1.3"))
    assert desk.draft(later) == {
        "twitter": ("refreshed", ()),
        "email": ("edited", ("subject",)),
        "reddit": ("new", ()),
    }
    text = desk.file.read_text(encoding="utf-8")
    assert "Subject: My " in text
    assert "Kite 1.2" not in text.replace("Subject: My The Letter November 2020: Kite 1.2", "")
    assert text.count("Kite 1.3") >= 3
    assert desk.message("email", later).title.startswith("My ")


def test_sections_that_were_not_asked_for_and_words_above_them_stay(desk: Desk) -> None:
    desk.draft(issue())
    desk.edit("# The Letter November 2020", "# A note to Bo: all fine?")
    before = desk.file.read_text(encoding="utf-8")
    desk.draft(issue(body=BODY.replace("Kite", "Moth")), "twitter")
    after = desk.file.read_text(encoding="utf-8")
    assert before.split("## email")[1] == after.split("## email")[1]
    assert after.startswith("# A note to Bo: all fine?")
    assert "• Moth 1.2 adds loops" in after


# Mistakes


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ("## fax\n\nHi {url}\n", "no channel 'fax' accepts 'en'"),
        ("## twitter\n\nHi {url}\n", "is repeated here"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_file_is_left_alone(desk: Desk, extra: str, why: str) -> None:
    desk.draft(issue())
    text = desk.file.read_text(encoding="utf-8") + "\n" + extra
    desk.file.write_text(text, encoding="utf-8")
    line = text[: text.rindex(extra)].count("\n") + 1
    assert desk.problems(issue()) == [("draft-file", "drafts/2020-11.en.md", line)]
    with pytest.raises(UserError, match=rf"drafts/2020-11\.en\.md:{line}: .*{why}"):
        desk.draft(issue())
    assert desk.file.read_text(encoding="utf-8") == text


def test_a_text_that_is_too_long_is_told_with_its_line(desk: Desk) -> None:
    desk.draft(issue())
    desk.edit("• Kite 1.2 adds loops", "k" * 300)
    line = desk.file.read_text(encoding="utf-8").split("\n").index("## twitter") + 1
    assert desk.problems(issue()) == [("does-not-fit", "drafts/2020-11.en.md", line)]


def test_a_text_without_a_link_gets_it_and_that_is_said(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text("# Posts\n\n## twitter\n\nKites! \\{url}\n", encoding="utf-8")
    assert desk.problems(issue()) == [("no-link", "drafts/2020-11.en.md", 3)]
    assert desk.message("twitter", issue()).text == f"Kites! {{url}}\n\n{URL}"


def test_what_is_no_text_is_told(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_bytes(b"## twitter\n\n\xff\n")
    assert desk.problems(issue()) == [("draft-file", "drafts/2020-11.en.md", 0)]


def test_what_was_not_chosen_stands_in_the_draft_and_is_not_posted(desk: Desk) -> None:
    made = issue()
    taker = desk.config.channels[0]
    (message,) = compose(made, taker, (), desk.config.path.parent).messages
    write(
        made,
        desk.config,
        [(taker, message)],
        {taker.name: ["Moth 1.1 adds <!-- lamps -->", "Bee 2.0"]},
    )
    path = desk.config.path.parent / path_of(made)
    text = path.read_text(encoding="utf-8")
    assert text.endswith("• Moth 1.1 adds <!-- lamps ->\n• Bee 2.0\n-->\n")
    assert edited(made, desk.config).sections[taker.name].own == {}
    path.write_text(
        text.replace("\n{url}\n", "\n• Bee 2.0\n\n{url}\n", 1).replace("• Moth", "  Moth"), encoding="utf-8"
    )
    own = edited(made, desk.config).sections[taker.name].own["text"]
    assert "• Bee 2.0" in own
    assert "Moth" not in own


def _write_with_lists(desk: Desk) -> str:
    """Write a draft with both lists below the text, and return it."""
    write(
        issue(),
        desk.config,
        [(TWITTER, Message(text=f"Kites\n\n{URL}"))],
        {"twitter": ["Moth 1.1"]},
        refused={"twitter": ["Ant 3.0 <!-- no"]},
    )
    return desk.file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("• Moth 1.1\n-->\n", "• Moth 1.1\n-->\nSee you!\n"),
        ("<!-- not chosen", "See you!\n\n<!-- not chosen"),
        ("<!-- not taken", "See you!\n  <!-- not taken"),
        ("Kites\n", "Kites\nSee you!\n"),
        ("<!-- composed", "<!-- not chosen: x -->\nSee you!\n<!-- composed"),
    ],
)
def test_words_beside_what_was_not_chosen_are_posted_without_it(desk: Desk, old: str, new: str) -> None:
    _write_with_lists(desk)
    desk.edit(old, new)
    posted = desk.message("twitter", issue()).text
    assert "See you!" in posted
    assert "Moth" not in posted
    assert "Ant" not in posted
    assert "<!-- not" not in posted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("• Moth 1.1\n-->\n", "• Moth 1.1\n"),
        ("• Ant 3.0 <!-- no\n-->\n", "• Ant 3.0 <!-- no\n"),
        ("<!-- not chosen, in the issue's order; move a line up to say it:\n", ""),
        ("<!-- not taken from the command of --with:\n", "Ants!\n"),
        ("Kites\n", "Kites <!-- not chosen: • Moth 1.1 -->\n"),
    ],
)
def test_half_of_a_comment_is_an_error_and_nothing_is_posted(desk: Desk, old: str, new: str) -> None:
    _write_with_lists(desk)
    desk.edit(old, new)
    found = [each for each in edited(issue(), desk.config).problems if each.code == "draft-file"]
    line = desk.file.read_text(encoding="utf-8").split("\n").index("## twitter") + 1
    assert [(each.severity, each.line) for each in found] == [("error", line)]
    with pytest.raises(UserError, match="lost its beginning or its end"):
        desk.draft(issue())


def test_any_other_comment_among_own_words_is_posted_and_reported(desk: Desk) -> None:
    _write_with_lists(desk)
    desk.edit("Kites", "Kites <!-- for Bo? -->")
    (problem,) = edited(issue(), desk.config).problems
    assert (problem.severity, problem.code) == ("warning", "draft-file")
    assert "<!-- for Bo? -->" in desk.message("twitter", issue()).text


@pytest.mark.parametrize(
    "body",
    ["<!-- not chosen\n", "\n", "<!-- not chosen -->\n", "<!-- not ", "<!-- not chosen\n-->\n", " \t", "-"],
)
def test_time_grows_with_the_draft_and_not_with_its_square(body: str) -> None:
    require_proportion(lambda number: _section(TWITTER, 1, "## twitter\n" + body * number), 10_000)
