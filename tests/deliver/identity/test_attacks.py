"""What attacks have shown"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from distribute.ledger.events import IssueRef, Key, MarkedAnnounced
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from tests.deliver.identity.kit import OTHER_BODY, Newsletter


def test_another_name_for_the_sites_language_keeps_reposts_and_seeds(letter: Newsletter) -> None:
    letter.issue("2020-11", "The Letter", more="distribute: {id: 2020-11}\n")
    assert letter.publish("2020-11").code == 0
    letter.settings(language="en-GB")
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + "defaultContentLanguage: en-GB\n")
    run = letter.run("repost", "2020-11", "mastodon", "--because", "typo", "--not-live", "--json")
    assert (run.code, run.states) == (0, {"2020-11/mastodon/en@2#1": "posted"})
    assert letter.run("seed", "2020-11").code == 0
    assert len(letter.run("status", "2020-11", "--json").json["deliveries"]) == 2


def test_an_issue_renamed_with_a_new_translation_is_the_same() -> None:
    """The translation goes out under the new id, and the original is known under the old one all the same."""
    ledger, now = MemoryLedger(), datetime.now(UTC)
    original = IssueRef(path="a.md", url="https://letter.example/a/", title="A")
    translation = IssueRef(path="a.de.md", url="https://letter.example/de/a/", title="Ein A")
    place: dict[str, Any] = {"seq": 1, "run": "one", "at": now, "target": "feed:ada"}
    ledger.append(MarkedAnnounced(post=Key("one", "feed", "en").round_place, about=original, **place))
    ledger.append(MarkedAnnounced(post=Key("two", "feed", "de").round_place, about=translation, **place))
    history = fold(ledger.read())
    assert history.known_as("two", "en", original) == ("one",)
    assert history.known_as("one", "en", original) == ()


def test_a_hold_goes_with_all_languages_of_an_issue_that_is_renamed(letter: Newsletter) -> None:
    letter.settings(more="    languages: [en, de]\n")
    letter.run("seed", "--before", "2001-01-01")
    languages = "languages:\n  en: {}\n  de: {}\n"
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + languages)
    for name in ("one", "two"):
        letter.issue("page", "News", more=f"distribute: {{id: {name}}}\n")
        date = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        words = f"title: Neues\ndate: {date}\ndistribute: {{id: {name}}}\n"
        letter.write("content/page.de.md", f"---\n{words}---\n\n{OTHER_BODY}")
        if name == "one":
            assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    for language in ("en", "de"):
        run = letter.publish("two", "--language", language)
        assert (run.code, [post["code"] for post in run.json["deliveries"]]) == (4, ["held"])
    assert letter.service.arrived == []


def test_a_release_ends_no_hold_of_another_issue_with_the_same_title(letter: Newsletter) -> None:
    letter.issue("one", "Newsletter", more="distribute: {id: one}\n")
    letter.run("seed", "--before", "2001-01-01")
    assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    letter.issue("two", "Newsletter", OTHER_BODY, more="distribute: {id: two}\n")
    assert "it was not held" in letter.run("release", "two").out
    run = letter.publish("one")
    assert (run.code, run.json["deliveries"][0]["code"]) == (4, "held")
    assert letter.service.arrived == []
