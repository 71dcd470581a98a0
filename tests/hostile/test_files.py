"""No link, pipe or path of a site leads out of it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from tests import forked
from tests.hostile.kit import LED_ASTRAY, NEWS, OUTBOX, SETTINGS, SITE, issue, place, run


def test_issues_are_looked_for_in_the_site_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(issue(NEWS, title="Secret"))
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    text = SETTINGS.replace("content/*.md", "['content/*.md', '../*.md']")
    (folder / "channels.yaml").write_text(text)
    told = run(folder, "issues")
    assert "leaves the site's root" in told.stderr
    assert "Secret" not in told.stdout + told.stderr


@pytest.mark.parametrize(
    "where",
    ["{0}/secret.md", "../../secret.md", "../secret", "/dev/zero", "/proc/self/environ", "/nowhere/notes.md"],
)
@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_link_that_leads_out_of_the_site_is_not_followed(tmp_path: Path, name: str, where: str) -> None:
    (tmp_path / "secret.md").write_text(issue("## outbox\n\n" + NEWS, title="The secret of the house"))
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "secret").symlink_to(tmp_path / "secret.md")
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.symlink_to(where.format(tmp_path))
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    said = told.stdout + told.stderr
    assert "a link to a place outside" in said or "not a regular file" in said
    assert file.name in said
    assert "secret of the house" not in said
    assert "PATH" not in said


@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_link_within_the_site_is_followed(tmp_path: Path, name: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    run(folder, "draft", "content/issue.md")
    (folder / "templates").mkdir()
    (folder / "templates" / "outbox.txt").write_text("{{ headline }} {{ link }}")
    (folder / "kept").mkdir()
    before = run(folder, "publish", "content/issue.md", "--dry-run").stdout
    (folder / name).rename(folder / "kept" / "file")
    (folder / name).symlink_to("../kept/file")
    assert run(folder, "publish", "content/issue.md", "--dry-run").stdout == before


@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert "not a regular file" in told.stdout + told.stderr
    assert file.name in told.stdout + told.stderr


@pytest.mark.parametrize("option", ["--html", "--eml"])
@pytest.mark.parametrize("link", ["page", "pages"])
def test_a_preview_is_not_written_through_a_link_of_the_sites(tmp_path: Path, option: str, link: str) -> None:
    (tmp_path / "site").mkdir()
    folder, mine = place(tmp_path / "site", issue(NEWS + "adds x.")), tmp_path / "mine"
    mine.mkdir()
    (mine / "page").write_text("mine")
    (folder / link).symlink_to(mine / "page" if link == "page" else mine)
    chosen = ("--channel", "email") if option == "--eml" else ()
    told = run(
        folder, "preview", "content/issue.md", *chosen, option, "page" if link == "page" else "pages/page"
    )
    assert (told.returncode, "remove the link first" in told.stderr) == (2, True), told.stderr
    assert (mine / "page").read_text() == "mine"
    kept = run(folder, "preview", "content/issue.md", *chosen, option, str(mine / "page"))
    assert (kept.returncode, (mine / "page").read_text() == "mine") == (0, False), kept.stderr


FEED = "channels:\n  feed: {path: static/a.atom, url: 'https://example.org/a.atom', title: News}\n"
KEEPING = "channels:\n  email: {smtp: 'smtp://127.0.0.1:9', from: a@example.org, to: b@example.org, keep: .distribute/sent}\n"


@pytest.mark.parametrize(
    ("link", "channel", "setting"),
    [
        ("out", OUTBOX, "outbox.path"),
        ("static", FEED, "feed.path"),
        ("static/a.atom", FEED, "feed.path"),
        (
            "j",
            FEED.replace("title:", "json_path: j/a.json, json_url: 'https://example.org/a.json', title:"),
            "feed.json_path",
        ),
        (".distribute", KEEPING, "email.keep"),
    ],
)
def test_nothing_is_posted_through_a_link_out_of_the_site(
    tmp_path: Path, link: str, channel: str, setting: str
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "mine").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + channel)
    (folder / link).parent.mkdir(exist_ok=True)
    (folder / link).symlink_to(tmp_path / "mine")
    told = run(folder, "publish", "content/issue.md", "--old", "--not-live", "--new-ledger")
    assert told.returncode == 2
    assert f"channels.{setting}: a link leads to {tmp_path / 'mine'}" in told.stderr
    assert list((tmp_path / "mine").iterdir()) == []


def test_posts_are_written_through_a_link_within_the_site_and_to_a_place_that_is_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "posts").mkdir()
    (folder / "out").symlink_to("posts")
    channels = "channels:\n  outbox: {path: out}\n  other: {use: outbox, path: ../mine}\n"
    (folder / "channels.yaml").write_text(SITE + channels)
    run(folder, "init", "--ci", "none")
    assert run(folder, "publish", "content/issue.md", "--old", "--not-live").returncode == 0
    assert len(list((folder / "posts").iterdir())) == len(list((tmp_path / "mine").iterdir())) == 1


@pytest.mark.parametrize(
    "words", ["init --ci none", "publish content/issue.md --new-ledger", "ledger import events"]
)
def test_no_ledger_is_made_through_a_link_out_of_the_site(tmp_path: Path, words: str) -> None:
    (tmp_path / "site").mkdir()
    mine = tmp_path / "mine"
    mine.mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    (folder / "events").touch()
    (folder / ".distribute").symlink_to(mine)
    told = forked.run(folder, *words.split())
    assert (told.returncode, f"set `ledger: sqlite:{mine}/ledger.db`" in told.stderr) == (5, True), (
        told.stderr
    )
    assert list(mine.iterdir()) == []
    (folder / "channels.yaml").write_text(f"ledger: sqlite:{mine}/ledger.db\n{SITE}{OUTBOX}")
    assert run(folder, "init", "--ci", "none").returncode == 0
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    assert run(folder, "status").returncode == 0, "one that is there is used"


@pytest.mark.parametrize("link", ["drafts", "page.html"])
def test_a_link_that_leads_to_itself_is_told(tmp_path: Path, link: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    (folder / link).symlink_to(link)
    command = ("draft",) if link == "drafts" else ("preview", "--html", link)
    told = run(folder, *command, "content/issue.md")
    assert "distribute itself" not in told.stderr
    assert (told.returncode, link in told.stderr) == (2, True)


@pytest.mark.parametrize("link", ["events", "folder"])
def test_a_backup_is_not_written_through_a_link_out_of_the_site(tmp_path: Path, link: str) -> None:
    (tmp_path / "site").mkdir()
    folder, mine = place(tmp_path / "site", issue(NEWS + "adds x.")), tmp_path / "mine"
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    mine.mkdir()
    (mine / "events").write_text("mine")
    (folder / link).symlink_to(mine / "events" if link == "events" else mine)
    run(folder, "init", "--ci", "none")
    told = run(folder, "ledger", "export", "events" if link == "events" else "folder/events")
    assert (told.returncode, f"a link leads to {mine / 'events'}" in told.stderr) == (2, True), told.stderr
    assert (mine / "events").read_text() == "mine"
    (tmp_path / "outside").symlink_to(mine / "events")
    assert run(folder, "ledger", "export", "../outside").returncode == 0
    assert (tmp_path / "outside").is_symlink()
    assert (mine / "events").read_text() != "mine"


@pytest.mark.parametrize("where", ["{0}/secret.png", "../../secret.png", "link.png"])
def test_a_picture_stays_in_the_site(tmp_path: Path, where: str) -> None:
    (tmp_path / "secret.png").write_text("the secret of the house")
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(f"![A kite]({where.format(tmp_path)})\n\n{NEWS}adds x."))
    (folder / "content" / "link.png").symlink_to(tmp_path / "secret.png")
    told = run(folder, "preview", "content/issue.md", "--html", "-").stdout
    told += run(folder, "publish", "content/issue.md", "--dry-run", "--json").stdout
    inside = base64.b64encode(b"the secret of the house").decode()
    assert "the secret of the house" not in told
    assert inside not in told
