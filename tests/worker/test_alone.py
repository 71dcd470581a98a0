"""A worker without a server of its own: one process that does what is due, tells what is wrong, and stops when asked."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from distribute.worker.listener import Address
from distribute.worker.metrics import Metrics
from tests.cli.kit import Place, page
from tests.worker.kit import Newsletter, Worker, until, working

_OUTBOX = "  outbox: {use: outbox, path: ../sent}\n"


def get(port: str, path: str) -> tuple[int, str]:
    """Return the status and the content."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_worker_publishes_what_is_due_tells_errors_and_answers(tmp_path: Path) -> None:
    good = Newsletter(tmp_path / "good", "sqlite:../good.db", {}, 2)
    good.path.write_text(good.path.read_text() + _OUTBOX)
    good.make_ledger()
    bad = Newsletter(tmp_path / "bad", "sqlite:../bad.db", {}, 1)
    bad.path.write_text(bad.path.read_text() + "  outbox: {use: outbox, pth: sent}\n")
    worker = Worker(tmp_path / "log", bad, good, more=("--listen", "0"))
    with working(worker):
        until(lambda: "posted" in worker.said, worker)
        until(lambda: good.states() == {"posted": 2}, worker)
        good.write(3)
        until(lambda: good.states() == {"posted": 3}, worker)
        port = re.search(r"listening on 127.0.0.1, port (\d+)", worker.said)
        assert port, worker.said
        assert get(port[1], "/healthz") == (200, "ok\n")
        assert get(port[1], "/elsewhere")[0] == 404
        until(lambda: 'state="posted"} 3.0' in get(port[1], "/metrics")[1], worker)
        numbers = get(port[1], "/metrics")[1]
        good.path.write_text(good.path.read_text().replace("use: outbox", "use: outbx"))
        until(lambda: "no adapter 'outbx'" in worker.said, worker)
        good.path.write_text(good.path.read_text().replace("use: outbx", "use: outbox"))
        until(lambda: re.search(r"job_errors_total{.*} [1-9]", get(port[1], "/metrics")[1]), worker)
        good.write(4)
        until(lambda: good.states() == {"posted": 4}, worker)
        assert worker.stop() == 2, "one newsletter could not be published"
    assert worker.said.count("channels.outbox.pth") == 1
    assert worker.said.count("no adapter 'outbx'") == 1, "it is told once, not every second"
    assert "Traceback" not in worker.said
    assert set(re.findall(r'(\w+)="', numbers)) == {"newsletter", "channel", "state"}
    assert not re.search(r"Kite|good 1|\.md|https?:", numbers)


def test_a_worker_without_a_newsletter_ends_at_once(place: Place) -> None:
    run = place.run("worker", "--config", "channels.yaml")
    assert (run.code, run.out) == (5, "")
    assert "no ledger at" in run.err
    run = place.run("worker", "--config", "nowhere.yaml")
    assert (run.code, run.err) == (2, f"distribute: {place.root}/nowhere.yaml: there is no such file\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--listen", "localhost"], "write HOST:PORT or PORT"),
        (["--listen", "::1:9464"], "write HOST:PORT or PORT"),
        (["--listen", "127.0.0.1:70000"], "write HOST:PORT or PORT"),
        (["--every", "0s"], "must be at least 1s"),
    ],
)
def test_a_wrong_option_is_told(place: Place, words: list[str], said: str) -> None:
    run = place.run("worker", *words)
    assert run.code == 2
    assert said in run.err


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("9464", "127.0.0.1", 9464),
        (":9464", "127.0.0.1", 9464),
        ("0.0.0.0:9464", "0.0.0.0", 9464),
        ("[::1]:9464", "::1", 9464),
        ("metrics.example:0", "metrics.example", 0),
    ],
)
def test_an_address_without_a_host_is_this_machine(text: str, host: str, port: int) -> None:
    assert Address.parse(text) == (host, port)


def test_a_worker_is_unhealthy_without_rounds_and_with_a_job_that_hangs() -> None:
    now = [0.0]
    metrics = Metrics(["letter"], 100.0, lambda: now[0])
    for now[0] in (100.0, 150.0):
        assert metrics.healthy == (now[0] < 101)
    metrics.beat()
    metrics.begin()
    for now[0] in range(150, 1300, 50):
        metrics.beat()
        assert metrics.healthy == (now[0] <= 150 + 900)
    metrics.ran("letter", failed=False)
    assert metrics.healthy


def test_an_address_that_is_taken_is_told(place: Place) -> None:
    import socket

    place.run("seed", "2020-10")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = place.run("worker", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert run.code == 2
    assert "in use" in run.err


def test_status_adds_up_over_several_newsletters(tmp_path: Path) -> None:
    place, other = Place(tmp_path / "a"), Place(tmp_path / "b")
    other.write("channels.yaml", (other.root / "channels.yaml").read_text().replace("The Letter", "Another"))
    other.write("content/letter/2020-10-05.md", page("Another September 2020", "2020-10-05"))
    place.run("seed", "2020-10", "--channel", "outbox")
    other.run("seed", "2020-10", "2020-11", "--channel", "outbox")
    both = ("--config", str(place.root / "channels.yaml"), "--config", str(other.root / "channels.yaml"))
    run = place.run("status", *both)
    assert run.code == 0, run.err
    assert run.out.splitlines()[-1] == "in all: 3 posted"
    told = place.run("status", *both, "--json").json
    assert told["totals"] == {"posted": 3}
    assert [len(each["deliveries"]) for each in told["newsletters"]] == [1, 2]
    assert place.run("status", "2020-10", *both).code == 2
    run = place.run("status", *both, "--config", "nowhere.yaml", "--json")
    assert (run.code, json.loads(run.out)["totals"]) == (2, {"posted": 3})
    assert "nowhere.yaml" in run.err
