"""What doctor finds out, and that it never posts, never tells a secret and never stops half-way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import requests

from distribute.channel.capabilities import Examines
from distribute.channel.interface import Channel, Finding
from distribute.channel.registry import adapter, built_in
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.mastodon import Mastodon
from distribute.channels.outbox import Outbox
from distribute.publish.doctor import examine_all
from distribute.publish.gates import secret_error
from distribute.testing.service import Answer, MastodonService, Request
from distribute.transport.http import check_clock, check_limits
from tests.adapters import channel

LEVELS = get_args(msgspec.structs.fields(Finding)[0].type)


class Patient(Channel, frozen=True, kw_only=True):
    """Says what it is told to, or raises it."""

    says: Any = None
    token: Secret | None = None

    def examine(self) -> Iterator[Finding]:
        """Yield, then fail."""
        yield Finding("ok", f"logged in with {self.token.reveal() if self.token else 'nothing'}")
        if self.says:
            raise self.says


class Dumb(Channel, frozen=True, kw_only=True):
    """Has no examine."""


def found(*channels: Channel) -> list[tuple[str, str, str]]:
    return [(name, finding.level, finding.text) for name, finding in examine_all(channels)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotPosted("refused"), "refused"),
        (InDoubt("lost"), "lost"),
        (LookupError("sentinel"), "LookupError in the adapter"),
        (KeyError("sentinel"), "KeyError in the adapter"),
        (requests.ConnectionError("https://sentinel"), "ConnectionError in the adapter"),
    ],
)
def test_one_that_fails_stops_no_other(error: Exception, said: str) -> None:
    one, two = Patient(name="one", use="p", says=error), Patient(name="two", use="p")
    assert found(one, two) == [
        ("one", "ok", "logged in with nothing"),
        ("one", "error", said),
        ("two", "ok", "logged in with nothing"),
    ]


def test_no_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "sentinel")
    channel = Patient(name="one", use="p", token=Secret("$TOKEN"), says=NotPosted("bad: sentinel"))
    assert found(channel) == [("one", "ok", "logged in with $TOKEN"), ("one", "error", "bad: $TOKEN")]


class Careless(Patient, frozen=True, kw_only=True):
    """Can't take its secret out of a text."""

    def redact(self, text: str) -> str:
        """Fail, quoting it."""
        raise ValueError(text)


def test_a_redaction_that_fails_shows_nothing() -> None:
    channel = Careless(name="one", use="p", says=NotPosted("bad: sentinel"))
    assert found(channel) == [
        ("one", "ok", "ValueError in the adapter"),
        ("one", "error", "ValueError in the adapter"),
    ]


def test_a_secret_that_is_not_utf8_is_told_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "sentinel\udce4")
    channel = Patient(name="one", use="p", token=Secret("$TOKEN"))
    assert found(channel) == [("one", "error", "$TOKEN has bytes that are not UTF-8: set it again")]


def test_a_secret_that_is_not_set_is_told_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOKEN", raising=False)
    channel = Patient(name="one", use="p", token=Secret("$TOKEN"))
    assert found(channel) == [("one", "error", "$TOKEN is not set")]
    assert found(msgspec.structs.replace(channel, required=False)) == [
        ("one", "warning", "$TOKEN is not set")
    ]


def test_an_adapter_that_cannot_is_told() -> None:
    assert found(Dumb(name="one", use="d")) == [("one", "warning", "this adapter can't check its account")]


@pytest.mark.parametrize("use", sorted(built_in()))
def test_built_in_adapters_can(use: str) -> None:
    assert isinstance(channel(use), Examines)


@pytest.mark.parametrize("use", sorted(built_in()))
def test_a_setting_that_is_still_the_example_is_named_and_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    examples = adapter(use).example.items()
    for _, value in examples:
        if str(value).startswith("$"):
            monkeypatch.setenv(str(value)[1:], "sentinel")
    own = ", ".join(f"{name}: {value}" for name, value in examples if "your" in str(value).casefold())
    it = channel(use)
    assert secret_error(it).startswith(f"put in your own value for `{own}`") == bool(own)
    if own:
        assert found(it) == [(it.name, "error", f"put in your own value for `{own}`")]


