"""A person's word"""

from __future__ import annotations

import pytest

from distribute.ledger.events import (
    Posted,
)
from tests.deliver.evidence.kit import Desk


@pytest.mark.parametrize(
    "word",
    [
        "No",
        "none",
        "nope",
        "",
        "feed.example/1",
        "https://evilfeed.example/1",
        "https://evil.example/1",
        "ftp://feed.example/1",
    ],
)
def test_a_word_that_is_no_post_of_the_service_is_refused(desk: Desk, word: str) -> None:
    desk.doubt()
    before = list(desk.ledger.read())
    with pytest.raises(ValueError, match=r"not the address of a post on feed\.example"):
        desk.word(word)
    assert list(desk.ledger.read()) == before


def test_a_word_that_is_a_post_of_the_service_is_taken(desk: Desk) -> None:
    desk.doubt()
    assert desk.word("https://www.feed.example/1").state == "posted"
    (posted,) = desk.events(Posted)
    assert posted.how == "by hand"
