"""Gates and what is behind them: what may be sent, what is held, what is read back in any case."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from distribute.channel.interface import Channel
from distribute.channel.post import Delivery, Draft, Part, Receipt
from distribute.channel.settings import Secret
from distribute.channel.verdicts import InDoubt
from distribute.config import Config, SiteSettings
from distribute.deliver.outcome import Repost
from distribute.deliver.reconcile import read_back
from distribute.deliver.records import hold
from distribute.issue import Issue, Overrides
from distribute.ledger.history import fold
from distribute.ledger.memory import MemoryLedger
from distribute.publish import gates
from distribute.publish.plan import plan
from distribute.publish.planned import Plan
from distribute.publish.run import PublishOptions, Result, publish
from distribute.text.dates import parse_date

BODY = "## Software\n\n[Kite 1.2](https://kite.example/) adds loops.\n"
WALLS: dict[str, list[str]] = {}


class Wall(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wall that posts are stuck on; `account` says which."""

    account: str
    token: Secret | None = None
    shaky: bool = False

    def target(self) -> str:
        """The wall."""
        return f"wall:{self.account}"

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Stick it on, and lose the answer where it is shaky."""
        WALLS.setdefault(self.account, []).append(delivery.part.text)
        if self.shaky:
            raise InDoubt("no answer")
        return Receipt(delivery.idempotency_key)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look at the wall."""
        return (
            Receipt(delivery.idempotency_key) if delivery.part.text in WALLS.get(self.account, ()) else None
        )


@pytest.fixture(autouse=True)
def _bare_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    WALLS.clear()
    monkeypatch.delenv("WALL_TOKEN", raising=False)


def wall(name: str = "wall", **settings: Any) -> Wall:
    return Wall(**{"name": name, "use": "wall", "account": name, **settings})


def issue(**fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": datetime.now(UTC) - timedelta(days=1),
        "site": "The Letter",
        "body": BODY,
        **fields,
    }
    return Issue(**given)


class Site:
    """A site, its ledger, and what is asked of a person."""

    def __init__(self, folder: Path, *channels: Channel, **site: Any) -> None:
        settings = SiteSettings(name="The Letter", **site)
        self.config = Config(folder / "channels.yaml", settings, "sqlite:x", channels)
        self.ledger = MemoryLedger()

    def plan(self, *issues: Issue, anew: bool = False) -> Plan:
        history = None if anew else fold(self.ledger.read())
        return plan(self.config, issues, issues, self.config.channels, history=history)

    def publish(self, *issues: Issue, ask: Callable[[Plan], bool] = lambda _: True, **options: Any) -> Result:
        wanted = PublishOptions(**{"not_live": True, **options})
        family = issues or (issue(),)
        history = fold(self.ledger.read())
        looked = read_back(self.config, history, self.ledger)
        planned = self.plan(*family, anew=wanted.repost is not None)
        history = fold(self.ledger.read())
        return publish(self.config, planned, history, self.ledger, wanted, ask=ask, looked=looked)


def states(result: Result) -> list[str]:
    return [post.state for post in result.plan.planned]


def codes(result: Result) -> set[str]:
    return {problem.code for problem in result.plan.problems if problem.severity == "error"}