@pytest.mark.parametrize(
    ("use", "name", "place"),
    [
        ("mastodon", "MASTODON_ACCESS_TOKEN", {"server": "https://social.example"}),
        ("linkedin", "LINKEDIN_ACCESS_TOKEN", {"author": "urn:li:person:ada"}),
        ("twitter", "X_API_SECRET", {}),
        ("reddit", "REDDIT_CLIENT_SECRET", {"subreddit": "kites"}),
    ],
)
def test_a_token_that_no_header_can_hold_is_named(
    monkeypatch: pytest.MonkeyPatch, use: str, name: str, place: dict[str, str]
) -> None:
    for value in adapter(use).example.values():
        if str(value).startswith("$"):
            monkeypatch.setenv(value[1:], "sentinel")
    monkeypatch.setenv(name, "sentinel€")
    said = [text for _, level, text in found(channel(use, **place)) if level == "error"]
    assert said == [f"${name} contains a character that can't be sent in a header: copy it again"]


def test_it_says_one_after_another() -> None:
    """A slow service doesn't hold back what is known of the others before it."""
    findings = examine_all([Patient(name="one", use="p"), Patient(name="two", use="p", says=SystemExit)])
    assert next(findings)[0] == "one"


# Clocks


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answer(date: str | None) -> requests.Response:
    response = requests.Response()
    if date is not None:
        response.headers["Date"] = date
    return response


@pytest.mark.parametrize(
    ("seconds", "patience", "level", "said"),
    [
        (0, 900, "ok", "agrees"),
        (29, 900, "ok", "agrees"),
        (-29, 900, "ok", "agrees"),
        (90, 900, "warning", "90 s ahead of the service's; the limit is 225 s, a quarter of `patience`"),
        (-90, 900, "warning", "90 s behind"),
        (225, 900, "warning", "225 s ahead of"),
        (226, 900, "error", "226 s ahead of the service's; the limit is 225 s, a quarter of `patience`: "),
        (-226, 900, "error", "226 s behind"),
        (20, 60, "error", "20 s ahead of the service's; the limit is 15 s, a quarter of `patience`"),
        (
            300,
            3600,
            "warning",
            "300 s ahead of the service's; the limit is 300 s, the tolerance of reading back",
        ),
        (-301, 3600, "error", "300 s, the tolerance of reading back"),
    ],
)
def test_clocks_are_compared(seconds: int, patience: float, level: str, said: str) -> None:
    finding = check_clock(
        answer(format_datetime(NOW - timedelta(seconds=seconds), usegmt=True)), patience, NOW
    )
    assert finding.level == level
    assert said in finding.text


def test_the_bound_is_the_channels(mastodon: Mastodon, instance: Instance) -> None:
    instance.behind = 100
    assert [level for _, level, text in found(mastodon) if "clock" in text] == ["warning"]
    hasty = msgspec.structs.replace(mastodon, patience=Duration(300))
    assert [level for _, level, text in found(hasty) if "75 s, a quarter" in text] == ["error"]


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_service_without_a_clock_is_told(date: str | None) -> None:
    assert "could not find out" in check_clock(answer(date), 900, NOW).text


@pytest.mark.parametrize(
    ("headers", "level", "said"),
    [
        (
            {"X-RateLimit-Remaining": "95.0", "X-RateLimit-Reset": "60"},
            "ok",
            "95 more requests like this one are allowed in the next 60 s",
        ),
        ({"x-rate-limit-remaining": "0"}, "warning", "0 more requests like this one are allowed"),
        ({"x-rate-limit-remaining": "many"}, "ok", "could not find out"),
        ({"x-rate-limit-remaining": "inf"}, "ok", "could not find out"),
        ({}, "ok", "could not find out"),
    ],
)
def test_what_is_left_is_told(headers: dict[str, str], level: str, said: str) -> None:
    response = requests.Response()
    response.headers.update(headers)
    finding = check_limits(response, NOW)
    assert (finding.level, said in finding.text) == (level, True)


