"""Reading back after the settings were edited, and a person's word after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Message, Receipt
from distribute.config import Config, SiteSettings
from distribute.deliver.reconcile import channel_of, read_back
from distribute.deliver.records import hold, release
from distribute.ledger.events import Composed, Disproved, Intended, IssueRef, Key, Posted
from distribute.ledger.fold import fold
from distribute.ledger.memory import MemoryLedger


class Account(Channel, frozen=True, kw_only=True):
    """An account of a service."""

    account: str = "ada"

    def target(self) -> str:
        return f"{self.use}:{self.account}"


def config(*channels: Channel) -> Config:
    return Config(Path("channels.yaml"), SiteSettings(name="The Letter"), "sqlite:x", channels)


def account(name: str, use: str = "feed", who: str = "ada") -> Account:
    return Account(name=name, use=use, account=who)


def test_a_channel_is_the_one_that_has_the_account() -> None:
    """Two names that were swapped in the settings are two accounts all the same."""
    swapped = config(account("one", who="bob"), account("two", who="ada"))
    assert channel_of(swapped, "one", "feed:ada") == swapped.channels[1]
    renamed = config(account("new"))
    assert channel_of(renamed, "one", "feed:ada") == renamed.channels[0]
    alias = config(account("one", who="ada@feed.example"))
    assert channel_of(alias, "one", "feed:ada") == alias.channels[0]


def test_a_channel_of_another_service_is_another_though_it_has_the_name() -> None:
    """Else a person's word, an address of the service that was used, would be refused for ever."""
    assert channel_of(config(account("one", use="other")), "one", "feed:ada") is None


class Watched(Account, frozen=True, kw_only=True):
    """An account that keeps count of who looks."""

    looks: list[str]

    def find(self, delivery: Delivery) -> Receipt | None:
        self.looks.append(delivery.key)
        return None


def sent_again(days: float) -> MemoryLedger:
    """Return a ledger with a post that was sent again after it had been believed absent."""
    ledger, key = MemoryLedger(), Key("2020-11", "one", "en")
    place: dict[str, Any] = {"run": "one", "at": datetime.now(UTC) - timedelta(days=days)}
    ledger.append(
        Composed(
            post=key.round_place,
            seq=1,
            target="feed:ada",
            about=IssueRef(),
            draft=Draft((Message("Hello"),)),
            **place,
        ),
        Intended(post=str(key), seq=1, account="ada", **place),
        Disproved(post=str(key), seq=2, why="not there", how="absence", **place),
        Intended(post=str(key), seq=3, account="ada", **place),
        Posted(post=str(key), seq=4, receipt=Receipt("1"), how="sent", **place),
    )
    return ledger


def test_what_was_sent_again_is_looked_for_once_more() -> None:
    ledger, channel = sent_again(days=1), Watched(name="one", use="feed", looks=[])
    (outcome,) = read_back(config(channel), fold(ledger.read()), ledger)
    assert (outcome.state, channel.looks) == ("already-posted", ["2020-11/one/en@1#1"])
    assert read_back(config(channel), fold(ledger.read()), ledger) == []


def test_there_is_an_end_to_looking_once_more() -> None:
    ledger, channel = sent_again(days=200), Watched(name="one", use="feed", looks=[])
    assert (read_back(config(channel), fold(ledger.read()), ledger), channel.looks) == ([], [])
    earlier = datetime.now(UTC) - timedelta(days=111)
    assert read_back(config(channel), fold(ledger.read()), ledger, now=earlier)


def test_a_hold_of_its_own_that_was_released_is_the_last_word() -> None:
    ledger, about = MemoryLedger(), IssueRef(path="a.md")
    assert hold("one", "", "wait", "ada", ledger, about=about) is None
    assert fold(ledger.read()).held("two", "feed", about, now=datetime.now(UTC))
    assert hold("two", "", "wait", "ada", ledger, about=about) is None
    assert release("two", "", "ada", ledger)
    assert fold(ledger.read()).held("two", "feed", about, now=datetime.now(UTC)) is None