def test_what_passes_every_gate_is_posted_once(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    assert (states(first := site.publish()), first.exit_code) == (["posted"], 0)
    assert (states(again := site.publish()), again.exit_code) == (["already-posted"], 0)
    assert len(WALLS["wall"]) == 1


def test_what_another_account_has_is_not_taken_for_posted_here(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    other = Site(tmp_path, wall(account="another"))
    other.ledger = site.ledger
    held = other.publish()
    assert ([post.code for post in held.plan.planned], held.exit_code) == (["other-account"], 4)
    assert "another" not in WALLS
    assert other.publish(repost=Repost("there too")).exit_code == 0


@pytest.mark.parametrize(
    ("fields", "code", "exit_code"),
    [
        ({"draft": True}, "draft", 4),
        ({"body": "## Software\n\n[CONTRIBUTORS]\n"}, "placeholder", 4),
        ({"date": datetime.now(UTC) - timedelta(days=30)}, "too-old", 4),
        ({"date": datetime.now(UTC) + timedelta(days=1)}, "not-yet-due", 4),
        ({"title": "The Letter 2020 " + "and on " * 1000}, "does-not-fit", 4),
    ],
)
def test_a_closed_gate_sends_nothing_anywhere(
    tmp_path: Path, fields: dict[str, Any], code: str, exit_code: int
) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    result = site.publish(issue(**fields))
    assert result.exit_code == exit_code
    assert code in codes(result)
    assert WALLS == {}


@pytest.mark.parametrize("options", [{"old": True}, {"allow": ("too-old",)}])
def test_a_gate_can_be_opened(tmp_path: Path, options: dict[str, Any]) -> None:
    site = Site(tmp_path, wall())
    assert site.publish(issue(date=datetime(2020, 12, 9, tzinfo=UTC)), **options).exit_code == 0


def test_an_issue_that_is_out_needs_no_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    gone_bad = issue(draft=True, date=datetime(2020, 12, 9, tzinfo=UTC), title="The Letter 2020 " * 1000)
    result = site.publish(gone_bad, not_live=False)
    assert (states(result), result.exit_code) == (["already-posted"], 0)


def test_a_missing_secret_is_a_mistake_in_the_settings_and_stops_the_others(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("locked", token=Secret("$WALL_TOKEN")))
    assert site.publish().exit_code == 2
    assert WALLS == {}


def test_a_channel_that_is_not_required_is_skipped_without_its_secret(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("locked", token=Secret("$WALL_TOKEN"), required=False))
    result = site.publish()
    assert (states(result), result.exit_code) == (["posted", "skipped"], 0)


def test_the_secret_of_a_channel_that_has_it_already_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, wall("locked", token=Secret("$WALL_TOKEN")))
    monkeypatch.setenv("WALL_TOKEN", "sesame")
    site.publish()
    monkeypatch.delenv("WALL_TOKEN")
    assert site.publish().exit_code == 0


def test_what_is_in_doubt_is_read_back_behind_a_closed_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(shaky=True))
    assert site.publish().exit_code == 3
    two = Site(tmp_path, wall(shaky=True), wall("other"))
    two.ledger = site.ledger
    result = two.publish(issue(draft=True))
    assert states(result) == ["posted", "would-post"]
    assert result.exit_code == 4
    assert len(WALLS["wall"]) == 1


def test_what_is_absent_after_patience_is_not_sent_behind_a_closed_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(shaky=True))
    assert site.publish().exit_code == 3
    WALLS.clear()  # it never arrived, and that was an hour ago
    an_hour_ago = [msgspec.structs.replace(e, at=e.at - timedelta(hours=1)) for e in site.ledger.read()]
    site.ledger = MemoryLedger()
    site.ledger.append(*an_hour_ago)
    result = site.publish(issue(draft=True))
    assert (states(result), result.exit_code) == (["would-post"], 4)
    assert WALLS == {}
    assert site.publish().exit_code == 3  # sent again, into the same silence
    assert len(WALLS["wall"]) == 1


