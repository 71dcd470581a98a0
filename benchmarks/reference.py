"""Prints a page of the reference: the settings, the channels, the JSON output or the exit codes.

    python benchmarks/reference.py settings > docs/reference/settings.md
    python benchmarks/reference.py channels > docs/reference/channels.md
    python benchmarks/reference.py json > docs/reference/json.md
    python benchmarks/reference.py exit-codes > docs/reference/exit-codes.md

Settings, channels and exit codes are read from the code. The fields of the JSON output are those that commands print about the
bundled example; one without a description here is an error.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import msgspec

from distribute.channel.capabilities import SUPPORTS, capabilities
from distribute.channel.interface import Channel
from distribute.channel.registry import adapter, built_in
from distribute.config_schema import json_schema
from distribute.errors import ExitCode, worst

ROOT = Path(__file__).resolve().parent.parent
GENERATED = "This page is generated from the code by `python benchmarks/generated.py`."
COMMANDS = (
    "init --ci none --json",
    "issues --json",
    "channels --json",
    "check 2020-11 --json",
    "publish 2020-11 --channel mastodon --channel outbox --dry-run --json",
    "publish 2020-11 --channel outbox --json",
    "status --json",
    "settle 2020-11 outbox --json",
    "draft 2020-11 --channel outbox --json",
    "hold 2020-10 --because today --json",
    "status --json",
    "release 2020-10 --json",
    "status --config channels.yaml --config ./channels.yaml --json",
    "doctor outbox --json",
    "ledger verify --json",
)
# Objects that occur in several answers, by the names of the fields that hold them.
SHARED: dict[str, tuple[str, dict[str, str]]] = {
    "issue": (
        "An issue",
        {
            "id": "The issue's id.",
            "language": "Its language.",
            "title": "Its title.",
            "url": "The address of its page.",
            "date": "Its date.",
            "path": "Its file, relative to the site's folder.",
            "covers": "The months that it covers (only in `issues`).",
        },
    ),
    "problem": (
        "A problem",
        {
            "severity": "`error` or `warning`.",
            "code": "The problem's name, as for `--allow`.",
            "message": "What is wrong and what to do.",
            "path": "The file.",
            "line": "The line, 0 if there is none.",
            "when": "`now`, or `publishing` for what matters only then.",
            "channel": "The channel, if the problem concerns only one.",
        },
    ),
    "fact": (
        "A fact, or an item that was left out",
        {
            "language": "The language.",
            "path": "The issue's file.",
            "line": "The line in it.",
            "section": "The heading above it.",
            "text": "Its text.",
            "rule": "The rule that chose or rejected it.",
            "why": "The reason, in words.",
            "kind": "What it is, such as `release` or `event` (only of facts, like the fields below).",
            "tags": "What else is known of it.",
            "source": "What it was read from, such as an entry of a list.",
            "lines": "All lines that state it.",
            "said_on": "The channels whose posts use it (only in `publish`).",
        },
    ),
    "receipt": (
        "A receipt",
        {
            "id": "The service's id of the post.",
            "url": "The post's address. It is empty if the post has none.",
            "note": "A remark, such as why the post has no picture.",
        },
    ),
    "held": (
        "A hold",
        {
            "issue": "The issue that is on hold.",
            "channel": "The channel. It is empty if the hold applies to all of them.",
            "because": "The reason.",
            "by": "Who put the issue on hold.",
            "at": "When.",
        },
    ),
}
HOLDERS = {
    "issue": "issue",
    "latest": "issue",
    "issues[]": "issue",
    "problems[]": "problem",
    "facts[]": "fact",
    "left_out[]": "fact",
    "receipt": "receipt",
    "duplicates[]": "receipt",
    "holds[]": "held",
    "before": "held",
}
STORED = {
    "key": "The identity of the post: issue, channel, language, round and part number.",
    "channel": "The channel's name.",
    "language": "The language.",
    "round": "1 for the first announcement. Each re-post starts the next round.",
    "slot": "The part of the post, from `1`. A thread has more than one.",
    "state": "`would-post`, `posted`, `already-posted`, `not-posted`, `in-doubt`, `held`, `skipped` or `tested`.",
    "receipt": "The service's proof of the post.",
    "duplicates": "The receipts of further copies that were found.",
    "error": "Why it was not posted, or is in doubt.",
}
FACTS = {
    "facts": "The facts that posts are made of, best first.",
    "left_out": "The items that no post may use.",
}
MEANINGS: dict[str, dict[str, str]] = {
    "init": {
        "site": "The settings below `site:`, as they were written.",
        "issues": "How many issues there are.",
        "latest": "The latest issue.",
        "wrote": "The files that were written.",
        "next": "The commands to run next.",
    },
    "issues": {"issues": "Every issue and translation, oldest first."},
    "channels": {
        "adapters": "Every adapter.",
        "adapters[].use": "Its name, as in `use`.",
        "adapters[].doc": "What it posts.",
        "adapters[].limit": "Its default `limit`.",
        "adapters[].can": "Its capabilities; see [channels](channels.md).",
        "channels": "The channels of this site.",
        "channels[].name": "The channel's name.",
        "channels[].use": "Its adapter.",
        "channels[].languages": "The languages that it posts.",
    },
    "check": {"issue": "The issue.", "problems": "What is wrong with it.", **FACTS},
    "publish": {
        "dry_run": "Whether it was a dry run.",
        "issue": "The issue. With `--due`, it is the first one.",
        "problems": "What is wrong.",
        "ledger": "Whether the ledger was consulted.",
        "deliveries": "The posts, one entry for each channel, language and part.",
        **{f"deliveries[].{name}": text for name, text in STORED.items()},
        "deliveries[].use": "The channel's adapter.",
        "deliveries[].title": "The title or subject.",
        "deliveries[].summary": "The summary, an email's preheader, or Mastodon's content warning.",
        "deliveries[].text": "The exact text.",
        "deliveries[].html": "The exact HTML of an email.",
        "deliveries[].link": "The link.",
        "deliveries[].image": "The picture. If its `focus` is set, it is here too, as `x,y`.",
        "deliveries[].image.url": "Its address.",
        "deliveries[].image.alt": "Its alt text.",
        "deliveries[].confidence": "`high`, `fair`, `headline-only` or `own-words`. It is null for a post that is out.",
        "deliveries[].length": "The length, as the service counts it.",
        "deliveries[].limit": "The channel's limit.",
        "deliveries[].digest": "A digest of the whole draft, which `--approved` takes.",
        "deliveries[].until": "From when it can be settled or sent.",
        "deliveries[].code": "Why it was held back, as a problem's code.",
        "deliveries[].by_hand": "Present and true if a person makes the post.",
        "deliveries[].form": "The form for that person to open.",
        **FACTS,
    },
    "status": {
        "newsletters": "Only with several `--config`: each newsletter's `newsletter`, its permanent name, `deliveries` and `holds`.",
        "totals": "Only with several `--config`: how many posts are in each state.",
        "deliveries": "What the ledger knows of each post.",
        **{f"deliveries[].{name}": text for name, text in STORED.items()},
        "deliveries[].state": "`posted`, `not-posted` or `in-doubt`.",
        "deliveries[].how": "How this is known, such as `sent`, `found` or `seeded`.",
        "deliveries[].at": "When.",
        "holds": "The issues that are on hold.",
    },
    "settle": {
        "deliveries": "The posts that were settled or are still in doubt: `key`, `channel`, `language`, `state`, "
        "`receipt`, `until`, `duplicates` and `error`, as in `publish`.",
    },
    "draft": {
        "files": "The drafts.",
        "files[].path": "The file.",
        "files[].language": "Its language.",
        "files[].sections": "One entry for each channel.",
        "files[].sections[].channel": "The channel.",
        "files[].sections[].state": "What was done, such as `new` or `edited`.",
        "files[].sections[].edited": "The fields that somebody has edited.",
    },
    "hold": {
        "issue": "The issue that is on hold.",
        "channel": "The channel. It is empty if the hold applies to all of them.",
        "before": "The hold that this one replaces.",
    },
    "release": {
        "issue": "The issue that is released.",
        "channel": "The channel. It is empty if the hold applied to all of them.",
        "before": "The hold that was removed.",
    },
    "doctor": {
        "findings": "What was found.",
        "findings[].channel": "The channel. It is empty for the site and the ledger.",
        "findings[].about": "What the finding concerns.",
        "findings[].level": "`ok`, `warning` or `error`.",
        "findings[].text": "What was found and what to do.",
        "findings[].setting": "A line of `channels.yaml` to add or change.",
        "findings[].ends": "The day on which a credential ends, if the finding is about that.",
    },
    "verify": {
        "events": "How many events the ledger has.",
        "damage": "What is damaged. It is empty if nothing is.",
        "in_doubt": "The keys of posts in doubt.",
        "duplicates": "The keys of posts that were published twice.",
    },
}
OPAQUE = {"site", "newsletters", "totals"}  # their fields are settings, those of `status` again, and states
UNSEEN = {"note": "text", "by_hand": "true or false", "form": "text"}  # which the example does not have
EVERYWHERE = {"version", "command", "exit"}
KINDS = {str: "text", int: "number", bool: "true or false", list: "list", dict: "object", type(None): "null"}


def settings_page() -> Iterator[str]:
    """Yield the paragraphs of the page about settings, read from the JSON Schema and the adapters."""
    schema = json_schema()
    common = set(Channel.__struct_fields__) - {"limit"}
    yield "# Settings"
    yield (
        "The settings are in `channels.yaml`. `distribute schema` prints their [JSON Schema](../channels.schema.json), "
        "which editors use to complete and check the file. A secret is always the name of an environment variable "
        "(`$NAME`), never its value. A duration is written `30s`, `15m`, `2h` or `14d`."
    )
    yield GENERATED
    yield "## `site`"
    yield _settings_table(schema["$defs"]["SiteSettings"])
    yield "## `ledger`"
    yield (
        "Where the record of posts is kept: `sqlite:FILE`, relative to `channels.yaml`; `git:BRANCH`, or "
        "`git:BRANCH@REMOTE`; or `$DATABASE_URL` for PostgreSQL. The default is "
        f"`{schema['properties']['ledger']['default']}`. See [operating the ledger](../how-to/operate-the-ledger.md)."
    )
    yield "## `people`"
    yield "Names, and their handles by network. See [hashtags and handles](../how-to/choose-the-words.md)."
    yield "## `channels`"
    yield (
        "Each channel has a name of your own. `use` selects its adapter; without it, the name does. Every channel takes "
        "these settings:"
    )
    yield _settings_table(schema["$defs"]["Outbox"], lambda name: name in common)
    for use, kind in _adapters():
        yield f"### `{use}`"
        yield f"{(kind.__doc__ or '').splitlines()[0]} See [how to set it up](../channels/{use}.md)."
        own = schema["$defs"][kind.__name__]
        if table := _settings_table(own, lambda name: name not in common):
            yield table


def _adapters() -> list[tuple[str, type[Channel]]]:
    """Return the built-in adapters with the names that the documentation uses, in alphabetical order."""
    return [(use, adapter(use)) for use in sorted(set(built_in()) - {"x"})]


# The capabilities of an adapter, by their names, and the columns that show them.
COLUMNS = {
    "read-back": (
        "finds its posts",
        "Can find a post of its own again, so that a post in doubt needs no person.",
    ),
    "key": ("key", SUPPORTS["key"]),
    "image": ("picture", SUPPORTS["image"]),
    "thread": ("thread", SUPPORTS["thread"]),
    "language": ("language", SUPPORTS["language"]),
    "examine": ("doctor", "`distribute doctor` checks its login or its settings, and posts nothing."),
    "test": ("test address", "`distribute publish --test-to ADDRESS` sends one copy to an address."),
}


def channels_page() -> Iterator[str]:
    """Yield the paragraphs of the page about what each channel can do."""
    yield "# Channels"
    yield (
        "What each adapter can do. `distribute channels --json` prints the same as `can`. Every channel composes its own "
        "post, takes [the settings of all channels](settings.md), and can be held, scheduled and settled. None changes or "
        "deletes a post that is published."
    )
    yield GENERATED
    yield "\n".join(f"- **{title}**: {meaning}" for title, meaning in COLUMNS.values())
    yield (
        '"if set" means that it depends on the channel\'s settings; see its page. The limit is the default, as the service '
        "counts, of the text or, where a post has one, of its title or subject."
    )
    titles = [title for title, _ in COLUMNS.values()]
    head = f"| channel | limit | {' | '.join(titles)} | needs |"
    yield "\n".join([head, "|" + "---|" * head.count(" | ") + "---|", *map(_channel_row, _adapters())])


def _channel_row(named: tuple[str, type[Channel]]) -> str:
    """Return an adapter's row of the table of capabilities."""
    use, kind = named
    can = capabilities(kind)
    cells = ["yes" if power in can else "" for power in COLUMNS]
    if kind.can_read_back is not Channel.can_read_back:  # it depends on the settings
        cells[list(COLUMNS).index("read-back")] = "if set"
    needs = "a person" if kind.by_hand else f"`[{kind.extra}]`" if kind.extra else ""
    limit = next(field.default for field in msgspec.structs.fields(kind) if field.name == "limit")
    return f"| [`{use}`](../channels/{use}.md) | {limit:,} | {' | '.join(cells)} | {needs} |"


