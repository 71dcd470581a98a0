"""`init` finds a newsletter by the regularity of its pages, and names the candidates where it can't tell."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from pathlib import Path, PurePosixPath

import pytest

from distribute.config import Config
from distribute.errors import UserError
from distribute.issue import Issue
from distribute.scaffold.find import Unclear, described, find
from distribute.scaffold.naming import as_issues_write
from distribute.scaffold.pages import Entry
from distribute.scaffold.series import candidates
from distribute.sites.registry import open_site
from distribute.sites.site import PLACEHOLDER, SiteError
from distribute.text.shapes import shape_of
from tests.scaffold.sites import FREE, HUGO, JEKYLL, MONTHS, ZOLA, issues, page, posts, write
from tests.timing import require_proportion

ELEVENTY = {".eleventy.js": 'module.exports = () => ({dir: {input: "src"}});\n'}
PELICAN = {"pelicanconf.py": "SITEURL = 'https://kites.example'\nSITENAME = 'Kites'\n"}
GERMAN = {"hugo.toml": HUGO["hugo.toml"] + 'defaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n'}
MIXED = (HUGO, posts("content/blog"))

CLEAR = {
    "a folder of its own": (*MIXED, issues("content/letter/2026-{m}.md", "Kite News {month} 2026")),
    "names that count": (*MIXED, issues("content/letter/issue-{n}.md", "{free}")),
    "titles that count among posts": (*MIXED, issues("content/blog/{slug}.md", "Kite News #{n}: {free}")),
    "the count at the end": (*MIXED, issues("content/blog/{slug}.md", "{free} | Kite News No. {n}")),
    "the month in front": (*MIXED, issues("content/blog/{slug}.md", "{month} 2026: Kite News")),
    "weeks": (*MIXED, issues("content/letter/2026-w1{n}.md", "Week 1{n}")),
    "always the same title": (JEKYLL, posts("_posts", dated=True), issues("_posts/2026-{m}-05-{slug}.md", "Kite News")),
    "a label in the name": (JEKYLL, posts("_posts", dated=True), issues("_posts/2026-{m}-05-tails.md", "{free}")),
    "days without a nought": (JEKYLL, posts("_posts", dated=True), {f"_posts/2026-{f'{n:02}' if n % 2 else n}-5-kites-{n}.md": page(f"Kites {n}", f"2026-0{n}-05") for n in range(1, 8)}),
    "a tag and a rhythm": (JEKYLL, posts("_posts", "tags: [blog]\n", dated=True),
                           issues("_posts/2026-{m}-05-{slug}.md", "{free}", "tags: [wind]\n")),
    "a folder and a rhythm": (*MIXED, issues("content/letter/{slug}.md", "{free}")),
    "bundles": (*MIXED, issues("content/letter/2026-{m}/index.md", "Kite News {month}")),
    "folders by year": (*MIXED, issues("content/letter/2026/{m}.md", "Kite News {month} 2026")),
    "months in a language not known": (*MIXED, issues("content/blog/brev-{n}.md", "Drakbrev {month}i 2026")),
    "Zola": (ZOLA, issues("content/letter/{n}.md", "Kite News {n}")),
    "Eleventy": (ELEVENTY, posts("src/blog"), issues("src/letters/{n}.md", "Kite News {n}")),
    "a site in a folder": ({f"site/{name}": text for each in MIXED for name, text in each.items()},
                           issues("site/content/letter/{n}.md", "Kite News {n}")),
    "one that has ended beside it": (*MIXED, issues("content/letter/{n}.md", "Kite News {n}"),
                                     {f"content/cast/{n}.md": page(f"Cast {n}", f"2019-0{n}-11") for n in range(1, 9)}),
    "releases beside it": (*MIXED, issues("content/letter/{n}.md", "Kite News {n}"),
                           {f"content/r/kite-1-{n}.md": page(f"Kite 1.{n}", f"2026-0{n}-11") for n in range(1, 8)}),
    "conferences beside it": (*MIXED, issues("content/letter/{n}.md", "Kite News {n}"),
                              {f"content/c/{n}.md": page(f"Kite Days {n}", f"{n}-05-11") for n in range(2021, 2027)}),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEAR)
def test_it_finds_the_issues_and_nothing_else(tmp_path: Path, case: str) -> None:
    (found, *_) = find(write(tmp_path, *CLEAR[case]))
    assert len(found.issues) == 7, found.site
    assert {issue.title for issue in found.issues}.isdisjoint(
        {"We moved", "Kites in Lisbon", "Our year 2025"}
    )
    assert f"{found.latest.date:%Y-%m-%d}" == "2026-07-05"


def test_months_in_names_and_titles_tell_which_series_goes_on(tmp_path: Path) -> None:
    journal = {
        f"journal/2025{n:02}.md": f"# Kite Journal – {MONTHS[n - 1]} 2025\n\nReel 1.2 adds knots.\n"
        for n in range(1, 13)
    }
    ended = {f"pictures/20221{n}.md": "Look at our kites!\n" for n in range(3)}
    (found,) = find(write(tmp_path, {"_config.yml": "title: Kites\n"}, journal, ended))
    assert (found.site.issues, len(found.issues), found.latest.id) == (("journal/*.md",), 12, "2025-12")


def test_a_heading_with_a_picture_names_no_newsletter(tmp_path: Path) -> None:
    pages = {
        f"issues/2025-{n:02}.md": f'# 2025-{n:02} <img src="https://x.example/2025-{n:02}.svg?v=t" align=right>\n'
        for n in range(1, 13)
    }
    (found,) = find(write(tmp_path / "kite-news", pages))
    assert (found.site.name, found.latest.title) == ("kite-news", "2025-12")


CHINESE = "- 风筝飞得很高，大家都很高兴。\n- 新的线轴比以前的更轻，也更结实，我们在海边试过了。\n- 下个月我们在里昂见面。\n"


@pytest.mark.parametrize(
    "place", ["letters/en/Kites{n}.md", "en/letters/Kites{n}.md", "letters/Kites{n}_en.md"]
)
def test_translations_beside_unmarked_originals_are_one_series_with_them(tmp_path: Path, place: str) -> None:
    originals = {f"letters/Kites{n:02}.md": f"# 《风筝》第 {n:02} 期\n\n{CHINESE}" for n in range(1, 9)}
    translations = {
        place.format(n=f"{n:02}"): f"# Kites Vol. {n:02}\n\n- The kites flew high.\n" for n in range(1, 9)
    }
    config = write(tmp_path, originals, translations)
    (found, *_) = find(config)
    assert (found.site.language, found.latest.title) == ("zh", "《风筝》第 08 期")
    read = open_site(Config(config, found.site, "sqlite:x", ())).issues()
    assert sorted((issue.id, issue.language, issue.translation) for issue in read) == sorted(
        (f"Kites{n:02}", language, language == "en") for n in range(1, 9) for language in ("zh", "en")
    )


UNTITLED = {
    f"src/pages/posts/{n:02}-kites.md": f"---\ndate: 2026/{n:02}/05\n---\n\nThey fly.\n" for n in range(1, 9)
}


def test_pages_without_a_title_are_called_by_their_names(tmp_path: Path) -> None:
    config = write(tmp_path, {"astro.config.mjs": "export default {};\n"}, UNTITLED)
    (found, *_) = find(config)
    assert (len(found.issues), f"{found.latest.date:%Y-%m-%d}") == (8, "2026-08-05")
    assert described(found) == "8 issues, the latest is src/pages/posts/08-kites.md (2026-08-05)"
    assert "The issues have no title: state `title:` in the front matter of each." in found.missing
    (asked,) = find(config, issues=["src/pages/posts/*.md"])
    assert (asked.site.url, asked.missing) == (PLACEHOLDER, found.missing)
    read = open_site(Config(config, asked.site, "sqlite:x", ())).issues()
    assert {problem.code for issue in read for problem in issue.problems} == {"url", "no-title"}


def test_pages_without_a_title_are_no_issues_beside_others(tmp_path: Path) -> None:
    letters = issues("content/letter/2026-{m}.md", "Kite News {month} 2026")
    (found, *_) = find(
        write(tmp_path, *MIXED, letters, {"content/blog/kites.md": "---\ndate: 2026-03-03\n---\n"})
    )
    assert len(found.issues) == 7


@pytest.mark.parametrize(("beside", "is_told"), [("Report May 2024", True), ("About our letters", False)])
def test_issues_of_another_name_with_the_same_tag_are_told(
    tmp_path: Path, beside: str, is_told: bool
) -> None:
    tag = "tags: [kite-letter]\n"
    earlier = {
        name: text.replace("date: 2026", "date: 2025")
        for name, text in issues("content/blog/{slug}-25.md", "{free}: report {n}", tag, months=4).items()
    }
    now = issues("content/blog/{slug}.md", "Kite Letter {month} 2026: {free}", tag)
    other = {"content/blog/other.md": page(beside, "2024-06-01", tag)}
    (found, *_) = find(write(tmp_path, *MIXED, earlier, now, other))
    assert (len(found.issues), set(found.site.only)) == (7, {"title"})
    told = [note for note in found.notes if "more page" in note]
    assert bool(told) is is_told
    for note in told:
        assert note.startswith("5 more pages have the issues' `tags: kite-letter`, such as content/blog/")
        assert note.endswith('to take them, too, set `only: {tags: "kite-letter"}` below `site:`.')


@pytest.mark.parametrize("folder", ["source/_posts", "_posts"])
def test_the_posts_of_a_generator_that_is_not_known_are_plain(tmp_path: Path, folder: str) -> None:
    packages = {"composer.json": "{}", "app/config/sculpin_kernel.yml": "sculpin: {}\n"}
    letters = issues(f"{folder}/2026-{{m}}-05-letter-{{n}}.md", "Kite News #{n}")
    (found, *_) = find(write(tmp_path, packages, letters, posts(folder, dated=True)))
    assert (found.site.generator, found.site.root, found.site.url) == ("plain", ".", PLACEHOLDER)
    assert (len(found.issues), found.latest.id) == (7, "7")
    assert "The addresses of the pages are not known: set `permalink:` below `site:`." in found.missing


STRAYS = {
    "content/letter/about.md": page("About this newsletter", "2026-01-01"),
    "content/letter/archive.md": page("Archive"),
    "content/letter/archive-2025.md": page("Kite News archive 2025", "2025-12-31"),
    "content/letter/_index.md": page("Kite News"),
    "content/letter/kite-news-is-moving.md": page("Kite News is moving", "2026-07-11"),
    "content/letter/kite-news-2026-survey.md": page("Kite News 2026 survey", "2026-07-12"),
    "content/letter/kite-news-draft.md": page("Kite News August 2026", "2026-08-05", "draft: true\n"),
}


@pytest.mark.parametrize("name", ["2026-{m}", "kite-news-{month}-2026", "{slug}"])
def test_archives_and_other_pages_stay_out(tmp_path: Path, name: str) -> None:
    there = issues(f"content/letter/{name}.md", "Kite News {month} 2026")
    (found, *_) = find(write(tmp_path, *MIXED, there, STRAYS))
    assert [issue.title for issue in found.issues] == [
        f"Kite News {month} 2026" for month in "January February March April May June July".split()
    ]


def test_translations_come_along_and_are_counted_once(tmp_path: Path) -> None:
    german = issues("content/letter/2026-{m}.de.md", "Drachenpost {n}")
    there = issues("content/letter/2026-{m}.md", "Kite News {month} 2026")
    (found, *_) = find(write(tmp_path, GERMAN, there, german, posts("content/blog")))
    assert (len(found.issues), found.site.language) == (7, "en")
    assert found.site.issues == ("content/letter/*.md",)


def test_translations_in_a_folder_far_away_come_along(tmp_path: Path) -> None:
    settings = {
        "docusaurus.config.js": "export default {title: 'Kites', url: 'https://kites.example', baseUrl: '/'};\n"
    }
    sites = [
        issues(f"{folder}/2026-{{m}}-05-letter/index.mdx", name)
        for folder, name in (
            ("blog", "Kite News {n}"),
            ("i18n/de/docusaurus-plugin-content-blog", "Drachenpost {n}"),
        )
    ]
    (found, *_) = find(write(tmp_path, settings, *sites, posts("blog")))
    assert (len(found.issues), found.site.language) == (7, "en")
    assert found.site.issues == (
        "blog/[0-9]*-letter/index.mdx",
        "i18n/de/docusaurus-plugin-content-blog/[0-9]*-letter/index.mdx",
    )


def test_translations_in_folders_come_along(tmp_path: Path) -> None:
    sites = [
        issues(f"_posts/{code}/letters/2026-{{m}}-05-letter.md", f"{name} #{{n}}", f"lang: {code}\n")
        for code, name in (("en", "Kite News"), ("de", "Drachenpost"))
    ]
    (found, *_) = find(write(tmp_path, JEKYLL, *sites))
    assert (len(found.issues), found.site.issues) == (7, ("_posts/*/letters/*.md",))


UNCLEAR = {
    "two series": ((*MIXED, issues("content/a/{n}.md", "Kite News {n}"), issues("content/b/{n}.md", "Kite Cast {n}")),
                   ["Kite News 7", "Kite Cast 7", "--issues 'content/a/*.md'", "--issues 'content/b/*.md'"]),
    "no series": ((HUGO, posts("content/blog")), ["no pages form a series", "5 dated pages: distribute init --issues 'content/blog/*.md'"]),
    "one issue": ((*MIXED, issues("content/letter/2026-{m}.md", "Kite News {month} 2026", months=1)),
                  ["1 dated page: distribute init --issues 'content/letter/*.md'"]),
    "no dates": ((HUGO, {"content/about.md": page("About")}), ["no page with a date"]),
    "an export of Ghost": (({"kites.ghost.2026-10-05.json": '{"db": []}'},), ["this is an export of Ghost"]),
    "only steady posts": ((JEKYLL, issues("_posts/2026-{m}-05-{slug}.md", "{free}")), ["7 dated pages: distribute init --issues '_posts/*.md'"]),
    "a folder for each day": (
        (HUGO, {f"content/blog/2026/{n}/{n}/{name}.mdx": page(name, f"2026-{n:02}-01")
                for n, name in ((1, "wind"), (2, "rain"), (7, "snow"), (8, "hail"))}),
        ["4 dated pages: distribute init --issues 'content/blog/*/*/*/*.mdx'"],
    ),
    "once a year": ((*MIXED, {f"content/c/{n}.md": page(f"Days {n}", f"{n}-05-11") for n in range(2021, 2027)}),
                    ["not certain", "Days 2026"]),
}  # fmt: skip


def _series_of(count: int) -> None:
    shape = shape_of("a")
    candidates([
        Entry(PurePosixPath(f"a/{n}.md"), ("a",), shape_of(f"page{n % 7}x"), shape, "a", is_titled=False,
              when=date(2000, 1, 1) + timedelta(days=n), language="en", family="", tags=frozenset(), draft=False)
        for n in range(count)
    ])  # fmt: skip


def test_series_are_found_in_time_by_the_number_of_pages() -> None:
    require_proportion(_series_of, 400)


def test_the_language_of_all_pages_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "distribute.scaffold.find.language_of", lambda entries, _: asked.append(entries) or "en"
    )
    find(write(tmp_path, *CLEAR["bundles"]))
    assert len(asked) == 1


def test_a_title_that_only_the_name_makes_is_no_series_of_its_own(tmp_path: Path) -> None:
    days = "24-05-06 24-05-13 24-10-27 25-04-08 25-06-30 25-07-27 25-08-30 25-09-10 25-10-26 25-11-23".split()
    heads = ["Hello.\n"] * 4 + [f"# {title}\n" for title in FREE[:6]]
    files = {f"20{day}-gems.md": head for day, head in zip(days, heads, strict=True)}
    files |= {f"2025-{day}-{name}.md": "Hello.\n" for day, name in (("02-03", "knots"), ("05-06", "reels"))}
    (found, *_) = find(write(tmp_path, files, {"gems-template.md": "Hello.\n"}))
    assert (len(found.issues), found.site.issues) == (10, ("[0-9]*-gems.md",))


def test_pages_that_cannot_be_announced_are_no_series_and_are_told_from_none(tmp_path: Path) -> None:
    untitled = {f"content/knots/{n}.md": "---\n---\nHello.\n" for n in range(1, 6)}
    path = write(tmp_path, HUGO, untitled, issues("content/letter/2026-{m}.md", "Kite News {n}"))
    (found, *_) = find(path)
    assert found.site.issues == ("content/letter/*.md",)
    with pytest.raises(UserError, match=r"none of the 5 pages that .*content/knots/1\.md: .* no title"):
        find(path, issues=["content/knots/*.md"])
    (tmp_path / "hugo.toml").write_text("")
    with pytest.raises(UserError, match=r"content/knots/1\.md: .* no title: state `title:` in it"):
        find(path, issues=["content/knots/*.md"])
    write(tmp_path, {"content/drafts/1.md": page("Kites", more="draft: true\n")})
    with pytest.raises(UserError, match=r"none of the 1 pages .*content/drafts/1\.md: it is a draft"):
        find(path, issues=["content/drafts/*.md"])


def test_files_named_by_their_numbers_are_a_series(tmp_path: Path) -> None:
    (found, *_) = find(write(tmp_path, HUGO, issues("content/show/{n}.md", "{free}"), posts("content/blog")))
    assert (len(found.issues), found.site.issues) == (7, ("content/show/*.md",))


def test_steady_posts_with_a_label_in_their_titles_are_a_series(tmp_path: Path) -> None:
    (found,) = find(write(tmp_path, JEKYLL, issues("_posts/2026-{m}-05-{slug}.md", "Dispatch - {free}")))
    assert len(found.issues) == 7


def test_titles_without_words_are_no_series(tmp_path: Path) -> None:
    with pytest.raises(Unclear, match="no pages form a series"):
        find(write(tmp_path, JEKYLL, issues("_posts/2026-{m}-05-{slug}.md", "🪁")))


def test_a_newsletter_that_was_called_otherwise_once_is_found_by_its_newest_issues(tmp_path: Path) -> None:
    files = {
        f"_posts/{2022 + month // 12}-{month % 12 + 1:02}-05-kite-{month + 1}.md": page(f"Kite {month + 1}")
        for month in range(40)
    }
    files["_posts/2022-03-05-kite-3.md"] = page("Moths at last")
    early = {
        f"_posts/2021-0{month}-05-kite-has-tail-{month}.md": page(f"Kite has a tail, {month}")
        for month in range(1, 9)
    }
    later = {f"_posts/2025-0{month}-19-kite-club.md": page("Kite club") for month in (2, 3)}
    (found, *_) = find(write(tmp_path, JEKYLL, files, early, later))
    assert (found.site.issues, found.site.only) == (("_posts/*.md",), {"title": "Kite #"})
    assert found.latest.title == "Kite 40"


def test_a_newsletter_that_was_renamed_is_found_whole(tmp_path: Path) -> None:
    months = ("January", "February", "March", "April", "May", "June", "July")
    early = {
        f"_posts/2025-{n:02}-05-this-month-in-kites.md": page(
            f"This month in kites: wind {n}", f"2025-{n:02}-05"
        )
        for n in range(6, 13)
    }
    late = {
        f"_posts/2026-{n:02}-05-{month.lower()}-in-kites.md": page(
            f"{month} in kites: wind {n}", f"2026-{n:02}-05"
        )
        for n, month in enumerate(months, 1)
    }
    other = {f"_posts/2026-0{n}-09-moth-{n}.md": page(f"Moth {n}", f"2026-0{n}-09") for n in range(1, 8)}
    (found, *_) = find(write(tmp_path, JEKYLL, early, late, posts("_posts", dated=True)))
    assert (found.site.issues, len(found.issues)) == (("_posts/[0-9]*-in-kites.md",), 14)
    with pytest.raises(Unclear, match="several series"):
        find(write(tmp_path, JEKYLL, early, late, other))


def test_an_issue_whose_file_is_named_otherwise_comes_along(tmp_path: Path) -> None:
    letters = issues("_posts/2026-{m}-05-kite-letter-{month}-2026.md", "Kite Letter ({month} 2026)")
    letters["_posts/2026-05-05-kite-letter-May-2026.md"] = page(
        "Kite Letter CfP edition (May 2026)", "2026-05-05"
    )
    odd = {
        "_posts/2026-08-06-kite-letter-julyaugust-2026.md": page(
            "Kite Letter (July/August 2026)", "2026-08-06"
        )
    }
    (found, *_) = find(write(tmp_path, JEKYLL, letters, odd, posts("_posts", dated=True)))
    assert len(found.issues) == 8
    assert found.latest.title == "Kite Letter (July/August 2026)"


def test_what_appears_among_the_issues_is_not_taken_for_one_of_them(tmp_path: Path) -> None:
    letters = issues("_posts/2026-{m}-05-{slug}.md", "Kite {n} 2026: {free}")
    (found, *_) = find(write(tmp_path, JEKYLL, letters))
    assert len(found.issues) == 7
    with pytest.raises(Unclear, match="no pages form a series"):
        find(write(tmp_path, {"_posts/2026-04-19-survey.md": page("Kite 2026 survey")}))


@pytest.mark.parametrize(
    "title", ["Kite News Digest, {month} 2026", "This Month in Kites: {month} 2026", "Boletín de cometas {n}"]
)
def test_of_several_series_the_one_that_is_called_a_newsletter_is_found(tmp_path: Path, title: str) -> None:
    office = issues("content/office-hours/{n}.md", "Office hours {n}")
    found, other = find(write(tmp_path, HUGO, issues("content/letters/{n}.md", title), office))
    assert (found.site.issues, other.site.issues) == (
        ("content/letters/*.md",),
        ("content/office-hours/*.md",),
    )
    second = issues("content/reels/{n}.md", "Newsletter of the reels {n}")
    with pytest.raises(Unclear, match="several series"):
        find(write(tmp_path, second))


@pytest.mark.parametrize(
    "title",
    [
        "Weekly builds {n}",
        "Security bulletin #{n}",
        "News meeting {n}",
        "Newsletter meeting {n}",
        "Podcast: this week in wind {n}",
    ],
)
def test_what_is_regular_and_not_called_a_newsletter_is_not_taken_for_one(tmp_path: Path, title: str) -> None:
    letters, others = issues("content/letters/{n}.md", "Kites {n}"), issues("content/other/{n}.md", title)
    with pytest.raises(Unclear, match="several series"):
        find(write(tmp_path, HUGO, letters, others))


def test_beside_what_may_be_a_newsletter_another_that_is_called_so_is_not_certain(tmp_path: Path) -> None:
    called, other = (
        issues("content/reels/{n}.md", "Newsletter of the reels {n}"),
        issues("content/k/{n}.md", "Kites weekly {n}"),
    )
    with pytest.raises(Unclear, match="several series"):
        find(write(tmp_path, HUGO, called, other))


@pytest.mark.parametrize(
    ("title", "others", "is_certain"),
    [
        ("Ten myths about kites, part {n}", 29, False),
        ("Ten myths about kites, part {n}", 21, True),
        ("News of the kites {n}", 29, True),
        ("Gazette of the kites {n}", 29, True),
        ("What's new in kites: {month} 2026", 29, True),
        ("Dispatch of the kites #{n}", 29, True),
        ("Notícias das pipas {n}", 29, True),
        ("[Kite month #{n}/7] A showcase", 29, False),
    ],
)
def test_a_story_in_a_few_parts_among_many_posts_is_not_certainly_the_newsletter(
    tmp_path: Path, title: str, others: int, *, is_certain: bool
) -> None:
    parts = issues("_posts/2026-{m}-05-{slug}.md", title)
    days = [date(2024, 1, 1) + timedelta(days=number * number) for number in range(others)]
    blog = {
        f"_posts/{day}-{n}.md": page(f"{chr(97 + n % 26)}{chr(110 - n % 13)} wind", f"{day}")
        for n, day in enumerate(days)
    }
    config = write(tmp_path, JEKYLL, parts, blog)
    if is_certain:
        assert len(find(config)[0].issues) == 7
    else:
        with pytest.raises(Unclear, match="but that is not certain") as error:
            find(config)
        assert [len(found.issues) for found in error.value.candidates] == [7]


def test_a_few_pages_among_many_that_only_their_files_names_connect_are_not_certain(tmp_path: Path) -> None:
    parts = issues("_posts/2026-{m}-05-kite-tails-{n}.md", "{free}")
    days = [date(2024, 1, 1) + timedelta(days=number * number) for number in range(29)]
    blog = {
        f"_posts/{day}-{n}.md": page(f"{chr(97 + n % 26)}{chr(110 - n % 13)} wind", f"{day}")
        for n, day in enumerate(days)
    }
    with pytest.raises(Unclear, match="but that is not certain"):
        find(write(tmp_path, JEKYLL, parts, blog))


def test_a_larger_folder_of_dated_pages_is_named_beside_what_is_not_certain(tmp_path: Path) -> None:
    parts = issues("_posts/2026-{m}-05-{slug}.md", "[Kite month #{n}/7] A showcase")
    days = [date(2024, 1, 1) + timedelta(days=number * number) for number in range(29)]
    blog = {
        f"_posts/{day}-{n}.md": page(f"{chr(97 + n % 26)}{chr(110 - n % 13)} wind", f"{day}")
        for n, day in enumerate(days)
    }
    with pytest.raises(Unclear, match="not certain") as error:
        find(write(tmp_path, JEKYLL, parts, blog))
    assert "There are also:\n  36 dated pages: distribute init --issues '_posts/*.md'\n" in str(error.value)


def test_more_than_a_few_pages_are_a_newsletter_however_many_posts_are_beside_them(tmp_path: Path) -> None:
    parts = {
        f"_posts/2025-{month:02}-05-{month}.md": page(f"Wind and tails, part {month}")
        for month in range(1, 13)
    }
    days = [date(2022, 1, 1) + timedelta(days=number * number // 2) for number in range(54)]
    blog = {
        f"_posts/{day}-{n}.md": page(f"{chr(97 + n % 26)}{chr(97 + n // 26)} wind", f"{day}")
        for n, day in enumerate(days)
    }
    assert len(find(write(tmp_path, JEKYLL, parts, blog))[0].issues) == 12


@pytest.mark.parametrize("case", UNCLEAR)
def test_where_it_cannot_tell_it_names_the_candidates(tmp_path: Path, case: str) -> None:
    files, said = UNCLEAR[case]
    with pytest.raises(Unclear) as error:
        find(write(tmp_path, *files))
    assert [words for words in said if words not in str(error.value)] == []
    assert "Nothing was written" in str(error.value)


def test_what_a_person_names_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, *MIXED, issues("content/blog/{slug}.md", "{free}", "tags: [wind]\n"))
    assert len(find(path, issues=["content/blog/*.md"], only={"tags": "Wind"})[0].issues) == 7
    with pytest.raises(UserError, match=r"no page in .* is chosen by content/none/\*\.md"):
        find(path, issues=["content/none/*.md"])


def test_pages_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, HUGO, {"content/posts/a.rst": "Kite News\n=========\n\nText.\n"})
    with pytest.raises(
        UserError, match=r"a\.rst: the issue is written in reStructuredText: only Markdown can be read"
    ):
        find(path, issues=["content/posts/*.rst"])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("_config.yml", b"title: [\n", r"_config\.yml:2: can't be read"),
        ("_config.yml", b"title: Gru\xdf\n", r"_config\.yml: can't be read"),
        ("hugo.toml", b"title = 'a'\ntitle = 'b'\n", r"hugo\.toml: can't be read"),
        ("site/hugo.toml", b"title = 'a'\ntitle = 'b'\n", r"site/hugo\.toml: can't be read"),
    ],
)
def test_settings_of_a_generator_that_cannot_be_read_are_told(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = write(tmp_path, issues("letters/{n}.md", "Kite News {n}"), {name: ""})
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SiteError, match=said):
        find(path)


def test_of_a_repeated_key_the_last_counts_as_for_jekyll(tmp_path: Path) -> None:
    settings = {"_config.yml": "title: Moths\ntitle: Kites\nurl: https://kites.example\n"}
    (found, *_) = find(write(tmp_path, settings, issues("_posts/2026-{m}-05-kn.md", "Week {n}")))
    assert (found.site.generator, found.site.name) == ("jekyll", "Kites")


@pytest.mark.parametrize("url", ["", '"url": "https://kites.example/"'])
def test_pages_whose_addresses_are_not_known_are_told_at_once(tmp_path: Path, url: str) -> None:
    files = {
        ".eleventy.js": "",
        "_data/site.json": f"{{{url}}}",
        "letters/letters.11tydata.js": "module.exports = { permalink: (data) => `/${data.lang}/` };",
    }
    (proposal, *_) = find(write(tmp_path, files, issues("letters/{n}.md", "Kite News #{n}")))
    assert ["url:" in advice for advice in proposal.missing] == [True] * (not url) + [False]
    assert "set site.permalink" in proposal.missing[-1]


def test_what_the_files_do_not_tell_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, {f"letters/{n}.md": f"# Kite letter {n}\n\nText.\n" for n in range(1, 6)})
    (found,) = find(path)
    assert (found.site.generator, found.site.url) == ("plain", PLACEHOLDER)
    assert [word for word in ("url:", "permalink:") if word not in " ".join(found.missing)] == []
    assert {problem.code for problem in found.latest.problems} == {"url"}, (
        "the address of a dry run is not real"
    )


def test_a_domain_in_a_file_is_the_sites_address(tmp_path: Path) -> None:
    settings = {"_config.yml": "title: Kites\n", "CNAME": "kites.example\n"}
    (found, *_) = find(write(tmp_path, settings, issues("_posts/2026-{m}-05-kn.md", "Kite News {n}")))
    assert found.latest.url == "https://kites.example/2026/07/05/kn.html"


def test_a_domain_in_a_file_keeps_the_path_of_the_generators_settings(tmp_path: Path) -> None:
    settings = {"_config.yml": 'title: Kites\nurl: ""\nbaseurl: /blog\n', "CNAME": "kites.example\n"}
    (found, *_) = find(write(tmp_path, settings, issues("_posts/2026-{m}-05-kn.md", "Kite News {n}")))
    assert found.latest.url == "https://kites.example/blog/2026/07/05/kn.html"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Kite News, {month} 2026", "The Kite News"),
        ("Kite News Issue #{n} – {free}", "Kite News"),
        ("Kite News for {month} 2026", "Kite News"),
        ("{month} 2026: Kite News", "Kite News"),
        ("Week {n}", "Kites"),
        ("Q{n} 2026", "Kites"),
        ("{free}", "Kites"),
        ("Drakbrev {month}i 2026", "Drakbrev"),
        ("Kite Summer Short Mail #{n}", "Kite Summer Short Mail"),
        ("KFA F26 Week {n}", "KFA"),
        ("{month} 2026 Community Events", "Kites"),
        ("Nieuwsbrief - {month} 2026", "Kites"),
        ("Kite School, Part {n}: {free}", "Kite School"),
        ("Kites on {free}", "Kites"),
        ("Kite School (Lyon), {month} 2026", "Kite School (Lyon)"),
        ("Friday, {month} {n}, 2026", "Kites"),
        ("Kite tails from the {month} 2026 meetup", "Kite tails"),
        ("Welcome to the {month} 2026 issue", "Kites"),
        ("Friday Facts {n}", "Friday Facts"),
        ("Status Report #{n}: {free}", "Kites"),
        ("2026 Q{n} Update: What Have We Been Up To?", "Kites"),
        ("Release notes {n}", "Kites"),
        ("Announcing Kite Reel {n}", "Kite Reel"),
        ("凧だより：第 {n} 期", "凧だより"),
        ("凧だより（第 {n} 期）：{free}", "凧だより"),
        ("《凧だより》第{n}回", "凧だより"),
        ("凧だより{n}号", "凧だより"),
        ("연 소식 제{n}호", "연 소식"),
        ("연 소식 제 {n} 호", "연 소식"),
        ("Змей, выпуск № {n}", "Змей"),
        ("Χαρταετός, τεύχος {n}", "Χαρταετός"),
        ("Tin Diều: số {n}", "Tin Diều"),
        ("Zpravodaj č. {n}: {free}", "Zpravodaj"),
        ("Cerf Épisode #{n} : {free}", "Cerf"),
        ("2026/0{n}/05の最新情報", "Kites"),
        ("凧の{n}号", "Kites"),
        ("2026-0{n} of the reels", "Kites"),
        ("Reels: End of {month} Update", "Kites"),
        ("Kite News of {month} 2026", "Kite News"),
    ],
)
def test_the_name_is_what_the_titles_share(tmp_path: Path, title: str, name: str) -> None:
    (found, *_) = find(write(tmp_path, *MIXED, issues("content/letter/issue-{n}.md", title)))
    assert found.site.name == name


def test_words_of_two_titles_among_many_are_no_name(tmp_path: Path) -> None:
    letters = issues("content/letter/{n}.md", "{free}") | {
        f"content/letter/{n}.md": page(f"{n}00 days of kites", f"2026-0{n}-05") for n in (1, 2)
    }
    (found,) = find(write(tmp_path, HUGO, letters), issues=["content/letter/*.md"])
    assert found.site.name == "Kites"


def test_earlier_issues_whose_files_have_a_plural_come_along(tmp_path: Path) -> None:
    older = {
        f"_posts/2025-{n:02}-05-letters.md": page(
            f"Letter d'{'août' if n % 2 else 'avril'} 2025", f"2025-{n:02}-05"
        )
        for n in (8, 9, 11)
    }
    newer = issues("_posts/2026-{m}-05-letter.md", "Letter of {month} 2026")
    other = {"_posts/2025-10-01-letters-moved.md": page("Letters moved", "2025-10-01")}
    (found, *_) = find(write(tmp_path, JEKYLL, posts("_posts", dated=True), older, newer, other))
    assert (found.site.issues, len(found.issues)) == (
        ("_posts/[0-9]*-letters.md", "_posts/[0-9]*-letter.md"),
        10,
    )


def test_translations_in_another_folder_have_patterns_of_their_own(tmp_path: Path) -> None:
    config = (
        "export default { url: 'https://kites.example', i18n: { defaultLocale: 'en' }, presets: [['classic', { blog: false }]],\n"
        "plugins: [['content-blog', { id: 'letter', path: 'letter', routeBasePath: '/letter' }]] }"
    )
    older, newer = (
        issues("letter/{n}.mdx", "Kite News #{n}", months=3),
        issues("letter/{n}/index.mdx", "Kite News #{n}"),
    )
    english = {**older, **{name: text for name, text in newer.items() if name.split("/")[1] > "3"}}
    french = {f"i18n/fr/docusaurus-plugin-content-blog-{name}": text for name, text in english.items()}
    (found, *_) = find(write(tmp_path, {"docusaurus.config.js": config}, english, french))
    there = "i18n/fr/docusaurus-plugin-content-blog-letter"
    assert found.site.issues == (
        "letter/*.mdx",
        "letter/*/index.mdx",
        f"{there}/*.mdx",
        f"{there}/*/index.mdx",
    )


CALLS = issues("_posts/2026-{m}-03-call.md", "Notes from the kite call, {month} 2026")


def test_a_newsletter_goes_before_a_longer_series_of_calls_even_if_it_has_ended(tmp_path: Path) -> None:
    letters = {
        f"_posts/2023-{n:02}-05-{n}.md": page(f"Newsletter: {MONTHS[n - 1]} 2023", f"2023-{n:02}-05")
        for n in (1, 2, 6)
    }
    (found, *others) = find(write(tmp_path, JEKYLL, CALLS, letters))
    assert found.latest.title == "Newsletter: June 2023"
    assert [each.latest.title for each in others] == ["Notes from the kite call, July 2026"]


def test_calls_alone_are_taken_and_events_are_not(tmp_path: Path) -> None:
    assert len(find(write(tmp_path / "a", JEKYLL, CALLS))[0].issues) == 7
    events = issues("_posts/events/2026-{m}-03-flight.md", "Kite flight, {month} 2026")
    with pytest.raises(Unclear, match=r"may be the newsletter, but that is not certain"):
        find(write(tmp_path / "b", JEKYLL, events))


def test_the_latest_issue_is_shown_under_the_name_that_is_written(tmp_path: Path) -> None:
    (found, *_) = find(write(tmp_path, HUGO, issues("content/letter/{n}.md", "Week 1{n}")))
    assert found.latest.headline == "Kites: Week 17"


@pytest.mark.parametrize(
    ("folders", "remote", "name"),
    [
        ("kites", "", "kites"),
        ("kites/website", "", "kites"),
        ("web/docs", "git@forge.example:moths/web.git", "moths"),
        ("web", "https://forge.example/moths/balls.git", "balls"),
        ("kites.github.io", "", "kites"),
        ("www", "", "www"),
        ("newsletter", "https://forge.example/moths/newsletter.git", "moths"),
    ],
)
def test_a_newsletter_without_a_name_is_called_after_its_folder(
    tmp_path: Path, folders: str, remote: str, name: str
) -> None:
    top = tmp_path / folders.partition("/")[0]
    site = tmp_path / folders
    write(site, ELEVENTY, issues("src/letters/{n}.md", "Week 1{n}"))
    subprocess.run(["git", "init", "-q", top], check=True)
    if remote:
        subprocess.run(["git", "-C", top, "remote", "add", "origin", remote], check=True)
    (found, *_) = find(site)
    assert found.site.name == name
    assert any("check `name:`" in advice for advice in found.missing)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".vuepress/config.js", "// title: 'No'\nmodule.exports = {\n  themeConfig: {title: 'Menu'},\n  title: 'Kite News'\n}\n"),
        ("docs/.vuepress/config.ts", "export default defineUserConfig({ title: 'Kite News' })\n"),
        ("conf.py", "BLOG_TITLE = 'Kite News'\nimport sys\n"),
        ("conf.py", "BLOG_TITLE = {'de': 'Drachenpost', 'en': 'Kite News | All about kites'}\n"),
        ("book.toml", "[book]\ntitle = 'Kite News'\n"),
        ("zensical.toml", "[project]\nsite_name = 'Kite News'\n"),
        ("marmite.yaml", "name: Kite News\n"),
    ],
)  # fmt: skip
def test_settings_of_a_generator_that_is_not_read_name_the_site(tmp_path: Path, name: str, text: str) -> None:
    (found, *_) = find(write(tmp_path / "web", issues("letters/{n}.md", "Week {n}"), {name: text}))
    assert found.site.name == "Kite News"
    assert not any("name:" in advice for advice in found.missing)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("conf.py", "BLOG_TITLE = (\n"),
        ("book.toml", "book = 5\n"),
        ("zensical.toml", "project = 5\n"),
        ("marmite.yaml", "[\n"),
    ],
)
def test_such_settings_that_cannot_be_read_name_nothing(tmp_path: Path, name: str, text: str) -> None:
    (found, *_) = find(write(tmp_path / "kites", issues("letters/{n}.md", "Week {n}"), {name: text}))
    assert found.site.name == "kites"


@pytest.mark.parametrize(
    ("layout", "name"),
    [
        ("<meta property='og:site_name' content='Kites &amp; Moths'>", "Kites & Moths"),
        ('<meta property="og:site_name" content="{{ site.title }}">', "kites"),
        ("<title>{{ title }}</title>", "kites"),
    ],
)
def test_a_layout_names_the_site(tmp_path: Path, layout: str, name: str) -> None:
    files = {"_includes/layout/base.hbs": f"<head>\n{layout}\n</head>\n", "_includes/byline.hbs": "x"}
    (found, *_) = find(write(tmp_path / "kites", issues("letters/{n}.md", "Week {n}"), files))
    assert found.site.name == name


def test_what_a_person_names_is_looked_for_in_each_of_several_sites(tmp_path: Path) -> None:
    files = {f"{folder}/{name}": text for folder in ("docs", "web") for name, text in HUGO.items()}
    letters = issues("web/content/letter/{n}.md", "Kite News {n}")
    (found,) = find(write(tmp_path, files, letters), issues=["content/letter/*.md"])
    assert (found.site.root, len(found.issues)) == ("web", 7)


def test_the_name_of_one_of_two_series_is_not_the_newsletters(tmp_path: Path) -> None:
    two = {
        f"content/letter/{n}.md": page(f"{'Kite' if n % 2 else 'Moth'} Report #{n}", f"2026-0{n}-05")
        for n in range(1, 9)
    }
    (found, *_) = find(write(tmp_path, HUGO, two))
    assert found.site.name == "Kites"


def test_two_issues_in_a_month_get_another_kind_of_id(tmp_path: Path) -> None:
    weekly = {
        f"content/letter/{n}.md": page(f"Kite News #{n}, June 2026", f"2026-06-{3 * n:02}")
        for n in range(1, 8)
    }
    (found, *_) = find(write(tmp_path, HUGO, weekly))
    assert (found.site.id, found.latest.id) == ("number", "7")


CORPUS = {
    "xmpp-hugo": (70, "content/blog/newsletter/*.md", "The XMPP Newsletter"),
    "xmpp-pelican": (31, "content/posts/newsletter/*.md", "The XMPP Newsletter"),
    "xmpp-pelican-2021": (39, "content/posts/newsletter/*.md", "The XMPP Newsletter"),
    "lwkd-jekyll": (12, "_posts/[0-9]*-update.md", "Last Week in Kubernetes Development"),
    "fdroid-jekyll": (12, "_posts/[0-9]*-twif*.md", "F-Droid"),
    "nim-jekyll": (12, "_posts/[0-9]*-this-month-with-nim.md", "This Month with Nim"),
    "twir-pelican": (12, "content/[0-9]*-this-week-in-rust.md", "This Week in Rust"),
    "redox-hugo": (29, "content/news/this-month-[0-9]*.md", "This Month in Redox"),
    "optech-jekyll": (20, "_posts/*/newsletters/*.md", "Bitcoin Optech Newsletter"),
    "swift-jekyll": (9, "_posts/[0-9]*-whats-new-in-swift-*.md", "What's new in Swift"),
    "nushell-vuepress": (31, "blog/[0-9]*-twin*.md", "This week in Nushell"),
    "haskellweekly-nofm": (10, "data/newsletter/*/*.markdown", "haskellweekly-nofm"),
}


@pytest.mark.parametrize("folder", CORPUS)
def test_it_finds_real_newsletters(corpus: Path, folder: str) -> None:
    (found, *_) = find(corpus / folder / "channels.yaml")
    assert (len(found.issues), found.site.issues, found.site.name) == (
        CORPUS[folder][0],
        (CORPUS[folder][1],),
        CORPUS[folder][2],
    )


@pytest.mark.parametrize(
    ("folder", "said"),
    [("opensuse-jekyll", "27 issues.*6 issues"), ("rust-blog-zola", "no pages form a series")],
)
def test_it_does_not_guess_between_real_series(corpus: Path, folder: str, said: str) -> None:
    with pytest.raises(Unclear, match=f"(?s){said}"):
        find(corpus / folder / "channels.yaml")


WIESE = "Der Drachen fliegt über die Wiese und den Berg, und der Wind trägt ihn bis zu dem Haus auf der anderen Seite.\n"


def in_german(files: dict[str, str]) -> dict[str, str]:
    return {name: text + WIESE * 4 for name, text in files.items()}


def test_where_the_site_does_not_say_its_issues_language_their_words_do(tmp_path: Path) -> None:
    (found, *_) = find(write(tmp_path, JEKYLL, in_german(issues("_posts/2026-{m}-05-brief.md", "Brief {n}"))))
    assert (found.site.language, {issue.language for issue in found.issues}) == ("de", {"de"})


def test_what_the_site_says_of_its_language_holds_whatever_the_words_are(tmp_path: Path) -> None:
    letters = in_german(issues("_posts/2026-{m}-05-brief.md", "Brief {n}", "lang: fr\n"))
    (found, *_) = find(write(tmp_path, JEKYLL, letters))
    assert found.site.language == "fr"


def test_where_the_generators_own_folder_has_no_dated_page_every_folder_is_looked_at(tmp_path: Path) -> None:
    site = {"docusaurus.config.js": "export default {title: 'Kites', url: 'https://kites.example'};\n"}
    letters = issues("newsletter/{n}/index.mdx", "Kite News {n}")
    (found, *_) = find(write(tmp_path, site, letters, {"docs/fly.md": page("How to fly")}))
    assert (len(found.issues), found.site.issues) == (7, ("newsletter/*/index.mdx",))


@pytest.mark.parametrize(
    ("said", "language"), [("languageCode = 'ja-JP'", "ja"), ("languageCode = 'en-us'", "en")]
)
def test_a_hugo_site_of_one_language_may_say_which_for_its_feeds_alone(
    tmp_path: Path, said: str, language: str
) -> None:
    site = {"hugo.toml": f"{said}\n{HUGO['hugo.toml']}"}
    (found, *_) = find(write(tmp_path, site, issues("content/letter/{n}.md", "Kite News {n}")))
    assert (found.site.language, {issue.language for issue in found.issues}) == (language, {language})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kites: fly as high as you ever wanted", "Kites"),
        ("Kites: Letters", "Kites: Letters"),
        ("Kite Club of Lyon Website", "Kite Club of Lyon"),
        ("Kites – the homepage", "Kites"),
        ("The Website", "The Website"),
        ("Ada's Website", "Ada's Website"),
        ("Weekly: a newsletter about all kites", "Weekly: a newsletter about all kites"),
    ],
)
def test_a_site_is_called_without_its_tagline(tmp_path: Path, title: str, name: str) -> None:
    config = {"_config.yml": f'title: "{title}"\nurl: https://kites.example\n'}
    letters = issues("_posts/2026-{m}-05-{slug}.md", "{free}", "tags: [wind]\n")
    assert find(write(tmp_path, config, letters), issues=["_posts/*.md"])[0].site.name == name


@pytest.mark.parametrize(
    ("folder", "text", "name"),
    [
        ("kite-club", "The Kite Club met. Ada Moth joined the Kite Club.", "Kite Club"),
        ("kiteclub", "We love KiteClub, as does KiteClub, and kiteclub.example", "KiteClub"),
        ("kite", "See Kite, the Kite, and export KITE, KITE, KITE", "Kite"),
        ("kite", "The kite flies. Kite it. Kite it.", "kite"),
        ("kite", "See /Kite/1, /Kite/2, Kite.example and @Kite", "kite"),
        ("KITE", "See Kite, the Kite.", "KITE"),
    ],
)
def test_a_folders_name_is_written_as_the_issues_write_it(folder: str, text: str, name: str) -> None:
    one = Issue(id="1", path="1.md", language="en", url="", title="A", body=text)
    assert as_issues_write(folder, [one]) == name
