"""What counts as evidence: of a post that is there, of one that is not, and of who sent it."""

from __future__ import annotations

from distribute.ledger.events import (
    Intended,
)
from tests.deliver.evidence.kit import KEY, Desk


def test_it_is_on_record_who_sent_it_and_what_was_asked_for(desk: Desk) -> None:
    desk.publish()
    (intended,) = desk.events(Intended)
    assert (intended.account, intended.destination) == ("ada", "feed:ada")
    assert intended.settings == {"visibility": "public"}
    assert intended.idempotency_key == KEY.idempotency_key()
