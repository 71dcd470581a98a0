"""Which issue is meant, and what an issue says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from distribute.issue import ID_RULE, Image, Issue, Overrides, is_id
from distribute.sites.find import NotFound, find
from distribute.text.dates import parse_date
from distribute.text.headline import joint


def issue(name: str, date: str = "", **fields: Any) -> Issue:
    given = {
        "path": f"content/news/{date or name}.md",
        "language": "en",
        "title": f"Letter {name}",
        "url": f"https://example.org/news/{date or name}/",
        "date": parse_date(date) if date else None,
        **fields,
    }
    return Issue(id=name, **given)


OCTOBER = issue("2020-10", "2020-11-05", covers=("2020-10",))
NOVEMBER = issue("2020-11", "2020-12-09", covers=("2020-11",))
NOVEMBER_DE = issue(
    "2020-11",
    "2020-12-20",
    covers=("2020-11",),
    language="de",
    path="content/news/2020-12-09.de.md",
    url="https://example.org/de/news/2020-12-09/",
    aliases=("https://example.org/alt/november/",),
)
WINTER = issue("2022-01", "2022-02-05", covers=("2021-12", "2022-01"))
WEEK = issue("2024-W19", "2024-05-10")
NUMBER = issue("42", "2024-06-01")
ALL = (OCTOBER, NOVEMBER, NOVEMBER_DE, WINTER, WEEK, NUMBER)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2020-10", OCTOBER),
        ("2024-W19", WEEK),
        ("42", NUMBER),
        ("2022-01", WINTER),
        ("2021-12", WINTER),
        ("2022-02", WINTER),
        ("2024-05", WEEK),
        ("2022-02-05", WINTER),
        ("  2022-02-05 ", WINTER),
        ("content/news/2022-02-05.md", WINTER),
        ("./content/news/2022-02-05.md", WINTER),
        ("content\\news\\2022-02-05.md", WINTER),
        ("news/2022-02-05.md", WINTER),
        ("2022-02-05.md", WINTER),
        ("/home/editor/site/content/news/2022-02-05.md", WINTER),
        ("https://example.org/news/2022-02-05/", WINTER),
        ("https://example.org/news/2022-02-05", WINTER),
    ],
)
def test_an_issue_is_found_by(query: str, expected: Issue) -> None:
    assert find(ALL, query).issues == (expected,)


@pytest.mark.parametrize("query", ["2024-W20", "57", "#57", "2024-05-12"])
def test_an_issue_is_found_by_what_else_it_is_called(query: str) -> None:
    called = issue("2024-05", "2024-05-14", other_names=("2024-W20", "57", "2024-05-12"))
    assert find((*ALL, called), query).issues == (called,)


def test_an_id_beats_what_another_issue_is_called() -> None:
    called = issue("2024-05", "2024-05-14", other_names=("42",))
    assert find((*ALL, called), "42").issues == (NUMBER,)


def test_the_month_covered_beats_the_month_of_the_date() -> None:
    assert find(ALL, "2020-11").issues[0] is NOVEMBER


def test_the_issue_that_lost_by_its_date_is_named_in_the_notice() -> None:
    notice = find(ALL, "2020-11").notice
    assert OCTOBER.path in notice
    assert "2020-11-05" in notice


def test_an_answer_without_a_rival_has_no_notice() -> None:
    assert find(ALL, "2020-10").notice == ""


def test_an_id_beats_the_month_that_another_issue_covers() -> None:
    special = issue("2021-12", "2021-12-24", path="content/news/special.md")
    assert find((*ALL, special), "2021-12").issues == (special,)


def test_an_issue_comes_with_all_its_translations() -> None:
    assert find(ALL, "2020-11").issues == (NOVEMBER, NOVEMBER_DE)


@pytest.mark.parametrize(
    "query",
    [
        "content/news/2020-12-09.de.md",
        "https://example.org/de/news/2020-12-09/",
        "https://example.org/alt/november/",
        "https://example.org/alt/november",
    ],
)
def test_a_place_names_one_file_and_its_translations_follow(query: str) -> None:
    assert find(ALL, query).issues == (NOVEMBER_DE, NOVEMBER)


def test_a_file_name_that_ends_like_another_is_not_that_other() -> None:
    first, eleventh = issue("1", path="1.md"), issue("11", path="11.md")
    assert find((first, eleventh), "11.md").issues == (eleventh,)


def test_two_issues_dated_in_the_month_asked_for_are_a_tie() -> None:
    first, second = issue("2018-06-01", "2018-06-01"), issue("2018-06-29", "2018-06-29")
    with pytest.raises(NotFound) as refused:
        find((first, second), "2018-06")
    assert first.path in str(refused.value)
    assert second.path in str(refused.value)


def test_two_issues_that_cover_the_month_asked_for_are_a_tie() -> None:
    rivals = (
        issue("2021-12", "2022-01-05", covers=("2021-11", "2021-12")),
        issue("2021-11b", "2021-12-05", covers=("2021-11",)),
    )
    with pytest.raises(NotFound, match="several issues"):
        find(rivals, "2021-11")


def test_a_path_that_fits_several_issues_is_a_tie() -> None:
    rivals = (issue("a", path="content/one/news.md"), issue("b", path="content/two/news.md"))
    with pytest.raises(NotFound, match="several issues"):
        find(rivals, "news.md")


@pytest.mark.parametrize("query", ["2020-11", "content/news/again.md"])
def test_two_files_with_one_id_and_language_are_refused_and_listed(query: str) -> None:
    again = issue("2020-11", "2020-12-10", path="content/news/again.md")
    with pytest.raises(NotFound) as refused:
        find((*ALL, again), query)
    assert NOVEMBER.path in str(refused.value)
    assert again.path in str(refused.value)


def test_an_unknown_issue_is_refused_with_the_latest_listed() -> None:
    with pytest.raises(NotFound) as refused:
        find(ALL, "1999-01")
    listed = str(refused.value)
    assert NUMBER.path in listed
    assert OCTOBER.path not in listed  # five of six are listed, and it is the oldest


def test_a_part_of_a_path_is_no_path() -> None:
    with pytest.raises(NotFound):
        find(ALL, "content/news")


@pytest.mark.parametrize("query", ["", "  ", "2020", "/", "2020-1"])
def test_half_a_question_is_refused(query: str) -> None:
    with pytest.raises(NotFound):
        find(ALL, query)


def test_an_issue_without_date_can_be_listed() -> None:
    with pytest.raises(NotFound, match="no date"):
        find((issue("draft"),), "nothing")


def test_without_an_issue_in_the_sites_language_there_is_no_latest() -> None:
    german = tuple(issue(f"{number}", "2020-11-05", translation=True, language="de") for number in (1, 2))
    with pytest.raises(NotFound, match=r"^no issue is in 'en', only in de \(set `site\.language`\)$"):
        find(german, "Latest", "en")
    with pytest.raises(NotFound, match=r"^no issue is in 'a{59}…', only in de"):
        find(german, "latest", "a" * 300)
    drafts = (issue("3", draft=True), issue("4", draft=True, translation=True, language="de"))
    with pytest.raises(NotFound, match="every issue is a draft"):
        find(drafts, "latest", "en")


def test_a_site_without_issues_is_told_where_to_look() -> None:
    with pytest.raises(NotFound, match=r"site\.issues"):
        find((), "2020-11")


@dataclass
class Headline:
    """What a title becomes."""

    title: str
    expected: str
    covers: tuple[str, ...] = ("2020-11",)
    site: str = "Example Newsletter"
    language: str = "en"


@pytest.mark.parametrize(
    "case",
    [
        Headline("The Example Newsletter November 2020", "The Example Newsletter November 2020"),
        Headline("Go for it!", "Example Newsletter November 2020: Go for it!"),
        Headline("Go for it!", "Example Newsletter November 2020: Go for it!", covers=("2020-11",)),
        Headline("Go for it!", "Example Newsletter: Go for it!", covers=()),
        Headline("Go for it, November 2020!", "Example Newsletter: Go for it, November 2020!"),
        Headline("The EXAMPLE newsletter: go!", "November 2020: The EXAMPLE newsletter: go!"),
        Headline(
            "Weiter so!", "Example Newsletter Dezember 2020: Weiter so!", covers=("2020-12",), language="de"
        ),
        Headline("Go!", "December 2021 & January 2022: Go!", covers=("2021-12", "2022-01"), site=""),
        Headline("Example-Rundbrief November 2020", "Example-Rundbrief November 2020", language="de"),
        Headline("Rundbrief November 2020", "Example Newsletter: Rundbrief November 2020", language="de"),
        Headline("Example News for November '20", "Example News for November '20"),
        Headline("Example Newsletter November 2020:", "Example Newsletter November 2020"),
        Headline(":tada: Kites :kite::+1:", "Kites", covers=(), site=""),
        Headline(":tada:", ":tada", covers=(), site=""),
        Headline("#16 is out", "#16 is out", covers=(), site=""),
        Headline("Kite Team update", "Lyon Kite Team update", covers=(), site="Lyon Kite Team"),
        Headline("May '20 Kite Gems", "Lyon: May '20 Kite Gems", covers=(), site="Lyon Kite Gems"),
        Headline(
            "Kite Week #200: Loops, Knots of silk, Balls, Bells, Bees, Moths in the dark, Wind, Rain, Snow, Ice, Mills, Ropes, Sails, Tar...",
            "Kite Week #200: Loops, Knots of silk, Balls, Bells, Bees, Moths in the dark, Wind, Rain, Snow, Ice, Mills, Ropes, Sails…",
            covers=(),
            site="Kite Week",
        ),
        Headline("Kites fly", "Kites fly", covers=(), site="Blog"),
        Headline(
            "RSE Kite Club", "Minutes of Kite Club: RSE Kite Club", covers=(), site="Minutes of Kite Club"
        ),
        Headline("Kites fly", "Lyon Kite Gems: Kites fly", covers=(), site="Lyon Kite Gems"),
        Headline("", "Example Newsletter November 2020"),
        Headline("", "", covers=(), site=""),
    ],
    ids=lambda case: case.expected or "nothing",
)
def test_a_headline_says_the_newsletter_and_its_period_once(case: Headline) -> None:
    it = issue("x", title=case.title, covers=case.covers, site=case.site, language=case.language)
    assert it.headline == case.expected


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("Kite Club", (), "Kite Club, 2026-05-24"),
        ("The Kite Club!", (), "The Kite Club!, 2026-05-24"),
        ("Kite Club Newsletter", ("2026-W21", "42", "2026-05-24"), "Kite Club Newsletter #42"),
        ("This week in the Kite Club", ("2026-W21",), "This week in the Kite Club, 2026-05-24"),
        ("Monthly Newsletter", (), "Kite Club: Monthly Newsletter, 2026-05-24"),
        ("Kite Club 42", ("42",), "Kite Club 42"),
        ("Kite Club in Lisbon", ("42",), "Kite Club in Lisbon"),
        ("", (), "Kite Club"),
    ],
)
def test_a_title_that_all_issues_have_gets_the_number_or_the_date(
    title: str, names: tuple[str, ...], expected: str
) -> None:
    it = issue("x", "2026-05-24", title=title, covers=(), site="Kite Club", other_names=names)
    assert it.headline == expected


def test_a_title_that_all_issues_have_stays_if_nothing_tells_the_issue_apart() -> None:
    assert issue("x", title="Kite Club", covers=(), site="Kite Club").headline == "Kite Club"


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Kites in October", ": "),
        ("Kites (October)", ": "),
        ("काइट हिन्दी", ": "),
        ("Kite News: October", " – "),
        ("What's new in Kite News?", " – "),
        ("«Was ist neu?»", " – "),
        ("Kites are back! 🎉", " – "),
        ("Kites ❤️", " – "),
        ("To be continued…", " – "),
        ("新機能は？", " – "),
        ("", " – "),
    ],
)
def test_a_headline_gets_a_colon_only_where_it_ends_in_a_word_and_has_none(
    headline: str, expected: str
) -> None:
    assert joint(headline) == expected


def test_a_question_before_a_title_gets_no_colon() -> None:
    it = issue("x", title="kites", covers=(), site="What flies?")
    assert it.headline == "What flies? kites"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("![A map of the servers](/map.png)", Image("https://example.org/map.png", "A map of the servers")),
        (
            '![map.png](/map.png "Where the servers are")',
            Image("https://example.org/map.png", "Where the servers are"),
        ),
        (
            "![](/map.png)\n\n![Two people talk](talk.png)",
            Image("https://example.org/news/x/talk.png", "Two people talk"),
        ),
        ("![](/map.png)", None),
        ("![Our emblem](/emblem.svg)", None),
        ("![The wind turns](/turning.GIF?v=2)", None),
        (
            "![Our emblem](/e.svg) ![Two people talk](/svg.png)",
            Image("https://example.org/svg.png", "Two people talk"),
        ),
        ('![Screenshot 12](/s.png "The new window")', Image("https://example.org/s.png", "The new window")),
        ("![Our banner on a wall](/img/Banner.png)", None),
        ("![An inline picture](data:image/png;base64,AAAA)", None),
        ('![new_kite.png](/new_kite.png "new_kite")', None),
        ('![kite](/kite.png "Kite")', Image("https://example.org/kite.png", "Kite")),
        ("![The kite's sign](/img/kite-logo.png) ![Downloads](https://img.shields.io/kite.png)", None),
        ("![The kites' signs](/img/logos/kites.png)", None),
        (
            "![A blogger at work](/blogosphere.png)",
            Image("https://example.org/blogosphere.png", "A blogger at work"),
        ),
        (
            "![IMG_1234.jpg](/a.png)\n*Two people on a hill*\n",
            Image("https://example.org/a.png", "Two people on a hill"),
        ),
        (
            "![](/a.png)\n\n_Two people on a hill_\n\nMore.",
            Image("https://example.org/a.png", "Two people on a hill"),
        ),
        ("![](/a.png)\n\n*Two people* on a hill", None),
        ("<div>\n<![x[\n<img src='/a.png' alt='Two people'>\n</div>", None),
        ("![](/a.png)\n\nMore.\n\n*Two people on a hill*", None),
        (
            '<figure>\n<img src="/a.png" alt="a.png">\n<figcaption>Two <em>people</em>\non a hill</figcaption>\n</figure>',
            Image("https://example.org/a.png", "Two people on a hill"),
        ),
        ('<p><img alt="Two people" src="/a.png"></p>', Image("https://example.org/a.png", "Two people")),
        ('See <img alt="Two people" src="/a.png"> there', Image("https://example.org/a.png", "Two people")),
        ("No picture.", None),
    ],
)
def test_the_image_is_the_first_figure_with_words(body: str, expected: Image | None) -> None:
    assert issue("x", body=body).image == expected


def test_the_image_is_none_that_earlier_issues_show() -> None:
    body = "![The usual view](/view.png)\n\n![Two people talk](/talk.png)\n"
    usual = frozenset({"https://example.org/view.png"})
    assert issue("x", body=body, usual=usual).image == Image(
        "https://example.org/talk.png", "Two people talk"
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image("https://cdn.example/a.png", "a kite"), Image("https://cdn.example/a.png", "a kite")),
        (Image(" cover.png ", " a kite "), Image("https://example.org/news/1/cover.png", "a kite")),
        (Image("/cover.png", "a kite"), Image("https://example.org/cover.png", "a kite")),
        (Image("cover.png", " "), Image("https://example.org/news/1/b.png", "a moth")),
        (Image("data:image/png;base64,AA==", "a kite"), Image("https://example.org/news/1/b.png", "a moth")),
    ],
)
def test_the_picture_that_the_front_matter_names_comes_first(image: Image, expected: Image) -> None:
    named = issue("1", words=Overrides(image=image), body="![a moth](https://example.org/news/1/b.png)\n")
    assert named.image == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-11", True),
        ("_a.b+c-d", True),
        ("ausgabe-dreißig", True),
        ("a" * 100, True),
        ("a" * 101, False),
        ("a~b", False),
        ("a/b", False),
        ("", False),
        (".a", False),
        ("-a", False),
        ("+a", False),
        ("a.", False),
        ("u\N{COMBINING DIAERESIS}", False),
    ],
)
def test_an_id_is_what_its_rule_says(text: str, expected: bool) -> None:
    assert is_id(text) is expected


@pytest.mark.parametrize("mark", list("-_.+~/: "))
def test_the_rule_for_ids_names_every_mark_that_an_id_may_have(mark: str) -> None:
    listed = ID_RULE.partition(";")[0].partition("script, ")[2].replace(" and", ",").split(", ")
    assert is_id(f"a{mark}b") is (mark in listed)
