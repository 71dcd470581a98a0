"""Shows that an email has every link and picture of its issue, fits into what Gmail shows, and is read by others.

    python benchmarks/email_corpus.py [--imap] [--pictures FOLDER]

Ten issues of the newsletters in $DISTRIBUTE_CORPUS are composed with `content: full`. Their links and pictures are
counted in the HTML that Markdown makes of the issue, and looked for in the message as a parser of mail gives it back.
Three parsers, of which one is Python's, one in Rust and, with `--imap`, one Dovecot's own, must read the same subject and
the same bodies. With `--pictures`, Chromium takes pictures of five messages, narrow and wide, light and dark.
Exit code 1 if anything is missing or read differently.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import imaplib
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import fast_mail_parser
import html5lib
import msgspec
import pyromark

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DISTRIBUTE_CORPUS", str(ROOT.parent / "shared" / "corpus"))

from benchmarks.corpus import NEWSLETTERS, opened  # noqa: E402 - the checkout is found above
from distribute.channel.post import Delivery, Message  # noqa: E402
from distribute.channels.email.adapter import Email  # noqa: E402
from distribute.channels.email.page import LONGEST  # noqa: E402
from distribute.compose.fields import compose  # noqa: E402
from distribute.facts.pipeline import extract_facts  # noqa: E402
from distribute.issue import Issue  # noqa: E402
from distribute.languages.registry import language_of  # noqa: E402
from distribute.text.links import normalised_link  # noqa: E402

# The issue of which a notice once had 8 of 81 links, and a translation.
XMPP_MONTH, XMPP_GERMAN = "2025-11", "de"
GITHUB_FLAVOURED = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_STRIKETHROUGH
)


class Row(NamedTuple):
    """One issue: how many of its links and pictures are in the message, and what is wrong."""

    name: str
    links: tuple[int, int]
    pictures: tuple[int, int]
    size: int
    is_cut: bool
    wrong: list[str]


class Mailing(NamedTuple):
    """A message and what it was made of."""

    name: str
    issue: Issue
    message: Message
    raw: bytes


def chosen(workspace: Path) -> Iterator[Mailing]:
    """Yield the newest issue of each newsletter, and of some also a month, the longest and a translation."""
    for name in NEWSLETTERS:
        config, issues = opened(name, workspace)
        picked = {"newest": issues[-1]}
        if name == "xmpp-hugo":
            picked[XMPP_MONTH] = next(it for it in issues if (it.id, it.language) == (XMPP_MONTH, "en"))
            picked["longest"] = max(issues, key=lambda issue: len(issue.body))
            picked["in German"] = next(issue for issue in issues[::-1] if issue.language == XMPP_GERMAN)
        (channel,) = (each for each in config.channels if isinstance(each, Email))
        channel = msgspec.structs.replace(channel, content="full")
        for which, issue in picked.items():
            draft = compose(issue, channel, extract_facts(issue, []).facts, config.path.parent)
            delivery = Delivery(
                f"{issue.id}/email/{issue.language}@1#1",
                "0123abcd",
                issue.language,
                draft.messages[0],
                datetime.now(UTC),
            )
            yield Mailing(f"{name} {which}", issue, draft.messages[0], channel.message(delivery))


def links_and_pictures(html: str, base: str) -> tuple[set[str], set[str]]:
    """Return the addresses that HTML links to and that its pictures have, absolute, as far as they lead to the web."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    links = {urljoin(base, each.get("href", "").strip()) for each in tree.iter("a") if each.get("href")}
    pictures = {urljoin(base, each.get("src", "").strip()) for each in tree.iter("img") if each.get("src")}
    return _web(links), _web(pictures)


def _web(addresses: set[str]) -> set[str]:
    return {normalised_link(each) for each in addresses if urlsplit(each).scheme in {"http", "https"}}


