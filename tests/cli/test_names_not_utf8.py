"""Names of files and folders that are not UTF-8: a problem of that issue alone, or one sentence"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.kit import Place, page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not UTF-8")


@pytest.fixture
def odd(place: Place) -> Place:
    folder = os.fsencode(place.root / "content" / "letter")
    bundle = os.path.join(folder, b"b\xfe")  # noqa: PTH118 - Path takes no bytes
    os.mkdir(bundle)  # noqa: PTH102
    for path in (os.path.join(folder, b"2021-01-\xff.md"), os.path.join(bundle, b"index.md")):  # noqa: PTH118
        Path(os.fsdecode(path)).write_text(page("The Letter December 2020", "2021-01-05"))
    return place


@pytest.mark.parametrize(
    "words",
    [
        "issues",
        "publish 2020-11 --dry-run",
        "preview 2020-11",
        "draft 2020-11",
        "seed 2020-11",
        "hold 2020-10 --because x",
    ],
)
def test_another_issue_is_not_hindered(odd: Place, words: str) -> None:
    odd.run("init")
    for style in ((), ("--json",)):
        assert odd.run(*words.split(), *style).code == 0


def test_the_file_is_told_and_what_to_do(odd: Place) -> None:
    listed = odd.run("issues", "--json").json["issues"]
    path = next(each["path"] for each in listed if each["path"].startswith("content/letter/2021"))
    assert path == r"content/letter/2021-01-\xff.md"
    done = odd.run("publish", "--due", "--dry-run")
    assert done.code == 4
    assert r"content/letter/2021-01-\xff.md:1: error: " in done.out
    assert "not UTF-8: rename it" in done.out


@pytest.mark.parametrize("words", ["issues", "init", "status", "ledger verify", "publish --due --dry-run"])
def test_a_site_in_such_a_folder_is_refused(
    place: Place, tmp_path_factory: pytest.TempPathFactory, words: str
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path_factory.mktemp("site")) + b"/\xff"))
    shutil.copytree(place.root, folder)
    done = place.run(*words.split(), cwd=folder)
    assert done.code == 2
    assert "not UTF-8: rename it" in done.err
