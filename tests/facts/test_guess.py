"""The language of a text is told by its commonest words, or not at all."""

from __future__ import annotations

import pytest

from distribute.languages.guess import guess_language, other_language

TOLD = {
    "de": "Der Drachen fliegt über die Wiese und den Berg, und der Wind trägt ihn bis zu dem Haus auf der anderen Seite. ",
    "en": "The kite flies over the hill and the meadow, and the wind carries it to a house on the other side of the river. ",
    "es": "La cometa vuela sobre el prado y la colina, y el viento la lleva hasta una casa del otro lado del río. ",
    "fr": "Le cerf-volant vole sur la prairie et la colline, et le vent le porte dans une maison de la ville. ",
    "it": "Il vento porta l'aquilone su una casa della città e la collina, con la pioggia in una nuvola per il mare. ",
    "ja": "凧は風に乗って丘の上を飛び、川の向こうの家まで運ばれました。そして夜には町の子どもたちが凧を見に来ました。",
    "nl": "De vlieger vliegt over het veld en de heuvel, en de wind draagt hem naar een huis van de stad aan de rivier. ",
    "pl": "Latawiec leci na łąkę i do lasu, a wiatr niesie go na dom przy rzece, po czym spada w ogród i się chowa za ten mur. ",
    "pt": "A pipa voa sobre o campo e a colina, e o vento leva a pipa para uma casa do outro lado da cidade, com os amigos. ",
}


@pytest.mark.parametrize("code", TOLD)
def test_a_text_is_in_the_language_whose_commonest_words_it_has(code: str) -> None:
    assert guess_language(TOLD[code] * 4) == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "风筝乘着风飞过山丘，落在河对岸的房子上。晚上，城里的孩子们都来看风筝。"),
        (
            "ja",
            "凧がとびました: Kites, moths and balls of the whole wide town: a report by Ada Moth",
        ),
        (
            "ko",
            "연은 바람을 타고 언덕을 넘어 강 건너 집까지 날아갔습니다. 밤에는 아이들이 연을 보러 왔습니다.",
        ),
    ],
)
def test_a_language_is_told_by_its_script(code: str, text: str) -> None:
    assert guess_language(text * 4) == code


@pytest.mark.parametrize(
    "text",
    [
        TOLD["de"],
        "Drage fløj over engen, mens vinden tog til og solen gik ned bag bakkerne. " * 9,
        "Kite 1.2 Moth 0.9 Nest 4.5 Reel Bobbin Spindle " * 20,
        (TOLD["en"] + TOLD["de"]) * 4,
    ],
)
def test_a_short_or_mixed_text_or_one_in_a_language_not_known_is_left_open(text: str) -> None:
    assert not guess_language(text)


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        (TOLD["en"] * 4, "de", "en"),
        (TOLD["en"] * 4, "en-gb", ""),
        (TOLD["pt"] * 4, "pt-br", ""),
        (TOLD["ja"] * 4, "en", "ja"),
        (TOLD["en"], "de", ""),
    ],
)
def test_a_text_in_another_language_than_it_is_said_to_be_in(text: str, language: str, other: str) -> None:
    assert other_language(text, language) == other
