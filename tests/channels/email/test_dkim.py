"""Messages are signed so that a verifier that is not ours takes them, and a key that can't sign stops everything."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path
from typing import Any

import dkim
import msgspec
import pytest

from distribute.channel.settings import Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.dkim import public_key
from tests.channels.email.kit import account, delivery, send
from tests.channels.services_email import SmtpService
from tests.cli.kit import SETTINGS, Place
from tests.tools import needed

SIGNED = {"dkim_selector": "news", "unsubscribe": "https://example.org/leave", "reply_to": "ed@example.org"}


@pytest.fixture
def key(dkim_key: bytes, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("DKIM_KEY", dkim_key.decode())
    return {**SIGNED, "dkim_key": Secret("$DKIM_KEY")}


@pytest.fixture(scope="session")
def record(dkim_key: bytes) -> bytes:
    """The key's record in DNS, made by OpenSSL."""
    command = [needed("openssl"), "rsa", "-pubout", "-outform", "DER"]
    public = subprocess.run(command, input=dkim_key, capture_output=True, check=True).stdout
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def verified(content: bytes, record: bytes) -> bool:
    """Return what dkimpy's verifier says, with the one record that there is."""
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    valid = dkim.verify(content, dnsfunc=dns)
    assert asked == [b"news._domainkey.example.org."]
    return bool(valid)


def sent(service: SmtpService, settings: dict[str, Any], **more: Any) -> bytes:
    send(account(service.address, **{**settings, **more}))
    return service.arrived[-1].content


def test_what_is_sent_is_signed(service: SmtpService, key: dict[str, Any], record: bytes) -> None:
    content = sent(service, key)
    assert content.startswith(b"DKIM-Signature: ")
    assert verified(content, record)
    assert {b"from", b"date", b"subject", b"list-unsubscribe", b"list-unsubscribe-post", b"reply-to"} <= set(
        re.split(rb"[\s:;]+", content.partition(b" h=")[2].partition(b";")[0])
    )


@pytest.mark.parametrize("language", ["Ünïcode 😀 " * 30, "凧だより", "رسالة"])
def test_it_is_valid_in_any_language(
    service: SmtpService, key: dict[str, Any], record: bytes, language: str
) -> None:
    message = msgspec.structs.replace(delivery().message, title=language, text=language)
    send(account(service.address, **key), message=message)
    assert verified(service.arrived[0].content, record)


@pytest.mark.parametrize(
    "line",
    [
        b"From: Eve <eve@example.com>",
        b"Subject: Send money",
        b"To: eve@example.com",
        b"Date: Thu, 10 Dec 2020 12:30:00 +0000",
        b"Message-ID: <1@example.com>",
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=utf-7",
    ],
)
def test_a_second_header_makes_it_invalid(
    service: SmtpService, key: dict[str, Any], record: bytes, line: bytes
) -> None:
    content = sent(service, key)
    assert verified(content, record)
    assert not verified(line + b"\r\n" + content, record), "a reader would show it"
    assert not verified(content.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1), record)


def test_what_a_list_and_relays_add_leaves_it_valid(
    service: SmtpService, dkim_key: bytes, key: dict[str, Any], record: bytes
) -> None:
    content = sent(service, key, unsubscribe="", reply_to="", list_id="<letter.example.org>")
    added = b"".join(
        name + b": <x@lists.example.com>\r\n"
        for name in (
            b"Received", b"Sender", b"List-Id", b"List-Unsubscribe", b"List-Post", b"Reply-To", b"Archived-At",
            b"Precedence", b"Errors-To",
        )
    )  # fmt: skip
    assert verified(added + content, record)
    assert not verified(content.replace(b"Out now", b"Out soon"), record)


def test_a_test_is_signed_too(service: SmtpService, key: dict[str, Any], record: bytes) -> None:
    account(service.address, **key).send_test(delivery(), "ed@example.org")
    assert verified(service.arrived[0].content, record)


