"""The shape of a title: its words, and marks for what counts."""

from __future__ import annotations

import pytest

from distribute.text.shapes import first_words, fits, shape_of


@pytest.mark.parametrize(
    ("title", "shape"),
    [
        ("The Kite News, October 2026", "the kite news #"),
        ("Kite News #12: Knots", "kite news # knots"),
        ("Week Ending January 14, 2018", "week ending #"),
        ("14. Februar 2026 – Drachenpost", "# drachenpost"),
        ("kite-news-oct-2026", "kite news #"),
        ("twin0335", "twin #"),
        ("13th letter", "# letter"),
        ("05.10.2026 Kites", "# kites"),
        ("Kite 1.2.3 and v2 released", "kite 1.2.3 and v2 released"),
        ("What's new in spring", "what's new in #"),
        ("週報 第12号", "週報 第 # 号"),
    ],
)
def test_the_shape_of_a_title(title: str, shape: str) -> None:
    assert str(shape_of(title)) == shape


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Kite News 12", True),
        ("kite news, October 2026", True),
        ("Kite News 12: more", False),
        ("The Kite News 12", False),
        ("Kite News", False),
    ],
)
def test_a_title_is_asked_for_by_its_shape(title: str, wanted: bool) -> None:
    assert fits(title, "Kite News #") is wanted
    assert fits(title, "*Kite News*")


def test_the_first_words_are_as_they_are_written() -> None:
    assert first_words("The “Kite” News, October 2026", 3) == "The “Kite” News"
    assert first_words("Kites", 0) == ""
