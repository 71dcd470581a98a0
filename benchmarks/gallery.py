"""Composed posts of twelve real issues: DISTRIBUTE_CORPUS=… python benchmarks/gallery.py > docs/gallery.md."""

from __future__ import annotations

import tempfile
from pathlib import Path

from corpus import NEWSLETTERS, opened, posts

CHOSEN = {
    "xmpp-hugo": (
        "2019-06-28-newsletter.md",
        "2020-12-09-newsletter.md",
        "2022-10-05-newsletter.md",
        "2022-05-05-newsletter.de.md",
        "2022-05-05-newsletter.es.md",
        "2023-03-05-newsletter.fr.md",
        "2025-07-05-newsletter.it.md",
        "2025-12-05-newsletter.md",
    ),
    "lwkd-jekyll": ("2025-11-02-update.md", "2026-08-16-update.md"),
    "twir-pelican": ("2021-05-05-this-week-in-rust.md", "2025-07-30-this-week-in-rust.md"),
}
INTRODUCTION = """\
# Gallery

What `distribute` composes for issues of real newsletters, untouched: made by `python benchmarks/gallery.py`.
The words are the newsletters' own, shortened, under the licence named with each."""


def main() -> None:
    """Print the gallery."""
    print(INTRODUCTION)
    with tempfile.TemporaryDirectory() as folder:
        for name, files in CHOSEN.items():
            config, issues = opened(name, Path(folder))
            for file in files:
                issue = next(issue for issue in issues if Path(issue.path).name == file)
                print(f"\n## {issue.headline}\n")
                print(f"From [{config.site.name}]({issue.url}), {NEWSLETTERS[name].licence}.")
                for channel, part in posts(config, issue, issues):
                    if channel == "linkedin":
                        continue
                    text = "" if channel in {"reddit", "email"} else part.text
                    lines = "\n".join(filter(None, (part.title, part.summary, text)))
                    print(f"\n{channel}:\n\n```text\n{lines}\n```")


if __name__ == "__main__":
    main()