def test_a_person_who_says_no_stops_what_is_new(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    result = site.publish(ask=lambda _: False)
    assert states(result) == ["would-post"]
    assert WALLS == {}


def test_nobody_is_asked_about_what_is_out(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    asked: list[Plan] = []
    site.publish(ask=lambda shown: bool(asked.append(shown)))
    assert asked == []


def test_a_text_that_was_not_approved_is_held_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other", hashtags=("Kites",)))
    approved = site.plan(issue()).planned[0].draft
    assert approved
    result = site.publish(approved=(approved.digest,))
    assert (states(result), result.exit_code) == (["posted", "held"], 4)
    assert result.plan.planned[1].code == "not-approved"


@pytest.mark.parametrize("same", ["path", "url", "title"])
def test_an_issue_known_under_another_id_is_held(tmp_path: Path, same: str) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    other = {"id": "2020-12", "path": "content/b.md", "url": "https://example.org/b/", "title": "B 2021"}
    del other[same]
    result = site.publish(issue(**other))
    assert (states(result), result.exit_code) == (["held"], 4)
    assert len(WALLS["wall"]) == 1
    assert site.publish(issue(**other), allow=("known-under-another-id",)).exit_code == 0


@pytest.mark.parametrize("ids", [("2020-11",) * 4, ("2020-11", "2020-11", "moved", "again")])
def test_edited_bit_by_bit_until_nothing_is_left_it_is_still_the_same(
    tmp_path: Path, ids: tuple[str, ...]
) -> None:
    site = Site(tmp_path, wall())
    fields: dict[str, Any] = {}
    for name, change in zip(
        ids,
        ({}, {"title": "Mended 2020"}, {"url": "https://example.org/moved/"}, {"path": "content/moved.md"}),
        strict=True,
    ):
        fields |= change
        site.publish(issue(**{**fields, "id": name}))
    assert len(WALLS["wall"]) == 1


def test_a_title_that_every_issue_has_tells_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    old = issue(title="Letter")
    new = issue(title="Letter", id="2020-12", path="content/b.md", url="https://example.org/b/")
    site.publish(old)
    planned = plan(site.config, (new,), (old, new), site.config.channels, history=fold(site.ledger.read()))
    history = fold(site.ledger.read())
    result = publish(
        site.config, planned, history, site.ledger, PublishOptions(not_live=True), ask=lambda _: True
    )
    assert states(result) == ["posted"]


def test_one_account_under_two_names_is_held(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    renamed = Site(tmp_path, wall("renamed", account="wall"))
    renamed.ledger = site.ledger
    result = renamed.publish()
    assert (states(result), result.exit_code) == (["held"], 4)
    assert result.plan.planned[0].code == "same-target"
    assert renamed.publish(allow=("same-target",)).exit_code == 0


def test_a_repost_is_one_more_and_with_its_key_only_one(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    for _ in range(2):
        result = site.publish(repost=Repost("the link was broken", "job-7"), old=True)
        assert result.exit_code == 0
        assert [post.round for post in result.plan.planned] == [2]
    assert len(WALLS["wall"]) == 2


def test_a_repost_before_the_first_post_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    assert site.publish(repost=Repost("too early")).exit_code == 1
    assert WALLS == {}


def test_its_own_words_are_posted(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish(issue(words=Overrides(channels={"wall": {"text": "Kites are out! {url}"}})))
    assert WALLS["wall"] == ["Kites are out! https://example.org/letter/"]


class Pages:
    """A web server with one page."""

    def __init__(self) -> None:
        self.status, self.body, self.hits = 200, b"", 0
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pages.hits += 1
                self.send_response(pages.status)
                self.send_header("Content-Length", str(len(pages.body)))
                self.end_headers()
                self.wfile.write(pages.body)

            def log_message(self, *_: Any) -> None:
                """Keep still."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/letter/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def pages() -> Any:
    served = Pages()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "live"),
    [
        (200, b"<h1>The Letter <em>November</em> 2020</h1>", True),
        (200, b"<h1>The&nbsp;Letter November 2020</h1>", True),
        (404, b"<h1>The Letter November 2020</h1>", False),
        (200, b"<h1>Soon</h1>", False),
    ],
)
def test_a_page_is_live_when_it_answers_with_the_title(
    pages: Pages, status: int, body: bytes, live: bool
) -> None:
    pages.status, pages.body = status, body
    problem = gates.page_problem(issue(url=pages.url), 0, threading.Event(), home="127.0.0.1")
    assert (problem is None) == live


def test_typographic_marks_in_a_page_are_the_plain_ones_of_the_title(pages: Pages) -> None:
    pages.body = "<title>Kite’s “Letter”</title>".encode()
    told = issue(url=pages.url, title='Kite\'s "Letter"')
    assert gates.page_problem(told, 0, threading.Event(), home="127.0.0.1") is None


def test_a_page_that_is_not_there_keeps_an_issue_in(tmp_path: Path, pages: Pages) -> None:
    pages.status = 404
    site = Site(tmp_path, wall())
    result = site.publish(issue(url=pages.url), not_live=False)
    assert (result.exit_code, codes(result)) == (4, {"not-live"})
    assert WALLS == {}


def test_it_waits_for_the_page(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_PAUSE", 0.01)
    pages.status, pages.body = 404, b"The Letter November 2020"

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pages.status = 200 if pages.hits > 1 else 404  # it is built while we wait
            return super().wait(timeout)

    assert gates.page_problem(issue(url=pages.url), 60, Stop(), home="127.0.0.1") is None
    assert pages.hits == 3


def test_a_server_that_is_not_there_is_told_without_a_traceback(pages: Pages) -> None:
    pages.server.shutdown()
    pages.server.server_close()
    problem = gates.page_problem(issue(url=pages.url), 0, threading.Event(), home="127.0.0.1")
    assert problem
    assert "can't be reached" in problem.message


def test_it_says_what_it_waits_for_once(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_PAUSE", 0.01)
    pages.body = b"The Letter November 2020"
    statuses = [404, 404, 404, 503, 200]
    told: list[str] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pages.status = statuses[pages.hits]
            return super().wait(timeout)

    pages.status = statuses[0]
    assert gates.page_problem(issue(url=pages.url), 600, Stop(), told.append, home="127.0.0.1") is None
    assert [line.split(" more: ")[1] for line in told] == [
        f"{pages.url} answers 404",
        f"{pages.url} answers 503",
    ]


def test_without_waiting_nothing_is_said(pages: Pages) -> None:
    pages.status, told = 404, list[str]()
    assert gates.page_problem(issue(url=pages.url), 0, threading.Event(), told.append, home="127.0.0.1")
    assert told == []


# What a person has held


def test_what_is_held_is_exit_4_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    hold("2020-11", "wall", "not yet", "ed", site.ledger)
    result = site.publish()
    assert (states(result), result.exit_code) == (["held", "posted"], 4)
    assert "not yet" in (result.plan.planned[0].error or "")


def test_what_is_held_is_no_failure_of_a_run_that_takes_what_is_due(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), wall("other"))
    hold("2020-11", "wall", "not yet", "ed", site.ledger)
    result = site.publish(due=True)
    assert (states(result), result.exit_code) == (["held", "posted"], 0)


def test_what_is_held_needs_no_gate(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    hold("2020-11", "", "not yet", "ed", site.ledger)
    result = site.publish(issue(date=datetime(2020, 12, 9, tzinfo=UTC)))
    assert (states(result), result.exit_code, result.closed) == (["held"], 4, ())


def test_a_hold_keeps_in_a_repost(tmp_path: Path) -> None:
    site = Site(tmp_path, wall())
    site.publish()
    hold("2020-11", "wall", "enough", "ed", site.ledger)
    assert states(site.publish(repost=Repost("again"))) == ["held"]
    assert len(WALLS["wall"]) == 1


# A channel's hour


# It is before noon in one of the two at any time: a day that has begun there, and whose last minute is to come.
ZONE = "UTC" if datetime.now(UTC).hour < 12 else "Etc/GMT+12"
TODAY = datetime.now(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)


def test_before_its_hour_a_channel_waits_and_the_others_go(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), wall("other", at="00:00"), timezone=ZONE)
    result = site.publish(issue(date=TODAY))
    assert (states(result), result.exit_code) == (["held", "posted"], 4)
    assert result.plan.planned[0].code == "not-yet-due"
    assert codes(result) == {"not-yet-due"}
    assert states(site.publish(issue(date=TODAY), allow=("not-yet-due",))) == ["posted", "already-posted"]


def test_what_is_due_leaves_a_channel_whose_hour_is_to_come(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), timezone=ZONE)
    result = site.publish(issue(date=TODAY), due=True)
    assert (states(result), result.exit_code) == (["skipped"], 0)
    assert WALLS == {}


def test_of_several_due_issues_one_that_is_not_ready_stops_itself_alone(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(languages=("en", "de")), timezone=ZONE)
    ready = issue(date=TODAY)
    draft = issue(
        date=TODAY, id="2020-10", path="content/draft.md", title="The Letter October 2020", draft=True
    )
    german = issue(date=TODAY, id="2020-10", path="content/draft.de.md", title="Der Brief", language="de")
    result = site.publish(ready, draft, german, due=True)
    assert (states(result), result.exit_code) == (["posted", "would-post", "would-post"], 4)
    assert codes(result) == {"draft"}
    assert len(WALLS["wall"]) == 1


def test_of_several_issues_asked_for_none_goes_out_unless_all_are_ready(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(), timezone=ZONE)
    draft = issue(date=TODAY, id="2020-10", path="content/draft.md", draft=True)
    assert site.publish(issue(date=TODAY), draft).exit_code == 4
    assert WALLS == {}


def test_what_is_out_waits_for_no_hour(tmp_path: Path) -> None:
    site = Site(tmp_path, wall(at="23:59"), timezone=ZONE)
    site.publish(issue(date=TODAY), allow=("not-yet-due",))
    result = site.publish(issue(date=TODAY))
    assert (states(result), result.exit_code, codes(result)) == (["already-posted"], 0, set())


@pytest.mark.parametrize(
    ("date", "at", "zone", "when"),
    [
        ("2026-01-10", "09:00", "Europe/Berlin", "2026-01-10T08:00"),
        ("2026-07-10", "09:00", "Europe/Berlin", "2026-07-10T07:00"),
        ("2026-07-10", "", "Europe/Berlin", "2026-07-09T22:00"),
        ("2026-07-10 14:00", "09:00", "Europe/Berlin", "2026-07-10T12:00"),
        ("2026-07-10T23:30:00Z", "09:00", "Europe/Berlin", "2026-07-11T07:00"),
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30"),  # there is no such time on that day
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"),  # and here there are two
        ("2026-10-25T02:45:00+01:00", "02:30", "Europe/Berlin", "2026-10-25T01:45"),
        ("2026-07-10", "09:00", "America/New_York", "2026-07-10T13:00"),
    ],
)
def test_the_hour_is_in_the_sites_time_zone(date: str, at: str, zone: str, when: str) -> None:
    config = Config(Path("channels.yaml"), SiteSettings(timezone=zone), "sqlite:x", ())
    dated = issue(date=parse_date(date, config.zone))
    assert gates.due(dated, wall(at=at), config) == datetime.fromisoformat(when).replace(tzinfo=UTC)


class Threaded(Wall, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wall that takes a thread of three; each look at it may fail."""

    looks: list[bool]

    def compose(self, issue: Issue, render: Any) -> Draft:
        """Say it in three parts."""
        return Draft(tuple(Part(text=f"{issue.title} {number}") for number in (1, 2, 3)))

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look, if this look does not fail."""
        if self.looks and not self.looks.pop(0):
            raise InDoubt("the listing is down")
        return super().find(delivery)


def test_where_a_part_is_in_doubt_the_others_wait(tmp_path: Path) -> None:
    """Even if a second look in the same run found it: what a person was shown is what goes out."""
    looks: list[bool] = []
    shaky = Threaded(name="wall", use="wall", account="wall", looks=looks, shaky=True)
    site = Site(tmp_path, shaky)
    assert site.publish().exit_code == 3
    assert WALLS["wall"] == ["The Letter November 2020 1"]
    calm = msgspec.structs.replace(shaky, shaky=False)
    site.config = Config(site.config.path, site.config.site, "sqlite:x", (calm,))
    looks += [False, True]
    asked: list[Plan] = []
    result = site.publish(ask=lambda plan: asked.append(plan) or True)
    assert result.exit_code == 3
    assert asked == []
    assert WALLS["wall"] == ["The Letter November 2020 1"]
    assert site.publish().exit_code == 0
    assert len(WALLS["wall"]) == 3


def test_where_a_part_is_in_doubt_nobody_is_asked_about_the_others(tmp_path: Path) -> None:
    """Not even where nobody has looked for it in this run."""
    shaky = Threaded(name="wall", use="wall", account="wall", looks=[], shaky=True)
    site = Site(tmp_path, shaky)
    site.publish()
    site.config = Config(
        site.config.path, site.config.site, "sqlite:x", (msgspec.structs.replace(shaky, shaky=False),)
    )
    asked: list[Plan] = []
    result = publish(
        site.config, site.plan(issue()), fold(site.ledger.read()), site.ledger, PublishOptions(not_live=True),
        ask=lambda plan: asked.append(plan) or True,
    )  # fmt: skip
    assert states(result) == ["in-doubt", "would-post", "would-post"]
    assert (asked, WALLS["wall"]) == ([], ["The Letter November 2020 1"])


def test_a_stop_at_the_gates_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("distribute.publish.run.page_problem", stopped)
    asked: list[Plan] = []
    site = Site(tmp_path, wall())
    result = site.publish(not_live=False, ask=lambda plan: asked.append(plan) or True)
    assert (states(result), asked, WALLS) == (["would-post"], [], {})
