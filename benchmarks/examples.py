"""Prints docs/examples.md, the posts composed for the newest issue of each bundled example.

    python benchmarks/examples.py > docs/examples.md

The posts are read from `distribute publish ISSUE --dry-run --json`, so the page shows what the command shows.
Exit code 1 if a dry run fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
INTRODUCTION = """\
# Examples

This page shows the posts that `distribute` composes for the newest issue of each [bundled example](../examples). Nobody
has edited them. The communities are fictional, except that the first example writes about real software.

`python benchmarks/examples.py > docs/examples.md` generates this page, and a test fails when it is out of date."""


class Example(NamedTuple):
    """A bundled site: its title on the page, its folder, its settings, its newest issue and a description."""

    title: str
    folder: str
    settings: str
    issue: str
    description: str

    @property
    def command(self) -> list[str]:
        """Return the words after `distribute` that show its posts."""
        config = [] if self.settings == "channels.yaml" else ["--config", self.settings]
        return [*config, "publish", self.issue, "--dry-run"]


EXAMPLES = (
    Example(
        "A monthly newsletter on a Hugo site",
        "examples/newsletter",
        "channels.yaml",
        "2020-11",
        "It announces releases, events and changes to specifications, in English.",
    ),
    Example(
        "A weekly link digest on a Jekyll site",
        "examples/wochenzettel",
        "examples/wochenzettel/channels.yaml",
        "2026-W41",
        "It lists releases, articles and dates for a community that builds digital notice boards, in German.",
    ),
    Example(
        "A monthly letter on an Eleventy site",
        "examples/tide-mill",
        "examples/tide-mill/channels.yaml",
        "2026-10",
        "It tells one story under each heading, in English prose without lists. Its authors restore a tide mill.",
    ),
    Example(
        "A monthly list of releases on a Pelican site",
        "examples/loomworks",
        "examples/loomworks/channels.yaml",
        "2026-10",
        "It lists the releases of a community that writes software for looms, one line each, in English.",
    ),
)


def dry_run(example: Example) -> dict[str, Any]:
    """Return the JSON answer of an example's dry run; CalledProcessError if it fails."""
    command = [sys.executable, "-m", "distribute", *example.command, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def page() -> str:
    """Return the whole page."""
    sections = (paragraph for example in EXAMPLES for paragraph in section(example))
    return "\n\n".join((INTRODUCTION, *sections)) + "\n"


def section(example: Example) -> Iterator[str]:
    """Yield the paragraphs about one example."""
    answer = dry_run(example)
    issue = f"../{example.folder}/{answer['issue']['path']}"
    yield f"## {example.title}"
    yield f"{example.description} See [the issue]({issue}) and [the settings](../{example.settings})."
    yield f"```sh\ndistribute {' '.join(example.command)}\n```"
    for delivery in answer["deliveries"]:
        yield f"### {delivery['channel']}: {delivery['length']} of {delivery['limit']}"
        yield f"```text\n{shown(delivery)}\n```"


def shown(delivery: dict[str, Any]) -> str:
    """Return a post as the terminal shows it: the fields that it has, and its text below them."""
    fields = [
        f"{label}: {delivery[key]}"
        for label, key in (("Title", "title"), ("Summary", "summary"))
        if delivery[key]
    ]
    if delivery["image"]:
        fields.append(f"Image: {delivery['image']['url']} ({delivery['image']['alt']})")
    if not delivery["text"]:
        fields.append(f"Link: {delivery['link']}")
    return "\n\n".join(filter(None, ("\n".join(fields), delivery["text"])))


def main() -> None:
    """Print the page, in UTF-8 on every system."""
    sys.stdout.buffer.write(page().encode())


if __name__ == "__main__":
    main()
