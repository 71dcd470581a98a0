"""A site with one issue, and commands that must end by themselves within bounded memory and time."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import forked

MEMORY = 2_000_000_000  # bytes that a command may take
WORK = 10  # seconds of the processor: most take a tenth of one, and what takes the square of the time far more than these
NEWS = "[Foo 1.2](https://foo.example/) "
SETTINGS = """\
site: {name: News, issues: content/*.md}
channels:
  outbox: {path: out}
  mastodon: {server: https://mastodon.example.org, access_token: $T}
  email: {smtp: 'smtp://mail.example.org:25', from: a@example.org, to: b@example.org}
  reddit: {subreddit: xmpp, kind: self, client_id: $A, client_secret: $B, refresh_token: $C}
  linkedin: {author: 'urn:li:organization:1', access_token: $L}
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D}
"""


def issue(body: str = "", *, title: str = "News", head: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2020-11-05\n{head}---\n\n## Software\n\n{body}\n"


def doubling(levels: int) -> str:
    """YAML in which each name stands for ten of the one before."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with little memory; it must end by itself, and not with a traceback."""
    pytest.importorskip("resource", reason="bounds on memory are Unix's")
    return ended(forked.run(folder, *words, memory=MEMORY, work=WORK))


def ended(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """See that a command has ended as commands do."""
    assert "Traceback" not in done.stderr, done.stderr
    assert "in distribute itself" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert done.returncode in {0, 2, 4}, done.stderr
    return done


def place(folder: Path, content: str | bytes) -> Path:
    (folder / "content").mkdir()
    (folder / "hugo.toml").write_text('baseURL = "https://newsletter.example.org/"\n')
    (folder / "channels.yaml").write_text(SETTINGS)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "content" / "issue.md").write_bytes(data)
    return folder


LED_ASTRAY = ("content/issue.md", "templates/outbox.txt", "drafts/2020-11-05.en.md")

SITE = "site: {name: News, url: 'https://hostile.example/', issues: content/*.md}\n"
OUTBOX = "channels: {outbox: {path: out}}\n"