def measured(mailing: Mailing) -> Row:
    """Compare a message with its issue."""
    source = pyromark.html(mailing.issue.body, options=GITHUB_FLAVOURED)
    links, pictures = links_and_pictures(source, mailing.issue.url)
    other = fast_mail_parser.parse_email(mailing.raw)
    (html,) = other.text_html
    there, shown = links_and_pictures(html, mailing.issue.url)
    size = len(html.encode())
    # One that is cut ends with a link to the rest.
    is_cut = f"<strong>{language_of(mailing.issue.language).say.rest}: " in html
    missing = [] if is_cut else [*sorted(links - there)[:5], *sorted(pictures - shown)[:5]]
    wrong = [f"without {each}" for each in missing]
    wrong += [f"{size} bytes"] if size > LONGEST else []
    wrong += list(read_otherwise(mailing, other))
    counted = (len(links & there), len(links)), (len(pictures & shown), len(pictures))
    return Row(mailing.name, *counted, size, is_cut, wrong)


def read_otherwise(mailing: Mailing, other: fast_mail_parser.PyMail) -> Iterator[str]:
    """Yield what Python and Rust read of a message that is not what was composed."""
    message = email.message_from_bytes(mailing.raw, policy=email.policy.default)
    if message.defects or any(part.defects for part in message.walk()):
        yield "Python's parser finds defects"
    bodies = [str(part.get_content()) for part in message.iter_parts()]
    readings = {
        "Python": (str(message["Subject"]), *bodies),
        "Rust": (other.subject, other.text_plain[0], other.text_html[0]),
    }
    wanted = (mailing.message.title, mailing.message.text, mailing.message.html)
    for parser, reading in readings.items():
        for what, one, two in zip(("subject", "text", "HTML"), reading, wanted, strict=True):
            if one.replace("\r\n", "\n").rstrip() != two.replace("\r\n", "\n").rstrip():
                yield f"{parser} reads another {what}"


def read_by_dovecot(mailings: list[Mailing]) -> Iterator[str]:
    """Yield what a real IMAP server decodes otherwise."""
    from tests.channels.dovecot import PASSWORD, USER, Dovecot
    from tests.tools import tool

    program = tool("dovecot")
    if not program:
        yield "Dovecot is not installed (Debian: dovecot-imapd)"
        return
    with Dovecot(program) as dovecot, imaplib.IMAP4("127.0.0.1", dovecot.port) as client:
        client.login(USER, PASSWORD)
        for mailing in mailings:
            client.append("INBOX", "", "", mailing.raw)
        client.select("INBOX")
        for number, mailing in enumerate(mailings, 1):
            for section, wanted in (("1", mailing.message.text), ("2", mailing.message.html)):
                _, data = client.fetch(str(number), f"(BINARY.PEEK[{section}])")
                read = data[0][1].decode() if isinstance(data[0], tuple) else ""
                if read.replace("\r\n", "\n").rstrip() != wanted.rstrip():
                    yield f"{mailing.name}: Dovecot reads another part {section}"


def take_pictures(mailings: list[Mailing], folder: Path) -> None:
    """Write pictures of the first five messages; pictures on the web are not fetched."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for number, mailing in enumerate(mailings[:5]):
            for width, scheme in ((320, "light"), (320, "dark"), (800, "light"), (800, "dark")):
                view = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 1400})
                view.route("**/*", lambda route: route.abort())
                view.set_content(mailing.message.html)
                assert view.evaluate("document.documentElement.scrollWidth") <= width, (
                    f"{mailing.name} scrolls"
                )
                view.screenshot(path=folder / f"{number}-{width}-{scheme}.png")
                view.close()
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--imap", action="store_true", help="also let Dovecot read the messages")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="take pictures of five messages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as workspace:
        mailings = list(chosen(Path(workspace)))
    rows = [measured(mailing) for mailing in mailings]
    print(f"{'issue':42} {'links':>9} {'pictures':>9} {'bytes':>8}")
    for row in rows:
        links, pictures = (f"{found}/{known}" for found, known in (row.links, row.pictures))
        print(f"{row.name:42} {links:>9} {pictures:>9} {row.size:8}{' cut' if row.is_cut else ''}")
        for wrong in row.wrong:
            print(f"  {wrong}")
    wrong = [problem for row in rows for problem in row.wrong]
    if arguments.imap:
        wrong += (found := list(read_by_dovecot(mailings)))
        print(*found or [f"Dovecot reads all {len(mailings)} as they were composed"], sep="\n")
    if arguments.pictures:
        take_pictures(mailings, arguments.pictures)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
