"""A picture of each channel's card, which its page in the documentation shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from distribute.channel.registry import built_in
from tests.render.html.kit import ROOT

FOLDER = ROOT / "docs" / "pictures" / "cards"
USES = sorted(set(built_in()) - {"x"})
WIDTH, HEIGHT = 640, 900  # pixels; what is further down is cut off


@pytest.mark.skipif(
    "DISTRIBUTE_UPDATE_PICTURES" not in os.environ, reason="DISTRIBUTE_UPDATE_PICTURES=1 takes them"
)
def test_a_picture_is_taken_of_each_card(chromium: Any, tmp_path: Path) -> None:
    """The example with every channel, in the order of its settings."""
    config, page = ROOT / "examples" / "all-channels" / "channels.yaml", tmp_path / "page.html"
    line = [sys.executable, "-m", "distribute", "--config", str(config), "preview", "2020-11"]
    subprocess.run([*line, "--language", "en", "--html", str(page)], check=True, capture_output=True)
    page.write_text(page.read_text(encoding="utf-8").replace(' loading="lazy"', ""), encoding="utf-8")
    view = chromium.new_page(viewport={"width": WIDTH, "height": 1400})
    view.goto(page.as_uri())
    FOLDER.mkdir(exist_ok=True)
    for card in view.locator("article").all():
        card.scroll_into_view_if_needed()
        view.wait_for_timeout(500)  # for the message in it
        use = card.get_attribute("data-key").split("/")[1]
        (FOLDER / f"{use}.png").write_bytes(_small(card.screenshot()))
    view.close()


def _small(picture: bytes) -> bytes:
    """Return a picture without its lower end and with few colours, which is a tenth of its size."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as whole:
        top = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, HEIGHT)))
    written = BytesIO()
    top.quantize(48).save(written, "PNG", optimize=True)
    return written.getvalue()


@pytest.mark.parametrize("use", USES)
def test_the_page_of_a_channel_shows_its_card(use: str) -> None:
    page = (ROOT / "docs" / "channels" / f"{use}.md").read_text(encoding="utf-8")
    assert re.search(rf"^!\[[^\]]{{20,}}\]\(\.\./pictures/cards/{use}\.png\)$", page, re.MULTILINE)
    content = (FOLDER / f"{use}.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) < 60_000
