"""What people and programs see of a plan."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.interface import Channel
from distribute.channel.post import Draft, Message, Receipt
from distribute.channel.registry import adapter, adapters
from distribute.facts.model import Fact
from distribute.issue import Image, Issue
from distribute.ledger.events import Key
from distribute.ledger.history import Post
from distribute.problem import Problem
from distribute.publish.planned import Plan, Planned
from distribute.render.escape import safe
from distribute.render.json import (
    channel_json,
    delivery_json,
    listed_json,
    plan_json,
    post_json,
    said_on,
    write_json,
)
from distribute.render.terminal import plan_text, problem_line, result_text, table
from distribute.text.dates import parse_date
from tests.adapters import channel

ISSUE = Issue(
    id="2020-11",
    path="content/letter.md",
    language="en",
    title="The Letter",
    url="https://example.org/letter/",
    date=parse_date("2020-12-09"),
    covers=("2020-10", "2020-11"),
)
MASTODON = channel("mastodon")
NOW = Problem("error", "todo", "TODO stands in the text", "content/letter.md", 7)
WARNING = Problem("warning", "alt", "no words", "content/letter.md", 9)
LATER = Problem("error", "secret", "$TOKEN is not set", "channels.yaml", 0, "publishing", "mastodon")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def post(message: Message | None = None, **fields: Any) -> Planned:
    said = (
        Message(text="Kites fly\n\nhttps://example.org/letter/", link=ISSUE.url)
        if message is None
        else message
    )
    return Planned(
        **{"channel": MASTODON, "issue": ISSUE, "draft": Draft((said,)), "message": said, **fields}
    )


def shown(
    *planned: Planned, problems: tuple[Problem, ...] = (), out: io.StringIO | None = None, **more: Any
) -> str:
    out = out or io.StringIO()
    plan_text(Plan((ISSUE,), planned, problems), out, ledger="not consulted", **more)
    return out.getvalue()


# Nothing that a terminal obeys


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb", "a\\rb"),
        ("\x00\x07\x08", "\\x00\\x07\\x08"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202ecba", "\\u202ecba"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("第一 عيد 👩‍👩‍👧 é", "第一 عيد 👩‍👩‍👧 é"),
    ],
)
def test_control_and_bidirectional_characters_are_shown_not_obeyed(text: str, seen: str) -> None:
    assert safe(text) == seen


@given(st.text())
def test_no_text_moves_the_cursor_or_turns_the_reading(text: str) -> None:
    seen = safe(text)
    for char in seen:
        assert char in "\n\t" or unicodedata.category(char) != "Cc"
        assert unicodedata.bidirectional(char) not in {
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        }
    assert safe(seen) == seen


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (NOW, "content/letter.md:7: error: TODO stands in the text [todo]"),
        (WARNING, "content/letter.md:9: warning: no words [alt]"),
        (LATER, "channels.yaml: error: $TOKEN is not set [secret]"),
        (Problem("warning", "x", "no place"), "warning: no place [x]"),
        (Problem("error", "x", "a \x1b[2J b", "p\u202eq.md", 1), "p\\u202eq.md:1: error: a \\x1b[2J b [x]"),
    ],
)
def test_a_problem_is_told_as_compilers_tell_theirs(problem: Problem, line: str) -> None:
    assert problem_line(problem) == line


def test_nothing_of_a_hostile_issue_reaches_the_terminal() -> None:
    bad = "\x1b]0;owned\x07\u202e"
    it = msgspec.structs.replace(ISSUE, title=bad, url=f"https://x/{bad}", path=f"{bad}.md")
    message = Message(text=bad, title=bad, summary=bad, link=f"https://x/{bad}", image=Image(bad, bad))
    problem = Problem("error", "x", bad, bad, 1)
    for out in (io.StringIO(), Terminal()):
        planned = (post(message, issue=it), Planned(channel=MASTODON, issue=it, state="held", error=bad))
        plan_text(Plan((it,), planned, (problem,)), out, ledger="not consulted", verbose=True)
        assert "\x1b]" not in out.getvalue()
        assert "\x07" not in out.getvalue()
        assert "\u202e" not in out.getvalue()
        assert "\\x1b]0;owned" in out.getvalue()


# For people


def test_a_plan_is_the_issue_its_problems_its_posts_and_what_is_left_to_do() -> None:
    rule = "── mastodon · en · would post · 34 of 500 "
    assert shown(post(), problems=(LATER, NOW, WARNING)) == (
        "2020-11 (en)  The Letter\n"
        "  https://example.org/letter/\n"
        "  content/letter.md, 2020-12-09\n"
        "\n"
        "content/letter.md:7: error: TODO stands in the text [todo]\n"
        "content/letter.md:9: warning: no words [alt]\n"
        "\n"
        f"{rule}{'─' * (88 - len(rule))}\n"
        "Kites fly\n\nhttps://example.org/letter/\n"
        "\n"
        "When publishing:\n"
        "  channels.yaml: would stop: $TOKEN is not set [secret]\n"
        "Dry run: nothing was sent; the ledger was not consulted.\n"
    )


def test_quiet_leaves_warnings_and_what_is_left_to_do_out() -> None:
    said = shown(post(), problems=(LATER, NOW, WARNING), quiet=True)
    assert "[todo]" in said
    assert "Kites fly" in said
    for left_out in ("[alt]", "[secret]", "When publishing", "Dry run"):
        assert left_out not in said


def test_verbose_adds_key_and_digest() -> None:
    planned = post()
    assert planned.draft is not None
    line = f"\n\n2020-11/mastodon/en@1#1  {planned.draft.digest}\n"
    assert line in shown(planned, verbose=True)
    assert line not in shown(planned)


@pytest.mark.parametrize(
    ("state", "words"),
    [("held", "mastodon · en · held: too long"), ("skipped", "mastodon · en · skipped: the header says so")],
)
def test_a_channel_without_a_post_says_why(state: str, words: str) -> None:
    planned = Planned(channel=MASTODON, issue=ISSUE, state=state, error=words.partition(": ")[2])
    assert f"\n{words}\n\n" in shown(planned)


def test_a_post_shows_every_field_it_has() -> None:
    message = Message(
        text="Body",
        title="Headline",
        summary="Preheader",
        link=ISSUE.url,
        image=Image("https://i/", "A kite"),
    )
    assert (
        "\nTitle: Headline\nSummary: Preheader\nLink: https://example.org/letter/\nImage: https://i/ (A kite)\n\nBody\n\n"
    ) in shown(post(message))
    assert "Link:" not in shown(post(Message(text=f"see {ISSUE.url}", link=ISSUE.url))), (
        "it stands in the text already"
    )


def test_an_issue_without_a_date_says_so() -> None:
    it = msgspec.structs.replace(ISSUE, date=None)
    out = io.StringIO()
    plan_text(Plan((it,), (), ()), out, ledger="consulted")
    assert "content/letter.md, no date\n" in out.getvalue()
    assert "the ledger was consulted" in out.getvalue()


def card(columns: int, message: Message | None = None, **environment: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        for name, value in (
            {"NO_COLOR": "1", "TERM": "xterm", "COLUMNS": str(columns)} | environment
        ).items():
            patch.setenv(name, value)
        text = shown(post(message), out=Terminal())
    lines = text.split("\n")
    begin, end = (at for at, line in enumerate(lines) if "───" in line)
    return lines[begin : end + 1]


@pytest.mark.parametrize(("columns", "width"), [(200, 88), (88, 88), (50, 50)])
def test_on_a_terminal_a_post_is_between_rules_with_count_and_limit(columns: int, width: int) -> None:
    lines = card(columns)
    assert (len(lines[0]), len(lines[-1])) == (width, width)
    assert lines[0].startswith("mastodon · en · would post ─")
    assert lines[-1].endswith("─ 34 of 500")
    assert lines[1:-1] == ["Kites fly", "", "https://example.org/letter/"]


def test_a_card_shows_text_and_no_markup() -> None:
    lines = card(88, Message(text="[bold]not bold[/bold] [link=https://x]y[/link] :kite: 3.0"))
    assert lines[1] == "[bold]not bold[/bold] [link=https://x]y[/link] :kite: 3.0"


def test_on_a_terminal_no_word_and_no_address_is_broken() -> None:
    address = f"https://example.org/{'a-long-path/' * 9}"
    words = "Well-known kites fly far above the well-known hills of the far-away north. " * 3
    lines = card(40, Message(text=f"{words}\n\n{address}"))
    assert address in lines
    assert " ".join(lines[1:-3]).split() == words.split()
    assert max(len(line) for line in lines if line != address) <= 40


def test_a_long_reason_for_a_hold_is_shown_whole() -> None:
    why = f"held by ada on 2026-11-02 08:00 UTC: {'the date is wrong and ' * 6}so it waits"
    text = shown(post(state="held", code="held", error=why), out=Terminal())
    assert why in " ".join(text.split())


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "TERM": "dumb"}, False),
        ({"NO_COLOR": "", "TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colours_are_where_a_terminal_wants_them(environment: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in "".join(card(80, **environment))) is coloured


@pytest.mark.parametrize(("force", "coloured"), [("", False), ("1", True)])
def test_elsewhere_colours_are_only_on_request(
    monkeypatch: pytest.MonkeyPatch, force: str, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", force)
    out = io.StringIO()
    result_text(Plan((ISSUE,), (post(state="posted"),), ()), out, closed=(NOW,))
    assert ("\x1b[31m" in out.getvalue(), "\x1b[32m" in out.getvalue()) == (coloured, coloured)


def test_a_table_has_columns_as_wide_as_their_widest_entry() -> None:
    out = io.StringIO()
    table([("a", "bbb", "c"), ("aaaa", "b", "\x1b"), ("", "", "")], out)
    assert out.getvalue() == "a     bbb  c\naaaa  b    \\x1b\n\n"


def test_a_table_of_nothing_is_nothing() -> None:
    out = io.StringIO()
    table([], out)
    assert out.getvalue() == ""


# For programs


def test_json_of_a_plan_has_the_promised_names() -> None:
    planned = post(receipt=Receipt("77", "https://social.example/77"), state="already-posted")
    plan = Plan((ISSUE,), (planned,), (NOW, LATER))
    said = plan_json(plan, command="publish", dry_run=True, exit_code=4, ledger="not consulted")
    delivery = said["deliveries"][0]
    assert planned.draft is not None
    assert {name: value for name, value in said.items() if name != "deliveries"} == {
        "version": 1,
        "command": "publish",
        "dry_run": True,
        "exit": 4,
        "issue": {
            "id": "2020-11",
            "language": "en",
            "title": "The Letter",
            "url": "https://example.org/letter/",
            "date": "2020-12-09",
            "path": "content/letter.md",
        },
        "problems": [
            {
                "severity": "error",
                "code": "todo",
                "message": "TODO stands in the text",
                "path": "content/letter.md",
                "line": 7,
                "when": "now",
                "channel": "",
            },
            {
                "severity": "error",
                "code": "secret",
                "message": "$TOKEN is not set",
                "path": "channels.yaml",
                "line": 0,
                "when": "publishing",
                "channel": "mastodon",
            },
        ],
        "ledger": "not consulted",
        "facts": [],
        "left_out": [],
    }
    promised = {
        "channel": "mastodon",
        "use": "mastodon",
        "language": "en",
        "round": 1,
        "slot": "1",
        "key": "2020-11/mastodon/en@1#1",
        "state": "already-posted",
        "title": "",
        "text": "Kites fly\n\nhttps://example.org/letter/",
        "html": "",
        "link": "https://example.org/letter/",
        "length": 34,
        "limit": 500,
        "digest": planned.draft.digest,
        "receipt": {"id": "77", "url": "https://social.example/77"},
        "error": None,
    }
    assert {name: delivery[name] for name in promised} == promised
    assert json.loads(json.dumps(said)) == said


def test_a_note_on_a_receipt_is_told() -> None:
    planned = post(receipt=Receipt("77", "https://e.org/77", "posted without its picture: it is no JPEG\x1b"))
    planned = msgspec.structs.replace(planned, state="posted")
    out = io.StringIO()
    result_text(Plan((ISSUE,), (planned,), ()), out)
    assert out.getvalue() == (
        "mastodon (en): posted  https://e.org/77 (posted without its picture: it is no JPEG\\x1b)\n"
    )
    assert delivery_json(planned)["receipt"]["note"].startswith("posted without its picture")


def test_a_fact_is_told_in_what_a_post_says_not_in_a_label_or_an_address() -> None:
    image = Image("https://e.org/moth.png", "a moth")
    said = post(
        Message("Kites fly", title="News", summary="Bees hum", link="https://e.org/gull", image=image)
    )
    found = {
        word: said_on(Plan((ISSUE,), (said,), ()), ISSUE, Fact(phrases=(word,), line=1, section="", score=1))
        for word in ("Kites", "News", "Bees", "Title", "Image", "gull", "moth")
    }
    assert [word for word, names in found.items() if names] == ["Kites", "News", "Bees"]


def test_the_key_of_a_post_is_the_one_in_the_ledger() -> None:
    planned = post(channel=msgspec.structs.replace(MASTODON, name="news/#2"), round=3)
    assert Key.parse(planned.key) == Key(ISSUE.id, "news/#2", ISSUE.language, 3)


def test_a_receipt_has_a_url_even_where_the_service_has_none() -> None:
    at = datetime(2020, 12, 9, tzinfo=UTC)
    known = Post(key=Key("2020-11", "email", "en"), state="posted", last=at, receipt=Receipt("<1@e.org>"))
    assert post_json(known, seeded=False)["receipt"] == {"id": "<1@e.org>", "url": ""}


def test_json_of_a_channel_without_a_post() -> None:
    said = delivery_json(Planned(channel=MASTODON, issue=ISSUE, state="held", error="too long"))
    assert (said["text"], said["length"], said["digest"], said["receipt"], said["state"], said["error"]) == (
        "", 0, None, None, "held", "too long",
    )  # fmt: skip
    assert said["link"] == ISSUE.url


def test_json_tells_the_time_until_which_a_post_is_held() -> None:
    said = delivery_json(post(state="in-doubt", until=datetime(2020, 12, 9, 13, 5, tzinfo=UTC)))
    assert (said["state"], said["until"]) == ("in-doubt", "2020-12-09T13:05:00Z")


def test_json_of_no_issue() -> None:
    said = plan_json(Plan((), (), ()), command="publish", dry_run=True, exit_code=0, ledger="consulted")
    assert (said["issue"], said["deliveries"], said["problems"]) == (None, [], [])


def test_json_of_a_listed_issue_has_what_it_covers() -> None:
    assert listed_json(ISSUE) == {
        "id": "2020-11",
        "covers": ["2020-10", "2020-11"],
        "language": "en",
        "title": "The Letter",
        "date": "2020-12-09",
        "url": "https://example.org/letter/",
        "path": "content/letter.md",
    }


@pytest.mark.parametrize("use", adapters())
def test_json_of_an_adapter_has_a_sentence_a_limit_and_its_powers(use: str) -> None:
    said = channel_json(use, adapter(use))
    assert set(said) == {"use", "doc", "limit", "can"}
    assert said["use"] == use
    assert said["doc"].endswith(".")
    assert said["limit"] > 0
    assert isinstance(said["can"], list)


def test_an_adapter_that_reads_back_says_so() -> None:
    assert "read-back" in channel_json("mastodon", adapter("mastodon"))["can"]
    assert "read-back" not in channel_json("none", Channel)["can"]


@pytest.mark.parametrize(
    ("encoding", "seen"), [("utf-8", "é👍"), ("ascii", "\\u00e9\\ud83d\\udc4d"), ("latin-1", "\\u00e9")]
)
def test_json_is_json_whatever_the_output_takes(
    monkeypatch: pytest.MonkeyPatch, encoding: str, seen: str
) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr("sys.stdout", out)
    write_json({"a": "é👍"})
    out.flush()
    assert json.loads(raw.getvalue().decode(encoding)) == {"a": "é👍"}
    assert seen in raw.getvalue().decode(encoding)
