"""How long a site of many issues takes, by generator: all of it read, and a dry run of its newest issue.

    python benchmarks/big_site.py [--files 2000]

Each issue is the bundled example's. Wall-clock seconds of the best of three.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """site: {{name: News, url: "https://newsletter.example.org/", generator: {generator}, id: date}}
channels:
  outbox: {{path: outbox}}
"""
YAML = "---\ntitle: News of {day}\ndate: {day}\n---\n\n"
SITES = {
    "hugo": ("hugo.toml", "content/news/{day}.md", YAML),
    "pelican": ("pelicanconf.py", "content/{day}.md", "Title: News of {day}\nDate: {day}\n\n"),
    "jekyll": ("_config.yml", "_posts/{day}-news.md", YAML),
    "zola": ("zola.toml", "content/{day}.md", '+++\ntitle = "News of {day}"\ndate = {day}\n+++\n\n'),
    "eleventy": (".eleventy.js", "posts/{day}.md", YAML),
    "plain": ("README", "issues/{day}.md", "# News of {day}\n\n"),
}


def best(command: list[str], cwd: Path) -> float:
    """Return the shortest of three runs."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Print a row for each generator."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--files", type=int, default=2000)
    files = options.parse_args().files
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    (example,) = (ROOT / "examples/newsletter/content/newsletter").glob("2020-12-09-newsletter.md")
    body = example.read_text(encoding="utf-8").split("---\n", maxsplit=2)[2]
    last = date(2026, 1, 1)
    print(f"{files} issues of {len(body.encode())} bytes; Python {sys.version.split()[0]}")
    for generator, (settings, name, header) in SITES.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / settings).write_text("")
            (root / "channels.yaml").write_text(SETTINGS.format(generator=generator))
            for number in range(files):
                day = last - timedelta(days=number)
                path = root / name.format(day=day)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(header.format(day=day) + body, encoding="utf-8")
            command = [sys.executable, "-m", "distribute"]
            issues = best([*command, "issues"], root)
            dry_run = best([*command, "publish", str(last), "--dry-run"], root)
            print(f"{generator:9} issues {issues:.2f} s   publish --dry-run {dry_run:.2f} s")


if __name__ == "__main__":
    main()
