"""Every setting of the schema with values that nobody should write: exit 2 with the line, or a dry run, and no traceback"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from distribute.channel.registry import adapter, built_in
from distribute.cli.main import main
from distribute.config_schema import json_schema
from tests.cli.kit import Place, Run

SITE = {
    "name": "The Letter",
    "url": "https://example.org/",
    "generator": "hugo",
    "issues": "content/letter/*.md",
}
WITH_PASSWORD = "https://me:hush@h.example/"
VALUES: tuple[Any, ...] = (
    "\0",
    "\ud800",
    "https://[",
    WITH_PASSWORD,
    "https://h.example:99999/",
    f"https://{'a' * 300}.example/",
    "x" * 20_000,
    "**b",
    "99999999999999999999d",
    "",
    "\x1b[31m",
    -1,
    2**70,
    1e308,
    None,
    [],
    ["\0"],
    {"en": "\0"},
    {"": ["x"]},
)  # fmt: skip
REFUSED = {WITH_PASSWORD, "\0", "\ud800", "\x1b[31m", "https://["}  # in any setting
COMMON = "outbox"  # the channel at which the settings that all channels have are tried
SCHEMA = json_schema()


def of_schema(use: str) -> dict[str, Any]:
    """Return the settings of a channel by the schema."""
    reference = SCHEMA["properties"]["channels"]["properties"][use]["allOf"][1]["then"]["$ref"]
    found: dict[str, Any] = SCHEMA["$defs"][reference.rpartition("/")[2]]["properties"]
    return found


def parts() -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield each part of the file: its name, settings that are right, and the names of all that it may have."""
    site = SCHEMA["$defs"][SCHEMA["properties"]["site"]["$ref"].rpartition("/")[2]]
    yield "site", SITE, list(site["properties"])
    for use in sorted(built_in()):
        own = [name for name in of_schema(use) if use == COMMON or name not in of_schema(COMMON)]
        yield use, dict(adapter(use).example), own


def settings(part: str, right: dict[str, Any], name: str, value: Any) -> str:
    if part == "site":
        return json.dumps({"site": {**right, name: value}, "channels": {"outbox": {"path": "out"}}}, indent=1)
    return json.dumps({"site": SITE, "channels": {part: {**right, name: value}}}, indent=1)


def run(place: Place, capsys: pytest.CaptureFixture[str]) -> Run:
    with pytest.raises(SystemExit) as ended:
        main()
    return Run(int(ended.value.code or 0), *capsys.readouterr())


@pytest.mark.parametrize(("part", "right", "names"), list(parts()), ids=[part for part, *_ in parts()])
def test_a_hostile_value_is_refused_with_its_line_or_harmless(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    right: dict[str, Any],
    names: list[str],
) -> None:
    monkeypatch.chdir(place.root)
    monkeypatch.setattr(sys, "argv", ["distribute", "publish", "2020-11", "--dry-run"])
    for name in names:
        for value in VALUES:
            place.write("channels.yaml", settings(part, right, name, value))
            done = run(place, capsys)
            case = f"{part}.{name}: {str(value)[:40]!r}: {done}"
            assert done.code in {0, 2, 4}, case
            assert done.code != 2 or "channels.yaml:" in done.err or "no issues found" in done.err, case
            assert not {"\0", "\x1b"} & set(done.out + done.err), case
            assert done.code != 2 or "hush" not in done.err, case
            if isinstance(value, str) and value in REFUSED:
                assert (done.code, bool(re.search(r"channels\.yaml:\d+: ", done.err))) == (2, True), case
            assert len(done.err) < 1000, case


@pytest.mark.parametrize(
    "ledger",
    ["\0", "sqlite:\0", "git:\0", "https://[", "git:a@https://me:hush@h.example", "sqlite:" + "x" * 300],
)
def test_a_hostile_ledger_is_refused(place: Place, ledger: str) -> None:
    place.write(
        "channels.yaml", json.dumps({"site": SITE, "ledger": ledger, "channels": {"outbox": {"path": "out"}}})
    )
    done = place.run("status")
    assert done.code in {2, 5}
    assert "hush" not in done.err
    assert len(done.err) < 1000


@pytest.mark.parametrize(
    "url", ["https://[", "https://me:hush@h.example/", "https://h.example:99999/", "https://h .example/"]
)
def test_a_hostile_address_of_the_generator_is_refused(place: Place, url: str) -> None:
    place.write(
        "channels.yaml", json.dumps({"site": {**SITE, "url": None}, "channels": {"outbox": {"path": "out"}}})
    )
    place.write("hugo.yaml", f'baseURL: "{url}"\n')
    done = place.run("publish", "2020-11", "--dry-run")
    assert done.code == 2
    assert "the site's address in the generator's own settings" in done.err
    assert "hush" not in done.err + done.out


@pytest.mark.parametrize("pattern", ["**b", "a/**.md", "/etc/*", "../*", ".", "a" * 300, "a/" * 60])
@pytest.mark.parametrize("listed", [False, True])
def test_a_pattern_that_cannot_be_used_is_refused_with_its_line(
    place: Place, pattern: str, listed: bool
) -> None:
    issues = ["content/letter/*.md", pattern] if listed else pattern
    place.write(
        "channels.yaml",
        json.dumps({"site": {**SITE, "issues": issues}, "channels": {"outbox": {"path": "out"}}}, indent=1),
    )
    done = place.run("issues")
    assert done.code == 2
    assert f"channels.yaml:{8 if listed else 6}: site.issues: " in done.err
