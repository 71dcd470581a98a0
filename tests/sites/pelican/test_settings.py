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
