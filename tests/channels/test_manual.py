"""A post by hand waits for a person, whatever the other channels do, and is never taken for posted before."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from distribute.channel.post import Draft, Message
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channels.manual import Manual
from distribute.github.summary import troubles
from distribute.issue import Issue
from distribute.publish.planned import Plan, Planned
from distribute.render.json import delivery_json
from distribute.render.preview_comment import review
from distribute.testing.channel_contract import Desk
from distribute.testing.clock import TurnedClock
from distribute.testing.service import Service
from tests.cli.kit import SETTINGS, Place

SUBMIT = "https://news.ycombinator.com/submitlink?u={link}&t={title}"
OUTBOX, _, _ = SETTINGS.partition("  twitter:")
BY_HAND = f'  hn:\n    use: manual\n    submit: "{SUBMIT}"\n    host: news.ycombinator.com\n'
FORM = (
    "https://news.ycombinator.com/submitlink?u=https%3A%2F%2Fexample.org%2F2020%2F12%2Fletter%2F"
    "&t=The%20Letter%20November%202020"
)
POSTED = "https://news.ycombinator.com/item?id=25"
NOW = ("--old", "--not-live", "--yes")


@pytest.fixture
def place(tmp_path: Any) -> Place:
    place = Place(tmp_path)
    place.write("channels.yaml", OUTBOX + BY_HAND)
    return place


def manual(**settings: Any) -> Manual:
    known = {"name": "hn", "use": "manual", **settings}
    return msgspec.convert(known, adapter("manual"), dec_hook=decode)


def test_the_others_are_posted_and_the_one_by_hand_waits_until_it_is_ticked_off(place: Place) -> None:
    first = place.run("publish", "2020-11", "--new-ledger", *NOW)
    assert first.code == 3
    assert len(list((place.root / "out").iterdir())) == 1
    assert "hn (en): in doubt: it waits for you: post it by hand" in first.out
    assert f"    {FORM}\n" in first.out
    assert "    Title: The Letter November 2020\n" in first.out
    assert "    • Kite 1.2 adds loops\n" in first.out
    again = place.run("publish", "2020-11", *NOW)
    assert again.code == 3
    assert "outbox (en): already posted" in again.out
    assert place.run("status", "2020-11", "hn").code == 3
    settled = place.run("settle", "2020-11", "hn", "--posted", POSTED)
    assert settled.code == 0, settled
    done = place.run("publish", "2020-11", *NOW)
    assert (done.code, POSTED in done.out) == (0, True)


def test_it_is_handed_over_again_where_a_person_has_not_posted_it() -> None:
    clock = TurnedClock()
    desk = Desk(manual(host="news.ycombinator.com"), Service(), clock)
    assert desk.publish().state == "in-doubt"
    clock.turn(desk.channel.patience)
    assert desk.publish().state == "in-doubt"
    assert desk.record_human_verdict(None).state == "not-posted"
    assert desk.publish().error == desk.channel.unsettled
    assert desk.record_human_verdict(POSTED).state == "posted"


@pytest.mark.parametrize("word", ["no", "https://lobste.rs/s/abc", "https://news.ycombinator.com/"])
def test_what_is_no_address_of_its_post_does_not_tick_it_off(place: Place, word: str) -> None:
    place.run("publish", "2020-11", "--new-ledger", *NOW)
    assert place.run("settle", "2020-11", "hn", "--posted", word).code == 2
    assert place.run("status", "2020-11", "hn").code == 3


def test_json_has_the_form_and_the_text(place: Place) -> None:
    dry = place.run("publish", "2020-11", "--dry-run", "--json").json["deliveries"]
    post = next(each for each in dry if each["channel"] == "hn")
    assert (post["state"], post["by_hand"], post["form"]) == ("would-post", True, FORM)
    assert [each for each in dry if "by_hand" in each] == [post]
    assert f"Form: {FORM}" in place.run("publish", "2020-11", "--dry-run").out


def planned(text: str = "News & more") -> Planned:
    issue = Issue(path="news.md", id="2020-11", language="en", title="News", url="https://e.org/n")
    message = Message(text=text, title="A <b>", link="https://e.org/n?a=1")
    channel = manual(submit="https://f.example/?t={title}&x={text}&u={link}")
    return Planned(channel=channel, issue=issue, draft=Draft((message,)), message=message, state="in-doubt")


def test_the_comment_and_the_issue_that_asks_for_help_have_the_form() -> None:
    form = "https://f.example/?t=A%20%3Cb%3E&x=News%20%26%20more&u=https%3A%2F%2Fe.org%2Fn%3Fa%3D1"
    post = planned()
    assert f"A person posts this: <{form}>" in review(Plan((post.issue,), (post,), ()))
    (trouble,) = troubles({"deliveries": [delivery_json(post)]})
    assert f": <{form}>\n\n```text\nA <b>\n\nNews & more\n```" in trouble.text


@pytest.mark.parametrize(
    "text", ["```\n@everyone", "</details> <!-- x --> [a](b)", "::error::\x1b[31m\u202e"]
)
def test_nothing_of_a_text_gets_out_of_the_form_or_the_block(text: str) -> None:
    post = planned(text)
    form = post.channel.form(post.message or Message(text=""))
    assert form.isascii()
    assert form.isprintable()
    assert not set("<>\"'` ()[]\\") & set(form)


def test_a_placeholder_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(
        msgspec.ValidationError, match=r"submit: nothing stands for \{titel\}; there are \{link\}"
    ):
        manual(submit="https://e.org/?t={titel}")


@pytest.mark.parametrize("submit", ["javascript:alert(1)", "ftp://e.org/", "https://e.org/ x"])
def test_a_form_is_on_the_web(submit: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        manual(submit=submit)


def test_without_a_form_there_is_the_text_alone() -> None:
    assert manual().form(Message(text="a")) == ""
    assert manual(submit="").target() == "manual:hn"
