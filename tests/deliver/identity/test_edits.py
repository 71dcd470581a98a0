"""What an edit changes is in no key"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from distribute.ledger.events import IssueRef, Key, MarkedAnnounced
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from distribute.text.fingerprint import sketch
from tests.deliver.identity.kit import BODY, Newsletter


def test_another_name_for_the_sites_language_announces_nothing_again(letter: Newsletter) -> None:
    letter.issue("2020-11", "The Letter")
    assert letter.publish("--due").code == 0
    letter.settings(language="en-GB")
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + "defaultContentLanguage: en-GB\n")
    run = letter.publish("--due")
    assert (run.code, set(run.states.values())) == (0, {"already-posted"})
    assert len(letter.service.arrived) == 1


def test_a_translation_into_a_variant_of_the_language_is_another_post() -> None:
    ledger, now = MemoryLedger(), datetime.now(UTC)
    about = IssueRef(path="a.pt.md", url="https://letter.example/a/", title="A carta")
    place: dict[str, Any] = {"seq": 1, "run": "one", "at": now, "target": "feed:ada"}
    ledger.append(MarkedAnnounced(post=Key("7", "feed", "pt").round_place, about=about, **place))
    history = fold(ledger.read())
    assert history.recorded_language("7", "pt-BR", about, ()) == "pt"
    other = IssueRef(path="a.pt-br.md", url="https://letter.example/a/", title="A carta")
    assert history.recorded_language("7", "pt-BR", other, ()) == "pt-BR"
    assert history.recorded_language("7", "es", about, ()) == "es"


def test_a_regional_translation_beside_the_one_on_record_is_another_post() -> None:
    ledger, now = MemoryLedger(), datetime.now(UTC)
    american = IssueRef(path="a.md", title="News", content=sketch(BODY))
    place: dict[str, Any] = {"seq": 1, "run": "one", "at": now, "target": "feed:ada"}
    ledger.append(MarkedAnnounced(post=Key("7", "feed", "en").round_place, about=american, **place))
    history = fold(ledger.read())
    british = IssueRef(path="a.en-gb.md", title="News", content=sketch(BODY))
    assert history.recorded_language("7", "en-GB", british, ()) == "en", "it was renamed"
    assert history.recorded_language("7", "en-GB", british, [("en", "a.md")]) == "en-GB"
    # The site calls its own language otherwise by now, and its file is still there.
    assert history.recorded_language("7", "en-GB", british, [("en-US", "a.md")]) == "en-GB"
    assert history.recorded_language("7", "en-US", american, [("en-GB", "a.en-gb.md")]) == "en"


def test_an_issue_renamed_and_retitled_at_once_is_the_same(letter: Newsletter) -> None:
    letter.issue("one", "One", more="distribute: {id: one}\n")
    assert letter.publish("one").code == 0
    (letter.root / "content/one.md").unlink()
    letter.issue("two", "Two", BODY, more="distribute: {id: two}\n")
    run = letter.publish("--due")
    assert run.code == 4
    assert run.json["deliveries"][0]["code"] == "known-under-another-id"
    assert len(letter.service.arrived) == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (None, "was already announced as issue one"),
        ("422", "is on record as issue one, of which nothing was posted"),
    ],
)
def test_an_issue_under_another_id_is_told_as_what_it_is_with_the_ways_out(
    letter: Newsletter, fault: Any, said: str
) -> None:
    letter.issue("page", "One", more="distribute: {id: one}\n")
    if fault:
        letter.service.fail(fault)
    letter.publish("one")
    letter.issue("page", "One", more="distribute: {id: two}\n")
    run = letter.publish("two")
    (post,) = run.json["deliveries"]
    assert (run.code, post["code"]) == (4, "known-under-another-id")
    assert said in post["error"]
    assert "`distribute: {id: one}`" in post["error"]
    assert letter.publish("two", "--allow", "known-under-another-id").code == 0


def test_a_hold_goes_with_an_issue_that_is_renamed(letter: Newsletter) -> None:
    letter.issue("one", "One", more="distribute: {id: one}\n")
    letter.publish("--due", "--dry-run")
    letter.run("init", "--use", "outbox")
    assert letter.run("hold", "one", "--because", "the date is wrong").code in {0, 5}
    letter.run("seed", "--before", "2001-01-01")  # makes the ledger, where init did not
    assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    (letter.root / "content/one.md").unlink()
    letter.issue("two", "Two", more="distribute: {id: two}\n")
    run = letter.publish("two")
    assert (run.code, run.json["deliveries"][0]["code"]) == (4, "held")
    assert letter.service.arrived == []
    assert letter.run("release", "two").code == 0
    assert letter.publish("two").code == 0
    assert len(letter.service.arrived) == 1
