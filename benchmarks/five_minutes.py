"""Sets up `distribute` on a Hugo, an Eleventy, a Jekyll and an Astro site, and prints a transcript with times.

    python benchmarks/five_minutes.py [NAME]…

Each site is a Git repository with a remote, a year of issues and some other posts. The script runs `distribute init`, then every
command that it prints, then publishes the latest issue twice and shows the record. The site's pages are served on
loopback. Exit code 1 if a command fails, if an issue is posted twice, or if a site takes longer than five minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from distribute.sites.site import PLACEHOLDER

LIMIT = 300.0  # seconds
MONTHS = "January February March April May June July August September October November December".split()
TODAY = datetime.now(UTC).date()
NEWS = """\
## Releases

- **Kite 1.{n}** adds loops.
- **Reel 2.{n}** winds twice as fast.
"""


class _Pages(BaseHTTPRequestHandler):
    """Serves every page of the site with the titles of all its issues."""

    def do_GET(self) -> None:
        """Answer any path with one page."""
        titles = "".join(f"<h1>{title}</h1>" for title, _, _ in letters())
        body = f"<!doctype html><title>Kites</title>{titles}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages on loopback, and yield their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def letters() -> Iterator[tuple[str, str, str]]:
    """Yield twelve monthly issues, the latest of today: title, date and text."""
    for n in range(12):
        day = TODAY - timedelta(days=30 * (11 - n))
        yield f"Kite Letter {n + 1}: {MONTHS[day.month - 1]}", f"{day}", NEWS.format(n=n)


def pages(folder: str, *, dated: bool = False, key: str = "date") -> dict[str, str]:
    """Return the issues and three other posts as Markdown files in `folder`."""
    found = {}
    others = (("We moved", 200), ("Ten tips for calm days", 90), ("Our year", 20))
    posts = [(title, f"{TODAY - timedelta(days=ago)}", "Some words.\n") for title, ago in others]
    for title, day, text in [*letters(), *posts]:
        name = title.lower().replace(" ", "-").replace(":", "")
        front = f'---\ntitle: "{title}"\n{key}: {day}\n---\n\n'
        found[f"{folder}/{f'{day}-' if dated else ''}{name}.md"] = front + text
    return found


def sites(address: str) -> dict[str, dict[str, str]]:
    """Return the files of each site."""
    package = {name: json.dumps({"dependencies": {name: "*"}}) for name in ("@11ty/eleventy", "astro")}
    return {
        "Hugo": {"hugo.toml": f'baseURL = "{address}/"\ntitle = "Kites"\n', **pages("content/posts")},
        "Eleventy": {
            "package.json": package["@11ty/eleventy"],
            "eleventy.config.js": 'export default () => ({dir: {input: "src"}});\n',
            "src/_data/metadata.json": json.dumps({"url": f"{address}/", "title": "Kites"}),
            **pages("src/blog"),
        },
        "Jekyll": {"_config.yml": f"url: {address}\ntitle: Kites\n", **pages("_posts", dated=True)},
        "Astro": {
            "package.json": package["astro"],
            "astro.config.mjs": f'export default {{ site: "{address}" }};\n',
            **pages("src/pages/blog", key="pubDate"),
        },
    }


class Session:
    """A site's folder and the commands run in it, as a person sees them."""

    def __init__(self, folder: Path) -> None:
        """Work in `folder`, with a home of its own."""
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
        self.environment = {**kept, "PATH": path, "HOME": str(folder.parent), "NO_COLOR": "1"}
        self.failed = False

    def run(self, line: str, *, quiet: bool = False) -> str:
        """Run a line of a shell, print it with its output, its exit code and its time, and return its output."""
        begun = time.monotonic()
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=LIMIT, check=False,
        )  # fmt: skip
        self.failed |= done.returncode != 0
        if not quiet or done.returncode:
            print(f"$ {line}\n{done.stdout}[exit code {done.returncode}, {time.monotonic() - begun:.1f} s]\n")
        return done.stdout


def begin(folder: Path, files: dict[str, str]) -> Session:
    """Write the site, commit it and push it to a remote beside it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    session = Session(folder)
    for line in (
        "git init -q --bare --initial-branch=main ../remote.git",
        "git init -q --initial-branch=main",
        "git config user.name Ada && git config user.email ada@kites.example",
        "git add . && git commit -qm Site && git remote add origin ../remote.git && git push -qu origin main",
    ):
        session.run(line, quiet=True)
    return session


def next_steps(said: str) -> list[str]:
    """Return the commands that `init` printed."""
    return [line.strip() for line in said.partition("\nNext:\n")[2].splitlines() if line.startswith("  ")]


def set_up(name: str, files: dict[str, str], top: Path, address: str) -> bool:
    """Set up one site and publish; return whether all went well."""
    print(f"## {name}\n")
    folder = top / "site"
    folder.mkdir(parents=True)
    session = begin(folder, files)
    begun = time.monotonic()
    steps = next_steps(session.run("distribute init --use outbox"))
    # An address on loopback is taken for that of a preview, so `init` asks for the site's.
    for line in (f"sed -i 's#{PLACEHOLDER}#{address}/#' channels.yaml", *steps):
        session.run(line)
    session.run("distribute publish latest")
    session.run("distribute publish latest")
    session.run("distribute status")
    seconds, posts = time.monotonic() - begun, len(list((folder / "outbox").glob("*")))
    print(f"{name}: {seconds:.1f} s of commands, {posts} post in the outbox\n")
    return not session.failed and posts == 1 and seconds < LIMIT


def main() -> int:
    """Set up the sites that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="*", metavar="NAME", choices=[*sites(""), []], help="only these sites")
    asked = parser.parse_args().name
    with served() as address, tempfile.TemporaryDirectory() as top:
        every = sites(address)
        chosen = [name for name in every if not asked or name in asked]
        results = [set_up(name, every[name], Path(top) / name, address) for name in chosen]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
