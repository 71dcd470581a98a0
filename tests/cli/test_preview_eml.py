"""`preview --eml` writes the one email that is chosen, as a mail program opens it."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from tests.cli.kit import SETTINGS, Place

EMAIL = """\
  email:
    smtp: smtp://mail.example.org
    from: Zoë Letter <letter@example.org>
    to: list@example.org
    username: $LETTER_USER
    password: $LETTER_PASSWORD
"""


@pytest.fixture
def mailing(place: Place) -> Place:
    place.write("channels.yaml", SETTINGS + EMAIL)
    return place


def test_the_email_is_a_whole_message_without_a_secret_or_a_connection(mailing: Place) -> None:
    run = mailing.run("preview", "2020-11", "--eml", "letter.eml")
    assert (run.code, run.out) == (0, ""), run.err
    raw = (mailing.root / "letter.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    assert str(message["From"]) == "Zoë Letter <letter@example.org>"
    assert message["To"] == "list@example.org"
    assert message["Date"].datetime
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for part in message.iter_parts():
        assert "https://kite.example/" in part.get_content() or part.get_content_type() == "text/plain"
        assert "Kite 1.2" in part.get_content()
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_its_message_id_is_not_that_of_the_message_to_be_sent(mailing: Place) -> None:
    run = mailing.run("preview", "2020-11", "--eml", "-")
    message = email.message_from_string(run.out, policy=email.policy.default)
    assert str(message["Message-ID"]).startswith("<preview-")
    assert str(message["Message-ID"]).endswith("@example.org>")


def test_one_email_is_chosen(mailing: Place) -> None:
    other = EMAIL.replace("  email:\n", "  friends:\n    use: email\n").replace("list@", "friends@")
    mailing.write("channels.yaml", SETTINGS + EMAIL + other)
    run = mailing.run("preview", "2020-11", "--eml", "letter.eml")
    assert run.code == 2
    assert "there are 2: email (en), friends (en); choose by `--channel` and `--language`" in run.err
    assert not (mailing.root / "letter.eml").exists()
    run = mailing.run("preview", "2020-11", "--channel", "friends", "--eml", "letter.eml")
    assert run.code == 0, run.err
    assert b"\r\nTo: friends@example.org\r\n" in (mailing.root / "letter.eml").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--channel", "outbox", "--eml", "x.eml"), "no channel here sends one"),
        (("--eml", "x.eml", "--markdown"), "use only one of --html, --eml, --markdown and --json"),
        (("--eml", "x.eml", "--html", "x.html"), "use only one of --html, --eml, --markdown and --json"),
        (("--eml", "x.eml", "--json"), "use only one of --html, --eml, --markdown and --json"),
        (("--eml", "missing/x.eml"), f"{Path('missing/x.eml')}: can't be written"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_written_is_told(mailing: Place, words: tuple[str, ...], told: str) -> None:
    run = mailing.run("preview", "2020-11", *words)
    assert run.code == 2
    assert told in run.err + run.out
    assert "Traceback" not in run.err


def test_an_address_that_is_none_is_named_by_its_setting(mailing: Place) -> None:
    mailing.write("channels.yaml", SETTINGS + EMAIL.replace("to: list@example.org", "to: a@b@c"))
    run = mailing.run("preview", "2020-11", "--eml", "letter.eml")
    assert run.code == 2
    assert "`to` must be one address" in run.err


def test_a_list_that_a_language_lacks_is_told_in_a_dry_run(mailing: Place) -> None:
    mailing.write(
        "channels.yaml", SETTINGS + EMAIL.replace("to: list@example.org", "to: {de: de@example.org}")
    )
    run = mailing.run("publish", "2020-11", "--dry-run", "--channel", "email")
    assert run.code == 4
    assert "`to` has no address for 'en'" in run.out + run.err
