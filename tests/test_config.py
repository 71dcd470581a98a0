"""channels.yaml: every mistake is told with its file and line, and what holds is read."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.channel.registry import adapter, adapters, built_in
from distribute.channel.settings import Duration, Secret
from distribute.config import Config, ConfigError, load, nearest
from distribute.config_schema import json_schema
from distribute.inputs.yaml import load as load_yaml

GOOD = """\
site:
  name: Example Newsletter
  url: https://example.org/
  timezone: Europe/Berlin
channels:
  mastodon:
    server: https://social.example
    access_token: $SOCIAL_TOKEN
    limit: 600
  second:
    use: mastodon
    server: https://other.example
    access_token: $OTHER_TOKEN
    languages: [de, fr]
"""
ROOT_SETTINGS = Path(__file__).parents[1] / "channels.yaml"


def read(folder: Path, text: str | bytes) -> Config:
    path = folder / "channels.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path)


def mistake(folder: Path, text: str | bytes) -> tuple[int, str]:
    """Return the line and the words of the one mistake in `text`."""
    with pytest.raises(ConfigError) as refused:
        read(folder, text)
    place, _, words = str(refused.value).removeprefix(f"{folder / 'channels.yaml'}:").partition(": ")
    assert place.isdigit(), str(refused.value)
    return int(place), words


def test_settings_that_hold_are_read(tmp_path: Path) -> None:
    config = read(tmp_path, GOOD)
    assert config.site.name == "Example Newsletter"
    assert [(channel.name, channel.use, channel.limit) for channel in config.channels] == [
        ("mastodon", "mastodon", 600),
        ("second", "mastodon", 500),
    ]


def test_what_is_left_out_has_its_documented_value(tmp_path: Path) -> None:
    config = read(tmp_path, "channels: {}\n")
    assert config.site.language == "en"
    assert config.zone == UTC
    assert config.site.max_age == Duration.parse("14d")
    assert config.ledger == "sqlite:.distribute/ledger.db"


def test_every_channel_has_the_documented_patience_and_timeout(tmp_path: Path) -> None:
    channel = read(tmp_path, GOOD).channels[0]
    assert (channel.patience, channel.timeout, channel.enabled, channel.required) == (900, 30, True, True)


def test_a_secret_is_kept_as_its_name(tmp_path: Path) -> None:
    channel: Any = read(tmp_path, GOOD).channels[0]
    assert channel.access_token == Secret("$SOCIAL_TOKEN")


def test_a_channel_takes_the_language_of_the_site_unless_it_names_its_own(tmp_path: Path) -> None:
    config = read(tmp_path, GOOD)
    assert [config.languages(channel) for channel in config.channels] == [("en",), ("de", "fr")]


def test_a_channel_that_is_not_enabled_is_left_out(tmp_path: Path) -> None:
    assert [channel.name for channel in read(tmp_path, GOOD + "    enabled: false\n").channels] == [
        "mastodon"
    ]


def test_the_root_is_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "sites" / "one").mkdir(parents=True)
    config = read(tmp_path, "site:\n  root: sites/one\nchannels: {}\n")
    assert config.root == (tmp_path / "sites" / "one").resolve()


@pytest.mark.parametrize(
    "change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["mark", "crlf"]
)
def test_a_file_from_another_editor_is_read(tmp_path: Path, change: Any) -> None:
    assert len(read(tmp_path, change(GOOD)).channels) == 2


def test_the_nearest_file_upward_is_found(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "channels.yaml").touch()
    (tmp_path / "a" / "channels.yaml").touch()
    assert nearest(below) == tmp_path / "a" / "channels.yaml"


def test_a_folder_without_settings_is_told_how_to_name_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no channels\.yaml in .*--config FILE"):
        nearest(tmp_path)


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "other.yaml")
    assert str(refused.value) == f"{tmp_path / 'other.yaml'}: there is no such file"


@pytest.mark.parametrize("what", ["folder", "latin"])
def test_a_file_that_cannot_be_read_is_told_by_its_path(tmp_path: Path, what: str) -> None:
    path = tmp_path / "channels.yaml"
    if what == "folder":
        path.mkdir()
    else:
        path.write_bytes("site: {name: Schön}".encode("latin-1"))
    with pytest.raises(ConfigError, match="can't be read") as refused:
        load(path)
    assert str(refused.value).startswith(f"{path}: ")


MISTAKES = {
    "unknown setting": (GOOD + "    colour: red\n", 15, "no setting 'colour' here; there are: use, enabled,"),
    "unknown setting of the site": (
        GOOD.replace("  name:", "  nmae: x\n  name:"),
        2,
        "site.nmae: no setting 'nmae' here (did you mean 'name'?); there are: name, url",
    ),
    "unknown part": (
        GOOD + "chanels: {}\n",
        15,
        "no setting 'chanels' here (did you mean 'channels'?); there are: channels, site, people, ledger",
    ),
    "wrong type": (
        GOOD + "    limit: many\n",
        15,
        "channels.second.limit: must be a whole number of at least 1, not 'many'",
    ),
    "wrong type in a list": (
        GOOD + "    hashtags:\n    - xmpp\n    - 3\n",
        17,
        "channels.second.hashtags.1: must be text, not 3",
    ),
    "text for a list": (
        GOOD.replace("[de, fr]", "de"),
        14,
        "channels.second.languages: must be a list of texts, not 'de'",
    ),
    "text for a switch": (
        GOOD + "    enabled: 'no'\n",
        15,
        "channels.second.enabled: must be true or false, not 'no'",
    ),
    "limit of nothing": (
        GOOD + "    limit: 0\n",
        15,
        "channels.second.limit: must be a whole number of at least 1, not 0",
    ),
    "missing setting": (
        GOOD.replace("    server: https://social.example\n", ""),
        6,
        "the setting 'server' is missing",
    ),
    "missing channels": ("site:\n  name: Example\n", 1, "the setting 'channels' is missing"),
    "empty channels": ("channels:\n", 1, "channels: must be a mapping, not empty"),
    "list of channels": ("channels: [mastodon]\n", 1, "channels: must be a mapping, not a list"),
    "empty channel": (
        "site: {}\nchannels:\n  mastodon:\n",
        3,
        "channels.mastodon: expected a mapping of settings",
    ),
    "number for a name": ("channels:\n  1: {}\n", 2, "a channel's name must be text, not 1"),
    "capital in a name": ("channels:\n  Mastodon: {}\n", 2, "lower-case letters"),
    "name as a setting": (GOOD + "    name: other\n", 15, "there is no setting 'name'"),
    "the folder as a setting": (
        GOOD + "    settings_folder: /other\n",
        15,
        "there is no setting 'settings_folder'",
    ),
    "repeated setting": (GOOD + "    server: https://x.example\n", 15, "'server' is repeated here"),
    "repeated part": (GOOD + "site: {}\n", 15, "'site' is repeated here"),
    "unknown adapter by name": ("channels:\n  pigeon: {}\n", 2, "no adapter 'pigeon'; there are "),
    "unknown adapter by use": (
        "channels:\n  a:\n    enabled: true\n    use: pigeon\n",
        4,
        "no adapter 'pigeon'; there are ",
    ),
    "list for an adapter": (
        "channels:\n  a:\n    use: [mastodon]\n",
        3,
        "channels.a.use: must be the name of an adapter, not a list",
    ),
    "literal secret": (GOOD.replace("$OTHER_TOKEN", "hunter2"), 13, "a secret is written as $NAME"),
    "secret that is a list": (GOOD.replace("$OTHER_TOKEN", "[hunter2]"), 13, "a secret is written as $NAME"),
    "secret that is a number": (GOOD.replace("$OTHER_TOKEN", "1234567"), 13, "a secret is written as $NAME"),
    "impatience": (
        GOOD + "    patience: 1m\n",
        15,
        "patience (1m) must be at least four times timeout (30s)",
    ),
    "long timeout": (
        GOOD + "    timeout: 5m\n",
        15,
        "patience (15m) must be at least four times timeout (5m)",
    ),
    "no duration": (GOOD + "    patience: soon\n", 15, "'soon' is not a duration"),
    "bare number for a duration": (GOOD + "    patience: 900\n", 15, "a duration is written 30s"),
    "address without scheme": (
        GOOD.replace("https://example.org/", "example.org"),
        3,
        "site.url: must be an address such as https://example.org, not 'example.org'",
    ),
    "unknown generator": (
        GOOD.replace("  name:", "  generator: scroll\n  name:"),
        2,
        "site.generator: must be one of astro, ",
    ),
    "unknown style of id": (
        GOOD.replace("  name:", "  id: colour\n  name:"),
        2,
        "site.id: must be one of date, month, number, week, not 'colour'",
    ),
    "unknown time zone": (
        GOOD.replace("Europe/Berlin", "Europe/Atlantis"),
        4,
        "no time zone 'Europe/Atlantis'",
    ),
    "path for a time zone": (GOOD.replace("Europe/Berlin", "../../UTC"), 4, "no time zone '../../UTC'"),
    "folder for a time zone": (GOOD.replace("Europe/Berlin", "Europe"), 4, "no time zone 'Europe'"),
    "no such root": (GOOD.replace("  name:", "  root: nowhere\n  name:"), 2, "no folder 'nowhere'"),
    "one account twice": (
        GOOD.replace("https://other.example", "https://social.example/")
        .replace("$OTHER", "$SOCIAL")
        .replace("[de, fr]", "[de, en]"),
        10,
        "second and mastodon are the same account (mastodon:https://social.example:) and would both post 'en'",
    ),
    "one account twice, with a language in two spellings": (
        GOOD.replace("https://other.example", "https://social.example/")
        .replace("$OTHER", "$SOCIAL")
        .replace("[de, fr]", "[pt-BR]")
        .replace("limit: 600", "languages: [pt_br]"),
        10,
        "second and mastodon are the same account (mastodon:https://social.example:) and would both post 'pt-br'",
    ),
    "ledger with a password": (
        GOOD + "ledger: postgres://me:hunter2@db/x\n",
        15,
        "never as an address with its password",
    ),
    "git ledger with a password": (
        GOOD + "ledger: git:state@https://me:hidden@example.org/r\n",
        15,
        "never as an address",
    ),
    "ledger with a token": (
        GOOD + "ledger: git:state@https://hidden@example.org/r\n",
        15,
        "never as an address",
    ),
    "ledger without a place": (GOOD + "ledger: 'sqlite:'\n", 15, "write the ledger as sqlite:FILE"),
    "no yaml": ("site:\n  name: ]\nchannels: {}\n", 2, "this is not YAML"),
    "tab": ("site:\n\tname: x\n", 2, "this is not YAML"),
    "list for a key": ("? [a]\n: b\n", 1, "this is not YAML"),
    "two documents": ("channels: {}\n---\nchannels: {}\n", 2, "this is not YAML"),
    "empty": ("", 1, "expected a mapping with `site:` and `channels:`"),
    "list": ("- mastodon\n", 1, "expected a mapping"),
}


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    told, message = mistake(tmp_path, text)
    assert words in message
    assert told == line


@pytest.mark.parametrize(
    "case", [case for case, (text, *_) in MISTAKES.items() if "hunter2" in text or "1234567" in text]
)
def test_a_literal_secret_is_not_repeated(tmp_path: Path, case: str) -> None:
    _, message = mistake(tmp_path, MISTAKES[case][0])
    assert "hunter2" not in message
    assert "1234567" not in message


def test_one_account_may_post_two_languages_under_two_names(tmp_path: Path) -> None:
    text = GOOD.replace("https://other.example", "https://social.example").replace("$OTHER", "$SOCIAL")
    assert len(read(tmp_path, text).channels) == 2


def test_one_account_may_stand_twice_if_one_is_not_enabled(tmp_path: Path) -> None:
    text = (
        GOOD.replace("https://other.example", "https://social.example")
        .replace("$OTHER", "$SOCIAL")
        .replace("[de, fr]", "[en]")
    )
    assert len(read(tmp_path, text + "    enabled: false\n").channels) == 1


@pytest.mark.parametrize(
    "ledger", ["sqlite:ledger.db", "git:announcements", "git:announcements@upstream", "$DATABASE_URL"]
)
def test_a_ledger_of_each_kind_is_taken(tmp_path: Path, ledger: str) -> None:
    assert read(tmp_path, f"ledger: {ledger}\nchannels: {{}}\n").ledger == ledger


YAML_PIECES = st.sampled_from(
    [
        "site",
        "channels",
        "mastodon",
        "name",
        "use",
        "server",
        ":",
        ": ",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "'",
        '"',
        "#",
        "|",
        "? ",
        "!!x ",
        "<<",
        "---\n",
        "1",
        "null",
        "true",
        "$A",
        "https://x.example",
        "é",
        "\t",
    ]
)


@given(st.one_of(st.binary(max_size=60), st.lists(YAML_PIECES, max_size=25).map("".join).map(str.encode)))
def test_any_file_is_settings_or_a_config_error(tmp_path: Path, content: bytes) -> None:
    try:
        read(tmp_path, content)
    except ConfigError as error:
        assert str(error).startswith(str(tmp_path))


@pytest.mark.parametrize("use", sorted(built_in()))
def test_a_module_of_channels_is_an_adapter(use: str) -> None:
    kind = adapter(use)
    assert kind.__module__ == built_in()[use]
    assert kind.__doc__


def test_what_is_no_adapter_is_not_loaded_as_one() -> None:
    for use in ("linkedin.little_text", "__init__", "../config", "", "X"):
        with pytest.raises(LookupError, match="no adapter"):
            adapter(use)


def test_adapters_are_listed_in_the_order_of_the_alphabet() -> None:
    names = adapters()
    assert names == sorted(names)
    assert set(built_in()) <= set(names)


@pytest.fixture(scope="module")
def schema() -> jsonschema.protocols.Validator:
    found = json_schema()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_the_schema_takes_what_holds(schema: jsonschema.protocols.Validator) -> None:
    assert list(schema.iter_errors(load_yaml(GOOD))) == []


def test_the_schema_takes_the_settings_of_this_project(schema: jsonschema.protocols.Validator) -> None:
    if not ROOT_SETTINGS.exists():
        pytest.skip("the project's root has no channels.yaml")
    assert list(schema.iter_errors(load_yaml(ROOT_SETTINGS.read_text(encoding="utf-8")))) == []


def test_the_settings_of_this_project_hold() -> None:
    if not ROOT_SETTINGS.exists():
        pytest.skip("the project's root has no channels.yaml")
    assert {channel.use for channel in load(ROOT_SETTINGS).channels} >= {
        "twitter",
        "mastodon",
        "reddit",
        "linkedin",
        "email",
    }


@pytest.mark.parametrize("use", sorted(built_in()))
def test_the_schema_takes_the_example_of_every_adapter(
    schema: jsonschema.protocols.Validator, use: str
) -> None:
    example = adapter(use).example
    assert list(schema.iter_errors({"channels": {use: example}})) == []
    assert list(schema.iter_errors({"channels": {"own": {"use": use, **example}}})) == []


@pytest.mark.parametrize(
    "case",
    [
        "unknown setting",
        "unknown setting of the site",
        "unknown part",
        "wrong type",
        "wrong type in a list",
        "text for a list",
        "text for a switch",
        "limit of nothing",
        "missing setting",
        "missing channels",
        "empty channel",
        "name as a setting",
        "unknown adapter by name",
        "unknown adapter by use",
        "literal secret",
        "no duration",
        "address without scheme",
        "unknown generator",
        "unknown style of id",
        "capital in a name",
    ],
)
def test_the_schema_refuses(schema: jsonschema.protocols.Validator, case: str) -> None:
    assert not schema.is_valid(load_yaml(MISTAKES[case][0]))


def test_people_have_handles_by_network(tmp_path: Path) -> None:
    path = tmp_path / "channels.yaml"
    path.write_text(GOOD + 'people:\n  Kite: {mastodon: "@kite@social.example", x: "@kite_app"}\n')
    assert load(path).people == {"Kite": {"mastodon": "@kite@social.example", "x": "@kite_app"}}


@pytest.mark.parametrize(
    ("handles", "words"),
    [
        ('{x: "kite"}', "people.Kite.x: write a handle as @name or @name@server, not 'kite'"),
        ('{x: "@kite @ant"}', "people.Kite.x: write a handle as @name or @name@server, not '@kite @ant'"),
        ('{email: "@kite"}', "people.Kite: a post on email names people without handles; remove email"),
    ],
)
def test_a_handle_that_is_none_is_told_with_its_line(tmp_path: Path, handles: str, words: str) -> None:
    path = tmp_path / "channels.yaml"
    path.write_text(f"{GOOD}people:\n  Kite: {handles}\n")
    with pytest.raises(ConfigError, match=rf":\d+: {words}"):
        load(path)


@pytest.mark.parametrize("server", ["http://m.example", "HTTP://m.example", "http://127.evil.example"])
def test_secrets_are_not_sent_in_the_open(tmp_path: Path, server: str) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(f"channels:\n  mastodon:\n    server: {server}\n    access_token: $T\n")
    with pytest.raises(ConfigError, match=r"channels\.yaml:3: .*(not encrypted|must be an address)"):
        load(file)
    file.write_text("channels:\n  mastodon:\n    server: http://127.0.0.1:80\n    access_token: $T\n")
    assert load(file).channels


@pytest.mark.parametrize("timeout", ["0s", "0.0s", "2d"])
def test_a_timeout_is_longer_than_nothing_and_no_longer_than_a_day(tmp_path: Path, timeout: str) -> None:
    _, words = mistake(tmp_path, GOOD + f"    timeout: {timeout}\n    patience: 20d\n")
    assert "channels.second.timeout: must be longer than 0s and at most 1d" in words


@pytest.mark.parametrize("age", ["365000d", "99999d"])
def test_an_age_may_be_as_good_as_endless(tmp_path: Path, age: str) -> None:
    assert read(tmp_path, GOOD.replace("  name:", f"  max_age: {age}\n  name:")).site.max_age > 8e9


@pytest.mark.parametrize(
    ("use", "tag", "fit"),
    [
        ("mastodon", "debian 8", "debian8"),
        ("mastodon", "react.js", "reactjs"),
        ("twitter", "#open-source", "opensource"),
        ("twitter", "C++", "C"),
        ("twitter", "2026", ""),
        ("bluesky", "🎉", ""),
        ("linkedin", "free_nets", "freenets"),
        ("matrix", "", ""),
    ],
)
def test_a_hashtag_that_the_service_would_end_early_is_an_error(
    tmp_path: Path, use: str, tag: str, fit: str
) -> None:
    example = json.dumps(
        {**adapter(use).example, "use": use, "hashtags": {"de": ["Kite", tag]}}, ensure_ascii=False
    )
    line, words = mistake(tmp_path, f"channels:\n  kites: {example}\n")
    assert line == 2
    assert f"channels.kites.hashtags: {tag!r} is not a hashtag on {use}" in words
    assert words.endswith(f"such as {fit!r}" if fit else "at least one letter")


@pytest.mark.parametrize(
    ("use", "tag"),
    [
        ("twitter", "#XMPP"),
        ("twitter", "freie_netze"),
        ("mastodon", "हिन्दी"),
        ("mastodon", "می\u200cخواهم"),
        ("bluesky", "3D"),
        ("linkedin", "Überall"),
    ],
)
def test_a_hashtag_may_be_of_any_script(tmp_path: Path, use: str, tag: str) -> None:
    example = json.dumps({**adapter(use).example, "use": use, "hashtags": [tag]}, ensure_ascii=False)
    assert read(tmp_path, f"channels:\n  kites: {example}\n").channels[0].hashtags == (tag,)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("    hashtags: {de: [a], fr: 3}", "channels.second.hashtags.fr: must be a list of texts, not 3"),
        ("    at: noon", "'noon' is not a time of day"),
        ("    template: nowhere.txt", "channels.second.template: there is no file 'nowhere.txt'"),
        ("    visibility: publik", "must be one of direct, private, public, unlisted, not 'publik' (did you mean 'public'?)"),
        ("    limit: 1.5", "must be a whole number of at least 1, not 1.5"),
        ("    hashtags: {1: [a]}", "channels.second.hashtags.1: has the key 1: put it in quotes"),
    ],
)  # fmt: skip
def test_an_error_is_in_the_words_of_the_settings(tmp_path: Path, line: str, words: str) -> None:
    told, message = mistake(tmp_path, f"{GOOD}{line}\n")
    assert told == 15
    assert words in message
