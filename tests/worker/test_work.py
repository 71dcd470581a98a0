"""What a round finds to do, and what doing it in pieces comes to."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from distribute.channels.mailing import adapter as mailing
from distribute.config import load
from distribute.deliver.records import hold
from distribute.ledger.events import Key
from distribute.ledger.history import Post
from distribute.ledger.newsletter import scoped
from distribute.ledger.open import open_ledger
from distribute.testing.service import MastodonService
from distribute.worker import runner as runners
from distribute.worker import work as module
from distribute.worker.metrics import Metrics
from distribute.worker.newsletter import first_opened
from distribute.worker.runner import Runner
from distribute.worker.work import Pauses, Work
from tests.channels.mailing.kit import Sink
from tests.worker.kit import PATIENCE, TOKEN, Newsletter

NOW = datetime.now(UTC)
_MAILING = """\
  letters: {{use: mailing, smtp: '{url}', from: letter@letter.example, subscribers: readers.csv,
    unsubscribe: 'https://letter.example/leave', connections: 2, timeout: 20s, patience: 120s}}
"""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonService]:
    monkeypatch.setenv(TOKEN, MastodonService.token)
    with MastodonService(honours_key=False) as service:
        yield service


def letter_in(folder: Path, service: MastodonService, issues: int = 1) -> Newsletter:
    """Return a newsletter whose requests have as much time as they need, for a machine may be busy."""
    made = Newsletter(folder / "letter", "sqlite:../ledger.db", {"north": service}, issues, patience=400)
    return made.make_ledger()


def runner_of(*newsletters: Newsletter) -> tuple[Runner, list[str]]:
    """Return a runner of newsletters, and the lines that it tells."""
    lines: list[str] = []
    opened = [first_opened(newsletter.path, lines.append) for newsletter in newsletters]
    return Runner(opened, Metrics([one.identity for one in opened], 60.0), 60.0, lines.append), lines


def test_what_is_posted_or_not_yet_due_is_no_work(tmp_path: Path, service: MastodonService) -> None:
    letter = letter_in(tmp_path, service, 2)
    ahead = f"{NOW + timedelta(days=2):%Y-%m-%d}"
    issue = letter.folder / "issues" / "3.md"
    issue.write_text(
        (letter.folder / "issues" / "2.md").read_text().replace("2026-01-03", ahead).replace("id: 2", "id: 3")
    )
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    assert set(runner.find(name)) == {Work("1"), Work("2")}
    runner.do(name, Work("2"))
    assert runner.find(name) == (Work("1"),)
    assert [line.partition(": ")[2] for line in lines] == [
        f"north (en): posted  {service.url}/@news/{service.kept[0].id}"
    ]


def test_a_channel_that_fails_is_left_alone_for_a_while(tmp_path: Path, service: MastodonService) -> None:
    letter = letter_in(tmp_path, service)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    service.fail("401", "401")
    runner.do(name, Work("1"))
    before = len(service.requests)
    assert runner.find(name) == ()
    runner.do(name, Work("1"))  # another worker's round may still ask for it
    assert len(service.requests) == before
    assert len(lines) == 1
    assert runner.exit_code == 0, "a service that refuses is no error of the settings"


def test_a_time_that_nothing_was_run_at_is_told(tmp_path: Path, service: MastodonService) -> None:
    letter = letter_in(tmp_path, service)
    settings = letter.path.read_text()
    age = NOW - datetime(2026, 1, 2, tzinfo=UTC)
    letter.path.write_text(settings.replace("max_age: 3650d", f"max_age: {age.days - 3}d"))
    config = load(letter.path)
    hold("1", "north", "publish --at", "ed", scoped(config, open_ledger(config)), until=NOW)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    assert runner.find(name) == ()
    assert ["it was put off until" in line for line in lines] == [True]


def test_a_pause_is_as_long_as_the_try_that_failed() -> None:
    now = [0.0]
    pauses = Pauses(2.0, lambda: now[0])
    pauses.note("1", "north", failed=True, took=30.0)
    now[0] = 29.0
    assert not pauses.allow("1", "north")
    now[0] = 30.0
    assert pauses.allow("1", "north")
    pauses.note("1", "north", failed=True)
    now[0] = 89.0
    assert not pauses.allow("1", "north")


def test_pauses_double_up_to_an_hour() -> None:
    now = [0.0]
    pauses = Pauses(60.0, lambda: now[0])
    lengths = []
    for _ in range(8):
        pauses.note("1", "north", failed=True)
        begun = now[0]
        while not pauses.allow("1", "north"):
            now[0] += 60
        lengths.append(now[0] - begun)
    assert lengths == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert pauses.allow("1", "south")
    pauses.note("1", "north", failed=False)
    pauses.note("1", "north", failed=True)
    now[0] += 60
    assert pauses.allow("1", "north")


@pytest.mark.parametrize(
    ("state", "age", "settings", "is_asked"),
    [
        ("pending", PATIENCE / 4, {}, False),
        ("pending", PATIENCE + 1, {}, True),
        ("posted", PATIENCE + 1, {}, False),
        ("open", PATIENCE + 1, {}, False),
        ("pending", PATIENCE + 1, {"visibility": "direct"}, True),
    ],
)
def test_a_doubt_is_settled_when_patience_is_over(
    tmp_path: Path, service: MastodonService, state: Any, age: float, settings: dict[str, str], is_asked: bool
) -> None:
    letter = Newsletter(tmp_path / "letter", "sqlite:../ledger.db", {"north": service}, 1)
    (channel,) = load(letter.path).channels
    last = datetime.now(UTC) - timedelta(seconds=age)
    post = Post(key=Key("1", "north", "en"), state=state, last=last, since=last)
    assert module._may_be_settled(msgspec.structs.replace(channel, **settings), post) == is_asked


@pytest.fixture
def letters(tmp_path: Path) -> Iterator[tuple[Newsletter, Sink]]:
    """A newsletter that mails 40 readers, and their mail server."""
    with Sink() as sink:
        letter = Newsletter(tmp_path / "letter", "sqlite:../ledger.db", {}, 1)
        letter.path.write_text(letter.path.read_text() + _MAILING.format(url=sink.url))
        rows = "".join(f"reader{number}@host.example\n" for number in range(40))
        (letter.folder / "readers.csv").write_text(f"email\n{rows}")
        yield letter.make_ledger(), sink


def end_after(messages: int, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a piece of a mailing end after so many messages, in place of a time in which a busy machine may send none."""

    class Timer:
        def __init__(self, _: float, end: Callable[[], None]) -> None:
            self.set = end

        def start(self) -> None:
            sink.stop_after = sink.copies.total() + messages, self

        def cancel(self) -> None:
            pass

    monkeypatch.setattr(runners, "threading", SimpleNamespace(**{**vars(threading), "Timer": Timer}))


