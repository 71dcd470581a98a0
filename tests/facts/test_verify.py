"""What the verifier lets pass, and what it does not: subject and change from different clauses, above all."""

from __future__ import annotations

import pytest

from distribute.facts.verify import Place, is_said
from distribute.languages.registry import language_of

KITE = (
    "Kite 2.0 has been released after the storm. It adds tails, and mends the reel. Kite 1.9.4 fixes a leak."
)


def says(phrase: str, *texts: str, titles: tuple[str, ...] = (), in_order: bool = False) -> bool:
    return is_said(phrase, Place(texts or (KITE,), titles), language_of("en"), in_order=in_order)


@pytest.mark.parametrize(
    "phrase",
    [
        "Kite 2.0 has been released",
        "Kite 2.0 adds tails",
        "Kite 2.0 adds tails, and mends the reel",
        "Kite 1.9.4 fixes a leak",
        "It adds tails",
    ],
)
def test_words_of_one_item_that_go_on_about_one_thing_pass(phrase: str) -> None:
    assert says(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "Kite 2.0 fixes a leak",  # another version's change
        "Kite 2.1 adds tails",  # a version that nobody names
        "Kite 2.0 adds wings",  # a word that stands nowhere
        "Moth 2.0 adds tails",
        "Tails has been released",
        "Kite 2.0 adds tails; Kite 3.0 adds wings",
    ],
)
def test_words_from_different_clauses_do_not_pass(phrase: str) -> None:
    assert not says(phrase)


def test_what_a_later_version_does_is_not_said_of_an_earlier_one() -> None:
    said = "OwlBuild 4.14 is an old release, and the 5.4.1 release adds fixes for owls."
    assert not says("OwlBuild 4.14 adds fixes for owls", said)
    assert says("The 5.4.1 release adds fixes for owls", said)


def test_a_heading_may_stand_before_a_sentence_of_its_section() -> None:
    assert says("Kites at sea: Ada flew one", "Ada flew one over the sea.", titles=("Kites at sea",))
    assert not says("Moths at sea: Ada flew one", "Ada flew one over the sea.", titles=("Kites at sea",))


def test_words_of_two_items_make_no_phrase() -> None:
    assert not says("Kite 2.0 brings wings", "Kite 2.0 is out.", "Moth brings wings.")
