"""The email itself: in Chromium on a phone and on a desk, in light and in dark, and as the preview shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import html5lib
import pytest

from distribute.channel.post import Message
from distribute.compose.fields import compose
from distribute.issue import Issue
from distribute.render.mail import in_colours, views, without_pictures
from tests.adapters import channel
from tests.render.html.kit import BASE, look_at, post, shown

LONG = "unbreakable" * 30
# Everything that makes a message wider than a phone, or that a template may get wrong.
BODY = f"""\
Hello. {LONG} <https://example.org/{LONG}>

## Software {LONG}

| Name | Version | What | More | And | So | On |
|---|---|---|---|---|---|---|
| [Kite](https://kite.example/) | 1.2 | loops | `{LONG}` | more | words | here |

![A kite over the sea](/kite.png)

<img src="/wide.png" width="1600" height="400" alt="Wide">

<table width="900"><tr><td width="900" nowrap>A table of 900 pixels with words</td></tr></table>

```
{LONG}
```

### Below

- *One*, **two** and `three`
    - nested
        - deeper
            - still deeper

1. Ten

> A quotation

***

Term with <small>small</small> words.[^1]

[^1]: A note.
"""
WIDTHS, SCHEMES = (320, 800), ("light", "dark")


def message(language: str = "en", **settings: Any) -> Message:
    """Return the one part of an issue with everything in it."""
    title = {"en": "The Letter November 2020", "ar": "رسالة نوفمبر"}[language]
    issue = Issue(id="2020-11", path="a.md", language=language, title=title, url=f"{BASE}letter/", body=BODY)
    (message,) = compose(
        issue, channel("email", unsubscribe="https://example.org/leave", **settings), [], Path("x")
    ).messages
    return message


@pytest.fixture(scope="module")
def messages() -> dict[str, str]:
    return {
        "full": message().html,
        "summary": message(content="summary").html,
        "right to left": message("ar").html,
        "blocked": without_pictures(message().html),
    }


def accessible(view: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(view).response
    assert len(found["passes"]) > 5
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_fits_and_is_for_everybody(view: Any, messages: dict[str, str], scheme: str, width: int) -> None:
    look_at(view, scheme, width)
    view.route("**/*", lambda route: route.abort())
    for name, page in messages.items():
        view.set_content(page)
        assert view.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways"
        if name == "full":  # what takes long is done for the one that has everything in it
            accessible(view)
    view.unroute("**/*")


def test_it_is_html(messages: dict[str, str]) -> None:
    for page in messages.values():
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(page)
        assert parser.errors == []


def test_the_page_of_the_preview_is_html() -> None:
    html5lib.HTMLParser(strict=True).parse(shown(post("email", message()), post("mastodon")).lstrip())


def test_what_the_preview_shows_of_it(view: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(shown(post("email", message())))
    shades = {}
    # The scheme is that of the reader's own machine.
    for scheme, pictures in (("light", "Shown"), ("dark", "Blocked")):
        look_at(view, scheme, 1280)
        view.goto((tmp_path / "page.html").as_uri())
        view.get_by_label(pictures).check()
        for colours in ("Light", "Dark"):
            view.get_by_label(colours).check()
            frames = view.locator("iframe:visible").all()
            wanted = f"{colours.lower()}, pictures {pictures.lower()}"
            titles = [frame.get_attribute("title") for frame in frames]
            assert titles == [f"email in en, narrow, {wanted}", f"email in en, wide, {wanted}"]
            for frame, width in zip(frames, WIDTHS, strict=True):
                inside = frame.element_handle().content_frame()
                inside.wait_for_selector("body > .sheet")
                assert inside.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
            style = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
            shades[scheme, colours] = inside.evaluate(style)
    white = {it for it, shade in shades.items() if shade == "rgb(255, 255, 255)"}
    assert white == {("light", "Light"), ("dark", "Light")}


def test_colours_are_answered_in_styles_alone() -> None:
    page = "<style>@media ( Prefers-Color-Scheme: DARK ) {}</style><p>(prefers-color-scheme: dark)</p>"
    assert (
        in_colours(page, "dark")
        == "<style>@media (min-width: 0px) {}</style><p>(prefers-color-scheme: dark)</p>"
    )
    assert "(max-width: 0px)" in in_colours(page, "light")


def test_blocked_pictures_leave_their_words() -> None:
    assert (
        without_pictures('<img alt="A" src="data:image/png;base64,AA" width="1">')
        == '<img alt="A" width="1">'
    )
    looks = {(view.colours, view.pictures): "data:" in view.html for view in views('<img src="data:x">')}
    assert looks == {
        ("light", "shown"): True, ("light", "blocked"): False, ("dark", "shown"): True, ("dark", "blocked"): False,
    }  # fmt: skip


def test_a_post_without_a_page_has_no_looks() -> None:
    assert views("") == []
    assert not re.search(r"<input|<iframe", shown(post()))