def test_a_message_to_look_at_needs_no_key(key: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DKIM_KEY")
    assert b"DKIM-Signature" not in account("127.0.0.1:1", **key).message(delivery())


@pytest.mark.parametrize("written", ["as it is", "CRLF", "one line"])
def test_a_key_is_read_however_its_lines_end(
    service: SmtpService, key: dict[str, Any], record: bytes, dkim_key: bytes, written: str, monkeypatch: Any
) -> None:
    ends = {"as it is": "\n", "CRLF": "\r\n", "one line": "\\n"}
    monkeypatch.setenv("DKIM_KEY", dkim_key.decode().replace("\n", ends[written]))
    assert verified(sent(service, key), record)


def test_a_key_is_read_from_a_file(
    service: SmtpService, record: bytes, dkim_key: bytes, tmp_path: Path
) -> None:
    (tmp_path / "key.pem").write_bytes(dkim_key)
    assert verified(sent(service, SIGNED, dkim_key_file=str(tmp_path / "key.pem")), record)


def test_the_public_half_is_that_of_the_key(dkim_key: bytes) -> None:
    command = [needed("openssl"), "rsa", "-noout", "-modulus"]
    told = subprocess.run(command, input=dkim_key, capture_output=True, check=True).stdout.decode().strip()
    modulus, exponent = public_key(dkim_key)
    assert (f"Modulus={modulus:X}", exponent) == (told, 65537)


# A key that can't sign


def damaged(key: bytes) -> bytes:
    """Return a key of which one bit is another."""
    begin, body, end = re.fullmatch(rb"(-+[^-]+-+\n)(.*)(\n-+[^-]+-+\n)", key, re.DOTALL).groups()  # type: ignore[union-attr]
    raw = bytearray(base64.b64decode(body))
    raw[900] ^= 1
    return begin + base64.b64encode(bytes(raw)) + end


def test_a_damaged_key_is_told(dkim_key: bytes) -> None:
    with pytest.raises(NotPosted, match="damaged"):
        public_key(damaged(dkim_key))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("genpkey -algorithm ed25519", "not an RSA key in PEM"),
        ("genrsa 512", "has 512 bits, and receivers ignore keys below 1024"),
        ("genrsa -aes128 -passout pass:x 2048", "encrypted with a passphrase"),
        ("ecparam -genkey -name prime256v1", "not an RSA key in PEM"),
    ],
)
def test_another_kind_of_key_is_told(command: str, told: str) -> None:
    made = subprocess.run([needed("openssl"), *command.split()], capture_output=True, check=True).stdout
    with pytest.raises(NotPosted, match=told) as error:
        public_key(made)
    assert all(line not in error.value.why for line in made.decode().split("\n")[1:-2])


def test_a_key_that_goes_bad_at_the_last_moment_sends_nothing(
    service: SmtpService, key: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, what = account(service.address, **key), delivery()
    ready = channel.prepare(what)
    monkeypatch.setenv("DKIM_KEY", "hush")
    with pytest.raises(NotPosted, match="not an RSA key"):
        channel.post(what, ready)
    assert service.attempts == []


EMAIL = """\
  email:
    smtp: smtp://127.0.0.1:1
    from: letter@example.org
    to: list@example.org
    dkim_selector: news
"""


@pytest.fixture
def letter(tmp_path: Path) -> Place:
    place = Place(tmp_path / "site")
    place.write("channels.yaml", SETTINGS + EMAIL + "    dkim_key: $DKIM_KEY\n")
    return place


@pytest.mark.parametrize("value", ["hush-hush", "damaged", "not set"])
def test_a_bad_key_stops_a_run_before_anything_is_sent(letter: Place, dkim_key: bytes, value: str) -> None:
    key = damaged(dkim_key).decode() if value == "damaged" else value
    env = {} if value == "not set" else {"DKIM_KEY": key}
    names = ("--channel", "email", "--channel", "outbox", "--old", "--not-live", "--new-ledger", "--yes")
    run = letter.run("publish", "2020-11", *names, **env)
    assert run.code == 2, run.err
    assert "email: " in run.err + run.out
    assert not (letter.root / "out").exists()
    said = run.out + run.err + "".join(
        path.read_bytes().decode("latin-1") for path in letter.root.rglob("*") if path.is_file()
    )  # fmt: skip
    assert all(
        line not in said for line in key.split("\n") if line and value != "not set" and "--" not in line
    )
    assert letter.run("publish", "2020-11", "--channel", "email", "--dry-run", **env).code == 0


def test_a_test_with_a_bad_key_is_refused(letter: Place) -> None:
    run = letter.run(
        "publish", "2020-11", "--channel", "email", "--test-to", "me@example.org", DKIM_KEY="hush"
    )
    assert run.code == 2
    assert "not an RSA key" in run.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("    dkim_key: hush\n", "a secret is written as $NAME"),
        ("    dkim_key_file: key.pem\n", "dkim_key_file"),
        ("    dkim_key_file: {root}/static/key.pem\n", "may publish"),
        ("    dkim_key_file: {root}/.distribute/key.pem\n", "may publish"),
        ("    dkim_key_file: {root}/../link/key.pem\n", "may publish"),
        ("    dkim_key_file: /k\n    dkim_key: $DKIM_KEY\n", "not both"),
    ],
)
def test_where_a_key_may_be(letter: Place, settings: str, told: str) -> None:
    (letter.root.parent / "link").symlink_to(letter.root / "static")
    letter.write("channels.yaml", SETTINGS + EMAIL + settings.format(root=letter.root))
    run = letter.run("channels")
    assert run.code == 2
    assert told in run.err
    assert "hush" not in run.err


def test_a_key_has_a_name_in_dns(letter: Place) -> None:
    letter.write("channels.yaml", SETTINGS + EMAIL.replace("    dkim_selector: news\n", "    dkim_key: $X\n"))
    assert "needs dkim_selector" in letter.run("channels").err
