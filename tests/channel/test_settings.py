"""Secrets that are named but not held, lengths of time, and where a ledger is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.registry import adapter, built_in
from distribute.channel.settings import Duration, LedgerPlace, Secret, decode, schema
from distribute.config_schema import json_schema

UNDESCRIBED = "the name of an environment variable"  # what is said of every secret


@pytest.mark.parametrize("name", ["$TOKEN", "$_token", "$X_API_KEY_2"])
def test_a_secret_is_a_name(name: str) -> None:
    assert Secret(name).name == name[1:]


LITERALS = [
    "hunter2-literal",
    "$",
    "$2TOKEN",
    "$TOKEN more",
    "${TOKEN}",
    "$TOKEN\n",
    "$TOKEN-x",
    " $TOKEN",
    "",
]


@pytest.mark.parametrize("value", LITERALS)
def test_a_literal_is_no_secret(value: str) -> None:
    with pytest.raises(ValueError, match=r"written as \$NAME"):
        Secret(value)


def test_the_literal_is_not_repeated_in_the_message() -> None:
    with pytest.raises(ValueError, match="never as the value itself") as refused:
        Secret("hunter2-literal")
    assert "hunter2" not in str(refused.value)


def test_the_value_is_looked_up_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = Secret("$DISTRIBUTE_TEST_TOKEN")
    monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", "hunter2")
    assert secret.reveal() == "hunter2"


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_without_value_is_not_set(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("DISTRIBUTE_TEST_TOKEN", raising=False)
    else:
        monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", value)
    assert not Secret("$DISTRIBUTE_TEST_TOKEN").is_set


def test_a_secret_with_a_value_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", "hunter2")
    assert Secret("$DISTRIBUTE_TEST_TOKEN").is_set


def test_a_missing_value_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISTRIBUTE_TEST_TOKEN", raising=False)
    with pytest.raises(LookupError, match=r"\$DISTRIBUTE_TEST_TOKEN is not set"):
        Secret("$DISTRIBUTE_TEST_TOKEN").reveal()


def test_a_value_that_is_not_utf8_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", "hunter2\udce4")
    secret = Secret("$DISTRIBUTE_TEST_TOKEN")
    assert (secret.is_set, secret.is_text) == (True, False)
    with pytest.raises(LookupError, match=r"\$DISTRIBUTE_TEST_TOKEN has bytes that are not UTF-8") as caught:
        secret.reveal()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda secret: f"{[secret]}"])
def test_a_secret_never_shows_its_value(monkeypatch: pytest.MonkeyPatch, show: object) -> None:
    monkeypatch.setenv("DISTRIBUTE_TEST_TOKEN", "hunter2")
    assert callable(show)
    shown = show(Secret("$DISTRIBUTE_TEST_TOKEN"))
    assert "$DISTRIBUTE_TEST_TOKEN" in shown
    assert "hunter2" not in shown


def test_two_secrets_of_one_name_are_one() -> None:
    assert len({Secret("$A"), Secret("$A"), Secret("$B")}) == 2


def test_a_secret_is_not_equal_to_its_name() -> None:
    assert Secret("$A") != "$A"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("15m", 900),
        ("2h", 7200),
        ("14d", 1_209_600),
        ("1.5h", 5400),
        ("0s", 0),
        ("15 m", 900),
        (" 1d ", 86400),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    assert Duration.parse(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "-5m", "15min", "1h30m", "1e3s", "١٥x", "inf", "2w"])
def test_what_is_no_duration_is_refused_with_a_way_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write 30s, 15m, 2h or 14d"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(30, "30s"), (90, "90s"), (900, "15m"), (7200, "2h"), (1_209_600, "14d"), (0, "0s"), (0.5, "0.5s")],
)
def test_a_duration_is_written_in_the_largest_whole_unit(seconds: float, text: str) -> None:
    assert str(Duration(seconds)) == text


@given(st.integers(0, 10**5))
def test_every_duration_is_read_back_as_it_was_written(seconds: int) -> None:
    assert Duration.parse(str(Duration(seconds))) == seconds


@pytest.mark.parametrize(
    ("kind", "value"), [(Secret, 5), (Secret, ["$A"]), (Secret, None), (Duration, 15), (Duration, None)]
)
def test_settings_of_another_type_are_refused(kind: type, value: object) -> None:
    with pytest.raises(ValueError, match="is written"):
        decode(kind, value)


def test_settings_become_what_they_stand_for() -> None:
    assert decode(Secret, "$A") == Secret("$A")
    assert decode(Duration, "15m") == Duration(900)


def test_no_other_type_is_known() -> None:
    with pytest.raises(NotImplementedError):
        decode(complex, "1")
    with pytest.raises(NotImplementedError):
        schema(complex)


@pytest.mark.parametrize(
    ("text", "place", "shortest"),
    [
        ("sqlite:a b/l.db", LedgerPlace("sqlite", "a b/l.db"), "sqlite:a b/l.db"),
        ("sqlite:C:/l@x.db", LedgerPlace("sqlite", "C:/l@x.db"), "sqlite:C:/l@x.db"),
        ("git:posts", LedgerPlace("git", "posts", "origin"), "git:posts"),
        ("git:posts@origin", LedgerPlace("git", "posts", "origin"), "git:posts"),
        ("git:posts@", LedgerPlace("git", "posts", "origin"), "git:posts"),
        ("git:posts@up", LedgerPlace("git", "posts", "up"), "git:posts@up"),
        ("$DATABASE_URL", LedgerPlace("postgres", "DATABASE_URL"), "$DATABASE_URL"),
    ],
)
def test_a_ledger_has_a_kind_a_name_and_a_remote(text: str, place: LedgerPlace, shortest: str) -> None:
    assert LedgerPlace.parse(text) == place
    assert str(place) == shortest


@pytest.mark.parametrize("text", ["", "sqlite", "sqlite:", "git:", "postgres://me:hunter2@db/x", "ledger.db"])
def test_nothing_else_names_a_ledger(text: str) -> None:
    with pytest.raises(ValueError, match="write the ledger as sqlite:FILE") as error:
        LedgerPlace.parse(text)
    assert "hunter2" not in str(error.value)


def test_every_setting_of_every_adapter_has_a_description() -> None:
    kinds = json_schema()["$defs"]
    described = {
        f"{kind}.{name}": setting.get("description", UNDESCRIBED) != UNDESCRIBED
        for kind in sorted({adapter(use).__name__ for use in built_in()})
        for name, setting in kinds[kind]["properties"].items()
    }
    assert [name for name, is_so in described.items() if not is_so] == []
