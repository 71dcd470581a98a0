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
    assert why_told(Fact(("Kite 1.4 loops",), 1, "", 5.0, tags=(tag,))).endswith(TAGS[tag])
