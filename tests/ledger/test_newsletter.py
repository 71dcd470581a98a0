"""Which newsletter of a ledger is meant: by what evidence one is taken for another, and when a person is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from distribute.channel.post import Draft, Message
from distribute.issue import Issue
from distribute.ledger.events import (
    REGISTRY,
    Composed,
    Held,
    Intended,
    Key,
    LedgerError,
    Newsletter,
    hold_place,
)
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger
from distribute.ledger.newsletter import NewsletterLedger, about_of

BODY = "\n".join(f"* Project {name} has a new release, with many changes in it." for name in "abcdefghijkl")
OTHER_BODY = BODY.replace("Project", "Team")
NOW = datetime.now(UTC)
LETTER = {"name": "The Letter", "url": "//letter.example", "source": ". content/*.md"}
OTHER = {"name": "The Other", "url": "//other.example", "source": ". content/*.md"}


def issue(site: str = "letter", body: str = BODY, **more: str) -> Issue:
    given: dict[str, Any] = {
        "id": "2020-11",
        "path": "content/2020-11.md",
        "language": "en",
        "title": "November 2020",
        "url": f"https://{site}.example/2020-11/",
        "body": body,
    }
    return Issue(**{**given, **more})


def newsletter(
    ledger: MemoryLedger, described: dict[str, str], issues: Sequence[Issue] = (), chosen: str = ""
) -> NewsletterLedger:
    one = Newsletter(post=f"{REGISTRY}/", seq=1, run="", at=NOW, id="", **described)
    return NewsletterLedger(ledger, one, chosen, lambda: issues)


def announce(ledger: Any, of: Issue) -> None:
    """Put an attempt on record."""
    key = Key(of.id, "feed", of.language)
    place: dict[str, Any] = {"run": "one", "at": NOW}
    ledger.append(
        Composed(
            post=key.round_place, seq=1, target="feed:ada", about=about_of(of),
            draft=Draft((Message(text="Hello"),)), **place,
        ),
        Intended(post=str(key), seq=1, **place),
    )  # fmt: skip


def knows(ledger: NewsletterLedger) -> bool:
    """Return whether it has the attempt that was put on record."""
    return bool(list(fold(ledger.read()).posts()))


# One newsletter stays the same


@pytest.mark.parametrize("field", ["name", "url", "source"])
def test_a_newsletter_is_the_same_after_one_setting_is_edited(field: str) -> None:
    ledger = MemoryLedger()
    announce(newsletter(ledger, LETTER), issue())
    # A site that moves has other addresses, and another folder other paths.
    moved = {"url": issue(site="moved"), "source": issue(path="posts/2020-11.md"), "name": issue()}[field]
    edited = newsletter(ledger, {**LETTER, field: "another"}, [moved])
    assert knows(edited)
    assert edited.identity == newsletter(ledger, LETTER).identity


def test_a_hold_alone_is_evidence(tmp_path: Any) -> None:
    ledger = MemoryLedger()
    held = Held(
        post=hold_place("2020-11"),
        seq=1,
        run="one",
        at=NOW,
        because="wait",
        by="ada",
        about=about_of(issue()),
    )
    newsletter(ledger, LETTER).append(held)
    renamed = newsletter(ledger, {**LETTER, "name": "The New Letter"}, [issue()])
    assert fold(renamed.read()).held("2020-11", "feed", now=NOW)


def test_an_older_ledger_stays_its_owners_though_another_newsletter_comes_first() -> None:
    ledger = MemoryLedger()
    announce(ledger, issue())
    other = newsletter(ledger, OTHER, [issue("other", OTHER_BODY, path="news/2020-11.md", title="News")])
    announce(other, issue("other", OTHER_BODY))
    assert knows(newsletter(ledger, LETTER, [issue()]))
    assert len(list(fold(other.read()).posts())) == 1


# Two newsletters stay two


def test_two_newsletters_without_a_name_are_two() -> None:
    ledger = MemoryLedger()
    announce(newsletter(ledger, {**LETTER, "name": ""}), issue())
    other = newsletter(ledger, {**OTHER, "name": ""}, [issue("other", OTHER_BODY)])
    assert not knows(other)


def test_two_newsletters_of_one_site_with_the_same_titles_are_two() -> None:
    ledger = MemoryLedger()
    announce(newsletter(ledger, LETTER), issue())
    other = {**LETTER, "name": "The Other", "source": ". other/*.md"}
    found = issue(body=OTHER_BODY, path="other/2020-11.md", url="https://letter.example/other/2020-11/")
    assert not knows(newsletter(ledger, other, [found]))


def test_a_newsletter_that_was_given_an_identity_is_no_other() -> None:
    """Whoever says so in the settings is not overruled by a path and a name that both have."""
    ledger = MemoryLedger()
    announce(newsletter(ledger, LETTER), issue())
    other = newsletter(
        ledger, {**LETTER, "url": "//other.example"}, [issue("other", OTHER_BODY)], chosen="other"
    )
    assert not knows(other)
    assert knows(newsletter(ledger, LETTER, [issue()], chosen="letter"))


# Where nobody can tell, a person is asked


def test_a_newsletter_with_another_name_and_address_and_the_same_issues_is_a_question() -> None:
    ledger = MemoryLedger()
    first = newsletter(ledger, LETTER)
    announce(first, issue())
    with pytest.raises(LedgerError, match=f"newsletter: {first.identity}"):
        newsletter(ledger, OTHER, [issue("other")])
    assert knows(newsletter(ledger, OTHER, [issue("other")], chosen=first.identity))
    assert not knows(newsletter(ledger, OTHER, [issue("other")], chosen="other"))


@pytest.mark.parametrize("field", ["name", "url", "source"])
def test_a_newsletter_with_one_setting_edited_and_none_of_its_issues_is_a_question(field: str) -> None:
    """`issues: content/2026/*.md` becomes `content/2027/*.md`, say, while a post is in doubt."""
    ledger = MemoryLedger()
    first = newsletter(ledger, LETTER)
    announce(first, issue())
    edited = {**LETTER, field: "another"}
    new = issue("new", OTHER_BODY, path="new/2021-01.md")
    with pytest.raises(LedgerError, match=f"newsletter: {first.identity}"):
        newsletter(ledger, edited, [new])
    assert knows(newsletter(ledger, edited, [new], chosen=first.identity))
    assert not knows(newsletter(ledger, edited, [new], chosen="other"))


def test_a_newsletter_with_every_setting_edited_and_the_same_issues_is_a_question() -> None:
    ledger = MemoryLedger()
    first = newsletter(ledger, LETTER)
    announce(first, issue())
    rebranded = {"name": "Dispatch", "url": "//dispatch.example", "source": ". posts/*.md"}
    moved = issue("dispatch", path="posts/2020-11.md")
    with pytest.raises(LedgerError, match=f"newsletter: {first.identity}"):
        newsletter(ledger, rebranded, [moved])


def test_settings_that_are_edited_before_anything_is_on_record_are_no_question() -> None:
    ledger = MemoryLedger()
    newsletter(ledger, LETTER).register()
    newsletter(ledger, {**LETTER, "source": ". posts/*.md"}, [issue(path="posts/2020-11.md")]).register()


# Two at once


def test_two_that_are_new_at_once_are_two() -> None:
    ledger = MemoryLedger()
    one, other = newsletter(ledger, LETTER), newsletter(ledger, OTHER)  # both find an empty ledger
    one.register()
    other.register()
    announce(one, issue())
    assert not knows(other)
    announce(other, issue("other", OTHER_BODY))
    assert [len(list(fold(each.read()).posts())) for each in (one, other)] == [1, 1]


def test_what_was_read_as_anothers_is_not_written_on() -> None:
    """Whoever reads first and writes later has read the first newsletter's events for its own."""
    ledger = MemoryLedger()
    one, other = newsletter(ledger, LETTER), newsletter(ledger, OTHER)
    announce(one, issue())
    with pytest.raises(LedgerError, match="run again"):
        announce(other, issue("other", OTHER_BODY))
    assert [event.post for event in ledger.read() if "~" in event.post] == ["~newsletters/", "~newsletters/"]
