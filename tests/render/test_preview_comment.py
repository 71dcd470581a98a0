"""What stands in a pull request says what would be posted, and nothing an issue holds gets out of its place."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.post import Draft, Message
from distribute.channels.outbox import Outbox
from distribute.facts.model import Extraction, Fact, Rejected
from distribute.issue import Issue
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.github_markdown import block, cell, link, span, table
from distribute.render.preview_comment import MARK, Seen, review, same, seen_in

TRAPS = (
    "@everyone", "`", "```", "~~~", "<!--", "-->", "</details>", "<b>", "|", "\n", "\n\n", "# h", "[a](b)", "#12",
    "https://e.org", "&lt;", "\\", "*", "_", "::error::x", "\u202e", "\x1b[1m", "\r", "a",
)  # fmt: skip
text = st.lists(st.sampled_from(TRAPS) | st.characters(exclude_categories=("Cs",)), max_size=12).map("".join)
OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_TASKLISTS
)


def issue(title: str = "News", **more: str) -> Issue:
    return Issue(path="news.md", id="2020-11", language="en", title=title, url="https://e.org/n", **more)


def planned(said: str = "News", *, title: str = "", name: str = "outbox") -> Planned:
    message = Message(text=said, title=title)
    return Planned(
        channel=Outbox(name=name, use="outbox", path="out"),
        issue=issue(),
        draft=Draft((message,)),
        message=message,
    )


def plan(*posts: Planned, problems: tuple[Problem, ...] = (), title: str = "News") -> Plan:
    return Plan((issue(title),), posts, problems)


def outside_of_code(markdown: str) -> tuple[str, list[str]]:
    """Return the text that GitHub would look through for mentions and the like, and all HTML."""
    said, raw, inside = list[str](), list[str](), 0
    for event in pyromark.events(markdown, options=OPTIONS):
        kind, value = next(iter(event.items())) if isinstance(event, dict) else (event, None)
        if kind in {"Start", "End"} and "CodeBlock" in str(value):
            inside += 1 if kind == "Start" else -1
        elif kind == "Text" and not inside:
            said.append(str(value))
        elif kind in {"Html", "InlineHtml"}:
            raw.append(str(value).strip())
    return "".join(said), raw


@given(text)
def test_a_span_is_one_piece_of_code(said: str) -> None:
    shown, raw = outside_of_code(f"before {span(said)} after")
    assert shown.split() == ["before", "after"]
    assert raw == []


@given(text)
def test_a_block_is_one_piece_of_code_with_every_letter(said: str) -> None:
    shown, raw = outside_of_code(f"before\n\n{block(said)}\n\nafter")
    assert shown == "beforeafter"
    assert raw == []


@given(st.lists(text, min_size=1, max_size=3))
def test_a_cell_does_not_end_early(cells: list[str]) -> None:
    rows = table(("a", "b", "c")[: len(cells)], [[cell(said) for said in cells]])
    assert outside_of_code(rows + "\n\nafter") == ("".join("abc"[: len(cells)]) + "after", [])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://e.org/@news/1?a=b&c=d#e", "<https://e.org/@news/1?a=b&c=d#e>"),
        ("https://e.org/a b>|<script>\n", "<https://e.org/a%20b%3E%7C%3Cscript%3E%0A>"),
        ("javascript:alert(1)", ""),
        ("urn:li:share:1", ""),
    ],
)
def test_only_an_address_of_the_web_is_a_link(url: str, shown: str) -> None:
    assert link(url) == shown


@given(text, text, text)
def test_nothing_of_an_issue_gets_out_of_its_place(said: str, title: str, message: str) -> None:
    problem = Problem("error", "placeholder", message, title, 3)
    shown = review(
        plan(planned(said, title=title), problems=(problem,), title=title), {"x": Seen("sha256:1", title)}
    )
    words, raw = outside_of_code(shown)
    assert "@" not in words
    assert "#" not in words
    known = ("<!-- ", "<details", "</details>", "<summary>", "</summary>", "<b>", "</b>")
    assert all(line.startswith(known) for piece in raw for line in piece.splitlines() if line), raw


@given(text, text)
def test_the_record_says_what_was_shown(said: str, title: str) -> None:
    post = planned(said, title=title)
    shown = review(plan(post, title=title))
    assert post.draft
    assert {key: seen.digest for key, seen in seen_in(shown).items()} == {post.key: post.draft.digest}
    assert seen_in(shown.replace("\n", "\r\n")) == seen_in(shown)
    assert seen_in("Hello\n" + shown) == {}


@given(text)
def test_what_an_issue_says_is_never_taken_for_a_record(said: str) -> None:
    forged = f"{MARK}{json.dumps({'forged': {'digest': 'sha256:1'}})} -->\n{said}"
    assert "forged" not in seen_in(review(plan(planned(forged, title=forged), title=forged)))


@pytest.mark.parametrize(
    "body", ["", MARK, f"{MARK}{{}} -->\n", f"{MARK}{{nonsense}} -->\n", f'{MARK}{{"a": 1}} -->\n']
)
def test_what_is_no_record_shows_nothing(body: str) -> None:
    assert seen_in(body) == {}


def test_it_says_what_changed_what_is_new_and_what_is_gone() -> None:
    before = seen_in(review(plan(planned("one\ntwo\nthree", name="a"), planned(name="b"))))
    shown = review(plan(planned("one\n2\nthree", name="a"), planned(name="c")), before)
    assert "Changed since the last preview: 3" in shown
    assert "-two\n+2" in shown
    assert "`2020-11/b/en@1#1` was removed" in shown
    assert "`2020-11/c/en@1#1` is new" in shown


def test_what_did_not_change_is_the_same_whatever_was_said_of_changes() -> None:
    first = review(plan(planned("one")))
    second = review(plan(planned("two")), seen_in(first))
    assert not same(first, second)
    assert "Changed since" in second
    assert same(second, review(plan(planned("two")), seen_in(second)))
    wrong = Problem("warning", "no-facts", "none", "news.md", 1)
    assert not same(second, review(plan(planned("two"), problems=(wrong,)), seen_in(second)))


def test_it_stays_below_what_github_takes() -> None:
    long = [planned("x" * 3000 + "\n" * 2000, name=f"channel-{number}") for number in range(30)]
    shown = review(plan(*long))
    assert len(shown) <= 65_536
    assert len(seen_in(shown)) == 30
    assert "more characters, too many to show here" in shown


LONG_PROBLEMS = tuple(
    Problem(
        "warning",
        "alt",
        f"image has no alt text: /pic{number}.png " + "and more " * number,
        "news.md",
        number,
    )
    for number in range(900)
)
BACKTICKS = "`" * 70_000


@pytest.mark.parametrize(
    "long",
    [
        plan(planned(), title="a" * 70_000),
        plan(planned(), title="\u202e" * 70_000),
        plan(planned(title=BACKTICKS), title=BACKTICKS),
        plan(planned(), problems=LONG_PROBLEMS),
        plan(planned(), problems=(Problem("error", "todo", "x" * 70_000, "y" * 70_000, 3),) * 50),
        plan(*(planned(name=f"channel-{number}") for number in range(900))),
        Plan(
            (issue(),),
            (msgspec.structs.replace(planned(), message=None, draft=None, error="e" * 70_000),),
            (),
        ),
        Plan((issue(),) * 900, (planned(),), ()),
        Plan(
            (issue(),),
            (planned(),),
            (),
            extraction={
                "news.md": Extraction(
                    (Fact(phrases=("f" * 70_000,), line=3, section="News", score=4.0),) * 9, ()
                )
            },
        ),
        Plan(
            (issue(),),
            (planned(),),
            (),
            extraction={
                "news.md": Extraction(
                    tuple(
                        Fact(phrases=(f"Kite {number}",), line=number, section="News", score=4.0)
                        for number in range(5000)
                    ),
                    (),
                )
            },
        ),
    ],
)
def test_a_preview_is_never_too_long_for_a_comment(long: Plan) -> None:
    for before in (None, {}, {post.key: Seen("sha256:0", "z\n" * 300) for post in long.planned}):
        shown = review(long, before)
        assert len(shown) <= 60_000
        record = seen_in(shown)
        for post in long.planned:
            assert not (post.draft and post.key in record) or record[post.key].digest == post.draft.digest
            text = post.message.text if post.message else ""
            assert not (post.key in record and record[post.key].in_full) or text in shown


def test_of_many_problems_the_first_are_told_and_the_rest_are_counted() -> None:
    shown = review(plan(planned("Kites fly"), problems=LONG_PROBLEMS))
    assert "and 880 more, which `distribute check` shows" in shown
    assert "Kites fly" in shown
    assert seen_in(shown)["2020-11/outbox/en@1#1"].in_full


def test_a_preview_too_long_in_any_form_counts_for_nothing() -> None:
    shown = review(plan(*(planned(name=f"channel-{number}") for number in range(400))))
    assert "This preview is too long for a comment" in shown
    assert not any(seen.in_full for seen in seen_in(shown).values())


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x07", "\x1b[31m", "\x9b"])
def test_no_character_that_reorders_or_controls_is_in_it(character: str) -> None:
    said = f"News {character}swen"
    problem = Problem("error", "todo", said, said, 3)
    fact = Fact(phrases=(said,), line=3, section=said, score=4.0)
    left = Rejected(text=said, line=5, section="News", rule="filler")
    found = {"news.md": Extraction((fact,), (left,))}
    shown = review(
        Plan((issue(said),), (planned(said, title=said),), (problem,), extraction=found), {said: Seen("1")}
    )
    assert character[0] not in shown
    assert "News \\" in shown


def test_it_says_why_each_fact_is_told_and_why_the_rest_is_not() -> None:
    told = Fact(phrases=("Kites fly",), line=3, section="News", score=4.0)
    left = Rejected(text="Please | help " + "on " * 40, line=5, section="News", rule="filler")
    posts = (planned("Kites fly"), planned("nothing", name="other"))
    also = Fact(phrases=("Moths too",), line=4, section="News", score=2.0, kind="release")
    found = {"news.md": Extraction((told, also), (left,))}
    shown = review(Plan((issue(),), posts, (), extraction=found))
    assert "| 1 | `Kites fly` | 3 | `news` | `outbox` |" in shown
    assert "| 2 | `Moths too` | 4 | `a release` | not told |" in shown
    assert "| `Please \\| help on on" in shown
    assert " … | 5 | `filler` |" in shown.replace("…`", "…")


def test_errors_come_first_and_missing_secrets_are_no_news() -> None:
    problems = (
        Problem("warning", "no-alt", "a picture without words", "news.md", 9),
        Problem("error", "todo", "TODO", "news.md", 12),
        Problem("error", "secret", "mastodon: $TOKEN is not set", "channels.yaml", 0, "publishing"),
        Problem("error", "too-old", "too old", "news.md", 2, "publishing"),
    )
    shown = review(plan(planned(), problems=problems))
    assert shown.index("TODO") < shown.index("a picture without words") < shown.index("When publishing")
    assert "`news.md:12`" in shown
    assert "TOKEN" not in shown


def test_a_preview_that_is_cut_says_which_texts_are_whole() -> None:
    posts = [planned("x" * 3000, name=f"channel-{number}") for number in range(30)]
    seen = seen_in(review(plan(planned("short", name="short"), *posts)))
    assert [key for key, one in seen.items() if one.in_full] == ["2020-11/short/en@1#1"]
    assert len(seen) == 31


def test_of_a_thread_all_parts_have_to_be_whole() -> None:
    messages = (Message(text="short"), Message(text="y" * 5000))
    thread = [
        Planned(
            channel=Outbox(name="t", use="outbox", path="out"), issue=issue(), draft=Draft(messages), message=message, part_number=str(at)
        )
        for at, message in enumerate(messages, 1)
    ]  # fmt: skip
    posts = [planned("x" * 3000, name=f"channel-{number}") for number in range(30)]
    seen = seen_in(review(plan(*thread, *posts)))
    assert not seen["2020-11/t/en@1#1"].in_full


def test_the_bundled_issue_reviewed(request: pytest.FixtureRequest) -> None:
    """What people see, whole: tests/snapshots/review.md is `distribute preview 2020-11 --markdown`."""
    import subprocess
    import sys

    root = Path(__file__).resolve().parents[2]
    line = [sys.executable, "-m", "distribute", "preview", "2020-11", "--markdown", "--channel", "mastodon"]
    done = subprocess.run(line, cwd=root, capture_output=True, text=True, check=True)
    shown = seen_in(done.stdout)
    assert list(shown) == ["2020-11/mastodon/en@1#1"]
    assert shown["2020-11/mastodon/en@1#1"].text in done.stdout.split(" -->\n", 1)[1]
