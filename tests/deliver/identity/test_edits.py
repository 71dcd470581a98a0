"""What an edit changes is in no key"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from distribute.ledger.events import IssueRef, Key, MarkedAnnounced
from distribute.ledger.history import fold
from distribute.ledger.memory import MemoryLedger
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
    assert history.recorded_language("7", "pt-BR", about) == "pt"
    other = IssueRef(path="a.pt-br.md", url="https://letter.example/a/", title="A carta")
    assert history.recorded_language("7", "pt-BR", other) == "pt-BR"
    assert history.recorded_language("7", "es", about) == "es"


def test_an_issue_renamed_and_retitled_at_once_is_the_same(letter: Newsletter) -> None:
    letter.issue("one", "One", more="distribute: {id: one}\n")
    assert letter.publish("one").code == 0
    (letter.root / "content/one.md").unlink()
    letter.issue("two", "Two", BODY, more="distribute: {id: two}\n")
    run = letter.publish("--due")
    assert run.code == 4
    assert run.json["deliveries"][0]["code"] == "known-under-another-id"
    assert len(letter.service.arrived) == 1


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
