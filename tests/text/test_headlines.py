"""Labels before a text."""

from __future__ import annotations

import pytest

from distribute.text.headline import labelled


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
