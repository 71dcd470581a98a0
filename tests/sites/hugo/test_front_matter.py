"""--- the front matter; --- the words of its own"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from distribute.checks.issue import check
from distribute.issue import Image, Issue
from distribute.sites.registry import SiteError
from distribute.text.dates import parse_date
from tests.sites.hugo.kit import LETTER, front_matter, one

# --- the front matter


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("date", "2020-12-09"),
        ("Date", "2020-12-09"),
        ("date", "'2020-12-09'"),
        ("date", "2020-12-09T00:00:00Z"),
        ("date", "2020-12-09 00:00:00 -0000"),
        ("publishDate", "2020-12-09"),
        ("pubdate", "2020-12-09"),
        ("lastmod", "2020-12-09"),
    ],
)
def test_a_date_is_read_as_hugo_reads_it(make_site: Any, key: str, value: str) -> None:
    assert one(make_site, f"---\ntitle: x\n{key}: {value}\n---\n").date == parse_date("2020-12-09")


@pytest.mark.parametrize(
    "value", ["2020-12-09", "2020-12-09T00:00:00Z", "2020-12-09 00:00:00", "'2020-12-09'"]
)
def test_a_date_of_toml_is_a_date(make_site: Any, value: str) -> None:
    assert one(make_site, f"+++\ntitle = 'x'\ndate = {value}\n+++\n").date == parse_date("2020-12-09")


def test_the_date_goes_before_other_dates(make_site: Any) -> None:
    assert one(make_site, front_matter("publishDate: 2021-01-01\nlastmod: 2022-01-01")).date == parse_date(
        "2020-12-09"
    )


def test_a_date_without_offset_is_in_the_zone_of_the_site(make_site: Any) -> None:
    issue = one(make_site, LETTER, timezone="Europe/Berlin")
    assert issue.date is not None
    assert issue.date.isoformat() == "2020-12-09T00:00:00+01:00"


def test_hugos_own_zone_is_that_of_dates_without_one_unless_ours_is_set(make_site: Any) -> None:
    own = "timeZone = 'Europe/Berlin'\n[permalinks]\nnews = '/:month/:day/:slug/'\n"
    issue = one(make_site, LETTER.replace("12-09", "07-01"), own=own)
    assert issue.date is not None
    assert issue.date.isoformat() == "2020-07-01T00:00:00+02:00"
    assert issue.url.startswith("https://example.org/07/01/")
    assert one(make_site, LETTER, own=own, timezone="UTC").date == parse_date("2020-12-09")


def test_a_zone_of_hugos_that_is_none_is_told(make_site: Any) -> None:
    with pytest.raises(
        SiteError, match=r"hugo\.toml: no time zone 'Nowhere': write one such as Europe/Berlin"
    ):
        one(make_site, LETTER, own="timeZone = 'Nowhere'")
    assert one(make_site, LETTER, own="timeZone = 'Nowhere'", timezone="UTC").problems == ()


def problems(issue: Issue) -> list[tuple[str, str, int]]:
    return [(problem.severity, problem.code, problem.line) for problem in issue.problems]


@pytest.mark.parametrize("key", ["date", "publishDate"])
def test_a_date_that_cannot_be_read_is_an_error_at_its_line(make_site: Any, key: str) -> None:
    issue = one(make_site, f"---\ntitle: x\n{key}: 2021-(TODO)\n---\n")
    assert problems(issue) == [("error", "date", 3)]
    assert issue.date is None


def test_a_file_without_date_has_none(make_site: Any) -> None:
    issue = one(make_site, "---\ntitle: x\n---\n", "content/2020-12-09.md")
    assert issue.date is None
    assert ("warning", "no-date") in [(problem.severity, problem.code) for problem in check(issue)]


def test_front_matter_that_cannot_be_read_is_an_error_and_the_file_is_listed(make_site: Any) -> None:
    issue = one(make_site, "---\ntitle: x\nsubtitle: a: b\n---\nBody.\n")
    assert problems(issue) == [("error", "front-matter", 3)]
    assert issue.body == "Body.\n"


def test_a_file_without_front_matter_lacks_a_title(make_site: Any) -> None:
    assert ("error", "no-title", 1) in problems(one(make_site, "Body.\n"))


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("'true'", True), ("false", False), ("''", False)]
)
def test_a_draft_is_marked(make_site: Any, value: str, expected: bool) -> None:
    assert one(make_site, front_matter(f"draft: {value}")).draft is expected


def test_a_byte_order_mark_is_no_part_of_the_front_matter(make_site: Any) -> None:
    issue = one(make_site, "\ufeff" + LETTER)
    assert (issue.title, issue.problems) == ("The Letter November 2020", ())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_line_ends(make_site: Any, end: str) -> None:
    issue = one(make_site, (LETTER + "\n[NAME]\n").replace("\n", end))
    assert (issue.title, issue.body_line) == ("The Letter November 2020", 5)
    assert [problem.line for problem in check(issue) if problem.code == "placeholder"] == [8]


def test_bytes_that_are_not_utf_8_are_an_error_at_their_line(make_site: Any) -> None:
    issue = one(make_site, LETTER.encode() + "\nSchön.\n".encode("latin-1"))
    assert problems(issue) == [("error", "encoding", 8)]
    assert issue.title == "The Letter November 2020"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("author: Ada", ("Ada",)),
        ("author: Ada, Bob", ("Ada", "Bob")),
        ("author: Ada (fae, ve), Bob", ("Ada (fae, ve)", "Bob")),
        ("author: Ada, PhD; Bob", ("Ada, PhD", "Bob")),
        ("authors: [Ada, Bob]", ("Ada", "Bob")),
        ("author: {name: Ada}", ("Ada",)),
        ("author: {email: ada@ada.example}", ()),
        ("authors: [{name: Ada}, Bob, null]", ("Ada", "Bob")),
        ("author: ' Ada ,Bob '", ("Ada", "Bob")),
        ("author: 5", ("5",)),
        ("author: .nan", ("nan",)),
        ("author: ''", ()),
        ("tags: [x]", ()),
    ],
)
def test_authors_are_a_list(make_site: Any, lines: str, expected: tuple[str, ...]) -> None:
    assert one(make_site, front_matter(lines)).authors == expected


# --- the words of its own


def words(make_site: Any, lines: str) -> Any:
    issue = one(make_site, front_matter(lines))
    assert issue.problems == ()
    return issue.words


def test_a_mapping_holds_the_words_for_the_announcement(make_site: Any) -> None:
    found = words(
        make_site,
        "distribute:\n  summary: One.\n  highlights: [two, three]\n  skip: [reddit]\n  mastodon: {text: 'Four {url}'}\n  email: {subject: Five}",
    )
    assert (found.summary, found.highlights, found.skip) == ("One.", ("two", "three"), ("reddit",))
    assert found.channels == {"mastodon": {"text": "Four {url}"}, "email": {"subject": "Five"}}


def test_flat_keys_hold_the_same(make_site: Any) -> None:
    found = words(
        make_site,
        "distribute_summary: One.\ndistribute_highlights: two; three, four\ndistribute_skip: reddit, email\n"
        "distribute_mastodon_text: Four {url}\ndistribute_id: x",
    )
    assert (found.summary, found.highlights, found.skip) == (
        "One.",
        ("two", "three, four"),
        ("reddit", "email"),
    )
    assert (found.channels, found.id) == ({"mastodon": {"text": "Four {url}"}}, "x")


KITE = Image("cover.png", "a kite")
IN_FOCUS = msgspec.structs.replace(KITE, focus="0.2,-.5")


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        ("distribute: {image: {url: cover.png, alt: a kite}}", KITE),
        ("distribute_image_url: cover.png\ndistribute_image_alt: a kite", KITE),
        ("image: cover.png\nimage_alt: a kite", KITE),
        ("image: {src: cover.png, alt: a kite}", KITE),
        (
            "image: other.png\nimage_alt: other\ndistribute_image_url: cover.png\ndistribute_image_alt: a kite",
            KITE,
        ),
        ("distribute: {image: {url: cover.png, alt: a kite, focus: '0.2, -.5'}}", IN_FOCUS),
        ("image: {url: cover.png, alt: a kite, focus: [0.2, -.5]}", Image("cover.png", "a kite", "0.2,-0.5")),
        ("image: cover.png\nimage_alt: a kite\nimage_focus: 0.2,-.5", IN_FOCUS),
        ("image: cover.png", None),
        ("image: {src: [cover.png], alt: a kite}", None),
        ("image: [cover.png]\nimage_alt: a kite", None),
        ("image_alt: a kite", None),
    ],
)
def test_a_picture_has_alt_text_or_is_none(make_site: Any, lines: str, image: Image | None) -> None:
    assert words(make_site, lines).image == image


@pytest.mark.parametrize(
    "focus", ["'2,0'", "0", "left", "[0.1]", "{x: 1}", "'nan,0'", "[0, 0, 0]", "[1.5, 0]"]
)
def test_a_focus_that_is_no_point_is_told_and_left_alone_in_the_sites_own_fields(
    make_site: Any, focus: str
) -> None:
    picture = f"{{url: cover.png, alt: a kite, focus: {focus}}}"
    issue = one(make_site, front_matter(f"distribute: {{image: {picture}}}"))
    (problem,) = issue.problems
    assert (problem.code, problem.line, issue.words.image) == ("words", 4, KITE)
    assert "two numbers from -1 to 1" in problem.message
    assert words(make_site, f"image: {picture}").image == KITE


@pytest.mark.parametrize(
    "key", ["summary", "Summary", "sommario", "zusammenfassung", "résumé", "resumen", "resumo"]
)
def test_a_summary_is_found_in_other_languages(make_site: Any, key: str) -> None:
    found = words(make_site, f"{key}: One.")
    # It orders the facts and stands in place of none.
    assert (found.summary, found.description) == ("", "One.")


def test_the_summary_for_the_announcement_goes_before_the_sites_own(make_site: Any) -> None:
    found = words(make_site, "summary: One.\ndistribute: {summary: Two.}")
    assert (found.summary, found.description) == ("Two.", "One.")


def test_a_description_is_no_summary(make_site: Any) -> None:
    found = words(make_site, "description: One.\nsummary: Two.")
    assert (found.summary, found.description) == ("", "Two.")


@pytest.mark.parametrize(
    "lines",
    [
        "distribute: some text",
        "distribute: {highlights: {a: b}}",
        "distribute: {mastodon: some text}",
        "distribute_mastodon: some text",
        "distribute_mastodon: some text\ndistribute_mastodon_text: more",
        "distribute: {mastodon: some text}\ndistribute_mastodon_text: more",
        "distribute: {skip: {a: b}}",
    ],
)
def test_words_of_another_shape_are_an_error(make_site: Any, lines: str) -> None:
    assert [(problem.severity, problem.code) for problem in one(make_site, front_matter(lines)).problems] == [
        ("error", "words")
    ]


def test_words_of_another_shape_are_told_at_their_line(make_site: Any) -> None:
    assert problems(one(make_site, front_matter("distribute: some text"))) == [("error", "words", 4)]


@pytest.mark.parametrize(
    ("own", "name", "lines", "day", "url"),
    [
        (
            "[frontmatter]\ndate = ['kite', ':default']\n",
            "letter.md",
            "kite: 2021-02-03",
            "2021-02-03",
            "letter/",
        ),
        (
            "[frontmatter]\ndate = [':filename', ':default']\n",
            "2021-02-03-letter.md",
            "",
            "2021-02-03",
            "letter/",
        ),
        (
            "[frontmatter]\ndate = [':filename']\n",
            "2021-02-03-letter/index.md",
            "slug: own",
            "2021-02-03",
            "own/",
        ),
        (
            "[frontmatter]\ndate = [':filename', ':default']\n",
            "2021-02-31-letter.md",
            "",
            "2020-12-09",
            "2021-02-31-letter/",
        ),
        (
            "[frontmatter]\ndate = ':default'\n",
            "2021-02-03-letter.md",
            "",
            "2020-12-09",
            "2021-02-03-letter/",
        ),
        (
            "enableGitInfo = true\n[frontmatter]\ndate = [':git', 'date']\n",
            "letter.md",
            "",
            "None",
            "letter/",
        ),
    ],
)
def test_a_site_says_where_its_dates_are(
    make_site: Any, own: str, name: str, lines: str, day: str, url: str
) -> None:
    issue = one(make_site, front_matter(lines), f"content/news/{name}", own=own)
    assert str(issue.date and issue.date.date()) == day
    assert issue.url == f"https://example.org/news/{url}"


def test_a_page_is_due_when_hugo_shows_it(make_site: Any) -> None:
    issue = one(make_site, front_matter("publishDate: 2099-01-20"))
    assert f"{issue.date:%Y-%m-%d}" == "2099-01-20"
    assert one(make_site, front_matter("publishDate: 2020-01-01")).date == parse_date("2020-12-09")


def test_a_page_that_has_expired_is_told(make_site: Any) -> None:
    (problem,) = one(make_site, front_matter("expiryDate: 2020-12-20")).problems
    assert (problem.severity, problem.code, problem.line) == ("error", "expired", 4)
    assert one(make_site, front_matter("expiryDate: 2099-12-20")).problems == ()


def test_a_folder_is_asked_for_with_two_stars(make_site: Any) -> None:
    assert one(make_site, front_matter(""), issues="content/**").title == "Letter"


def test_empty_lines_may_stand_before_it(make_site: Any) -> None:
    issue = one(make_site, "\n \n" + front_matter("draft: true"))
    assert (issue.title, issue.draft, issue.lines["title"], issue.body_line) == ("Letter", True, 4, 8)
    broken = one(make_site, "\n---\ntitle: [\n---\nx\n")
    assert broken.problems[0].line in {3, 4}
    assert one(make_site, "\nText --- and more\n").problems[0].code == "no-title"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("[Kites, November]", "is a list, not text: put it in quotes"),
        ("{ page: Kites }", "is a mapping,"),
        ("true", "is true or false,"),
        (".nan", "is `.nan` or `.inf`, not text"),
        ("[]", "is a list,"),
        ("{ en: true }", "is true or false,"),
        ("{ de: Drachen, en: [Kites] }", "is a list,"),
    ],
)
def test_a_title_that_is_not_text_is_an_error(make_site: Any, title: str, told: str) -> None:
    """Else it would be posted as Python writes it."""
    found = one(make_site, f"---\ndate: 2020-12-09\ntitle: {title}\n---\nBody.\n")
    assert found.title == ""
    (problem,) = found.problems
    assert (problem.severity, problem.code, problem.line) == ("error", "no-title", 3)
    assert told in problem.message


@pytest.mark.parametrize(
    ("title", "text"),
    [("42", "42"), ("0", "0"), ("2.5", "2.5"), ("2020-12-09", "2020-12-09"), ("'[Kites]'", "[Kites]")],
)
def test_a_title_may_be_a_number_or_a_date(make_site: Any, title: str, text: str) -> None:
    assert one(make_site, f"---\ndate: 2020-12-09\ntitle: {title}\n---\nBody.\n").title == text


@pytest.mark.parametrize("key", ["title", "number"])
def test_a_number_that_python_cannot_write_is_an_error(make_site: Any, key: str) -> None:
    """TOML's numbers in hexadecimal digits may be of any length."""
    found = one(make_site, f"+++\ndate = 2020-12-09\n{key} = 0x{'f' * 5_000}\n+++\nBody.\n")
    (problem,) = found.problems
    assert (problem.code, problem.line) == ("front-matter", 3)
    assert "a number is too long" in problem.message