def five_have_it(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch
) -> tuple[Runner, str, list[str]]:
    """Return a runner that has mailed the first five readers, the name of the newsletter, and what the runner says."""
    letter, sink = letters
    end_after(5, sink, monkeypatch)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    runner.do(name, Work("1", "letters"))
    return runner, name, lines


def test_a_mailing_goes_on_in_pieces_until_everybody_has_one_copy(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sink = letters
    end_after(10, sink, monkeypatch)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    pieces = 0
    while work := runner.find(name):
        assert work == (Work("1", "letters"),)
        runner.do(name, work[0])
        pieces += 1
        assert pieces <= 4, lines
        runner.survey(name)
        readers = runner.metrics._states[name].survey.readers
        assert readers["letters", "sent"] == sink.copies.total()
        assert sum(readers.values()) == 40
    assert pieces > 1, lines
    assert sink.copies == Counter({f"reader{number}@host.example": 1 for number in range(40)})
    assert letter.states() == {"posted": 1}


def test_more_workers_join_a_long_mailing_unless_it_has_a_rate(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sink = letters
    runner, name, _ = five_have_it(letters, monkeypatch)
    monkeypatch.setattr(module, "READERS", 1)
    places = [work.place for work in runner.find(name)]
    assert places == list(range(len(places)))
    assert 1 < len(places) <= mailing._SENDERS
    runner.do(name, Work("1", "letters", places[-1]))
    assert max(sink.copies.values()) == 1
    letter.path.write_text(letter.path.read_text().replace("timeout: 20s", "rate: 100, timeout: 20s"))
    assert [work.place for work in runner.find(name)] == [0]


@pytest.mark.parametrize("place", [0, 1])
def test_a_mailing_that_cannot_go_on_is_left_alone_for_a_while(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    letter, sink = letters
    runner, name, lines = five_have_it(letters, monkeypatch)
    monkeypatch.setattr(module, "READERS", 1)
    assert Work("1", "letters", place) in runner.find(name), "its minute was over"
    sink.say["banner"] = b"554 5.7.0 go away\r\n"
    before = len(sink.attempts)
    runner.do(name, Work("1", "letters", place))
    assert runner.find(name) == ()
    runner.do(name, Work("1", "letters", place))  # another worker's round may still ask for it
    assert len(sink.attempts) == before + 1
    assert "refused the connection (554 5.7.0)" in lines[-1]
    assert letter.states() == {"pending": 1}


def test_the_readers_of_a_mailing_that_is_left_alone_are_not_counted(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their database may be locked, and would be waited for in each round."""
    _, sink = letters
    runner, name, _ = five_have_it(letters, monkeypatch)
    sink.say["banner"] = b"554 5.7.0 go away\r\n"
    runner.do(name, Work("1", "letters"))
    asked = list[str]()
    monkeypatch.setattr(mailing.Mailing, "counts", lambda _, key: asked.append(key) or {})
    assert runner.find(name) == ()
    assert asked == []


def test_a_mailing_that_has_had_its_turn_goes_on_in_the_next_round(
    letters: tuple[Newsletter, Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, sink = letters
    sink.slow = 0.1
    monkeypatch.setattr(module, "TURN", 0.3)
    runner, _ = runner_of(letter)
    (name,) = runner.newsletters
    for _ in range(2):
        runner.do(name, Work("1", "letters"))
        assert runner.find(name) == (Work("1", "letters"),)
    assert 0 < sink.copies.total() < 40


def test_nothing_is_begun_by_a_worker_that_is_stopping(tmp_path: Path, service: MastodonService) -> None:
    letter = letter_in(tmp_path, service)
    runner, _ = runner_of(letter)
    (name,) = runner.newsletters
    runner.stop()
    runner.do(name, Work("1"))
    assert service.requests == []
    assert letter.states() == {}


def test_a_channel_whose_post_was_stopped_has_not_failed(
    tmp_path: Path, service: MastodonService, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = letter_in(tmp_path, service)
    runner, _ = runner_of(letter)
    (opened,) = (newsletter.open() for newsletter in runner.newsletters.values())
    pauses, stop, answer = Pauses(60.0), threading.Event(), service.answer
    monkeypatch.setattr(service, "answer", lambda request: stop.set() or answer(request))
    assert "stopped" in module.do(opened, Work("1"), pauses, stop)
    assert pauses.allow("1", "north")


def test_a_newsletter_that_became_another_one_is_not_published(
    tmp_path: Path, service: MastodonService
) -> None:
    letter = letter_in(tmp_path, service)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    letter.path.write_text(
        letter.path.read_text().replace("name: letter", "name: letter\n  newsletter: another")
    )
    runner.do(name, Work("1"))
    assert service.requests == []
    assert "restart the worker" in lines[0]
    assert runner.exit_code == 2


def test_nothing_is_published_with_another_ledger_than_at_first(
    tmp_path: Path, service: MastodonService
) -> None:
    letter = letter_in(tmp_path, service)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    runner.do(name, Work("1"))
    written = letter.path.read_text()
    letter.path.write_text(written.replace("../ledger.db", "../another.db"))
    letter.make_ledger()
    asked = len(service.requests)
    runner.do(name, Work("1"))
    assert (len(service.requests), letter.states(), runner.exit_code) == (asked, {}, 2)
    assert "restart all workers" in lines[-1]
    letter.path.write_text(written)
    runner.do(name, Work("1"))
    assert runner.exit_code == 0


@pytest.mark.slow
def test_a_bug_stops_no_worker(
    tmp_path: Path, service: MastodonService, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = letter_in(tmp_path, service)
    runner, lines = runner_of(letter)
    (name,) = runner.newsletters
    with monkeypatch.context() as patch:
        patch.setattr(runners, "find_work", lambda *_: 1 / 0)
        assert runner.find(name) == ()
    assert lines == [f"{name}: ZeroDivisionError in distribute itself"]
    assert runner.exit_code == 5
    assert runner.find(name) == (Work("1"),)
    assert runner.exit_code == 0
