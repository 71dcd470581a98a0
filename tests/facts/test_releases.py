"""Releases: which program, which version, what it changes, in the shapes newsletters report them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.facts.releases import Release, release_in
from distribute.facts.shorten import sentences_of
from distribute.languages.registry import language_of
from tests.facts.kit import facts, fullest

EN = language_of("en")


def release(text: str, label: str = "", language: str = "en") -> Release | None:
    return release_in(sentences_of(text, "en"), language_of(language), label)


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        # the name first
        ("Kite 1.2 has been released.", "Kite 1.2"),
        ("Kite 1.2 is out.", "Kite 1.2"),
        ("Kite 1.2 is here.", "Kite 1.2"),
        ("Kite 1.2.0 and then 1.2.1 have been released.", "Kite 1.2.1"),
        ("Kite 1.2 beta has been released.", "Kite 1.2 beta"),
        ("The Kite team has announced version 1.2.", "Kite 1.2"),
        ("Kite was updated from 1.1.0 to 1.2.0.", "Kite 1.2.0"),
        ("Kite, the toy of the wind (and of the moths) has released version 1.2.", "Kite 1.2"),
        ("Kite 1.2 released!", "Kite 1.2"),
        ("Kite 1.2", "Kite 1.2"),
        ("Kite v1.2.0 is now available for Linux", "Kite v1.2.0"),
        ("Kite IM 4.1 fixes loops", "Kite IM 4.1"),
        ("kite.im 3.0.1 has been published.", "kite.im 3.0.1"),
        ("Kite version 1.2 has been released.", "Kite 1.2"),
        ("Kite 1.2-rc1 is out", "Kite 1.2-rc1"),
        ("Kite 1.2.0-beta.3 is out", "Kite 1.2.0-beta.3"),
        # several versions of one, and several programs
        ("Kite 1.5.2 and 1.5.3 have been released.", "Kite 1.5.3"),
        ("Kite 1.5.1, 1.5.2 and 1.5.3 have been released.", "Kite 1.5.3"),
        ("Kite 1.5.3, 1.5.2", "Kite 1.5.3"),
        ("Kite 2.1.0, 2.1.0-rc2, 2.1.0-rc1", "Kite 2.1.0"),
        ("Kite 2.1.0-rc2, 2.1.0", "Kite 2.1.0"),
        ("Kite 2.1.0, 2.2.0-beta.1", "Kite 2.1.0"),
        ("Kite 2.1.0-beta.3, 2.1.0-rc.1, 2.1.0-alpha.9", "Kite 2.1.0-rc.1"),
        ("Kite 3.4, 3.4a", "Kite 3.4a"),
        ("Kite 19.1, 19.0.1, 18.11.4, 9.9.9", "Kite 19.1"),
        ("Kite for Moths v2.1.0(1), v2.1.0-rc1(2)", "Kite for Moths v2.1.0(1)"),
        ("Kite 1.2 and Moth 2.0 have been released.", "Kite 1.2 and Moth 2.0"),
        ("Wind Chime 1.1 and Kite IM 1.2 introduce loops", "Wind Chime 1.1 and Kite IM 1.2"),
        # the maker first
        ("Nest released 4.5.0.", "Nest 4.5.0"),
        ("Nest has released version 4.5.0 for Android.", "Nest 4.5.0 for Android"),
        ("Nest has also released its new version 4.5.0", "Nest 4.5.0"),
        ("Nest, the home of all moths, has released 4.5.0", "Nest 4.5.0"),
        ("Nest published 0.13.0 and 0.13.1.", "Nest 0.13.1"),
        ("Nest was updated to 4.5.0", "Nest 4.5.0"),
        ("Nest has released Kite 1.2 and Moth 2.1.", "Kite 1.2 and Moth 2.1"),
        # the release first
        ("The team announces the release of Nest 5.0.3", "Nest 5.0.3"),
        (
            "Version 2.1.6 of the Wind Control plugin for Nest has been released.",
            "Wind Control plugin for Nest 2.1.6",
        ),
        ("Nest is pleased to announce version 4.5.1, a new minor release.", "Nest 4.5.1"),
        ("Nest is pleased to announce versions 13.0.5 and 0.12.6.", "Nest 13.0.5"),
        ("kitelib, the string library for Wind 3.7+ version 1.15.0 has been released.", "kitelib 1.15.0"),
        ("kitelib, the string library, versions 1.13.0 and 1.13.2 have been released.", "kitelib 1.13.2"),
        ("mothlib based on kitelib and wind, version 0.3.0beta11 has been released.", "mothlib 0.3.0beta11"),
        ("Kite 0.9.9c is out", "Kite 0.9.9c"),
        ("Kite 0.2.6, 0.2.7 and 0.2.7.post1 have been released.", "Kite 0.2.7.post1"),
        ("The first release candidate of Moth 4.4.0 is here", "First release candidate of Moth 4.4.0"),
        ("There is a new beta version of Moth 4.4", "New beta version of Moth 4.4"),
        ("Kite has reached version 1.2.", "Kite 1.2"),
        ("Version 0.1.4 of XEP-0901 (Wind)", None),
        ("ada-moth released v0.1.0 of kite-reel. It winds.", "kite-reel v0.1.0"),
        ("Ada Moth has just published version 0.1.0 of the reel crate", "reel 0.1.0"),
        ("kite-rs has finally released 0.3.0 on its page", "kite-rs 0.3.0"),
        ("Release Kite v0.0.4", "Kite v0.0.4"),
        ("Ada has released version 2024.1 of Kite Studio.", "Kite Studio 2024.1"),
        ("Bo Lind published version 2.2 of the Wind Rules", "Wind Rules 2.2"),
        ("Ada announced 2.5 of the 10 million grants", "Ada 2.5"),
        ("Released kite-reel 0.3.0", "kite-reel 0.3.0"),
        ("Release notes 2.0.1", None),
        ("Release candidate 2.0.1", None),
        ("They released v0.1.0 of two crates", None),
        ("Ada never released version 2.0.1 of Kite", None),
    ],
)
def test_who_was_released_in_which_version(sentence: str, subject: str | None) -> None:
    found = release(sentence)
    assert (found.subject if found else None) == subject


@pytest.mark.parametrize(
    ("language", "sentence", "subject"),
    [
        ("it", "Kite, il giocattolo del vento, versione 1.2 è stato rilasciato.", "Kite 1.2"),
        ("it", "Sono state rilasciate le versioni 1.1 e 1.2 di Kite.", "Kite 1.2"),
        ("es", "Se han publicado las versiones 1.1 y 1.2 de Kite.", "Kite 1.2"),
        ("de", "Kite Versionen 1.2 sind veröffentlicht.", "Kite 1.2"),
        ("de", "Kite 1.2 wurde veröffentlicht.", "Kite 1.2"),
        ("de", "Kite 1.2 ist erschienen", "Kite 1.2"),
        ("de", "Nest hat die Version 4.5.0 veröffentlicht; Nest veröffentlichte 4.5.0", "Nest 4.5.0"),
        ("de", "Kite ist in den Versionen 1.1 und 1.2 für Android erschienen.", "Kite 1.2 für Android"),
        ("de", "Kite wurde in Version 1.2 für Android veröffentlicht.", "Kite 1.2 für Android"),
        ("de", "Kite freut sich, die Veröffentlichung der Version 1.2 verkünden zu können.", "Kite 1.2"),
        ("it", "Kite è lieta di annunciare le versioni 1.1 e 1.2.", "Kite 1.2"),
        ("es", "Kite se complace en anunciar la versión 1.2.", "Kite 1.2"),
        ("fr", "Kite est heureuse d'annoncer la sortie de la version 1.2.", "Kite 1.2"),
        ("de", "Nest veröffentlichte Version 4.5.0", "Nest 4.5.0"),
        ("fr", "Kite 1.2 a été publiée", "Kite 1.2"),
        ("fr", "Kite 1.2 est sortie", "Kite 1.2"),
        ("it", "Kite 1.2 è disponibile", "Kite 1.2"),
        ("es", "Kite 1.2 ha sido lanzado, Kite 1.2 sido lanzado", "Kite 1.2"),
        ("pt", "Kite 1.2 foi lançado", "Kite 1.2"),
    ],
)
def test_who_was_released_in_other_languages(language: str, sentence: str, subject: str) -> None:
    found = release(sentence, language=language)
    assert found is not None
    assert found.subject == subject


@pytest.mark.parametrize(
    "sentence",
    [
        "Android before 7.1.1 does not know this root",
        "Since Kite 1.2, you can fly.",
        "After Kite 1.2 was released, the team slept.",
        "The 1.2 is out",
        "Version 1.2 flies higher",
        "In 2.0 all is better",
        "This 1.2 was released",
        "Moths have not seen the release of Nest 5.0",
        "We wait until the release of Nest 5.0",
        "Kite flies at last",
        "Kite 3 is out",  # without a dot it may be an age, an hour, a rank
        "Nest released Kite in version 1.2",
        "Nest released several tails for their 1.2",
        "Use Kite 1.2 threads wherever possible",
        "Support for Kite 1.2",
        "Loops for stages 2.7 and 3",
        "",
    ],
)
def test_a_version_that_is_only_mentioned_is_no_release(sentence: str) -> None:
    assert release_in([sentence], EN) is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Unterstützung für Kite 1.2"),
        ("es", "Soporte para Kite 1.2"),
        ("fr", "Prise en charge de Kite 1.2"),
        ("it", "Supporto per Kite 1.2"),
        ("nl", "Ondersteuning voor Kite 1.2"),
        ("pl", "Wsparcie dla Kite 1.2"),
        ("pt", "Suporte para Kite 1.2"),
    ],
)
def test_support_for_a_version_is_no_release_of_it(language: str, sentence: str) -> None:
    assert release_in([sentence], language_of(language)) is None


def test_the_words_of_the_first_link_may_name_the_release() -> None:
    sentence = "Kite 1.2 – Knots edition; read on"
    assert release(sentence) is None
    found = release(sentence, "Kite 1.2")
    assert found is not None
    assert found.subject == "Kite 1.2"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Kite 1.2 adds wings.", ("Kite 1.2 adds wings",)),
        ("Kite 1.2 was released, which fixes the string.", ("Kite 1.2 fixes the string",)),
        ("Kite 1.2 has been released containing several fixes.", ()),
        ("Kite 1.2 was released. Kite offers freedom from the ground.", ()),
        ('Kite 1.2 was released, after a "year of work, including 3 storms and a calm".', ()),
        ("Kite 1.2 adds wings, which flap.", ("Kite 1.2 adds wings, which flap", "Kite 1.2 adds wings")),
        ("Kite 1.2 has been released. It adds wings.", ("Kite 1.2 adds wings",)),
        (
            "Kite 1.2 is out, adding nothing. It fixes the broken string.",
            ("Kite 1.2 fixes the broken string",),
        ),
        (
            "Kite 1.2 has been released. It brings wings, tails and a string.",
            ("Kite 1.2: wings, tails and a string", "Kite 1.2: wings"),
        ),
        ("Kite 1.2 has been released for Android. It adds wings.", ("Kite 1.2 adds wings",)),
        ("Kite 1.2 has been released with tails, including red ones.", ("Kite 1.2: red ones",)),
        ("Nest released 4.5.0. This version supports storms.", ("Nest 4.5.0 supports storms",)),
        ("Kite 1.2 is here. The most notable change is the new tail.", ("Kite 1.2: new tail",)),
        (
            "Kite has released versions 1.1 and 1.2. The former brings wings, while the latter implements tails.",
            ("Kite 1.2 implements tails",),
        ),
        ("Kite has released versions 1.1 and 1.2. The former version brings wings.", ()),
        (
            "Kite has released 1.1 and 1.2. The first adds wings, the second adds tails.",
            ("Kite 1.2 adds tails",),
        ),
        ("Kite 1.2 is out. The first stable version adds wings.", ("Kite 1.2 adds wings",)),
        (
            "Kite has released versions 1.1 and 1.2. These versions introduce tails.",
            ("Kite 1.2 introduces tails",),
        ),
        (
            "Kite has released 1.1 and 1.2. They fix two knots and a hole.",
            ("Kite 1.2 fixes two knots and a hole",),
        ),
        (
            "Nest 4.5 is out. This release focuses on easier flights.",
            ("Nest 4.5: easier flights",),
        ),
        (
            "Nest 4.5 is out. A huge update with three new features: wings, tails, and a string.",
            ("Nest 4.5: wings, tails, and a string", "Nest 4.5: wings, tails", "Nest 4.5: wings"),
        ),
        ("Kite 1.2 has been released. Users are to review it and implement a net.", ()),
        ("Kite 1.2 has been released. It will get no fixes or wings, and merges fixes from Nest.", ()),
        ("Kite 2.0 now requires Wind 6.2.", ("Kite 2.0 now requires Wind 6.2",)),
        ("Kite 1.2 is the first stable version.", ("Kite 1.2 is the first stable version",)),
        ("Kite 1.2 lets you loop, while you hold the string.", None),
        ("Kite 1.2 has been released.", ()),
        (
            "Kite 1.2 has been released with a tail of silk.",
            ("Kite 1.2 has been released with a tail of silk",),
        ),
        (
            "Kite 1.2 is out with fixes (of the string).",
            ("Kite 1.2 is out with fixes (of the string)", "Kite 1.2 is out with fixes"),
        ),
        ("Nest released Kite 1.2, featuring tails.", ("Kite 1.2: tails",)),
        ("Kite 1.2 has been released. A switch that allows loops was added.", ()),
        ("Kite 1.2 has been released. It brings in lots of wind.", ()),
        ("Kite 1.2 has been released. It includes several fixes.", ()),
        ("Kite 1.2 has been released. It brings a lot of changes.", ()),
        ("Kite 1.2 has been released. It contains bug fixes.", ()),
        ("Kite 1.2 has been released. It does not add wings. Moths do not fear fixes for it.", ()),
    ],
)
def test_what_a_release_changes(text: str, changes: tuple[str, ...] | None) -> None:
    found = release(text)
    assert found is not None
    if changes is None:
        assert found.changes[-1] == "Kite 1.2 lets you loop"
    else:
        assert found.changes == changes


@pytest.mark.parametrize(
    ("language", "text", "subject", "changes"),
    [
        # German
        ("de", "Nest hat Kite 1.2 veröffentlicht.", "Kite 1.2", ()),
        (
            "de",
            "Kite 1.2 wurde mit einem Schwanz aus Seide veröffentlicht.",
            "Kite 1.2",
            ("Kite 1.2 mit einem Schwanz aus Seide",),
        ),
        ("de", "Kite 1.2 ist erschienen. Es bringt neue Flügel.", "Kite 1.2", ("Kite 1.2: neue Flügel",)),
        (
            "de",
            "Kite 1.2 wurde veröffentlicht und unterstützt nun Stürme.",
            "Kite 1.2",
            ("Kite 1.2 unterstützt nun Stürme",),
        ),
        (
            "de",
            "Kite 1.2 ist erschienen. Es behebt Knoten, und fügt einen Schwanz (rot) hinzu.",
            "Kite 1.2",
            (
                "Kite 1.2 behebt Knoten, und fügt einen Schwanz (rot) hinzu",
                "Kite 1.2 behebt Knoten",
            ),
        ),
        ("de", "Kite 1.2 wurde mit vielen Fehlern veröffentlicht. Es bringt viele Flügel.", "Kite 1.2", None),
        # French
        ("fr", "Kite 1.2 apporte quelques corrections.", "Kite 1.2", ()),
        ("fr", "Nest a publié la version 4.5.0.", "Nest 4.5.0", ()),
        ("fr", "Est sortie Kite 1.2.", "Kite 1.2", ()),
        ("fr", "Kite 1.2 a été publiée avec des ailes neuves.", "Kite 1.2", ("Kite 1.2: des ailes neuves",)),
        ("fr", "Kite 1.2 est sortie. Elle corrige la ficelle.", "Kite 1.2", ("Kite 1.2 corrige la ficelle",)),
        # Spanish
        ("es", "Ha sido publicada la versión 2.0 de Kite.", "Kite 2.0", ()),
        ("es", "Nest ha publicado la versión 4.5.0 para Android.", "Nest 4.5.0 para Android", ()),
        (
            "es",
            "Se ha lanzado la versión 9.1.0 del plugin Cometa, que permite volar.",
            "Cometa 9.1.0",
            ("Cometa 9.1.0 permite volar",),
        ),
        ("es", "Kite 1.2 ha sido publicado. Añade alas.", "Kite 1.2", ("Kite 1.2 añade alas",)),
        ("es", "Kite 1.2 ha sido publicado. Mejora en las alas.", "Kite 1.2", ()),
        # Italian
        ("it", "È uscita la versione 2.0 di Kite.", "Kite 2.0", ()),
        ("it", "La versione 2.1 del plugin Vento è disponibile.", "Vento 2.1", ()),
        ("it", "È stato rilasciato Kite 1.2 con nuove ali.", "Kite 1.2", ("Kite 1.2: nuove ali",)),
        ("it", "Kite 1.2 è uscito. Aggiunge ali nuove.", "Kite 1.2", ("Kite 1.2 aggiunge ali nuove",)),
        # Portuguese
        ("pt", "Saiu Kite 1.2.", "Kite 1.2", ()),
        ("pt", "Nest lançou a versão 4.5.0 para Android.", "Nest 4.5.0 para Android", ()),
        ("pt", "Foi lançado o Kite 1.2, que permite voar.", "Kite 1.2", ("Kite 1.2 permite voar",)),
        ("pt", "Kite 1.2 foi lançado. Traz asas novas.", "Kite 1.2", ("Kite 1.2: asas novas",)),
        # English, where the release stands inside
        ("en", "Users of the freshly released Kite 0.28.0 can loop.", "Kite 0.28.0", ()),
    ],
)
def test_a_release_and_its_change_in_six_languages(
    language: str, text: str, subject: str, changes: tuple[str, ...] | None
) -> None:
    found = release(text, language=language)
    assert found is not None
    assert found.subject == subject
    assert found.changes == (changes or ())


@pytest.mark.parametrize(
    ("sentence", "is_major"),
    [
        ("Kite 1.2 is out", True),
        ("Kite 1.2.0 is out", True),
        ("Kite v2.0 is out", True),
        ("Kite 1.2.1 is out", False),
        ("Kite 1.2.0.7 is out", False),
    ],
)
def test_major_is_a_version_of_two_numbers_or_with_a_last_zero(sentence: str, is_major: bool) -> None:
    found = release(sentence)
    assert found is not None
    assert found.is_major is is_major


@pytest.mark.parametrize(
    ("sentence", "is_preliminary"),
    [
        ("Kite 1.2-rc1 is out", True),
        ("Kite 1.2 is in beta now", True),
        ("The release candidate of Kite 1.2 is here", True),
        ("Kite 1.2b1 is out", True),
        ("Kite 1.2 is out", False),
        ("Kite 1.2 is out for Beta Centauri", False),
    ],
)
def test_what_comes_before_a_release_is_told_from_it(sentence: str, is_preliminary: bool) -> None:
    found = release(sentence)
    assert found is not None
    assert found.is_preliminary is is_preliminary


PIECES = st.lists(
    st.sampled_from(
        "Kite Moth Nest 1.2 1.2.1 4.5.0-rc1 released has been is out adds brings includes wings , and . ! : the of"
        " version release for Android It ( ) first beta candidate not since v2.0 which fixes 2021 – “ ”".split()
    ),
    min_size=1,
    max_size=20,
).map(" ".join)
# What a description may hold that the sentence doesn't: the third person of its verb.
GRAMMAR = {"adds", "fixes", "improves", "introduces", "supports", "allows", "now", "requires", "of"}


@given(st.one_of(PIECES, st.text(min_size=1, max_size=60)))
def test_a_release_is_told_in_the_words_of_its_text(text: str) -> None:
    found = release_in(sentences_of(text, "en") or [text], EN)
    if found is None:
        return
    words = set(re.findall(r"[\w.-]+", text.casefold()))
    words |= {word.strip(".-") for word in words}
    for phrase in (found.subject, *found.changes):
        assert {word.strip(".-") for word in re.findall(r"[\w.-]+", phrase.casefold())} <= words | GRAMMAR
    assert all(re.search(r"\d\.\d", phrase) for phrase in found.changes)


PIECES_OF_LENGTH = ("Kite 1.2 and ", "1.1.", "Nest, a, ", "released ", "has been ", "Version of ", "adds ")


@pytest.mark.parametrize("code", ["de", "en", "es", "fr", "it", "pt"])
def test_a_paragraph_of_50_000_characters_takes_no_minutes(code: str) -> None:
    began = time.process_time()
    for piece in PIECES_OF_LENGTH:
        text = "Kite released " + piece * (50_000 // len(piece))
        release(text, language=code)
    assert time.process_time() - began < 15


def test_of_two_participles_only_the_one_that_becomes_a_verb_is_told() -> None:
    body = "## Software\n\n- [Kite](https://kite.example/) released version 1.2, improving loops and fixing tails.\n"
    assert fullest(body) == ["Kite 1.2 improves loops"]


@pytest.mark.parametrize(
    ("rest", "kind"),
    [("における対応に続き、凧の尾が変更されています", "news"), ("は、凧の新しい版です", "release")],
)
def test_a_linked_version_may_be_what_there_was_before(rest: str, kind: str) -> None:
    (fact,) = facts(f"## ニュース\n\n[Kite v2.9](https://kite.example/2.9){rest}\n", language="ja")
    assert fact.kind == kind


def test_a_release_is_not_told_with_half_of_a_question() -> None:
    body = (
        "## Servers\n\n- To celebrate the release of Kite 4.0 the team put together a guide, this includes whether to build "
        "a tail or buy one.\n"
    )
    assert fullest(body) == ["Kite 4.0"]