def _settings_table(kind: dict[str, Any], wanted: Callable[[str], bool] = lambda _: True) -> str:
    """Return the settings of an object of the schema as a table, "" if there are none."""
    head = "| setting | value | default | meaning |"
    rows = [head, "|" + "---|" * (head.count("|") - 1)]
    for name, field in kind["properties"].items():
        if not wanted(name):
            continue
        default = "required" if name in kind.get("required", []) else _default(field)
        meaning = field.get("description", "").rstrip(".")
        meaning = f"{meaning[:1].upper()}{meaning[1:]}." if meaning else ""
        rows.append(f"| `{name}` | {_value(field)} | {default} | {meaning} |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    return "" if default in (None, "", [], {}, ()) else f"`{json.dumps(default).strip(chr(34))}`"


def _value(field: dict[str, Any]) -> str:
    """Return what a setting takes, in words."""
    if "anyOf" in field:
        kinds = [_value(one) for one in field["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"] if one is not None)
    if "$ref" in field:
        return "mapping"
    if field.get("pattern", "").startswith(r"^\$"):
        return "a secret: `$NAME`"
    words = {"string": "text", "integer": "number", "number": "number", "boolean": "`true` or `false`"}
    words |= {"array": "list", "object": "mapping"}
    if str(field.get("pattern", "")).endswith("[smhd]$"):
        return "duration"
    return words.get(field.get("type", ""), "text")


def exit_codes_page() -> Iterator[str]:
    """Yield the paragraphs of the page about exit codes."""
    yield "# Exit codes"
    yield "They are the same for every command."
    yield "\n".join(
        ["| code | meaning |", "|---|---|", *(f"| {code.value} | {code.meaning} |" for code in ExitCode)]
    )
    order: list[int] = []
    while left := [code for code in ExitCode if code and code not in order]:
        order.append(worst(left))
    yield (
        "If several apply, the command exits with the most severe one. The order is "
        f"{', '.join(map(str, map(int, order)))}."
    )
    yield (
        "A dry run exits with 4 for errors that `check` finds, a draft that does not fit and a text that is not approved. "
        "It shows holds and posts in doubt, which do not change its exit code."
    )
    yield GENERATED


def json_page() -> Iterator[str]:
    """Yield the paragraphs of the page about JSON; KeyError if a field of the output has no description."""
    yield "# JSON output"
    yield (
        "With `--json`, a command prints one JSON object on standard output and everything else on standard error. Every "
        "object has `version` (1). Most have `command` and `exit`, the [exit code](exit-codes.md). New fields may be "
        "added; a change to an existing one increases `version`."
    )
    yield "`[]` stands for each element of a list. `preview` and `repost` print the object of `publish`."
    yield GENERATED
    tables: dict[str, dict[str, set[type]]] = {}
    for command, answers in _printed().items():
        for answer in answers:
            _collect(answer, command, tables)
    yield "## Objects that several commands print"
    for kind, (title, meanings) in SHARED.items():
        yield f"### {title}"
        yield _table(kind, meanings, tables[kind])
    yield "## Commands"
    for command, meanings in MEANINGS.items():
        yield f"### `{'ledger verify' if command == 'verify' else command}`"
        yield _table(command, meanings, tables[command])


def _table(what: str, meanings: dict[str, str], kinds: dict[str, set[type]]) -> str:
    """Return the fields of an object as a table; KeyError if one has no description, or is never there."""
    wrong = (kinds.keys() ^ meanings.keys()) - EVERYWHERE
    wrong = {name for name in wrong if name.rpartition(".")[2] not in UNSEEN}
    if wrong:
        msg = f"benchmarks/reference.py: {what} has other fields than are described: {sorted(wrong)}"
        raise KeyError(msg)
    rows = [
        f"| `{name}` | {_kind(name, kinds.get(name, set()))} | {text} |" for name, text in meanings.items()
    ]
    return "\n".join(["| field | value | meaning |", "|---|---|---|", *rows])


def _kind(name: str, kinds: set[type]) -> str:
    """Return the types of a field's values in words; a field that was always null may be a text."""
    seen = [KINDS[kind] for kind in KINDS if kind in kinds]
    return " or ".join(["text", *seen] if seen == ["null"] else seen) or UNSEEN[name.rpartition(".")[2]]


def _collect(
    value: dict[str, Any], table: str, tables: dict[str, dict[str, set[type]]], at: str = ""
) -> None:
    """Add the types of all fields in `value` to `tables`, those of a shared object to its own table."""
    for name, inner in value.items():
        place = f"{at}{name}"
        if not (table == "settle" and at):
            tables.setdefault(table, {}).setdefault(place, set()).add(type(inner))
        for holder, one in [(name, inner)] if isinstance(inner, dict) else _elements(name, inner):
            if holder in HOLDERS:
                _collect(one, HOLDERS[holder], tables)
            elif name not in OPAQUE:
                _collect(one, table, tables, f"{at}{holder}.")


def _elements(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects in a list, each with the name of the list's elements."""
    if isinstance(value, list):
        yield from ((f"{name}[]", one) for one in value if isinstance(one, dict))


def _printed() -> dict[str, list[Any]]:
    """Return what the commands print about a copy of the bundled example, by their names."""
    from click.testing import CliRunner

    from distribute.cli.main import distribute

    answers: dict[str, list[Any]] = {}
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(ROOT / "examples", "examples")
        shutil.copy(ROOT / "channels.yaml", ".")
        for line in COMMANDS:
            run = CliRunner().invoke(distribute, line.split(), catch_exceptions=False)
            answer = json.loads(run.stdout)
            answers.setdefault(answer.get("command", line.split()[0]), []).append(answer)
    return answers


PAGES = {
    "settings": settings_page,
    "channels": channels_page,
    "json": json_page,
    "exit-codes": exit_codes_page,
}


def page(name: str) -> str:
    """Return a whole page."""
    return "\n\n".join(PAGES[name]()) + "\n"


def main() -> int:
    """Print the page that is named, in UTF-8 on every system."""
    if sys.argv[1:2] == ["--help"] or len(sys.argv) != 2 or sys.argv[1] not in PAGES:
        print(__doc__)
        return 0 if sys.argv[1:2] == ["--help"] else 2
    sys.stdout.buffer.write(page(sys.argv[1]).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
