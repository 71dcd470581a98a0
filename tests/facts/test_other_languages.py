"""Headings, lists and entries of issues in other languages than English."""

from __future__ import annotations

import pytest

from distribute.facts.clean import without_markup
from distribute.facts.shorten import balanced, sentences_of
from distribute.issue import Overrides
from tests.facts.kit import facts, fullest

REPORT = "## {0}\n\n{1}\n\n## {2}\n\n{3}\n\n## {4}\n\n{5}\n"


def report(language: str, *parts: str) -> list[str]:
    return fullest(REPORT.format(*parts), language=language)


def test_a_heading_in_korean_is_told_without_the_definition_below_it() -> None:
    assert report(
        "ko",
        "Kite 1.2, 꼬리를 두 개로 늘리다", "Kite는 언덕에서 나는 장난감입니다. 많은 사람이 좋아합니다.",
        "Moth 3.0이 밤에도 날다", "Moth는 밤에 나는 작은 곤충입니다. 등불을 좋아합니다.",
        "언덕에서 새 바람이 불다", "언덕은 마을 뒤에 있는 높은 곳입니다. 바람이 늘 붑니다.",
    ) == ["Kite 1.2, 꼬리를 두 개로 늘리다", "Moth 3.0이 밤에도 날다", "언덕에서 새 바람이 불다"]  # fmt: skip


def test_a_heading_in_chinese_is_told_without_the_definition_below_it() -> None:
    assert report(
        "zh",
        "Kite 1.2 有了两条尾巴", "Kite 是一款在山丘上飞行的玩具。很多人喜欢它。",
        "Moth 3.0 在夜里也能飞", "Moth 是一种在夜里飞行的小昆虫。它喜欢灯光。",
        "山丘上刮起了新的风", "山丘是村子后面的高地，那里一年四季都有风。",
    ) == ["Kite 1.2 有了两条尾巴", "Moth 3.0 在夜里也能飞", "山丘上刮起了新的风"]  # fmt: skip


def test_a_heading_in_german_is_told_by_a_sentence_that_brings_news_and_by_no_other() -> None:
    assert report(
        "de",
        "Neue Schnur", "Die Liste der Schnüre ist schon seit Jahren recht lang.",
        "Umbau der Spule", "Die Spule hat eine zweite Kurbel für kleine Hände bekommen.",
        "Drachen bei Nacht", "Immer mehr von euch lassen ihre Drachen auch nachts steigen.",
    ) == [
        "Neue Schnur",
        "Die Spule hat eine zweite Kurbel für kleine Hände bekommen",
        "Drachen bei Nacht",
    ]  # fmt: skip


def test_a_heading_of_one_word_is_told_by_the_sentence_about_it() -> None:
    told = report(
        "fr",
        "Bobine", "Bobine est un nouvel outil qui enroule la ficelle toute seule.",
        "Ficelle", "Ficelle est un fil rouge qui ne casse jamais en plein vol.",
        "Queue", "Queue est un ruban que l'on attache au bas du cerf-volant.",
    )  # fmt: skip
    assert told[0] == "Bobine est un nouvel outil qui enroule la ficelle toute seule"


@pytest.mark.parametrize(
    ("language", "description"),
    [
        (
            "ja",
            "今号の新作にはKiteの尾、Mothの灯が含まれます。新しい作品はReel、Bobbin、Spindle、Nest、Cocoon。",
        ),
        ("ko", "이번 호에는 Kite의 꼬리와 Moth의 등불이 포함됩니다. 그 밖에 Reel, Bobbin을 소개합니다."),
        ("zh", "本期新作品包括 Kite 的尾巴、Moth 的灯。其他作品有 Reel、Bobbin、Spindle、Nest、Cocoon。"),
    ],
)
def test_a_list_of_names_in_a_description_is_told_by_the_body(language: str, description: str) -> None:
    body = "## Moth 3.0 – α\n\nx\n\n## Kite 1.2 – β\n\nx\n\n## Nest 4.5 – γ\n\nx\n"
    told = facts(body, language=language, words=Overrides(description=description))
    assert not any(fact.kind == "enumerated" for fact in told)
    assert [fact.name for fact in told][:2] == ["Kite 1.2 – β", "Moth 3.0 – α"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1、三面拉链", "三面拉链"),
        ("（12）风筝比赛开始了。", "风筝比赛开始了。"),
        ("给风筝缝尾巴（英文）", "给风筝缝尾巴"),
        ("给风筝缝尾巴（ada 投稿）", "给风筝缝尾巴"),
        ("风筝、飞蛾", "风筝、飞蛾"),
        ("2020、2021 年的风", "2020、2021 年的风"),
        ("1、2、3", "2、3"),
        ("1、Kite：A toy for windy days.This is a kite.", "Kite: A toy for windy days. This is a kite."),
        ("Kite：适合大风天的玩具", "Kite：适合大风天的玩具"),
    ],
)
def test_the_numbers_and_notes_of_entries_in_chinese_are_not_shown(text: str, told: str) -> None:
    assert without_markup(text) == told


@pytest.mark.parametrize(
    ("language", "entry"),
    [
        ("zh", "去年的本周：[风筝的尾巴](https://kite.example/tail)"),
        ("zh", "这只风筝在 [Kite 3](https://kite.example/3) 发布了新的尾巴。"),
        ("ja", "この凧は[Kite](https://kite.example/3)で新しい尾を公開しました。"),
        ("ko", "이 연은 [Kite](https://kite.example/3)에서 새 꼬리를 공개했습니다."),
    ],
)
def test_what_points_back_in_chinese_japanese_and_korean_is_not_told(language: str, entry: str) -> None:
    told = fullest(f"## Kite\n\n- {entry}\n- [Moth 2.0](https://moth.example/)\n", language=language)
    assert told == ["Moth 2.0"]


@pytest.mark.parametrize(
    ("language", "title", "heading"),
    [
        ("zh", "风筝周刊（第 247 期）：风筝为什么需要一条尾巴", "本周话题：风筝为什么需要一条尾巴"),
        ("en", "Kite Letter 247: Why a kite needs its tail", "This week's theme: Why a kite needs its tail"),
    ],
)
def test_a_labelled_part_of_the_title_is_not_told_again(language: str, title: str, heading: str) -> None:
    body = f"## {heading}\n\nA [kite](https://kite.example/) flies.\n\n## News\n\n- [Moth 2.0](https://moth.example/)\n"
    assert not any(
        title.partition("247")[2][-20:] in told for told in fullest(body, title=title, language=language)
    )


def test_no_sentence_ends_inside_the_brackets_of_a_chinese_title() -> None:
    assert sentences_of("《风筝有了新尾巴。》风筝飞了。", "zh") == ["《风筝有了新尾巴。》", "风筝飞了。"]
    assert sentences_of("风筝飞了。飞蛾醒了。", "zh") == ["风筝飞了。", "飞蛾醒了。"]
    assert not balanced("《风筝的尾巴")
    assert balanced("《风筝的尾巴》")
