"""Which issue and which newsletter is meant: twins, renamed issues, and several newsletters on one account or ledger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import distribute
from distribute.ledger.events import About, Key, Seeded
from distribute.ledger.history import fold
from distribute.ledger.memory import MemoryLedger
from distribute.testing.service import MastodonService

BODY = """\
## Software

* [Kite 1.2](https://kite.example/) adds loops and knots for everybody who flies in strong wind.
* [Moth 3.0](https://moth.example/) is the first release that finds its way home in the dark.
* [Fern 0.9](https://fern.example/) grows a new leaf for each contributor of the last month.
"""
OTHER_BODY = (
    BODY.replace("Kite", "Owl").replace("Moth", "Bee").replace("Fern", "Oak").replace("adds", "drops")
)


class Run(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def states(self) -> dict[str, str]:
        return {f"{one['key']}": one["state"] for one in self.json["deliveries"]}


class Newsletter:
    """A site in a folder, with an account on a service and a ledger."""

    def __init__(self, root: Path, service: MastodonService, **more: str) -> None:
        self.root, self.service = root, service
        self.settings(**more)

    def settings(
        self,
        *,
        name: str = "The Letter",
        url: str = "https://letter.example/",
        ledger: str = "sqlite:ledger.db",
        more: str = "",
        language: str = "en",
        site: str = "",
    ) -> None:
        self.write(
            "channels.yaml",
            f"site:\n  name: {name}\n  url: {url}\n  generator: hugo\n  issues: content/*.md\n"
            f"  language: {language}\n{site}"
            f"ledger: {ledger}\n"
            "channels:\n"
            "  mastodon:\n"
            f"    server: {self.service.url}\n"
            "    access_token: $TOKEN\n"
            "    patience: 1s\n    timeout: 250ms\n".replace("250ms", "0.25s")
            + more,
        )
        self.write("hugo.yaml", f"baseURL: {url}\npermalinks:\n  page:\n    /: /:filename/\n")

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def issue(self, name: str, title: str, body: str = BODY, *, days: float = 1, more: str = "") -> None:
        date = datetime.now(UTC) - timedelta(days=days)
        self.write(
            f"content/{name}.md", f"---\ntitle: {title}\ndate: {date:%Y-%m-%dT%H:%M:%SZ}\n{more}---\n\n{body}"
        )

    def run(self, *words: str, **env: str) -> Run:
        command = [sys.executable, "-m", "distribute", *words]
        given = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(distribute.__file__).parents[1]),
            "PYTHONUTF8": "1",
            "TOKEN": self.service.token,
            **env,
        }
        done = subprocess.run(
            command, cwd=self.root, env=given, capture_output=True, timeout=60, check=False, encoding="utf-8"
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr)

    def publish(self, *words: str) -> Run:
        return self.run("publish", *words, "--not-live", "--new-ledger", "--json")


@pytest.fixture
def service() -> Iterator[MastodonService]:
    with MastodonService() as service:
        yield service


@pytest.fixture
def letter(tmp_path: Path, service: MastodonService) -> Newsletter:
    return Newsletter(tmp_path / "letter", service)


ID = "distribute: {id: "


# Two files with one id


def test_of_twins_that_are_due_neither_goes_out_and_the_others_do(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    letter.issue("b", "Two", OTHER_BODY, more='distribute: {id: "7"}\n')
    letter.issue("c", "Three", OTHER_BODY.replace("Owl", "Elk"), more='distribute: {id: "8"}\n')
    dry = letter.run("publish", "--due", "--dry-run", "--json")
    run = letter.publish("--due")
    assert (dry.code, run.code) == (4, 4)
    assert run.states == {"7/mastodon/en@1#1": "held", "8/mastodon/en@1#1": "posted"}
    assert len(letter.service.arrived) == 1
    for said in (dry, run):
        told = " ".join(problem["message"] for problem in said.json["problems"])
        assert "content/a.md" in told
        assert "content/b.md" in told


def test_a_second_file_with_an_id_on_record_is_told_and_not_taken_for_it(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    assert letter.publish("7").code == 0
    (letter.root / "content/a.md").unlink()
    letter.issue("b", "Two", OTHER_BODY, more='distribute: {id: "7"}\n')
    for words in (("--due",), ("7",)):
        run = letter.publish(*words)
        assert run.code == 4
        assert run.json["deliveries"][0]["code"] == "same-id"
        assert "on record as another page" in run.json["deliveries"][0]["error"]
    assert letter.run("publish", "--due", "--dry-run").code == 4
    assert len(letter.service.arrived) == 1
    known = letter.run("publish", "7", "--not-live", "--allow", "same-id", "--json")
    assert (known.code, set(known.states.values())) == (0, {"already-posted"})
    assert letter.publish("7").code == 0, "a person has said that it is the same"


def test_an_issue_that_was_edited_is_the_same(letter: Newsletter) -> None:
    letter.issue("a", "One", more='distribute: {id: "7"}\n')
    letter.publish("7")
    letter.issue("a", "Quite another title", OTHER_BODY, more='distribute: {id: "7"}\n')
    assert letter.publish("7").code == 0
    letter.issue("moved", "Quite another title", OTHER_BODY, more='distribute: {id: "7"}\n')
    (letter.root / "content/a.md").unlink()
    assert letter.publish("7").code == 0
    assert len(letter.service.arrived) == 1


# What an edit changes is in no key


def test_another_name_for_the_sites_language_announces_nothing_again(letter: Newsletter) -> None:
    letter.issue("2020-11", "The Letter")
    assert letter.publish("--due").code == 0
    letter.settings(language="en-GB")
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + "defaultContentLanguage: en-GB\n")
    run = letter.publish("--due")
    assert (run.code, set(run.states.values())) == (0, {"already-posted"})
    assert len(letter.service.arrived) == 1


def test_a_translation_into_a_variant_of_the_language_is_another_post() -> None:
    ledger, now = MemoryLedger(), datetime.now(UTC)
    about = About(path="a.pt.md", url="https://letter.example/a/", title="A carta")
    place: dict[str, Any] = {"seq": 1, "run": "one", "at": now, "target": "feed:ada"}
    ledger.append(Seeded(post=Key("7", "feed", "pt").round_place, about=about, **place))
    history = fold(ledger.read())
    assert history.recorded_language("7", "pt-BR", about) == "pt"
    other = About(path="a.pt-br.md", url="https://letter.example/a/", title="A carta")
    assert history.recorded_language("7", "pt-BR", other) == "pt-BR"
    assert history.recorded_language("7", "es", about) == "es"


def test_an_issue_renamed_and_retitled_at_once_is_the_same(letter: Newsletter) -> None:
    letter.issue("one", "One", more="distribute: {id: one}\n")
    assert letter.publish("one").code == 0
    (letter.root / "content/one.md").unlink()
    letter.issue("two", "Two", BODY, more="distribute: {id: two}\n")
    run = letter.publish("--due")
    assert run.code == 4
    assert run.json["deliveries"][0]["code"] == "known-under-another-id"
    assert len(letter.service.arrived) == 1


def test_a_hold_goes_with_an_issue_that_is_renamed(letter: Newsletter) -> None:
    letter.issue("one", "One", more="distribute: {id: one}\n")
    letter.publish("--due", "--dry-run")
    letter.run("init", "--use", "outbox")
    assert letter.run("hold", "one", "--because", "the date is wrong").code in {0, 5}
    letter.run("seed", "--before", "2001-01-01")  # makes the ledger, where init did not
    assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    (letter.root / "content/one.md").unlink()
    letter.issue("two", "Two", more="distribute: {id: two}\n")
    run = letter.publish("two")
    assert (run.code, run.json["deliveries"][0]["code"]) == (4, "held")
    assert letter.service.arrived == []
    assert letter.run("release", "two").code == 0
    assert letter.publish("two").code == 0
    assert len(letter.service.arrived) == 1


# Several newsletters


def rival_of(letter: Newsletter, folder: str = "other", **more: str) -> Newsletter:
    other = {"name": "The Other", "url": "https://other.example/", **more}
    return Newsletter(letter.root.parent / folder, letter.service, **other)


def test_two_newsletters_on_one_account_in_one_month_are_two_posts(letter: Newsletter) -> None:
    """Each with a ledger of its own: the service must not take the second for a repeat of the first."""
    other = rival_of(letter)
    for site, title in ((letter, "The Letter"), (other, "The Other")):
        site.issue(
            "2020-11", title, BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        run = site.publish("2020-11")
        assert (run.code, set(run.states.values())) == (0, {"posted"})
    assert len(letter.service.arrived) == 2
    first, second = (request.headers["idempotency-key"] for request in letter.service.attempts)
    assert first != second


@pytest.mark.parametrize("shared", ["sqlite", "git"])
def test_two_newsletters_in_one_ledger_are_two(letter: Newsletter, shared: str) -> None:
    top = letter.root.parent
    ledger = "sqlite:../ledger.db"
    if shared == "git":
        remote = str(top.parent / f"{top.name}-remote.git")  # one in the site's own files is refused
        for words in (
            ["init", "--bare", remote],
            ["init", "."],
            ["remote", "add", "origin", remote],
        ):
            subprocess.run(["git", *words], cwd=top, check=True, capture_output=True)
        ledger = "git:distribute-ledger"
    letter.settings(ledger=ledger)
    other = rival_of(letter, ledger=ledger)
    for site, body in ((letter, BODY), (other, OTHER_BODY)):
        site.issue("2020-11", f"{site.root.name} November", body, more="distribute: {id: 2020-11}\n")
        assert set(site.publish("2020-11").states.values()) == {"posted"}
        assert set(site.publish("2020-11").states.values()) == {"already-posted"}
    assert len(letter.service.arrived) == 2
    assert len(letter.run("status", "--json").json["deliveries"]) == 1
    assert letter.run("ledger", "export", "../all.jsonl").code == 0
    assert letter.run("ledger", "verify").code == 0
    lines = (top / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum('"type":"posted"' in line for line in lines) == 2, "an export is of the whole ledger"
    letter.settings(ledger=ledger, name="The Letter, renamed")
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}
    letter.settings(ledger=ledger, url="https://moved.example/")
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}
    assert len(letter.service.arrived) == 2


def test_a_newsletter_may_be_given_its_identity(letter: Newsletter) -> None:
    letter.settings(ledger="sqlite:../ledger.db", site="  newsletter: letter\n")
    other = rival_of(
        letter,
        ledger="sqlite:../ledger.db",
        name="The Letter",
        site="  newsletter: other\n",
    )
    for site in (letter, other):
        site.issue(
            "2020-11", "November", BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        assert set(site.publish("2020-11").states.values()) == {"posted"}
    letter.settings(
        ledger="sqlite:../ledger.db", site="  newsletter: letter\n", name="New", url="https://new.example/"
    )
    assert set(letter.publish("2020-11").states.values()) == {"already-posted"}


def test_two_settings_of_one_newsletter_share_what_is_on_record(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", more="distribute: {id: 2020-11}\n")
    assert letter.publish("2020-11").code == 0
    text = (
        (letter.root / "channels.yaml")
        .read_text(encoding="utf-8")
        .replace("name: The Letter", "name: Letter")
    )
    letter.write("other.yaml", text)
    run = letter.run("--config", "other.yaml", "publish", "2020-11", "--not-live", "--json")
    assert (run.code, set(run.states.values())) == (0, {"already-posted"})


def test_two_newsletters_in_one_outbox_write_two_files(letter: Newsletter) -> None:
    other = rival_of(letter)
    for site in (letter, other):
        site.issue(
            "2020-11", "November", BODY if site is letter else OTHER_BODY, more="distribute: {id: 2020-11}\n"
        )
        site.settings(
            more="  outbox: {path: ../out}\n",
            **({"name": "O", "url": "https://o.example/"} if site is other else {}),
        )
        run = site.run("publish", "2020-11", "--not-live", "--new-ledger", "--channel", "outbox", "--json")
        assert set(run.states.values()) == {"posted"}
    assert len(list((letter.root.parent / "out").glob("*.txt"))) == 2


# What is in doubt


def in_doubt(letter: Newsletter, days: float = 1) -> None:
    letter.issue("2020-11", "November", days=days, more="distribute: {id: 2020-11}\n")
    letter.service.fail("cut after keeping")
    assert letter.publish("2020-11", "--old").code == 3


def test_what_is_in_doubt_is_read_back_though_its_issue_is_too_old_to_be_due(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    run = letter.publish("--due")
    assert (run.code, run.states) == (0, {"2020-11/mastodon/en@1#1": "posted"})
    assert len(letter.service.arrived) == 1


def test_what_is_in_doubt_is_read_back_though_its_file_is_gone(letter: Newsletter) -> None:
    in_doubt(letter)
    (letter.root / "content/2020-11.md").unlink()
    assert letter.publish("--due").states == {"2020-11/mastodon/en@1#1": "posted"}


def test_what_is_in_doubt_is_read_back_under_the_channels_new_name(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    file = letter.root / "channels.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("  mastodon:", "  fosstodon:\n    use: mastodon"),
        encoding="utf-8",
    )
    assert letter.publish("--due").states == {"2020-11/mastodon/en@1#1": "posted"}


def test_what_is_in_doubt_on_a_channel_that_is_gone_is_told_and_can_be_settled(letter: Newsletter) -> None:
    in_doubt(letter, days=40)
    file = letter.root / "channels.yaml"
    head = file.read_text(encoding="utf-8").partition("channels:")[0]
    file.write_text(head + "channels:\n  outbox: {path: out}\n", encoding="utf-8")
    run = letter.publish("--due")
    assert (run.code, run.states) == (3, {"2020-11/mastodon/en@1#1": "in-doubt"})
    assert "no channel 'mastodon' any more" in run.json["deliveries"][0]["error"]
    assert letter.run("publish", "--due").out.count("2020-11/mastodon/en@1#1") == 1
    settled = letter.run("settle", "2020-11", "mastodon", "--posted", f"{letter.service.url}/@news/1")
    assert settled.code == 0, settled.out + settled.err
    assert letter.publish("--due").code == 0


def test_nothing_in_doubt_and_nothing_due_is_said(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", days=40)
    run = letter.run("publish", "--due")
    assert (run.code, run.out) == (0, "nothing is due\n")
    assert not (letter.root / "ledger.db").exists()


def test_what_is_dated_ahead_is_due_on_its_day_and_not_before(letter: Newsletter) -> None:
    letter.issue("2020-11", "November", days=-3 / 86400)
    before = letter.publish("--due")
    assert (before.code, before.json["deliveries"]) == (0, [])
    time.sleep(4)
    assert set(letter.publish("--due").states.values()) == {"posted"}


@pytest.mark.parametrize("word", ["No", "none", "nope", "https://elsewhere.example/@news/1"])
def test_a_word_that_is_no_post_settles_nothing(letter: Newsletter, word: str) -> None:
    in_doubt(letter)
    run = letter.run("settle", "2020-11", "mastodon", "--posted", word)
    assert run.code == 2
    assert "no address of a post" in run.err
    assert letter.run("status").code == 3


def test_a_duplicate_is_shown_and_ends_with_3(letter: Newsletter) -> None:
    in_doubt(letter)
    letter.run("settle", "2020-11", "mastodon", "--posted", f"{letter.service.url}/@news/5")
    run = letter.run("settle", "2020-11/mastodon/en@1#1", "--posted", f"{letter.service.url}/@news/6")
    assert run.code == 3
    shown = letter.run("status")
    assert shown.code == 3
    assert "TWICE" in shown.out
    assert letter.run("status", "--json").json["exit"] == 3


# Clocks


class Behind(MastodonService):
    """A service whose clock, or whose cache, is an hour behind."""

    def answer(self, request: Any) -> Any:
        from email.utils import format_datetime

        import msgspec

        date = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        headers = {"Date": date, **({"Age": "3600"} if self.cached else {})}
        return msgspec.structs.replace(super().answer(request), headers=headers)

    cached = False


@pytest.mark.parametrize("cached", [False, True])
def test_a_clock_that_is_off_sends_nothing(tmp_path: Path, cached: bool) -> None:
    with Behind() as service:
        service.cached = cached
        letter = Newsletter(tmp_path / "letter", service)
        letter.issue("2020-11", "November")
        run = letter.publish("--due")
        assert len(service.arrived) == (1 if cached else 0)
        assert run.code == (0 if cached else 1)
        if not cached:
            assert "s ahead of the service's, and 2 s is the most" in run.json["deliveries"][0]["error"]


# What attacks have shown


def test_another_name_for_the_sites_language_keeps_reposts_and_seeds(letter: Newsletter) -> None:
    letter.issue("2020-11", "The Letter", more="distribute: {id: 2020-11}\n")
    assert letter.publish("2020-11").code == 0
    letter.settings(language="en-GB")
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + "defaultContentLanguage: en-GB\n")
    run = letter.run("repost", "2020-11", "mastodon", "--because", "typo", "--not-live", "--json")
    assert (run.code, run.states) == (0, {"2020-11/mastodon/en@2#1": "posted"})
    assert letter.run("seed", "2020-11").code == 0
    assert len(letter.run("status", "2020-11", "--json").json["deliveries"]) == 2


def test_an_issue_renamed_with_a_new_translation_is_the_same() -> None:
    """The translation goes out under the new id, and the original is known under the old one all the same."""
    ledger, now = MemoryLedger(), datetime.now(UTC)
    original = About(path="a.md", url="https://letter.example/a/", title="A")
    translation = About(path="a.de.md", url="https://letter.example/de/a/", title="Ein A")
    place: dict[str, Any] = {"seq": 1, "run": "one", "at": now, "target": "feed:ada"}
    ledger.append(Seeded(post=Key("one", "feed", "en").round_place, about=original, **place))
    ledger.append(Seeded(post=Key("two", "feed", "de").round_place, about=translation, **place))
    history = fold(ledger.read())
    assert history.known_as("two", "en", original) == ("one",)
    assert history.known_as("one", "en", original) == ()


def test_a_hold_goes_with_all_languages_of_an_issue_that_is_renamed(letter: Newsletter) -> None:
    letter.settings(more="    languages: [en, de]\n")
    letter.run("seed", "--before", "2001-01-01")
    languages = "languages:\n  en: {}\n  de: {}\n"
    letter.write("hugo.yaml", (letter.root / "hugo.yaml").read_text() + languages)
    for name in ("one", "two"):
        letter.issue("page", "News", more=f"distribute: {{id: {name}}}\n")
        date = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        words = f"title: Neues\ndate: {date}\ndistribute: {{id: {name}}}\n"
        letter.write("content/page.de.md", f"---\n{words}---\n\n{OTHER_BODY}")
        if name == "one":
            assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    for language in ("en", "de"):
        run = letter.publish("two", "--language", language)
        assert (run.code, [post["code"] for post in run.json["deliveries"]]) == (4, ["held"])
    assert letter.service.arrived == []


def test_a_release_ends_no_hold_of_another_issue_with_the_same_title(letter: Newsletter) -> None:
    letter.issue("one", "Newsletter", more="distribute: {id: one}\n")
    letter.run("seed", "--before", "2001-01-01")
    assert letter.run("hold", "one", "--because", "the date is wrong").code == 0
    letter.issue("two", "Newsletter", OTHER_BODY, more="distribute: {id: two}\n")
    assert "it was not held" in letter.run("release", "two").out
    run = letter.publish("one")
    assert (run.code, run.json["deliveries"][0]["code"]) == (4, "held")
    assert letter.service.arrived == []


# Ids and languages that are none


@pytest.mark.parametrize(
    "front",
    [
        'distribute: {id: "a --> @octocat"}',
        'distribute: {id: "--yes"}',
        'distribute: {id: "a/b"}',
        "distribute: {id: a~b}",
    ],
)
def test_an_issue_with_a_bad_id_is_never_sent_and_the_others_are(letter: Newsletter, front: str) -> None:
    letter.issue("a", "One", more=f"{front}\n")
    letter.issue("b", "Two", OTHER_BODY, more="distribute: {id: good}\n")
    run = letter.publish("--due", "--allow", "bad-id")
    assert run.code == 4
    assert [problem["code"] for problem in run.json["problems"] if problem["path"] == "content/a.md"] == [
        "bad-id"
    ]
    assert {key: state for key, state in run.states.items() if state == "posted"} == {
        "good/mastodon/en@1#1": "posted"
    }
    assert len(letter.service.arrived) == 1


def test_an_issue_with_a_bad_language_is_never_sent_and_the_others_are(letter: Newsletter) -> None:
    letter.settings(site="  id: number\n")
    text = (
        (letter.root / "channels.yaml")
        .read_text(encoding="utf-8")
        .replace("generator: hugo", "generator: jekyll")
    )
    letter.write("channels.yaml", text)
    letter.write("_config.yml", "url: https://letter.example\n")
    letter.issue("2026-01-01-a", "Letter 1", more="lang: 'a --> @x'\n")
    letter.issue("2026-01-02-b", "Letter 2", OTHER_BODY)
    run = letter.publish("--due", "--allow", "bad-language")
    assert run.code == 4
    assert "bad-language" in {problem["code"] for problem in run.json["problems"]}
    assert set(run.states) == {"2/mastodon/en@1#1"}
    assert len(letter.service.arrived) == 1
