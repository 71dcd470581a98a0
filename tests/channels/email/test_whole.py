"""The message is the newsletter: all of it, short enough to be shown whole, in the reader's language and colours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from distribute.channel.post import Message
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.adapter import Email
from distribute.channels.email.page import LONGEST
from distribute.compose.edited import write
from distribute.compose.fields import compose
from distribute.config import Config, SiteSettings
from distribute.issue import Issue
from distribute.text.holes import HOLE

from .kit import delivery

BODY = """\
Hello.

## Software

* [Kite 1.2](https://kite.example/) adds loops.

## Thanks

To everybody. CC BY-SA.
"""
URL = "https://example.org/2020/12/letter/"


def channel(**settings: Any) -> Email:
    known = {**Email.example, "name": "email", "use": "email", **settings}
    made: Email = msgspec.convert(known, adapter("email"), dec_hook=decode)
    return made


def issue(body: str = BODY, language: str = "en", **more: Any) -> Issue:
    title = more.pop("title", "The Letter November 2020")
    return Issue(id="2020-11", path="a.md", language=language, title=title, url=URL, body=body, **more)


def message(it: Issue, **settings: Any) -> Message:
    (made,) = compose(it, channel(**settings), [], Path("nowhere")).messages
    return made


def test_it_is_the_whole_issue() -> None:
    made = message(issue())
    for words in ("Hello.", "Kite 1.2", "adds loops.", "To everybody. CC BY-SA."):
        assert words in made.html
        assert words in made.text
    assert 'href="https://kite.example/"' in made.html
    assert "[1] https://kite.example/" in made.text
    assert made.html.index("Read it on the web") < made.html.index("Hello.")


def test_a_summary_is_its_facts_alone() -> None:
    made = message(issue(), content="summary")
    assert "Hello." not in made.html + made.text
    assert "Read the whole issue" in made.text


def test_an_issue_that_the_generator_completes_says_that_the_rest_is_on_the_web() -> None:
    body = "Hello.\n\n## Jobs\n\nMARK\n\n## News\n\nKite has loops.\n"
    made = message(issue(body.replace("MARK", ""), marked=body.replace("MARK", HOLE)))
    assert "The rest of this issue is on the web" in made.text
    assert "Jobs" not in made.text + made.html
    assert "…" not in made.text
    whole = message(issue(body, marked=body.replace("MARK", f"Kite {HOLE} is wanted")))
    assert "The rest of this issue is on the web" not in whole.text


def test_readers_are_told_why_and_how_to_leave() -> None:
    made = message(
        issue(language="de"), unsubscribe="https://example.org/leave?a=1&b=2, mailto:leave@example.org"
    )
    assert (
        "Diese Nachricht geht an alle, die diese Liste abonniert haben: announce@lists.your-domain.example."
        in made.text
    )
    assert 'href="https://example.org/leave?a=1&amp;b=2"' in made.html
    assert "Abbestellen: https://example.org/leave?a=1&b=2" in made.text


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-il", "rtl"),
        ("de", "ltr"),
        ("AR_EG", "rtl"),
        ("pa-Arab-PK", "rtl"),
        ("az-Latn", "ltr"),
        ("ar-Latn", "ltr"),
    ],
)
def test_it_is_read_in_the_direction_of_its_language(language: str, direction: str) -> None:
    code = language.replace("_", "-")
    assert f'<html lang="{code}" dir="{direction}">' in message(issue(language=language)).html


def test_it_has_a_dark_palette_and_fits_a_telephone() -> None:
    made = message(issue()).html
    assert '<meta name="color-scheme" content="light dark">' in made
    assert "@media (prefers-color-scheme: dark)" in made
    assert "max-width: 640px" in made


def test_what_is_too_long_is_cut_at_a_section_and_says_where_it_goes_on() -> None:
    long = "".join(f"## Section {number}\n\n{'Words and more. ' * 300}\n\n" for number in range(40))
    made = message(issue(long))
    assert len(made.html.encode()) <= LONGEST
    shown = re.findall(r"Section (\d+)</h2>", made.html)
    assert shown == [str(number) for number in range(len(shown))]
    assert 10 < len(shown) < 40
    assert f"Section {len(shown)}" not in made.text
    assert "The rest of this issue is on the web" in made.html
    assert f"The rest of this issue is on the web:\n{URL}" in made.text


def test_a_section_that_is_too_long_by_itself_leaves_a_summary() -> None:
    made = message(issue("word " * 50_000))
    assert len(made.html) < 10_000
    assert "Read the whole issue" in made.text


def test_a_list_may_differ_by_language() -> None:
    lists = {"en": "en@lists.example.org", "de": "Liste <de@lists.example.org>"}
    two = channel(to=lists)
    assert two.target() == "email:de@lists.example.org,en@lists.example.org"
    letters = [
        two.prepare(msgspec.structs.replace(delivery(), language=code)) for code in ("en", "de", "de-at")
    ] if not two.password else []  # fmt: skip
    assert all(letter.to for letter in letters)
    assert two._to("de-at") == lists["de"]
    with pytest.raises(NotPosted, match="no address for 'fr'"):
        two._to("fr")
    assert two.is_everybody("de@lists.example.org")


def test_a_draft_leaves_the_issue_to_its_own_file(tmp_path: Path) -> None:
    config = Config(tmp_path / "channels.yaml", SiteSettings(), "sqlite:x", (channel(),))
    write(issue(), config, [(channel(), message(issue()))])
    (draft,) = (tmp_path / "drafts").glob("*.md")
    text = draft.read_text()
    assert "Subject: The Letter November 2020" in text
    assert "Hello." not in text


def test_one_digest_on_every_run() -> None:
    one, two = (compose(issue(), channel(), [], Path("nowhere")).digest for _ in range(2))
    assert one == two
