"""--- settings"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from distribute.sites.pelican import Pelican
from distribute.sites.registry import SiteError
from tests.sites.pelican.kit import LETTER, one


@pytest.mark.parametrize("name", ["pelicanconf.py", "publishconf.py"])
def test_a_pelican_site_is_recognised_by_its_settings(make_site: Any, name: str) -> None:
    assert isinstance(make_site({name: ""}), Pelican)


def test_settings_are_read_and_never_run(make_site: Any, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    own = f"import os\nopen({str(ran)!r}, 'w').close()\nSITEURL = 'https://own.example'\nraise SystemExit\n"
    assert one(make_site, LETTER, own=own, url=None).url.startswith("https://own.example/")
    assert not ran.exists()


@pytest.mark.parametrize(
    "own",
    [
        "SITEURL = 'https://own.example'",
        "SITEURL: str = 'https://own.example'",
        "SITEURL = 'https://' 'own.example'",
        "SITEURL = 'https://wrong.example'\nSITEURL = 'https://own.example'",
        "A = B = SITEURL = 'https://own.example'",
        "X = os.environ['X']\nSITEURL = 'https://own.example'\nY = f(SITEURL)",
        "\ufeffSITEURL = 'https://own.example'",
    ],
)
def test_a_plain_value_is_found(make_site: Any, own: str) -> None:
    assert (
        one(make_site, LETTER, own=own, url=None).url == "https://own.example/the-letter-november-2020.html"
    )


def test_what_is_published_with_goes_before_what_is_developed_with(make_site: Any) -> None:
    site = make_site(
        {
            "pelicanconf.py": "SITEURL = 'http://localhost:8000'\nARTICLE_URL = '{slug}/'",
            "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://own.example'",
            "content/letter.md": LETTER,
        },
        url=None,
    )
    assert [issue.url for issue in site.issues()] == ["https://own.example/the-letter-november-2020/"]


def test_the_address_in_our_settings_goes_before_pelicans(make_site: Any) -> None:
    assert one(make_site, LETTER, own="SITEURL = 'https://own.example'").url.startswith(
        "https://example.org/"
    )


@pytest.mark.parametrize(("own", "title"), [("SITENAME = 'Own Letter'", "Own Letter"), ("", "")])
def test_the_name_of_the_site_is_in_pelicans_settings(make_site: Any, own: str, title: str) -> None:
    assert make_site({"pelicanconf.py": own}).title == title


def test_settings_that_cannot_be_read_are_told_by_their_file(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"pelicanconf\.py: can't be read"):
        make_site({"pelicanconf.py": "SITEURL = "})


DIGITS = "a{99999999999}"
ENDLESS = r"(a|aa)+\Z"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("SLUG_REGEX_SUBSTITUTIONS", "[('(', '')]", "the pattern '(' can't be used: missing )"),
        ("SLUG_REGEX_SUBSTITUTIONS", "['x']", "write a list of pairs of texts"),
        ("SLUG_REGEX_SUBSTITUTIONS", "3", "write a list of pairs of texts"),
        ("SLUG_REGEX_SUBSTITUTIONS", "None", "write a list of pairs of texts"),
        ("SLUG_REGEX_SUBSTITUTIONS", "[(1, 2)]", "write a list of pairs of texts"),
        ("SLUG_REGEX_SUBSTITUTIONS", "[('a', 'b', 'c')]", "write a list of pairs of texts"),
        ("SLUG_REGEX_SUBSTITUTIONS", r"[('e', '\\g<9>')]", "'e' can't be used: invalid group reference"),
        ("SLUG_REGEX_SUBSTITUTIONS", r"[('(.)', '\\1\\1')] * 24", None),  # it is computed
        ("SLUG_REGEX_SUBSTITUTIONS", str([("(.)", r"\1\1")] * 24), "makes more than 10,000 characters"),
        ("SLUG_REGEX_SUBSTITUTIONS", str([("(a|t)", "a" * 50), (ENDLESS, "")]), "takes too long"),
        ("FILENAME_METADATA", repr(DIGITS), f"the pattern '{DIGITS}' repeats too much"),
        ("FILENAME_METADATA", "'('", "the pattern '(' can't be used"),
        ("FILENAME_METADATA", "3", "write a text"),
        ("FILENAME_METADATA", "None", None),
        ("PATH_METADATA", "'[[a]'", "the pattern '[[a]' can't be used"),
        ("PATH_METADATA", repr(r"news/(a|aa)+\Z"), "takes too long: write a simpler pattern"),
        ("ARTICLE_TRANSLATION_ID", "[['a']]", "write the name of a field, or a list of names"),
        ("ARTICLE_TRANSLATION_ID", "{1: 2}", "write the name of a field, or a list of names"),
        ("ARTICLE_TRANSLATION_ID", "False", None),
        ("ARTICLE_TRANSLATION_ID", "{'slug', 'category'}", None),
        ("ARTICLE_URL", r"'\ud800{slug}'", "has half of a surrogate pair"),
        ("ARTICLE_URL", "b'x'", "write a text"),
        ("EXTRA_PATH_METADATA", "{'news/x.md': {1: 2}}", "write a dictionary of dictionaries"),
        ("EXTRA_PATH_METADATA", r"{'news/x.md': {'slug': '\udfff'}}", "has half of a surrogate pair"),
        ("EXTRA_PATH_METADATA", "{'favicon.ico': {'path': 'favicon.ico'}}", None),
        ("DEFAULT_METADATA", "{1: 2}", "write a dictionary whose keys are texts"),
        ("DEFAULT_METADATA", "()", None),
        ("DEFAULT_METADATA", "(('status', 'published'),)", None),
        ("DEFAULT_METADATA", "{'a': " + "[" * 120 + "]" * 120 + "}", "it is nested too deeply"),
        ("DEFAULT_LANG", "['en']", "write a text"),
        ("SITEURL", "None", None),
        ("AUTHOR", "('Ada',)", "write a text"),
    ],
)
@pytest.mark.parametrize("file", ["pelicanconf.py", "publishconf.py"])
def test_a_value_of_a_wrong_kind_is_told_with_its_file_and_key(
    make_site: Any, key: str, value: str, told: str | None, file: str
) -> None:
    files = {
        "pelicanconf.py": "",
        file: f"{key} = {value}\n",
        f"content/news/{'a' * 60}!.md": LETTER,
        "content/b.md": LETTER.replace("Letter", "Second Letter"),
    }
    if told is None:
        assert len(make_site(files).issues()) == 2
        return
    with pytest.raises(SiteError) as caught:
        make_site(files).issues()
    assert f"{file}: {key}" in str(caught.value)
    assert told in str(caught.value)


def test_a_title_is_too_long_for_the_rules_of_slugs(make_site: Any) -> None:
    text = LETTER.replace("The Letter", "The Letter " * 1_000)
    assert one(make_site, text).url.startswith("https://example.org/the-letter-the-letter")
    issue = one(make_site, text, own="SLUG_REGEX_SUBSTITUTIONS = [('x', 'y')]")
    (problem,) = issue.problems
    assert (issue.url, problem.code, "set `slug:`" in problem.message) == ("", "url", True)


def test_metadata_of_old_settings_is_a_list_of_pairs(make_site: Any) -> None:
    assert one(make_site, LETTER, own="DEFAULT_METADATA = (('lang', 'de'),)").language == "de"


def test_dates_are_in_the_zone_of_the_settings(make_site: Any) -> None:
    issue = one(make_site, LETTER, own="TIMEZONE = 'Europe/Berlin'")
    assert issue.date is not None
    assert issue.date.isoformat() == "2020-12-09T08:30:00+01:00"


def test_a_zone_that_is_none_is_told(make_site: Any) -> None:
    with pytest.raises(SiteError, match=r"pelicanconf\.py: no time zone 'Nowhere': write one such as"):
        make_site({"pelicanconf.py": "TIMEZONE = 'Nowhere'"})


@pytest.mark.parametrize("own", ["", "SITEURL = ''", "SITEURL = '/sub'", "SITEURL = None"])
def test_a_site_without_address_is_told_where_to_set_it(make_site: Any, own: str) -> None:
    with pytest.raises(SiteError, match=r"set site\.url"):
        one(make_site, LETTER, own=own, url=None)


def test_a_hidden_page_is_told_and_can_be_announced(make_site: Any) -> None:
    files = {
        "pelicanconf.py": "",
        "content/a.md": "Title: Letter\nDate: 2026-10-05\nStatus: hidden\n\nText\n",
    }
    (issue,) = make_site(files).issues()
    (problem,) = issue.problems
    assert (issue.draft, problem.severity, problem.code, problem.line) == (False, "warning", "hidden", 3)
