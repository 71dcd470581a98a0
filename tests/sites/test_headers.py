"""Headers kept from an earlier run: what is read again, and that nothing sent depends on them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from distribute.cli.group import CommonOptions
from distribute.cli.main import distribute
from distribute.config import load
from distribute.issue import Header, has_header
from distribute.sites import headers
from distribute.sites.registry import open_site
from distribute.sites.site import Site
from tests.conftest import MakeSite
from tests.shapes import GENERATORS, place

HUGO = 'baseURL = "https://example.org/"\n[permalinks]\nnews = "/:sections/:slug/"\n'
SETTINGS = """\
site: {name: News, url: "https://example.org/", issues: "content/**/*.md", id: month, max_age: 36500d, check_page: false}
ledger: sqlite:ledger.db
channels: {out: {use: outbox, path: out}}
"""
OCTOBER, NOVEMBER = "content/news/ten.md", "content/news/eleven.md"


def letter(month: int, name: str = "Kite", more: str = "") -> str:
    body = f"{name} 1.2 has been released and adds a compass.\n\n- Moth 2.0 now reads old charts.\n"
    return f"---\ntitle: News of 2020-{month}\nslug: n{month}\ndate: 2020-{month}-05\n{more}---\n\n{body}"


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache's folder, empty; files count at once, however few and new they are."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setattr(headers, "LEAST", 1)
    monkeypatch.setattr(headers, "_SETTLED", 0)
    return folder / "distribute"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that were read as issues."""
    names: list[str] = []
    whole = Site.read_in

    def noted(site: Site, path: Path) -> object:
        names.append(path.name)
        return whole(site, path)

    monkeypatch.setattr(Site, "read_in", noted)
    return names


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Hugo site of two issues, with its settings and a folder for posts."""
    (tmp_path / "hugo.toml").write_text(HUGO)
    (tmp_path / "content/news").mkdir(parents=True)
    (tmp_path / OCTOBER).write_text(letter(10))
    (tmp_path / NOVEMBER).write_text(letter(11))
    (tmp_path / "channels.yaml").write_text(SETTINGS)
    return tmp_path


def listed(site: Path) -> list[Header]:
    return headers.headers_of(open_site(load(site / "channels.yaml")))


def run(site: Path, *words: str) -> str:
    command = ["--config", str(site / "channels.yaml"), *words]
    done = CliRunner().invoke(distribute, command, obj=CommonOptions(), catch_exceptions=False)
    return done.stdout


def kept(cache: Path) -> tuple[Path, dict[str, list[object]]]:
    """Return the cache's file and the entries in it."""
    (file,) = cache.glob("*.json")
    return file, json.loads(file.read_bytes())["entries"]


def rewritten(cache: Path, name: str, **fields: object) -> None:
    """Put other values into a header that was kept."""
    file, _ = kept(cache)
    data = json.loads(file.read_bytes())
    (entry,) = (entry for path, entry in data["entries"].items() if path.endswith(name))
    entry[2].update(fields)
    file.write_text(json.dumps(data))


def test_a_second_run_reads_only_what_is_asked_for(site: Path, read: list[str]) -> None:
    first = run(site, "publish", "2020-10", "--dry-run", "--json")
    assert sorted(set(read)) == ["eleven.md", "ten.md"]
    read.clear()
    assert run(site, "publish", "2020-10", "--dry-run", "--json") == first
    assert read == ["ten.md"], "the later issue shows nothing that recurs"
    assert all(isinstance(header, headers.Listed) for header in listed(site))


def test_of_many_issues_only_the_one_and_its_neighbours_are_read(site: Path, read: list[str]) -> None:
    for number in range(40):
        day = f"2020-10-{number % 28 + 1:02}"
        text = letter(10, more=f"distribute: {{id: n{number}}}\n").replace("2020-10-05", day)
        (site / f"content/news/{number}.md").write_text(text)
    run(site, "publish", "latest", "--dry-run")
    read.clear()
    run(site, "publish", "latest", "--dry-run")
    assert read.count("eleven.md") == 1
    assert len(read) == 1 + 6


@pytest.mark.parametrize("generator", GENERATORS)
def test_headers_are_those_of_the_issues(tmp_path: Path, generator: str) -> None:
    place(tmp_path, generator)
    for month in (10, 11, 12):
        (tmp_path / f"content/2020-{month}-05-letter.md").write_text(letter(month))
    for _ in range(2):
        found = listed(tmp_path)
        issues = [header.whole() for header in found]
        assert len(issues) == 3
        assert all(map(has_header, issues, found))
        assert issues == open_site(load(tmp_path / "channels.yaml")).issues()


