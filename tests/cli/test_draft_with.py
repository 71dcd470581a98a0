"""draft --with: a command proposes words; what is not the issue's own stays commented out."""

from __future__ import annotations

import json
import shlex
import sys
from typing import Any

import pytest

from tests.cli.kit import Place, page

BODY = """
## Software

[Kite 1.2](https://kite.example/) adds loops, and drops the old string.

[Moth 0.9](https://moth.example/) does not support rain.
"""
ONE = {"lines": [{"fact": "f1", "text": "Kite 1.2 adds loops"}]}


def answering(answer: Any) -> str:
    """Return a command that gives an answer, whatever it is asked."""
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return shlex.join([sys.executable, "-S", "-c", f"import sys; sys.stdout.write({text!r})"])


@pytest.fixture
def site(place: Place) -> Place:
    place.write("content/letter/2020-12-09.md", page("The Letter November 2020", "2020-12-09", BODY))
    return place


def drafted(site: Place, answer: Any, *words: str) -> str:
    run = site.run("draft", "2020-11", "--channel", "outbox", "--with", answering(answer), *words)
    assert run.code == 0, run.err
    return (site.root / "drafts" / "2020-11.en.md").read_text(encoding="utf-8")


def said(draft: str) -> str:
    return draft.rpartition("<!-- composed:")[2].partition("<!-- not")[0]


def test_lines_take_the_place_of_the_facts_in_their_order(site: Place) -> None:
    lines = [{"fact": "f2", "text": "Moth 0.9 does not support rain"}, *ONE["lines"]]
    draft = drafted(site, {"lines": lines})
    assert "• Moth 0.9 does not support rain\n• Kite 1.2 adds loops\n\n{url}" in said(draft)
    run = site.run("--json", "publish", "2020-11", "--channel", "outbox", "--dry-run")
    (delivery,) = run.json["deliveries"]
    assert delivery["text"].count("•") == 2
    assert delivery["text"].index("Moth") < delivery["text"].index("Kite")
    assert delivery["confidence"] == "own-words"


def test_a_lie_is_commented_out_with_the_reason(site: Place) -> None:
    lies = [
        {"fact": "f2", "text": "Moth 0.9 does support rain"},
        {"fact": "f9", "text": "Kite is dead"},
        {"fact": "f1", "text": "Kite 1.2 adds loops", "channel": "telex"},
        {"fact": "f1", "text": "----> ## twitter"},
    ]
    draft = drafted(site, {"lines": [*ONE["lines"], *lies, *ONE["lines"]]})
    assert said(draft).count("•") == 1
    below = (
        draft.partition("<!-- not taken from the command of --with:\n")[2].partition("\n-->")[0].split("\n")
    )
    assert below == [
        "• Moth 0.9 does support rain (these are not the issue's words for this fact, in whole clauses)",
        "• Kite is dead (there is no fact 'f9')",
        "• Kite 1.2 adds loops (there is no channel 'telex' here)",
        "• -> ## twitter (the issue has no '>' there)",
        "• Kite 1.2 adds loops (f1 has a line already)",
    ]
    again = site.run("--json", "draft", "2020-11", "--channel", "outbox").json
    assert again["files"][0]["sections"] == [{"channel": "outbox", "state": "edited", "edited": ["text"]}]
    assert "not taken" not in (site.root / "drafts" / "2020-11.en.md").read_text(encoding="utf-8")


def test_a_channel_without_a_line_that_passes_says_what_is_composed(site: Place) -> None:
    draft = drafted(site, {"lines": [{"fact": "f1", "text": "Kite 1.2 drops loops"}]})
    assert said(draft).count("•") == 2
    assert "Kite 1.2 drops loops (" in draft
    run = site.run("--json", "draft", "2020-11", "--channel", "outbox")
    assert run.json["files"][0]["sections"][0]["state"] == "refreshed"


def test_what_a_person_wrote_stays(site: Place) -> None:
    site.write("drafts/2020-11.en.md", "## outbox\n\nMy own words {url}\n")
    draft = drafted(site, ONE)
    assert "My own words {url}" in draft
    assert "adds loops\n\n{url}" not in draft


def test_a_line_without_room_is_commented_out(site: Place) -> None:
    long = " ".join(f"Kite{number}" for number in range(60))
    site.write(
        "content/letter/2020-12-09.md",
        page(
            "The Letter November 2020",
            "2020-12-09",
            f"## News\n\n[Kite 1.2](https://k.example/) adds {long}.\n",
        ),
    )
    command = answering({"lines": [{"fact": "f1", "text": f"Kite 1.2 adds {long}"}]})
    run = site.run("--json", "draft", "2020-11", "--channel", "twitter", "--with", command)
    (section,) = run.json["files"][0]["sections"]
    assert [line["reason"] for line in section["refused"]] == ["there is no room for it"]


@pytest.mark.parametrize(
    "answer",
    ["", "Kite!", "[]", '{"lines": 3}', '{"lines": [{"fact": 1, "text": "x"}]}', "[" * 5_000],
    ids=["nothing", "words", "a list", "a number", "a wrong type", "too deep"],
)
def test_garbage_is_an_error_and_the_draft_is_composed(site: Place, answer: str) -> None:
    run = site.run("draft", "2020-11", "--channel", "outbox", "--with", answering(answer))
    assert run.code == 2
    assert "did not answer with" in run.err
    assert "Traceback" not in run.err
    assert said((site.root / "drafts" / "2020-11.en.md").read_text(encoding="utf-8")).count("•") == 2


def test_a_command_that_hangs_is_ended(site: Place) -> None:
    command = shlex.join([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    run = site.run("draft", "2020-11", "--channel", "outbox", "--with", command, "--timeout", "0.3s")
    assert run.code == 2
    assert "did not end within 0.3 s; the draft has composed words" in run.err


def test_a_command_is_asked_about_facts_and_channels_and_learns_no_secret(site: Place) -> None:
    keep = "import sys, os; open('asked', 'w').write(sys.stdin.read() + repr(dict(os.environ))); print('{\"lines\": []}')"
    command = shlex.join([sys.executable, "-S", "-c", keep])
    run = site.run("draft", "2020-11", "--with", command, LETTER_KEY="sesame", LETTER_TOKEN="sesame")
    assert run.code == 0
    asked = (site.root / "asked").read_text(encoding="utf-8")
    assert "sesame" not in asked
    question = json.JSONDecoder().raw_decode(asked)[0]
    assert [(fact["id"], fact["text"]) for fact in question["facts"]] == [
        ("f1", "Kite 1.2 adds loops, and drops the old string"),
        ("f2", "Moth 0.9 does not support rain"),
    ]
    assert question["issue"]["language"] == "en"
    assert {channel["channel"]: channel["limit"] for channel in question["channels"]} == {
        "outbox": 5000,
        "twitter": 280,
    }
