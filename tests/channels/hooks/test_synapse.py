"""Matrix on a real Synapse: what it takes, refuses and forgets, and what is read back from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest

from distribute.channel.interface import Channel
from distribute.channel.verdicts import NotPosted
from distribute.testing.channel_contract import LINK, ChannelContract
from distribute.testing.clock import TurnedClock
from tests.channels.sending import MESSAGE, delivery, send

from .kit import matrix
from .synapse_server import SERVER_NAME, MatrixRoom, Synapse, real_synapse


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Start the Synapse that DISTRIBUTE_SYNAPSE holds, once for all tests."""
    venv = Path(os.environ.get("DISTRIBUTE_SYNAPSE", "nowhere")).absolute()
    if not (venv / "bin" / "synapse_homeserver").is_file():
        pytest.skip("no Synapse in DISTRIBUTE_SYNAPSE")
    with real_synapse(venv, tmp_path_factory.mktemp("synapse")) as synapse:
        yield synapse


@pytest.fixture
def clock() -> TurnedClock:
    """Return the run's clock: Synapse has its own."""
    return TurnedClock(datetime.now(UTC))


@pytest.fixture
def room(synapse: Synapse, clock: TurnedClock) -> Iterator[MatrixRoom]:
    """Make a room."""
    with MatrixRoom(synapse, clock) as room:
        yield room


def patient_matrix(service: MatrixRoom, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Channel:
    """Return a channel that gives a real server on a busy machine the time it needs."""
    return matrix(service, monkeypatch, timeout="5s", **settings)


class TestMatrixOnSynapse(ChannelContract):
    faults: ClassVar = ("cut before keeping", "cut after keeping")
    stranger: ClassVar = {"body": f"Look! {LINK}"}
    other_account: ClassVar[dict[str, str]] = {}

    @pytest.fixture
    def clock(self, clock: TurnedClock) -> TurnedClock:
        return clock

    @pytest.fixture
    def service(self, room: MatrixRoom) -> MatrixRoom:
        return room

    @pytest.fixture
    def channel(self, service: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> Channel:
        self.other_account["MATRIX_TOKEN"] = service.synapse.tokens["other"]
        return patient_matrix(service, monkeypatch)


def refusal(channel: Any) -> str:
    with pytest.raises(NotPosted) as refused:
        send(channel)
    assert refused.value.final
    return refused.value.why


def test_a_room_sees_the_text_and_the_key(room: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = send(patient_matrix(room, monkeypatch), idempotency_key="a/b?c %25")
    assert room.arrived == [
        {
            "msgtype": "m.text",
            "body": MESSAGE.text,
            "m.mentions": {},
            "org.newsletter-distribute.key": "a/b?c %25",
        }
    ]
    event = room.synapse.ask("GET", f"{room.path}/event/{receipt.id}")
    assert event["sender"] == f"@news:{SERVER_NAME}"


def test_a_transaction_is_known_in_one_session_alone(
    room: MatrixRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a post in doubt is looked for, and never sent again for its transaction's sake."""
    first = send(patient_matrix(room, monkeypatch))
    assert send(patient_matrix(room, monkeypatch)) == first
    room.token = room.synapse.log_in("news")
    another = patient_matrix(room, monkeypatch)
    assert another.find(delivery()) == first
    assert send(another) != first
    assert len(room.arrived) == 2


def test_a_token_that_is_wrong_or_was_logged_out_is_refused(
    room: MatrixRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.synapse
    old = room.synapse.log_in("news")
    room.synapse.tokens["old"] = old
    room.synapse.ask("POST", "_matrix/client/v3/logout", "old")
    for room.token in ("syt_never_given", old):
        assert "does not know the login" in refusal(patient_matrix(room, monkeypatch))
    assert room.attempts == []


def test_who_may_not_speak_is_told(room: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = patient_matrix(room, monkeypatch)
    assert {found.level for found in channel.examine()} == {"ok"}
    room.state("m.room.power_levels", events_default=50)
    assert "(403)" in refusal(channel)
    assert "asks for power level 50" in next(
        each.text for each in channel.examine() if each.level == "warning"
    )
    room.state("m.room.history_visibility", history_visibility="world_readable")
    room.synapse.ask("POST", f"{room.path}/leave", "news")
    assert "(403)" in refusal(channel)
    assert "is not in the room" in next(each.text for each in channel.examine() if each.level == "error")
    assert room.arrived == []


def test_a_room_is_found_by_its_alias(room: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    alias = f"#news:{SERVER_NAME}"
    channel = patient_matrix(room, monkeypatch, room=alias)
    assert "(404)" in refusal(channel)
    room.synapse.ask("PUT", f"_matrix/client/v3/directory/room/{quote(alias)}", room_id=room.room)
    receipt = send(channel)
    assert receipt.url == f"https://matrix.to/#/{quote(room.room)}/{quote(receipt.id)}?via={SERVER_NAME}"
    assert channel.find(delivery()) == receipt


def test_synapse_sends_our_messages_alone(room: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = patient_matrix(room, monkeypatch)
    receipt = send(channel)
    for number in range(3):
        room.stranger({"body": f"chatter {number}"})
    assert channel.find(delivery()) == receipt
    assert sum(room.listed) == 1


def test_a_limit_of_synapses_own_is_waited_for(room: MatrixRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = f"_synapse/admin/v1/users/@news:{SERVER_NAME}/override_ratelimit"
    room.synapse.ask("POST", slow, messages_per_second=1, burst_count=1)
    channel = patient_matrix(room, monkeypatch)
    with pytest.raises(NotPosted, match="429") as busy:
        for number in range(5):
            send(channel, idempotency_key=f"post {number}")
    room.synapse.ask("POST", slow, messages_per_second=0, burst_count=0)
    assert not busy.value.final
    assert 0 < busy.value.retry_after <= 2
