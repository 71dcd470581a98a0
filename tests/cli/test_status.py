"""What `status` shows of a ledger that has much."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from distribute.channel.post import Receipt
from distribute.ledger.events import Held, Intended, IssueRef, Key, MarkedAnnounced, Posted, hold_place
from distribute.ledger.sqlite import SqliteLedger
from tests.cli.kit import Place


def test_since_leaves_out_what_is_older_and_settled(place: Place) -> None:
    ledger = SqliteLedger.create(place.root / ".distribute/ledger.db")
    for year in (2019, 2020):
        common: dict[str, Any] = {"run": "r", "at": datetime(year, 5, 1, tzinfo=UTC)}
        posted, doubtful, seeded = (Key(f"{what}-{year}", "outbox", "en") for what in ("posted", "doubt", "seeded"))  # fmt: skip
        ledger.append(
            Intended(post=str(posted), seq=1, **common),
            Posted(post=str(posted), seq=2, receipt=Receipt("1"), how="sent", **common),
            Intended(post=str(doubtful), seq=1, **common),
            MarkedAnnounced(post=seeded.round_place, seq=1, target="t", about=IssueRef(), **common),
            Held(post=hold_place(f"held-{year}"), seq=1, because="it waits", **common),
        )
    told = place.run("status", "--since", "2020-1-1", "--json").json
    assert {each["key"].partition("/")[0] for each in told["deliveries"]} == {
        "posted-2020", "doubt-2020", "seeded-2020", "doubt-2019",
    }  # fmt: skip
    assert [each["issue"] for each in told["holds"]] == ["held-2020"]
    assert told["exit"] == 3
    assert "posted-2019" in place.run("status").out
    assert place.run("status", "posted-2019", "--since", "2020-01-01").out == "the ledger has nothing about posted-2019 since 2020-01-01\n"  # fmt: skip
    wrong = place.run("status", "--since", "")
    assert (wrong.code, "is not a date" in wrong.err) == (2, True)


def test_the_commands_it_tells_can_be_copied_into_a_shell(place: Place) -> None:
    ledger = SqliteLedger.create(place.root / ".distribute/ledger.db")
    common: dict[str, Any] = {"run": "r", "at": datetime(2020, 5, 1, tzinfo=UTC)}
    ledger.append(
        Intended(post="$(id)/outbox/en@1#1", seq=1, **common),
        Held(post=hold_place("a;b"), seq=1, because="it waits", **common),
    )
    out = place.run("status").out
    assert "`distribute settle '$(id)' outbox` looks for it" in out
    assert "`distribute release 'a;b'` ends it" in out