def test_a_translation_keeps_the_id_of_its_original(make_site: MakeSite) -> None:
    files = {"hugo.toml": "[languages.en]\n[languages.de]\n", "content/ten.md": letter(10)}
    files["content/ten.de.md"] = letter(11).replace("2020-11-05", "2020-10-05")
    for _ in range(2):
        site = make_site(files, id="month")
        assert {header.id for header in headers.headers_of(site)} == {"2020-10"}
        assert {header.whole().id for header in headers.headers_of(site)} == {"2020-10"}


def test_a_file_that_changed_is_read_again_whatever_its_time(site: Path, read: list[str]) -> None:
    listed(site)
    file = site / OCTOBER
    before = file.stat()
    file.write_text(letter(12))  # as long as it was
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    read.clear()
    assert {header.id for header in listed(site)} == {"2020-12", "2020-11"}
    assert read == ["ten.md"]


def test_a_file_that_was_changed_just_now_is_not_kept(
    site: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers, "_SETTLED", 60_000_000_000)
    listed(site)
    read.clear()
    listed(site)
    assert len(read) == 2


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("hugo.toml", HUGO.replace("/:sections/:slug/", "/news/:year/:slug/")),
        ("channels.yaml", SETTINGS.replace("id: month", "id: date")),
        ("content/news/_index.md", "---\ntitle: All news\n---\n"),
    ],
)
def test_what_a_header_depends_on_besides_its_file_is_watched(
    site: Path, read: list[str], file: str, content: str
) -> None:
    (site / "content/news/deep").mkdir()
    (site / "content/news/deep/nine.md").write_text(letter(12))
    listed(site)
    read.clear()
    (site / file).write_text(content)
    found = listed(site)
    assert "nine.md" in read
    assert all(map(has_header, (header.whole() for header in found), found))


def test_a_page_that_links_to_another_is_read_each_time(make_site: MakeSite, read: list[str]) -> None:
    link = "{% post_url 2020-10-05-ten %}"
    files = {"_config.yml": "url: https://example.org\n", "_posts/2020-10-05-ten.md": letter(10)}
    files["_posts/2020-11-05-eleven.md"] = letter(11) + link
    site = make_site(files)
    headers.headers_of(site)
    read.clear()
    headers.headers_of(open_site(site.config))
    assert read == ["2020-11-05-eleven.md"], "its text has the other's address in it"


def test_a_hostile_cache_does_not_change_what_is_shown_or_sent(site: Path, cache: Path) -> None:
    shown = run(site, "publish", "2020-11", "--dry-run", "--json")
    rewritten(cache, "eleven.md", title="Buy now", url="https://evil.example/")
    assert run(site, "publish", "2020-11", "--dry-run", "--json") == shown
    rewritten(cache, "ten.md", id="2020-11", covers=["2020-11"])
    rewritten(cache, "eleven.md", id="2020-10", covers=["2020-10"], date="2020-01-05T00:00:00Z")
    assert run(site, "publish", "2020-11", "--dry-run", "--json") == shown


def test_what_is_sent_is_not_chosen_by_the_cache(site: Path, cache: Path) -> None:
    listed(site)
    rewritten(cache, "eleven.md", draft=True)  # it is the latest no more
    run(site, "publish", "latest", "--new-ledger", "--yes")
    (post,) = (site / "out").glob("*")
    assert "n11" in post.read_text()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"key":1,"entries":{}}', b"\xff", b"[" * 100_000])
def test_a_broken_cache_is_ignored_and_replaced(site: Path, cache: Path, content: bytes) -> None:
    before = listed(site)
    file, entries = kept(cache)
    file.write_bytes(content)
    assert listed(site) == [header.whole() for header in before]
    assert kept(cache) == (file, entries)


def test_a_cache_that_others_can_write_is_ignored(site: Path, cache: Path, read: list[str]) -> None:
    listed(site)
    file, _ = kept(cache)
    for path in (file, cache):
        path.chmod(path.stat().st_mode | 0o020)
        read.clear()
        listed(site)
        assert len(read) == 2
        path.chmod(0o700)


def test_nothing_is_written_through_a_link(site: Path, cache: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    cache.symlink_to(elsewhere)
    listed(site)
    assert not list(elsewhere.iterdir())


def test_a_small_site_keeps_nothing(site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "LEAST", 3)
    listed(site)
    assert not cache.exists()


def test_without_a_home_nothing_is_kept(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "nowhere")
    monkeypatch.chdir(site)
    assert len(listed(site)) == 2
    assert not (site / "nowhere").exists()
    assert not (site / "relative").exists()
