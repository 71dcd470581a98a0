"""Small sites, written page by page, to find a newsletter in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HUGO = {"hugo.toml": 'baseURL = "https://kites.example/"\ntitle = "Kites"\n'}
JEKYLL = {"_config.yml": "url: https://kites.example\ntitle: Kites\n"}
ZOLA = {"config.toml": 'base_url = "https://kites.example"\ntitle = "Kites"\n', "content/_index.md": ""}
MONTHS = "January February March April May June July August September October November December".split()
FREE = (
    "Knots and lines",
    "The long wind",
    "Paper tails",
    "A kite for two",
    "Storm season",
    "First snow",
    "Reels",
)
# Ordinary posts: no mark and no rhythm.
POSTS = {
    "we-moved": ("We moved", "2026-01-20"),
    "ten-tips": ("10 tips for calm days", "2026-01-22"),
    "conference": ("Kites in Lisbon", "2026-03-14"),
    "bug": ("A bug in reel 2", "2026-06-01"),
    "report": ("Our year 2025", "2026-06-02"),
}


def page(title: str, when: str = "", more: str = "") -> str:
    date = f"date: {when}\n" if when else ""
    return f'---\ntitle: "{title}"\n{date}{more}---\n\n## News\n\n- Reel 1.2 adds knots\n'


def posts(folder: str, more: str = "", *, dated: bool = False) -> dict[str, str]:
    return {
        f"{folder}/{f'{when}-' if dated else ''}{name}.md": page(title, when, more)
        for name, (title, when) in POSTS.items()
    }


def issues(name: str, title: str, more: str = "", months: int = 7) -> dict[str, str]:
    """Write an issue a month; `{n}`, `{m}`, `{month}` and `{free}` in its name and title are filled in."""
    found = {}
    for number in range(1, months + 1):
        fields = {
            "n": str(number),
            "m": f"{number:02}",
            "month": MONTHS[number - 1],
            "free": FREE[number - 1],
            "slug": FREE[number - 1].lower().replace(" ", "-"),
        }
        found[name.format_map(fields)] = page(title.format_map(fields), f"2026-{number:02}-05", more)
    return found


def write(folder: Path, *files: Mapping[str, str]) -> Path:
    for each in files:
        for name, text in each.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder / "channels.yaml"
