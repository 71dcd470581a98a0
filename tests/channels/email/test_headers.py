"""Headers as they are on the wire: read back equal by parsers that are not ours, in any language."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header

import fast_mail_parser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channels.email.headers import header, mailbox, unstructured

SUBJECTS = [
    "The Letter November 2020: Kite 1.2, Nest 4.5",
    "Der Brief: Drachen über München, größere Flügel für Anfänger und Fortgeschrittene, Übungen in Köln",
    "La lettre : Été à l’école, réunions ; voilà déjà l’été où tout s’envole",
    "El boletín de noviembre: ¿qué novedades? Añadido el español",
    "Il notiziario: città, università e perché",
    "O boletim: edição de novembro, lançamentos e ações",
    "Nowości: żagle, latawce i łódź na każdą pogodę",
    "Новости воздушных змеев: ноябрь, новые выпуски, встречи и очень длинная строка, которая не помещается",
    "凧だより2020年11月号:カイト1.2、ネスト4.5、そして来月の集まりのお知らせ、会場は東京です",
    "رسالة الطائرات الورقية: إصدارات جديدة ولقاءات الشهر القادم في كل مكان من البلاد",
]
WORD = re.compile(r"=\?utf-8\?[BQ]\?[^?\s]+\?=")


def decoded(raw: bytes) -> str:
    """Return what RFC 2047 says that a header is, by its own words: spaces between encoded words don't count."""
    value = raw.decode("ascii").partition(":")[2].replace("\r\n", "").strip()
    value = re.sub(r"(\?=)\s+(?==\?)", r"\1", value)
    return WORD.sub(lambda match: str(make_header(decode_header(match[0]))), value)


def wire(text: str) -> bytes:
    return header("Subject", unstructured(text))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_arrives_as_it_was_composed(subject: str) -> None:
    raw = wire(subject)
    assert decoded(raw) == subject
    assert str(email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)["Subject"]) == subject
    assert str(make_header(decode_header(email.message_from_bytes(raw + b"\r\n")["Subject"]))) == subject


def other_reading(raw: bytes) -> str:
    """Return a subject as mailparse reads it, which is written in Rust and shares nothing with ours."""
    subject: str = fast_mail_parser.parse_email(raw + b"\r\nText\r\n").subject
    return subject


@pytest.mark.parametrize("subject", SUBJECTS)
def test_another_parser_reads_the_subject_that_was_composed(subject: str) -> None:
    assert other_reading(wire(subject)) == subject


@given(st.sampled_from(SUBJECTS), st.sampled_from(SUBJECTS), st.integers(0, 60), st.integers(0, 60))
def test_any_piece_of_ten_languages_is_read_by_others(one: str, two: str, begin: int, end: int) -> None:
    subject = " ".join(f"{one[begin:]} {two[: end + 1]}".split())
    raw = wire(subject)
    assert other_reading(raw) == decoded(raw) == subject
    assert not re.search(rb"\?==\?", raw), "two encoded words have a space or a line's end between them"


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=200))
@example("=?utf-8?q?x?= y")
@example("a =?b")
@example("ä " * 60)
@example("x" * 300 + " ä")
def test_any_subject_does(text: str) -> None:
    subject = " ".join(text.split())
    raw = wire(subject)
    assert decoded(raw) == subject
    lines = raw.decode("ascii").removesuffix("\r\n").split("\r\n")
    assert all(len(line) <= 78 or len(line.split()) <= 2 for line in lines), "but for a word that is longer"
    assert all(line.strip() for line in lines), "no line is empty, the first has a word"
    assert all(len(word) <= 75 for word in WORD.findall(raw.decode()))
    assert b"?==?" not in raw


@pytest.mark.parametrize("subject", SUBJECTS[:7])
def test_no_two_encoded_words_stand_together_where_a_script_is_mostly_ascii(subject: str) -> None:
    short = " ".join(subject.split()[:6])
    assert not re.search(r"\?=\s+=\?", wire(short).decode())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "letter@example.org"),
        ("The Letter", "The Letter <letter@example.org>"),
        ("Letter, the", '"Letter, the" <letter@example.org>'),
        ('The "Letter"', '"The \\"Letter\\"" <letter@example.org>'),
        ("Müller, Hans", "=?utf-8?Q?M=C3=BCller=2C_Hans?= <letter@example.org>"),
    ],
)
def test_a_name_is_read_as_it_is(name: str, expected: str) -> None:
    raw = header("From", mailbox(name, "letter@example.org"))
    assert raw == f"From: {expected}\r\n".encode()
    (sender,) = email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "letter@example.org")
