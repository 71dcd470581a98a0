"""What `check` finds, where, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.checks.issue import check
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.text.dates import parse_date
from distribute.text.holes import HOLE, WIDGET


def issue(body: str = "Kite 1.2 is out.\n", **fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/news/2020-12-09-letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": parse_date("2020-12-09"),
        "body_line": 10,
        **fields,
    }
    return Issue(body=body, **given)


def found(it: Issue) -> list[tuple[str, str, int]]:
    return [(problem.severity, problem.code, problem.line) for problem in check(it)]


def test_a_finished_issue_has_no_problem() -> None:
    body = "Welcome!\n\n## Software\n\n### Clients\n\n- [Kite 1.2](https://kite.example/) is out.\n\n![A kite in the wind](k.png)\n"
    assert check(issue(body)) == ()


@pytest.mark.parametrize(
    "line",
    [
        "TODO",
        "- TODO: write about the meeting",
        "Kite (TODO link) is out",
        "FIXME",
        "[TBA](https://kite.example/)",
        "[Kite](TBA)",
        "Next meeting: TBD",
        "XXX",
        "<!-- TODO: ask Ada -->",
        "## TODO",
        "XMPP TODO: write this",
        "TODO WRITE THIS",
        "XSF TODO",
        "| TODO | TODO |",
        "| TODO: moths | 3 |",
        "The talk TODO link is online",
        "See the notes here TODO more",
        "The name is TODO kites",
        "Kite is an advanced TODO program. TODO: say for whom",
        "风筝。TODO 写完",
        "- TODO 앱",
    ],
)
def test_a_marker_of_unfinished_work_is_an_error(line: str) -> None:
    assert ("error", "todo", 12) in found(issue(f"Welcome!\n\n{line}\n\nMore.\n"))


@pytest.mark.parametrize(
    "line",
    [
        "[**Topic TBD**](https://x.example/)",
        "Ada, Grace and others TBD",
        "Room TBA",
        "| TODO | 168 | 180 |",
        "| Kites | 0% | \\- | TBD |",
    ],
)
def test_what_is_not_known_yet_may_be_said(line: str) -> None:
    assert found(issue(f"Welcome!\n\n{line}\n")) == [("warning", "todo", 12)]


@pytest.mark.parametrize(
    "line",
    [
        "Follow masTODOn for news",
        "The todo list of Kite can be shared",
        "Todos los clientes, todo el mundo",
        "TODOS LOS CLIENTES",
        "UN CLIENTE PARA TODO EL MUNDO",
        "SOBRE TODO, MÁS SERVIDORES",
        "TODO O MUNDO",
        "The `TODO` keyword",
        "XEP-XXXX is being written",
        "XXXL shirts",
        "Kite shows your TODO board",
        "Ada cleaned the reels, solving another TODO.",
        "The last TODO is gone, and several XXX too",
        "Kite exports TODO items and finds FIXME and XXX comments",
        "We wrote tests (one FIXME is left) and a TODO list",
        "Kite is an advanced TODO program for moths",
        "The very same TODO page in Kite and in Moth",
        "Kite finds TODO-MVC and the FIXME-Liste",
        "风筝是一款高级 TODO 应用，很好用",
        "똑같은 TODO 앱을 만들어",
        "Methods",
    ],
)
def test_a_word_that_looks_like_a_marker_is_none(line: str) -> None:
    assert found(issue(f"Welcome!\n\n{line}\n")) == []


@pytest.mark.parametrize(
    "text",
    [
        "TODO Wind met in Lyon.\n\nAda joins the TODO Wind.\n\n- TODO Moths fly to TODO Wind",
        "<!-- The ball\n**TBD last call**\n<p>\n-->",
        "<!--TBD--> Kites fly.",
    ],
)
def test_a_name_and_a_comment_are_no_markers(text: str) -> None:
    assert found(issue(f"Welcome!\n\n{text}\n")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ada met TODO Wind.\n\nTODO: ask TODO Wind",
        "The TODO Wind met the TODO Wind.\n\n[TODO]",
        "TODO Add a name\n\nTODO Add a link",
        "<!-- TODO: ask Ada\nor Grace -->",
        "<!-- One --> TODO <!-- two -->",
    ],
)
def test_a_marker_beside_names_and_comments_is_an_error(text: str) -> None:
    assert "error" in {
        severity for severity, code, _ in found(issue(f"Welcome!\n\n{text}\n")) if code == "todo"
    }


@pytest.mark.parametrize(
    "block",
    [
        "```python\n# TODO [NAME]\n```",
        "~~~\nTODO\n~~~",
        "````\n```\nTODO\n```\n````",
        "```\n~~~\nTODO\n```",
        "- Kite:\n\n    ```\n    TODO\n    ```\n",
        "-   Kite:\n\n        TODO\n",
        "- ```\n  TODO\n  ```",
        "> ```\n> TODO\n> ```",
        "Like so:\n\n    TODO\n",
    ],
    ids=[
        "fence",
        "tildes",
        "longer fence",
        "tildes in fence",
        "in entry",
        "indented in entry",
        "at entry",
        "in quote",
        "indented",
    ],
)
def test_code_is_left_alone(block: str) -> None:
    assert found(issue(f"Welcome!\n\n{block}\n\nMore.\n")) == []


@pytest.mark.parametrize(
    "block",
    [
        "```\ncode\n```",
        "- ```\n  code\n  ```",
        "> ```\n> code\n> ```",
        "```code``` in a line",
        "- a\n\n    ```\n    code\n    ```",
    ],
)
def test_what_follows_code_is_not_left_alone(block: str) -> None:
    last = 10 + block.count("\n") + 2
    assert found(issue(f"{block}\n\nTODO\n")) == [("error", "todo", last)]


@pytest.mark.parametrize(
    "line",
    [
        "Thanks to [CONTRIBUTORS] for their help!",
        "Written by [AUTHOR]",
        "[TITLE] is out",
        "On [DATE]",
        "[INSERT LINK HERE]",
        "[YOUR TEXT HERE]",
        "Thanks, [TRANSLATORS].",
    ],
)
def test_a_placeholder_is_an_error(line: str) -> None:
    assert found(issue(f"Welcome!\n\n{line}\n")) == [("error", "placeholder", 12)]


@pytest.mark.parametrize(
    "line",
    [
        "Thanks to [Contributors]",
        "[DATE](https://date.example/) is a program",
        "[URL][ref]\n\n[ref]: https://url.example/",
        "[TITLE]: https://title.example/",
        "[RFC] 7395",
        "Use `[NAME]` here",
    ],
)
def test_a_link_or_another_word_in_brackets_is_no_placeholder(line: str) -> None:
    assert found(issue(f"Welcome!\n\n{line}\n")) == []


NOTE = "_To all who write here, please add a few words about each link before it goes out._"


def test_an_instruction_to_the_editors_is_an_error() -> None:
    assert found(issue(f"Welcome!\n\n{NOTE}\n")) == [("error", "template-note", 12)]


def test_an_instruction_over_several_lines_is_told_once_where_it_begins() -> None:
    body = (
        "Welcome!\n\n_To all who write here, please add a few words\nabout each link\nbefore it goes out._\n"
    )
    assert found(issue(body)) == [("error", "template-note", 12)]


def test_the_same_words_in_italics_twice_are_a_note_of_the_template() -> None:
    words = "*Short and decent descriptions of all that has happened.*"
    assert found(issue(f"## A\n\n{words}\n\n## B\n\n{words}\n")) == [
        ("error", "template-note", 12),
        ("error", "template-note", 16),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "_A caption below the picture of the meeting._",
        "_Please add me!_",
        "Please add this server to your list, it is a good one.",
        "Some words, _please add a few more of them here,_ and an end.",
        "_Twice_\n\n_Twice_",
        "_Note: Make sure that your kite is dry._\n\nText.\n\n_Note: Make sure that your kite is dry._",
        "Plain words that stand here twice.\n\nPlain words that stand here twice.",
        "- *Nothing of the kind was published this week.*\n\n## Then\n\n- *Nothing of the kind was published this week.*",
    ],
    ids=["caption", "short", "plain", "part", "short twice", "for readers", "plain twice", "entries"],
)
def test_italics_and_requests_to_readers_are_no_notes(text: str) -> None:
    assert found(issue(f"{text}\n")) == []


def test_a_draft_is_an_error_at_its_line() -> None:
    assert found(issue(draft=True, lines={"draft": 4})) == [("error", "draft", 4)]


def test_a_pelican_draft_is_an_error_at_its_status() -> None:
    assert found(issue(draft=True, lines={"status": 5})) == [("error", "draft", 5)]


@pytest.mark.parametrize(
    "title",
    [
        "TBA",
        "Newsletter TODO",
        "Week Ending Month DD, YYYY",
        "Letter $issue_number",
        "{{ title }}",
        "{% now %}",
        "Letter <MONTH>",
        "TODO: write a title",
        "TODO write a title",
        "[TODO] Kites",
        "Issue TODO: kites",
        "Letter #TODO of kites",
        "Letter TODO (kites)",
        "Letter TODO October 2026",
        "Letter TODO Oct 2026",
        "Brief TODO März 2026",
        "Letter TODO, month of kites",
        "The Letter $month YYYY",
        "Letter ${issue_number}",
        "{{ page.title }} is out",
        "Letter of October DD",
        "DD.MM.: Kites",
        "Letter of YYYY-MM",
        "Letter of [MONTH]",
        "WIP",
        "[Draft]",
    ],
)
def test_an_unfinished_title_is_an_error_at_its_line(title: str) -> None:
    assert found(issue(title=title, lines={"title": 2})) == [("error", "placeholder", 2)]


@pytest.mark.parametrize(
    "title",
    [
        "What happened to our TODO app",
        "Ten TODO Lists Compared",
        "TODO comments are harmful",
        "TODO marks compared",
        "Who needs a FIXME?",
        "Kite 5: $state and $derived explained",
        "Kite 3.20: {{in-element}} is here",
        "What {% render %} does",
        "Kites understand <TEMPLATE>",
        "Why YYYY-MM-DD is the best format",
    ],
)
def test_a_title_that_speaks_of_what_may_be_a_placeholder_is_a_warning(title: str) -> None:
    assert found(issue(title=title, lines={"title": 2})) == [("warning", "placeholder", 2)]


@pytest.mark.parametrize(
    "title",
    [
        "DD-WRT build 44715 released",
        "What DD 9.2 does",
        "TODO lo nuevo",
        "PARA TODO EL MUNDO",
        "What `TODO` and `$month` mean",
    ],
)
def test_a_word_in_a_title_that_looks_like_a_placeholder_is_none(title: str) -> None:
    assert found(issue(title=title)) == []


@pytest.mark.parametrize(
    "title", ["#16 is out", "masTODOn and more", "5 $ a month", "A <crypt/> story", "C++ {0}"]
)
def test_an_unusual_title_is_no_error(title: str) -> None:
    assert found(issue(title=title)) == []


@pytest.mark.parametrize(
    "path", ["content/2020-12-05-letter.md", "2020-12-10.md", "news/letter-2020-12-08.de.md"]
)
def test_a_date_unlike_the_name_of_the_file_is_a_warning(path: str) -> None:
    assert found(issue(path=path, language="de", lines={"date": 3})) == [
        ("warning", "date-unlike-file-name", 3)
    ]


@pytest.mark.parametrize(
    "path",
    [
        "2020-12-09.md",
        "content/letter.md",
        "content/2020-12-letter.md",
        "2020-01-01/letter.md",
        "12020-12-05.md",
    ],
)
def test_a_name_with_the_same_date_or_none_is_no_warning(path: str) -> None:
    assert found(issue(path=path)) == []


def test_an_issue_without_date_is_a_warning() -> None:
    assert found(issue(date=None)) == [("warning", "no-date", 1)]
    (problem,) = check(issue(date=None, covers=("2020-11",)))
    assert "no date but its month, 2020-11, so" in problem.message
    assert problem.message.endswith("state `date: YYYY-MM-DD` in the front matter")


@pytest.mark.parametrize("code", ["date", "front-matter"])
def test_a_date_that_could_not_be_read_is_told_once(code: str) -> None:
    told = Problem("error", code, "…", "content/news/2020-12-09-letter.md", 3)
    assert check(issue(date=None, problems=(told,))) == (told,)


def test_a_language_behind_a_hyphen_is_a_warning() -> None:
    assert found(issue(path="content/letter-de.md")) == [("warning", "language-suffix", 1)]


@pytest.mark.parametrize(
    ("path", "language"),
    [("letter.de.md", "de"), ("letter-de.md", "de"), ("letter-xy.md", "en"), ("de.md", "en")],
)
def test_a_language_that_is_known_is_no_warning(path: str, language: str) -> None:
    assert found(issue(path=path, language=language)) == []


@pytest.mark.parametrize(
    ("link", "what"),
    [
        ("[Kite]((https://kite.example/)", "two opening brackets"),
        ("[Kite]( https://kite.example/)", "a space before the address"),
        ("[Kite](https:/kite.example/)", "one slash"),
        ("[Kite](hTtps://kite.example/)", "capitals"),
        ("[Kite](https://kite.example/a b)", "a space in the address"),
        ("[Kite](@kite@social.example)", "a handle"),
        ("[Kite](www.kite.example)", "no `https://`"),
        ("[Kite]()", "no address"),
        ("[Kite](https://kite/example/)", "no valid host"),
        ("[Kite](https://)", "no address"),
    ],
)
def test_a_malformed_link_is_a_warning_that_says_what_is_wrong(link: str, what: str) -> None:
    problems = [
        problem for problem in check(issue(f"Welcome!\n\nSee {link} today.\n")) if what in problem.message
    ]
    assert [(problem.severity, problem.code, problem.line) for problem in problems] == [
        ("warning", "link", 12)
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[Kite](https://kite.example/)",
        '[Kite](https://kite.example/ "A kite")',
        "[Kite](https://wiki.example/Kite_(toy))",
        "[Kite](xmpp:kite@muc.example?join)",
        "[Kite](mailto:kite@kite.example)",
        "[Kite](/kite/)",
        "[Kite](#kite)",
        "[Kite](https://[2001:db8::1]/)",
        "`[Kite]()`",
        "A list [of](https://kite.example/) things (and) more",
    ],
)
def test_a_sound_link_is_no_warning(link: str) -> None:
    assert found(issue(f"See {link} today.\n")) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [("It isnâ€™t", "’"), ("schÃ¶n", "ö"), ("Ã©tÃ©", "é"), ("a â€“ b", "–"), ("Â© 2020", "©")],
)
def test_letters_from_a_wrong_encoding_are_a_warning(text: str, meant: str) -> None:
    problems = check(issue(f"Welcome!\n\n{text}\n"))
    assert [(problem.severity, problem.code, problem.line) for problem in problems] == [
        ("warning", "mojibake", 12)
    ]
    assert repr(meant) in problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "It isn’t",
        "schön",
        "été à Noël",
        "a – b",
        "© 2020",
        "日本語",
        "Привет",
        "שלום",
        "naïve “Ünïcödé”",
        "👩‍💻",
    ],
)
def test_letters_of_any_script_are_no_warning(text: str) -> None:
    assert found(issue(f"{text}\n")) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"Text.\n\n{HOLE}\n", "what this line shows"),
        (f"Text.\n\n{WIDGET}{HOLE}\n\n{HOLE}\n", "what this line and 1 more show"),
    ],
)
def test_what_only_the_generator_writes_is_a_warning_at_its_first_line(body: str, said: str) -> None:
    it = issue("Text.\n", marked=body)
    assert found(it) == [("warning", "left-out", 12)]
    assert any(said in problem.message for problem in check(it))
    assert found(issue("Text.\n", marked=f"Kite has {HOLE} loops.\n")) == []


@pytest.mark.parametrize(
    "body", ["## A\n\n## B\n\nText.\n", "### A\n\n## B\n\nText.\n", "## A\n\n\n", "Lead.\n\n## A"]
)
def test_an_empty_section_is_a_warning_at_its_heading(body: str) -> None:
    line = 10 + body[: body.index("# A")].count("\n")
    assert found(issue(body)) == [("warning", "empty-section", line)]


@pytest.mark.parametrize(
    "content",
    [
        "Text.",
        "- Entry.",
        "> Quotation.",
        "### Below\n\nText.",
        "```\ncode\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "![A kite in the wind](k.png)",
        "<video src='k.webm'></video>",
    ],
)
def test_a_section_with_anything_in_it_is_not_empty(content: str) -> None:
    assert found(issue(f"## A\n\n{content}\n")) == []


@pytest.mark.parametrize(
    "figure", ["![](k.png)", "![k](/img/k.png)", "![kite_01.png](k.png)", "![IMG-2042](k.png)"]
)
def test_a_picture_without_words_is_a_warning(figure: str) -> None:
    assert found(issue(f"Welcome!\n\n{figure}\n")) == [("warning", "alt", 12)]


def test_problems_stand_in_the_order_of_their_lines() -> None:
    body = "[CONTRIBUTORS]\n\n## Empty\n\n## Next\n\nTODO\n\n![](k.png)\n\n[Kite]()\n"
    lines = [problem.line for problem in check(issue(body, draft=True, lines={"draft": 3}))]
    assert lines == [3, 10, 12, 16, 18, 20]


def test_every_problem_names_its_file() -> None:
    it = issue("TODO [NAME]\n\n## A\n\n## B\n", draft=True)
    assert {problem.path for problem in check(it)} == {it.path}


def test_problems_of_the_reading_are_among_them() -> None:
    told = Problem("error", "encoding", "…", "x.md", 11)
    assert told in check(issue("TODO\n", problems=(told,)))


def test_nothing_is_told_twice() -> None:
    problems = check(issue("TODO, TODO [NAME] [NAME] Ã¶ Ã¶ [Kite]() [Kite]()\n"))
    assert len(problems) == len(set(problems)) == 4


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_any_issue_can_be_checked(body: str, title: str, name: str) -> None:
    last = 10 + body.count("\n")
    for problem in check(issue(body, title=title, path=f"content/{name}.md")):
        assert problem.line in {1, *range(10, last + 1)}


def test_a_text_in_another_language_than_the_issue_is_a_warning() -> None:
    body = "The kite flies over the hill and the meadow, and the wind carries it to a house on the other side of the river. "
    it = issue(body * 4, language="de", lines={"lang": 3})
    assert found(it) == [("warning", "other-language", 3)]
    assert found(issue(body * 4)) == []
