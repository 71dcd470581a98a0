"""Labels before a text."""

from __future__ import annotations

import pytest

from distribute.text.headline import headline, labelled


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("Kite core 3.13", "3.13 has loops", "Kite core 3.13 has loops"),
        ("Kite core", "core has loops", "Kite core: core has loops"),
        ("Sprint 12", "12 tickets were closed", "Sprint 12: 12 tickets were closed"),
        ("3.13", "3.13 has loops", "3.13: 3.13 has loops"),
    ],
)
def test_a_label_and_its_text_name_a_version_once(label: str, text: str, said: str) -> None:
    assert labelled(label, text) == said


@pytest.mark.parametrize(
    ("title", "site", "is_named"),
    [
        ("A history of onions", "The Tor Project", False),
        ("How we build trust", "The Rust Blog", False),
        ("Tor 12 is out", "The Tor Project", True),
        ("XMPP's letter", "XMPP", True),
        ("Managarm: End of 2023", "The Managarm Project", True),
    ],
)
def test_a_short_name_is_in_a_title_only_as_a_word(title: str, site: str, is_named: bool) -> None:
    assert (headline(title, site, (), "") == title) is is_named
