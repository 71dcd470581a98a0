"""`check -v` explains every kind and tag of a fact, and every rule that rejects an item."""

from __future__ import annotations

from typing import get_args

import pytest

from distribute.facts.model import Fact, Kind, RejectionRule, Tag
from distribute.facts.reasons import KINDS, REJECTIONS, TAGS, why_told


def test_every_kind_is_explained() -> None:
    assert set(KINDS) == set(get_args(Kind))


def test_every_rejection_is_explained() -> None:
    assert set(REJECTIONS) == set(get_args(RejectionRule))


@pytest.mark.parametrize("tag", get_args(Tag))
def test_every_tag_is_explained(tag: Tag) -> None:
    fact = Fact(phrases=("Kite 1.4 loops",), line=1, section="", score=5.0, tags=(tag,))
    assert why_told(fact).endswith(TAGS[tag])
