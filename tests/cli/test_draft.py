"""draft, hold, release, --test-to"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.kit import BODY, SETTINGS, Place, page


def test_a_draft_is_written_edited_and_posted(place: Place) -> None:
    assert place.run("draft", "2020-11", "--channel", "outbox").code == 0
    file = place.root / "drafts" / "2020-11.en.md"
    file.write_text(file.read_text().replace("• Kite 1.2 adds loops", "Kites for everybody!"))
    again = place.run("--json", "draft", "2020-11").json
    assert again == {
        "version": 1,
        "command": "draft",
        "exit": 0,
        "files": [
            {
                "path": "drafts/2020-11.en.md",
                "language": "en",
                "sections": [
                    {"channel": "outbox", "state": "edited", "edited": ["text"]},
                    {"channel": "twitter", "state": "new", "edited": []},
                ],
            }
        ],
    }
    run = place.run("publish", "2020-11", "--channel", "outbox", "--new-ledger", "--old", "--not-live")
    assert run.code == 0
    (posted,) = (place.root / "out").iterdir()
    assert "Kites for everybody!" in posted.read_text()


def test_a_draft_that_does_not_fit_is_exit_4_with_its_line(place: Place) -> None:
    place.write("drafts/2020-11.en.md", "## twitter\n\n" + "k" * 300)
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 4
    assert (
        "drafts/2020-11.en.md:1: error: twitter: the issue's own text is 325 of at most 280: shorten it here"
        in run.out
    )
    run = place.run(
        "publish", "2020-11", "--new-ledger", "--old", "--not-live", "--channel", "twitter", **SECRETS
    )
    assert run.code == 4


def test_a_mistake_in_a_draft_keeps_everything_in(place: Place) -> None:
    place.write("drafts/2020-11.en.md", "## telex\n\nHi\n")
    run = place.run("publish", "2020-11", "--new-ledger", "--old", "--not-live", "--channel", "outbox")
    assert run.code == 4
    assert "drafts/2020-11.en.md:1: error: no channel 'telex' accepts 'en'" in run.out
    assert not (place.root / "out").exists()


SECRETS = {f"LETTER_{name}": "x" for name in ("KEY", "KEY_SECRET", "TOKEN", "TOKEN_SECRET")}


PUBLISH = ("publish", "2020-11", "--channel", "outbox", "--old", "--not-live")


def test_a_hold_is_obeyed_told_and_released(place: Place) -> None:
    place.run("init")
    held = place.run("hold", "2020-11", "outbox", "--because", "wrong date", GITHUB_ACTOR="ed")
    assert (held.code, held.out) == (0, "2020-11 on outbox: held until `distribute release 2020-11 outbox`\n")
    run = place.run(*PUBLISH)
    assert run.code == 4
    assert re.search(r"outbox \(en\): held: held by ed on [-0-9]+ [0-9:]+ UTC: wrong date", run.out)
    assert not (place.root / "out").exists()
    assert "wrong date" in place.run("publish", "2020-11", "--dry-run").out
    (hold,) = place.run("--json", "status").json["holds"]
    assert (hold["issue"], hold["channel"], hold["because"], hold["by"]) == (
        "2020-11", "outbox", "wrong date", "ed",
    )  # fmt: skip
    assert "2020-11 on outbox: held by ed on" in place.run("status", "2020-11").out
    assert "held by" not in place.run("status", "2020-11", "twitter").out
    again = place.run("hold", "2020-11", "outbox", "--because", "another")
    assert "it was held by ed on" in again.out
    released = place.run("--json", "release", "2020-11", "outbox").json
    assert (released["exit"], released["before"]["because"]) == (0, "wrong date")
    assert place.run("release", "2020-11", "outbox").out == "2020-11 on outbox: it was not held\n"
    assert place.run(*PUBLISH).code == 0


def test_holding_what_is_out_says_so(place: Place) -> None:
    place.run(*PUBLISH, "--new-ledger")
    run = place.run("hold", "2020-11", "--because", "too late")
    assert (run.code, "already posted on outbox; those posts are not affected" in run.err) == (0, True)
    assert place.run(*PUBLISH).code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("hold", "2020-11", "fax", "--because", "x"), "no channel 'fax'"),
        (("hold", "2020-11", "--because", " "), "say why"),
        (("hold", "1999-01", "--because", "x"), "1999-01"),
        (("publish", "2020-11", "--test-to", "a@b.example"), "outbox can't send a test"),
        (("publish", "--due", "--test-to", "a@b.example"), "cannot be combined with --due or --dry-run"),
        (("publish", "2020-11", "--test-to", ""), "--test-to has no address"),
        (("repost", "2020-11", "outbox", "--because", "x", "--key", ""), "--key is empty"),
        (
            ("publish", "2020-11", "--dry-run", "--test-to", "a@b.example"),
            "cannot be combined with --due or --dry-run",
        ),
    ],
)
def test_what_makes_no_sense_is_exit_2(place: Place, words: tuple[str, ...], why: str) -> None:
    run = place.run(*words)
    assert run.code == 2
    assert why in run.err


def test_a_test_needs_no_ledger_no_date_and_no_page(place: Place) -> None:
    mail = "  email:\n    smtp: smtp://127.0.0.1:9\n    from: a@example.org\n    to: b@example.org\n"
    place.write("channels.yaml", SETTINGS + mail)
    run = place.run("--json", "publish", "2020-11", "--channel", "email", "--test-to", "c@example.org")
    assert run.code == 1
    (told,) = run.json["deliveries"]
    assert told["state"] == "not-posted"
    assert "can't be reached" in told["error"]
    assert (run.json["test_to"], run.json["ledger"]) == ("c@example.org", "not consulted")
    assert not (place.root / ".distribute").exists()


@pytest.mark.parametrize("at", ["9:00", "24:00", "09:60", "noon"])
def test_an_hour_is_written_in_four_digits(place: Place, at: str) -> None:
    place.write("channels.yaml", SETTINGS.replace("    path: out\n", f'    path: out\n    at: "{at}"\n'))
    run = place.run("publish", "2020-11", "--dry-run")
    assert run.code == 2
    assert "channels.yaml:9: channels.outbox.at: '" in run.err
    assert 'is not a time of day: write it as "09:00"' in run.err


def test_an_hour_needs_no_quotes(place: Place) -> None:
    place.write("channels.yaml", SETTINGS.replace("    path: out\n", "    path: out\n    at: 09:30\n"))
    assert place.run("publish", "2020-11", "--dry-run").code == 0


def test_a_draft_of_what_does_not_fit_is_exit_4_until_a_person_writes_it(place: Place) -> None:
    place.write(
        "content/letter/2020-12-09.md", page("The Letter November 2020 " + "and on " * 50, "2020-12-09")
    )
    run = place.run("draft", "2020-11", "--channel", "twitter")
    assert run.code == 4
    assert "content/letter/2020-12-09.md:2: error: twitter: headline and link alone" in run.err
    place.write("drafts/2020-11.en.md", "## twitter\n\nKites! {url}\n")
    run = place.run("draft", "2020-11", "--channel", "twitter")
    assert (run.code, "does-not-fit" in run.err) == (0, False)
    assert "Kites!" in place.run("publish", "2020-11", "--dry-run", "--channel", "twitter").out


def test_waiting_says_what_for_on_standard_error_alone(place: Place) -> None:
    place.write("channels.yaml", SETTINGS.replace("https://example.org/", "http://127.0.0.1:9/"))
    waiting = ("publish", "2020-11", "--channel", "outbox", "--old", "--new-ledger", "--wait", "1s")
    run = place.run("--json", *waiting)
    assert run.code == 4
    assert run.json["problems"][-1]["code"] == "not-live"
    assert run.err.count("waiting up to ") == 1
    assert "127.0.0.1 can't be reached" in run.err
    assert "waiting" not in place.run("-q", *waiting).err


def test_a_reason_does_not_move_the_cursor(place: Place) -> None:
    place.run("init")
    place.run("hold", "2020-11", "--because", "a\x1b[2J\n::error::b")
    told = place.run("status").out
    assert "\x1b" not in told
    assert "\n::" not in told
    place.run("hold", "2020-11", "outbox", "--because", "c")
    run = place.run("release", "2020-11", "outbox")
    assert "is still held" in run.err
    assert "\x1b" not in run.err


def test_what_is_due_goes_out_at_each_channels_hour(place: Place) -> None:
    zone = "UTC" if datetime.now(UTC).hour < 12 else "Etc/GMT+12"  # before noon in one of the two
    hours = "  early: {use: outbox, path: early, at: 00:00}\n  late: {use: outbox, path: late, at: 23:59}\n"
    zoned = SETTINGS.replace("site:\n", f"site:\n  timezone: {zone}\n").split("  outbox:")[0] + hours
    place.write("channels.yaml", zoned)
    today = f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d}"
    place.write("content/letter/today.md", page("The Letter", today))
    tomorrow = f"{datetime.now(ZoneInfo(zone)) + timedelta(days=1):%Y-%m-%d}"
    place.write("content/letter/tomorrow.md", page("The Next Letter", tomorrow))
    run = place.run("publish", "--due", "--not-live", "--new-ledger")
    assert run.code == 0
    (posted,) = place.root.glob("*/*.txt")
    assert posted.parent.name == "early"
    assert posted.name.startswith(today)
    assert "late (en): skipped: it is not yet the channel's hour (23:59)\n" in run.out
    listed = place.run("publish", today, "--dry-run").out
    assert f"channels.yaml: would stop: late: `publish --due` posts it from {today} 23:59 " in listed


def edit(place: Place, name: str = "drafts/2020-11.en.md") -> None:
    text = (place.root / name).read_text(encoding="utf-8")
    place.write(name, text.replace("adds loops", "adds loops, and we love it"))


def said(place: Place, *words: str) -> Any:
    run = place.run(*words, "publish", "2020-11", "--channel", "outbox", "--dry-run", "--json")
    return run.code, run.json["deliveries"][0]["text"] if run.json["deliveries"] else ""


def test_two_newsletters_in_one_folder_have_drafts_of_their_own(place: Place) -> None:
    other = (
        (place.root / "channels.yaml").read_text(encoding="utf-8").replace("content/letter", "content/dev")
    )
    place.write("other.yaml", other.replace("The Letter", "The Other"))
    place.write(
        "content/dev/nov.md", page("The Other November 2020", "2020-12-09", BODY.replace("Kite", "Elk"))
    )
    assert place.run("draft", "2020-11", "--channel", "outbox").code == 0
    edit(place)
    assert "we love it" in said(place)[1]
    code, text = said(place, "--config", "other.yaml")
    assert (code, "Elk 1.2" in text, "we love it" in text) == (0, True, False)
    made = place.run("--config", "other.yaml", "draft", "2020-11", "--channel", "outbox", "--json")
    (file,) = made.json["files"]
    assert file["path"] != "drafts/2020-11.en.md"
    edit(place, file["path"])
    assert "Elk 1.2 adds loops, and we love it" in said(place, "--config", "other.yaml")[1]
    assert "Kite 1.2 adds loops, and we love it" in said(place)[1]


def test_an_older_draft_that_names_no_file_is_read(place: Place) -> None:
    place.run("draft", "2020-11", "--channel", "outbox")
    edit(place)
    file = place.root / "drafts/2020-11.en.md"
    file.write_text(re.sub("<!-- issue: .*-->\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert "we love it" in said(place)[1]


@pytest.mark.parametrize("is_edited", [True, False])
def test_an_edited_draft_whose_issue_has_another_id_is_an_error(place: Place, is_edited: bool) -> None:
    place.run("draft", "2020-11", "--channel", "outbox")
    if is_edited:
        edit(place)
    name = "content/letter/2020-12-09.md"
    text = (place.root / name).read_text(encoding="utf-8")
    place.write(name, text.replace("slug: letter\n", "slug: letter\ndistribute: {id: special}\n"))
    words = ("publish", "special", "--channel", "outbox", "--json")
    for run in (
        place.run(*words, "--dry-run"),
        place.run(*words, "--old", "--not-live", "--new-ledger"),
    ):
        assert run.code == (4 if is_edited else 0)
        told = [each["message"] for each in run.json["problems"] if each["code"] == "draft-file"]
        assert len(told) == is_edited
    if is_edited:
        assert "drafts/2020-11.en.md is the draft of this issue under another id" in told[0]
        (place.root / "drafts/2020-11.en.md").rename(place.root / "drafts/special.en.md")
        assert place.run(*words, "--dry-run").code == 0
