"""Sentences and phrases: where a sentence ends, where its news begins, and where it may be cut."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.facts.clean import plain, strip_lead_in
from distribute.facts.shorten import balanced, dangles, sentences_of, shorten_at_clauses, with_more
from distribute.languages.registry import language_of

WORDS = st.lists(
    st.sampled_from(
        'Kite adds wings , and Ada “ ” ( ) : ; – which flies is the 1.2 . ! on [ ] " with was to Mr e.g. 3.'.split()
    ),
    max_size=25,
).map(" ".join)
ANY_TEXT = st.one_of(WORDS, st.text(max_size=80))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Kite flies. Moth rests.", ["Kite flies.", "Moth rests."]),
        ("Kite flies! Does Moth? Yes… It does", ["Kite flies!", "Does Moth?", "Yes…", "It does"]),
        ("Kite, e.g. Moth, flies. It does.", ["Kite, e.g. Moth, flies.", "It does."]),
        ("Mr. Lind met Dr. Moth. Both flew.", ["Mr. Lind met Dr. Moth.", "Both flew."]),
        ("Ada M. Lind flies.", ["Ada M. Lind flies."]),
        ("Ada “M.” Lind flies.", ["Ada “M.” Lind flies."]),
        ("Kite 1.2.3 is out. Moth isn't.", ["Kite 1.2.3 is out.", "Moth isn't."]),
        ("Am 11. Januar ist Schluss. Danach ist Ruhe.", ["Am 11. Januar ist Schluss.", "Danach ist Ruhe."]),
        ("They flew on Oct. 3. It rained.", ["They flew on Oct. 3.", "It rained."]),
        ("It was out in March. 3 kites flew.", ["It was out in March.", "3 kites flew."]),
        ("Maxime “moth.” Lind flies.", ["Maxime “moth.” Lind flies."]),
        ("They are fans of Modern Art. It rained.", ["They are fans of Modern Art.", "It rained."]),
        ("Kite came in on place 11. January was cold.", ["Kite came in on place 11. January was cold."]),
        ("See kite.example.org for it. Then fly.", ["See kite.example.org for it.", "Then fly."]),
        ('She said "Fly." He flew.', ['She said "Fly."', "He flew."]),
        ("It flies (really.) Moth rests.", ["It flies (really.)", "Moth rests."]),
        ("Il vole. Élan revient.", ["Il vole.", "Élan revient."]),
        ("Он летит. Она ждёт.", ["Он летит.", "Она ждёт."]),
        ("no. capital follows", ["no. capital follows"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_at_stops_but_not_at_abbreviations_or_days(text: str, sentences: list[str]) -> None:
    assert sentences_of(text, "en") == sentences


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("de", "Auf der 26. Drachenmesse fliegt Kite.", ["Auf der 26. Drachenmesse fliegt Kite."]),
        (
            "de",
            "Drachen fliegen (z. B. im Wind). Moth ruht.",
            ["Drachen fliegen (z. B. im Wind).", "Moth ruht."],
        ),
        ("de", "Der Verein plant seine 27. Messe.", ["Der Verein plant seine 27. Messe."]),
        ("de", "Das tat Mr. Lind vom Kite e.V. Moth", ["Das tat Mr. Lind vom Kite e.V. Moth"]),
        ("en", "It costs, in the end, die 27. Moth rests.", ["It costs, in the end, die 27.", "Moth rests."]),
        ("fr", "Mme. Lind vole. Moth dort.", ["Mme. Lind vole.", "Moth dort."]),
        ("es", "La Sra. Lind vuela. Moth duerme.", ["La Sra. Lind vuela.", "Moth duerme."]),
        ("it", "Il Sig. Lind vola. Moth dorme.", ["Il Sig. Lind vola.", "Moth dorme."]),
        ("pt", "A Dra. Lind voa. Moth dorme.", ["A Dra. Lind voa.", "Moth dorme."]),
        ("nl", "Iets, bijv. Kite, vliegt. Moth rust.", ["Iets, bijv. Kite, vliegt.", "Moth rust."]),
        ("pl", "Coś, np. Kite, lata. Moth śpi.", ["Coś, np. Kite, lata.", "Moth śpi."]),
        (
            "de",
            "Es ersetzt u. a. Bd. 3 gem. Art. 5. Moth ruht.",
            ["Es ersetzt u. a. Bd. 3 gem. Art. 5.", "Moth ruht."],
        ),
        ("es", "Vuela en EE. UU. con la Dra. Lind.", ["Vuela en EE. UU. con la Dra. Lind."]),
        ("en", "Ada v. Bo is ver. 4.1 of it. Moth rests.", ["Ada v. Bo is ver. 4.1 of it.", "Moth rests."]),
        ("sv", "Se vol. 3 n. 2 av den. Moth vilar.", ["Se vol. 3 n. 2 av den.", "Moth vilar."]),
        ("en", "They can't. Moth rests.", ["They can't.", "Moth rests."]),
        ("ja", "カイトは飛ぶ。蛾は眠る。", ["カイトは飛ぶ。", "蛾は眠る。"]),
        ("ko", "연이 납니다. 나방은 잡니다. 1.2판입니다", ["연이 납니다.", "나방은 잡니다.", "1.2판입니다"]),
        ("xx", "Mr. Lind (z. B. Kite). Moth", ["Mr. Lind (z.", "B. Kite).", "Moth"]),
    ],
)
def test_so_they_do_in_other_languages(language: str, text: str, sentences: list[str]) -> None:
    assert sentences_of(text, language) == sentences


@given(ANY_TEXT)
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert " ".join(" ".join(sentences_of(text, "en")).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kite flies again [EN]", "Kite flies again"),
        ("Kite flies again (DE)", "Kite flies again"),
        ("Kite flies again (#1234) (#98)", "Kite flies again"),
        ("Kite flies again (#1234, #98).", "Kite flies again."),
        ("Kite flies again by ada-moth in #1234", "Kite flies again"),
        ("Kite flies again. by @moth[bot] in https://git.example/kite/string/pull/1234", "Kite flies again"),
        ("Kite flies again #1234 #98", "Kite flies again"),
        ("Kite Letter #1234", "Kite Letter #1234"),
        ("Kite flies again [EN_US]", "Kite flies again"),
        ("Kite flies again (alm)", "Kite flies again"),
        ("Wind (XEP Editor: Ada Moth)", "Wind"),
        ("[FR] stays a label of [FR](https://fr.example)", "stays a label of [FR](https://fr.example)"),
        ("Kite (for Android) flies", "Kite (for Android) flies"),
    ],
)
def test_language_tags_and_editors_initials_are_left_out(text: str, expected: str) -> None:
    assert plain(text).replace("[FR] ", "", 1).strip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thanks to @ada and @bo_lind!", "Thanks to ada and bo_lind!"),
        ("@ada@social.example wrote", "ada@social.example wrote"),
        ("Follow #kites, (#moths)", "Follow kites, (moths)"),
        ("Follow #élan, ##kites and #2kites", "Follow élan, kites and 2kites"),
        ("Thanks to @@ada, @_bo and ＠cy", "Thanks to ada, _bo and cy"),
        ("write to ada@kite.example", "write to ada@kite.example"),
        ("C# and F# stay", "C# and F# stay"),
        ("issue #16 stays", "issue #16 stays"),
        ("https://kite.im/@ada stays", "https://kite.im/@ada stays"),
    ],
)
def test_a_handle_or_hashtag_becomes_a_plain_word(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(alphabet="@#ab.1 /(_é\n", max_size=30))
def test_nothing_that_pings_a_stranger_is_left(text: str) -> None:
    assert not re.search(r"(?<![\w/])[@#]\w*[a-zé]", plain(text))


@pytest.mark.parametrize(
    ("text", "news"),
    [
        ("Yes, Kite flies", "Kite flies"),
        ("This month, Kite learnt to fly", "Kite learnt to fly"),
        ("Last but not least, Moth rests", "Moth rests"),
        ("In November 2020, Ada wrote a book", "Ada wrote a book"),
        ("This week, the Kite team met", "The Kite team met"),
        ("Kite News: Ada flew", "Ada flew"),
        ("Just as we announced in our last letter, the kite has wings", "The kite has wings"),
        ("As you may know, the kite has wings", "The kite has wings"),
        ("Kite is pleased to announce version 1.2", "Kite is pleased to announce version 1.2"),
        ("We are happy to announce that Kite flies", "Kite flies"),
        ("The Kite team is proud to announce the new string", "New string"),
        ("Kite, the toy for all ages, has wings", "Kite has wings"),
        ("The oldest toy, Kite, was sold", "Kite was sold"),
        ("On April 29, the flock in Lyon named a kite", "On April 29, the flock in Lyon named a kite"),
        ("Ada also flew", "Ada flew"),
        ("Andorra has kites", "Andorra has kites"),
        ("Sofia flies", "Sofia flies"),
        ("Kite flies", "Kite flies"),
    ],
)
def test_news_begins_after_lead_ins_announcers_and_appositions(text: str, news: str) -> None:
    assert strip_lead_in(text) == news


def test_lead_ins_are_those_of_the_language() -> None:
    text = "Also, Kite fliegt also wieder"
    assert strip_lead_in(text) == "Kite fliegt wieder"
    assert strip_lead_in(text, language="de") == text
    assert strip_lead_in("Kite News: die Schnur ist länger", language="de") == "Die Schnur ist länger"


def test_a_name_in_lower_case_keeps_it_at_the_beginning() -> None:
    text = "The makers are happy to announce kite.im"
    assert strip_lead_in(text, ("kite.im 1.2",)) == "kite.im"
    assert strip_lead_in(text) == "Kite.im"


@given(ANY_TEXT)
def test_news_are_words_of_the_sentence(text: str) -> None:
    assert set(strip_lead_in(text).casefold().split()) <= set(
        re.sub(r"([,:–-])", r"\1 ", text.casefold()).split()
    ) | set(text.casefold().split())


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        (
            "Ada Moth wrote about kites, because they matter",
            ("Ada Moth wrote about kites, because they matter", "Ada Moth wrote about kites"),
        ),
        (
            "Kite has new wings; the string is longer",
            ("Kite has new wings; the string is longer", "Kite has new wings"),
        ),
        (
            "Kite has new wings – and they are red",
            ("Kite has new wings – and they are red", "Kite has new wings"),
        ),
        (
            "Kite has long, and light, new wings, which fold, so that it fits",
            (
                "Kite has long, and light, new wings, which fold, so that it fits",
                "Kite has long, and light, new wings",
            ),
        ),
        (
            "Kite is a toy of silk, a free, light thing for all",
            ("Kite is a toy of silk, a free, light thing for all", "Kite is a toy of silk"),
        ),
        (
            "The kites of May are out—new tails, a longer string, wings that fold and a reel",
            ("The kites of May are out—new tails, a longer string, wings that fold and a reel",),
        ),
        (
            "Kite has new parts: tails, strings that Ada Moth has sewn, and a reel, which is old",
            (
                "Kite has new parts: tails, strings that Ada Moth has sewn, and a reel, which is old",
                "Kite has new parts: tails, strings that Ada Moth has sewn, and a reel",
                "Kite has new parts",
            ),
        ),
        (
            "Kite has wings of silk, a tail, a string",
            (
                "Kite has wings of silk, a tail, a string",
                "Kite has wings of silk, a tail",
                "Kite has wings of silk",
            ),
        ),
        (
            "Ada has flown at the German (DRAGON) festival, with two kites",
            (
                "Ada has flown at the German (DRAGON) festival, with two kites",
                "Ada has flown at the German (DRAGON) festival",
            ),
        ),
        (
            "Kite has new wings (made of silk), which last",
            (
                "Kite has new wings (made of silk), which last",
                "Kite has new wings (made of silk)",
                "Kite has new wings",
            ),
        ),
    ],
)
def test_a_sentence_is_cut_at_the_ends_of_its_clauses_fuller_first(
    sentence: str, phrases: tuple[str, ...]
) -> None:
    assert shorten_at_clauses(sentence, least=4, language="en") == phrases


@pytest.mark.parametrize(
    "sentence",
    [
        "During the month, Kite made progress, and so did Moth",  # begins with what can't stand alone
        "After the storm, nobody flew kites",
        "Kite changed hands: from 11 January it is free",  # "Kite changed hands" is too short to keep
        "Kite (which Ada, and Bo, made) has wings",  # never inside brackets
        "Ada praised “wind, rain, and sun” loudly",  # never inside quotation marks
        "The red kite, the blue kite",  # no verb before the comma
        "Kite is a fully hand-made, light toy of silk",  # what it is comes last
        "Kite is now a free, light and cheap toy",
    ],
)
def test_a_sentence_is_left_whole_where_no_cut_stands_alone(sentence: str) -> None:
    assert shorten_at_clauses(sentence, least=4, language="en") == (sentence,)


@pytest.mark.parametrize("least", [1, 4])
def test_of_several_versions_none_is_left_out(least: int) -> None:
    said = "A hole was mended in 2.0.8, 2.1.9, and v2.2.0, which is by Ada"
    assert shorten_at_clauses(said, least=least, language="en") == (
        said,
        said.removesuffix(", which is by Ada"),
    )


def test_a_list_may_be_cut_to_a_single_word() -> None:
    assert shorten_at_clauses("wings, tails and a string, including knots", least=1, language="en") == (
        "wings, tails and a string, including knots",
        "wings, tails and a string",
        "wings",
    )


@pytest.mark.parametrize(
    ("language", "sentence", "shortest"),
    [
        (
            "de",
            "Kite hat neue Flügel bekommen, weil alle halfen",
            "Kite hat neue Flügel bekommen, weil alle halfen",
        ),
        ("de", "Das Team has Flügel gebaut, wobei alle halfen", "Das Team has Flügel gebaut"),
        ("fr", "Le projet Kite has gagné, qui l'eût cru", "Le projet Kite has gagné"),
        ("de", "Das Kite-Team was hier, und alle halfen", "Das Kite-Team was hier, und alle halfen"),
        (
            "fr",
            "Le projet Kite has gagné, weil tous aidaient",
            "Le projet Kite has gagné, weil tous aidaient",
        ),
        ("es", "El equipo Kite has ganado, mientras dormía", "El equipo Kite has ganado"),
        ("it", "Il progetto Kite has vinto, che sorpresa", "Il progetto Kite has vinto"),
        ("pt", "O projeto Kite has ganho, permitindo voar", "O projeto Kite has ganho"),
        ("pt", "O projeto Kite has ganho, um sucesso", "O projeto Kite has ganho, um sucesso"),
        ("de", "Das Team has Flügel am Freitag, um zwei", "Das Team has Flügel am Freitag, um zwei"),
        ("fr", "Kite has volé haut, qui a gagné, mais seul", "Kite has volé haut, qui a gagné, mais seul"),
    ],
)
def test_outside_english_only_sure_clauses_are_cut(language: str, sentence: str, shortest: str) -> None:
    assert shorten_at_clauses(sentence, least=4, language=language)[-1] == shortest


@pytest.mark.parametrize(
    ("language", "text", "is_open"),
    [
        ("en", "Kite flies over the", True),
        ("de", "Kite fliegt über der", True),
        ("de", "Das Team kündigt Kite an", False),
        ("en", "The flock goes an", True),
        ("fr", "Kite vole sur les", True),
        ("es", "Kite vuela con", True),
        ("it", "Kite vola nella", True),
        ("pt", "Kite voa pelo céu e", True),
        ("nl", "Kite vliegt over het", True),
        ("pl", "Kite lata oraz", True),
        ("en", "Kite has a wind-powered", True),
        ("de", "Kite ist now", False),
        ("de", "", False),
    ],
)
def test_nothing_ends_with_a_word_that_another_has_to_follow(language: str, text: str, is_open: bool) -> None:
    assert dangles(text, language) == is_open


@given(ANY_TEXT, st.integers(1, 5), st.sampled_from(["en", "de", "fr", "es", "it", "pt"]))
def test_a_cut_is_a_beginning_of_the_whole_and_closes_its_brackets(
    text: str, least: int, language: str
) -> None:
    whole, *shorter = shorten_at_clauses(text, least=least, language=language)
    assert whole == text.strip().rstrip(",;:")
    for phrase in shorter:
        assert whole.startswith(phrase)
        assert balanced(phrase)
        assert len(phrase.split()) >= least
        assert not phrase.endswith((",", ";", ":", " ", "(", "–"))
    assert sorted(shorter, key=len, reverse=True) == shorter


@pytest.mark.parametrize(
    "piece", ["one, two, ", "Mr. ", ". A", ", which flies", "(a, ", "3. ", "news: ", "is glad "]
)
def test_a_paragraph_of_100_000_characters_takes_no_minutes(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    for sentence in sentences_of(strip_lead_in(plain(text)), "en"):
        shorten_at_clauses(sentence, least=4, language="en")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        (
            "The Moth team has new toys including a wind-powered which command, reels and strings",
            "The Moth team has new toys including a wind-powered",
        ),
        (
            "The Moth club now has 20 flocks from Lyon, Nice, Metz, Lille and Nancy",
            "The Moth club now has 20 flocks from Lyon",
        ),
        (
            "Kite brings new, much improved, and finally light tails to all who fly it in the wind",
            "Kite brings new, much improved",
        ),
        (
            "The tail of Kite is made of silk, not wool, but the Moth team has added a tail of wool",
            "The tail of Kite is made of silk",
        ),
        (
            "Kite got two new tails for the wind: redTail (wool & silk) and blueTail",
            "Kite got two new tails for the wind: redTail",
        ),
        (
            "9 fliers from all over the world improved parts of Kite with silk and wool, to tails, loops, and beyond",
            "9 fliers from all over the world improved parts of Kite with silk and wool",
        ),
    ],
)
def test_no_list_that_was_counted_is_cut_and_nothing_before_but(sentence: str, never: str) -> None:
    assert never not in shorten_at_clauses(sentence, least=4, language="en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Every certificate stays valid for another year, unless the server asks for something else"),
        ("en", "Ada Moth ported the tools for kites to silk (except the reel and the spool, which wait)"),
        ("en", "All of the members may vote for a new board, provided that they have paid for this year"),
        ("en", "Moth wrote an article Kites are no saviour - but they are a help"),
        ("de", "Alle Mitglieder wählen im Juni den neuen Vorstand; es sei denn sie sind erst seit Mai dabei"),
        ("fr", "Tous les membres votent en juin pour le conseil – sauf ceux qui sont arrivés cette année"),
        ("es", "Todos los miembros votan en junio por la nueva junta; salvo los que han llegado este año"),
    ],
)
def test_no_condition_and_no_exception_is_cut_off(language: str, sentence: str) -> None:
    assert shorten_at_clauses(sentence, least=4, language=language)[1:] == ()


@pytest.mark.parametrize(
    "noun",
    [
        "a bold, red tail",
        "a unified, type-safe knot",
        "the new, much improved string",
        "an open, honest pull",
    ],
)
@pytest.mark.parametrize("verb", ["has", "brings", "offers", "works on"])
def test_no_sentence_is_cut_among_the_adjectives_of_a_noun(verb: str, noun: str) -> None:
    sentence = f"Kite 2.0 {verb} {noun} for all of the moths"
    assert shorten_at_clauses(sentence, least=4, language="en") == (sentence,)


@pytest.mark.parametrize(
    "rest", ["which is red and long", "written by Ada Moth", "designed to last for years"]
)
def test_a_noun_may_lose_the_clause_behind_it(rest: str) -> None:
    assert "Kite 2.0 has a manual" in shorten_at_clauses(
        f"Kite 2.0 has a manual, {rest}", least=4, language="en"
    )


@pytest.mark.parametrize(
    ("whole", "cut", "told"),
    [
        ("Kite 2.0: loops, red tails, and wings of silk", "Kite 2.0: loops, red tails", "Kite 2.0: loops, red tails and more"),
        ("Kite brings loops, a new tail, knots, and wings", "Kite brings loops, a new tail", "Kite brings loops, a new tail and more"),
        ("Kite brings loops, tails and wings", "Kite brings loops", "Kite brings loops"),
        ("Kite adds loops, which turn, and tails", "Kite adds loops, which turn", "Kite adds loops, which turn"),
        ("Kite adds loops, including red ones, and tails", "Kite adds loops, including red ones", "Kite adds loops, including red ones"),
        ("Ada flew home, Bo has slept, and Cy stayed", "Ada flew home, Bo has slept", "Ada flew home, Bo has slept"),
        ("Kite adds loops, tails. Then wings", "Kite adds loops, tails", "Kite adds loops, tails"),
        ("Kite drops Bee 3.6, 3.7, and 3.8, because they are old and weak", "Kite drops Bee 3.6, 3.7, and 3.8", "Kite drops Bee 3.6, 3.7, and 3.8"),
        ("Kite has a new head, Ada Moth, and a new logo", "Kite has a new head, Ada Moth", "Kite has a new head, Ada Moth"),
        ("Kite needs a reel, released in May, and a tail", "Kite needs a reel, released in May", "Kite needs a reel, released in May"),
    ],
)  # fmt: skip
def test_a_list_that_is_cut_says_that_there_is_more(whole: str, cut: str, told: str) -> None:
    assert with_more((whole, cut), language_of("en")) == (whole, told)


def test_a_list_that_is_cut_says_so_in_its_language() -> None:
    said = ("Kite 2.0: Schleifen, Schwänze und Flügel", "Kite 2.0: Schleifen, Schwänze")
    assert with_more(said, language_of("de"))[1] == f"{said[1]}{language_of('de').say.and_more}"
