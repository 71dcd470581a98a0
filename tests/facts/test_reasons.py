"""Every kind and tag of a fact is explained to who asks for it with `check -v`."""

from __future__ import annotations

from typing import get_args

import pytest

from distribute.facts.model import Fact, Kind, Tag
from distribute.facts.reasons import KINDS, TAGS, why_told


def test_every_kind_is_explained() -> None:
    assert set(KINDS) == set(get_args(Kind))


@pytest.mark.parametrize("tag", get_args(Tag))
def test_every_tag_is_explained(tag: Tag) -> None:
    fact = Fact(phrases=("Kite 1.4 loops",), line=1, section="", score=5.0, tags=(tag,))
    assert why_told(fact).endswith(TAGS[tag])
