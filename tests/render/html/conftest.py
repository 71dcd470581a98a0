"""The fixtures of this folder's tests."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.render.html.kit import ROOT
from tests.tools import needed

ARGUMENTS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The bundled example in both its languages: its page, and what the dry run says in JSON."""
    folder = tmp_path_factory.mktemp("example")
    text = (ROOT / "channels.yaml").read_text(encoding="utf-8")
    head, channels = text.split("channels:\n")
    channels = re.sub(r"^  \w+:\n", r"\g<0>    languages: [en, de]\n", channels, flags=re.MULTILINE)
    (folder / "channels.yaml").write_text(f"{head}channels:\n{channels}", encoding="utf-8")
    shutil.copytree(ROOT / "examples", folder / "examples")

    def run(*command: str) -> str:
        line = [sys.executable, "-m", "distribute", *command]
        done = subprocess.run(line, cwd=folder, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    assert run("preview", "2020-11", "--html", "page.html") == ""
    dry = json.loads(run("publish", "2020-11", "--dry-run", "--json"))
    return folder / "page.html", dry["deliveries"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium, one for all these tests."""
    found = needed("chromium", "chromium-browser", "google-chrome")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def view(chromium: Any) -> Any:
    """One page for all tests of a file: to open another takes longer than what most of them look at."""
    return chromium.new_page()