# Mastodon


class Instance(MastodonService):
    most: Any = 500
    scopes: Any = None
    behind = 0.0  # seconds of its clock

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/api/v2/instance") and self.most:
            known = {"configuration": {"statuses": {"max_characters": self.most}}}
            date = datetime.now(UTC) - timedelta(seconds=self.behind)
            return Answer(known, headers={"Date": format_datetime(date, usegmt=True)})
        if request.path == "/api/v1/apps/verify_credentials" and self.scopes is not None:
            return Answer({"name": "distribute", "scopes": self.scopes})
        return super().answer(request)


@pytest.fixture
def instance() -> Iterator[Instance]:
    with Instance() as service:
        yield service


@pytest.fixture
def mastodon(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Mastodon:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", instance.token)
    token = Secret("$MASTODON_ACCESS_TOKEN")
    return Mastodon(name="m", use="mastodon", server=instance.url, access_token=token, timeout=Duration(2))


def test_mastodon_is_examined(mastodon: Mastodon, instance: Instance) -> None:
    instance.scopes = ["read", "write:statuses", "write:media"]
    assert found(mastodon) == [
        ("m", "ok", f"logged in as @news on {instance.url}"),
        ("m", "ok", "this machine's clock agrees with the service's"),
        ("m", "ok", "this server takes 500 characters, and `limit` is 500"),
    ]
    assert all(request.method == "GET" for request in instance.requests)


@pytest.mark.parametrize(("most", "level"), [(1000, "warning"), (300, "error")])
def test_another_limit_is_told_with_its_setting(
    mastodon: Mastodon, instance: Instance, most: int, level: str
) -> None:
    instance.most = most
    assert (level, f"limit: {most}") in [(found.level, found.setting) for _, found in examine_all([mastodon])]


@pytest.mark.parametrize("most", [None, "many", [], {}])
def test_a_limit_that_is_not_told_is_said_so(mastodon: Mastodon, instance: Instance, most: Any) -> None:
    instance.most = most
    assert "could not find out how many characters" in str(found(mastodon))


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        (["read"], "may not post"),
        ([], "may not post"),
        (["write:statuses"], "may not upload pictures"),
        (None, "could not find out whether"),
    ],
)
def test_what_the_token_may_do_is_told(
    mastodon: Mastodon, instance: Instance, scopes: Any, said: str
) -> None:
    instance.scopes = scopes
    assert said in str(found(mastodon))


def test_a_bad_token_is_told(mastodon: Mastodon, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", "sentinel-token")
    ((_, level, text),) = found(mastodon)
    assert level == "error"
    assert "401" in text
    assert "sentinel" not in text


def test_a_server_that_is_not_there_is_told(mastodon: Mastodon, instance: Instance) -> None:
    instance.__exit__()
    ((_, level, text),) = found(mastodon)
    assert (level, "can't be reached" in text) == ("error", True)


# The outbox


@pytest.mark.parametrize(
    ("path", "level", "said"),
    [
        ("there", "ok", "can be written to"),
        ("new/folder", "ok", "the first post makes it"),
        ("file", "error", "can't be written to"),
        ("file/folder", "error", "can't be written to"),
    ],
)
def test_the_outbox_is_examined(tmp_path: Path, path: str, level: str, said: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("")
    before = sorted(tmp_path.rglob("*"))
    ((_, was, text),) = found(Outbox(name="o", use="outbox", path=str(tmp_path / path)))
    assert was == level
    assert said in text
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_not_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    ((_, level, text),) = found(Outbox(name="o", use="outbox", path=str(tmp_path)))
    assert (level, "can't be written to" in text) == ("error", True)
