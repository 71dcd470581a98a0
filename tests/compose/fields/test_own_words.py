"""The issue's own words; Templates; Digests"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from distribute.channel.post import Draft, Message
from distribute.channel.registry import built_in
from distribute.channel.verdicts import Unfit
from distribute.compose.fields import compose, template_of
from distribute.compose.template import FOLDER, TemplateError
from distribute.issue import Image, Issue, Overrides
from distribute.text.mentions import harmless
from tests.adapters import channel
from tests.compose.fields.kit import KITES, SCRIPTS, URL, fact, issue, text_of

# The issue's own words


def with_words(**channels: dict[str, str]) -> Issue:
    return issue(words=Overrides(channels=channels))


def test_own_words_stand_in_place_of_the_text_with_link_and_tags_filled_in() -> None:
    it = with_words(mastodon={"text": "Kites! {url} {tags}"})
    assert (
        text_of(compose(it, channel("mastodon", hashtags=["Kites", "Wind"]), KITES, FOLDER))
        == f"Kites! {URL} #Kites #Wind"
    )
    assert "• " in text_of(compose(it, channel("twitter"), KITES, FOLDER)), "the others keep their own"


def test_the_link_is_added_to_own_words_that_lack_it() -> None:
    it = with_words(twitter={"text": "Kites! "})
    assert text_of(compose(it, channel("twitter", hashtags=["Kites"]), KITES, FOLDER)) == f"Kites!\n\n{URL}"
    it = with_words(twitter={"text": f"See {URL}!"})
    assert text_of(compose(it, channel("twitter"), KITES, FOLDER)) == f"See {URL}!"


def test_own_words_are_measured() -> None:
    own = "k" * 300
    with pytest.raises(Unfit, match="the issue's own text is 325 of at most 280"):
        compose(with_words(twitter={"text": own}), channel("twitter"), KITES, FOLDER)
    assert own in text_of(compose(with_words(mastodon={"text": own}), channel("mastodon"), KITES, FOLDER))


def test_a_content_warning_may_be_called_as_mastodon_calls_it_and_counts_as_there() -> None:
    (post,) = compose(issue(), channel("mastodon", spoiler_text="Wind 👩‍👩‍👧"), KITES, FOLDER).messages
    assert post.summary == "Wind 👩‍👩‍👧"
    assert channel("mastodon").length(post) == channel("mastodon").measure(post.text) + 6
    own = with_words(mastodon={"spoiler_text": "War"})
    (post,) = compose(own, channel("mastodon", content_warning="Wind"), KITES, FOLDER).messages
    assert post.summary == "War"


def test_a_content_warning_is_the_settings_or_the_issues_own_and_is_measured() -> None:
    warned = channel("mastodon", content_warning="A newsletter")
    (post,) = compose(issue(), warned, KITES, FOLDER).messages
    assert post.summary == "A newsletter"
    assert warned.length(post) == warned.measure(post.text) + len("A newsletter") <= 500
    (post,) = compose(
        with_words(mastodon={"content_warning": "Wind\nand war"}), warned, KITES, FOLDER
    ).messages
    assert (post.summary, "Kite 1.2 adds loops" in post.text) == ("Wind and war", True)
    for long in (
        with_words(mastodon={"content_warning": "w" * 501}),
        with_words(mastodon={"content_warning": "w" * 480}),
    ):
        with pytest.raises(Unfit):
            compose(long, warned, KITES, FOLDER)


def test_own_title_subject_and_preheader() -> None:
    it = with_words(reddit={"title": "Kites\nfly"}, email={"subject": "Wind {url}", "preheader": "And loops"})
    (post,) = compose(it, channel("reddit"), KITES, FOLDER).messages
    assert post.title == "Kites fly"
    (message,) = compose(it, channel("email", content="summary"), KITES, FOLDER).messages
    assert (message.title, message.summary) == (f"Wind {URL}", "And loops")
    assert "Kite 1.2 adds loops" in message.text
    with pytest.raises(Unfit, match="the issue's own title is 301 of at most 300"):
        compose(with_words(reddit={"title": "k" * 301}), channel("reddit"), KITES, FOLDER)


def test_own_text_of_an_email_is_its_html_too() -> None:
    it = with_words(email={"text": "Kites & <wind>\nfly.\n\nRead {url}"})
    (message,) = compose(it, channel("email", content="summary"), KITES, FOLDER).messages
    assert message.text == f"Kites & <wind>\nfly.\n\nRead {URL}"
    assert "Kites &amp; &lt;wind&gt;<br>\nfly.</p>" in message.html
    assert re.search(rf'Read <a href="{URL}"[^>]*>{URL}</a></p>', message.html)
    assert "Nest 4.5 feeds" not in message.html


def test_own_words_by_the_channels_name_go_before_those_by_its_adapter() -> None:
    it = with_words(mastodon={"text": "for all"}, second={"text": "for one"})
    assert text_of(compose(it, channel("mastodon"), KITES, FOLDER)).startswith("for all")
    assert text_of(compose(it, channel("mastodon", name="second"), KITES, FOLDER)).startswith("for one")
    assert text_of(compose(it, channel("mastodon", name="third"), KITES, FOLDER)).startswith("for all")


# Templates


def with_template(folder: Path, source: str, name: str = "twitter", setting: str = "") -> str:
    path = folder / (setting or f"templates/{name}.txt")
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return text_of(compose(issue(), channel(name, template=setting, hashtags=["Kites"]), KITES, folder))


def test_a_template_beside_channels_yaml_replaces_the_one_shipped(tmp_path: Path) -> None:
    assert with_template(tmp_path, "{{ title }}! {{ facts | length }} {{ link }} {{ tags }}\n") == (
        f"The Letter November 2020! 3 {URL} #Kites"
    )


def test_the_template_setting_goes_before_it(tmp_path: Path) -> None:
    with_template(tmp_path, "not this one")
    assert (
        with_template(tmp_path, "{{ period }} {{ site }} {{ language }}", setting="mine.txt")
        == "November 2020 The Letter en"
    )


def test_a_template_may_use_every_name_it_is_promised(tmp_path: Path) -> None:
    source = (
        "title: {{ headline }}\n---\n{{ headline }} {{ title }} {{ site }} {{ period }} {{ link }} {{ language }} {{ tags }} {{ listed }}"
        "{% for section in sections %}{{ section.title }}{% for fact in section.facts %}{{ fact.text }}{% endfor %}{% endfor %}"
        "{% for fact in facts %}{{ fact.text | markdown }}{{ fact.link }}{{ fact.section }}{% endfor %}"
        "{{ named }}{{ say.besides }}{{ say.read }}{{ say.inside }}{{ title | sentence }}"
    )
    assert with_template(tmp_path, source, name="outbox").startswith(
        "The Letter November 2020 The Letter November 2020 The Letter "
    )


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("{{ headline }}\n\n{{ healdine }}\n", 3, "undefined"),
        ("{{ headline }}\n{% for fact in facts %}\n{{ fact.txt }}\n{% endfor %}\n", 3, "undefined"),
        ("title: {{ headline }}\nsummary: {{ listing }}\n---\n{{ link }}\n", 2, "undefined"),
        ("title: {{ headline }}\n---\n{{ link }}\n{{ lnk }}\n", 4, "undefined"),
        ("{{ headline }}\n{% for fact in facts %}\n{{ fact.text }}\n", 3, "unexpected end"),
        ("{{ headline\n", 1, "syntax error"),
        ("{{ headline | shout }}\n", 1, "shout"),
        ("{{ link }}\n{% include 'channels.yaml' %}\n", 2, "channels.yaml"),
        ("no field\n---\n{{ link }}\n", 1, "field: template"),
        ("title: {{ headline }}\na b: c\n---\n{{ link }}\n", 2, "field: template"),
        ("{{ headline }}\n{{ 3 | sentence }}\n", 2, "`sentence` needs a text, not a value of the type int"),
        ("{{ headline | sentence }}\n\n{{ none | markdown }}\n", 3, "`markdown` needs a text, not none"),
        (
            "{{ headline | sentence }}\n{{ healdine | sentence }}\n",
            2,
            "`sentence` needs a text, not none or an undef",
        ),
        (
            "{{ link }}\n{{ facts | map('markdown') | list }}\n",
            2,
            "`markdown` needs a text, not a value of the type",
        ),
        ("{{ link }}\n{{ link | markdown(1) }}\n", 2, "positional argument"),
        ("{{ link }}\n{% for a in [link, 3] %}\n{{ a | sentence }}\n{% endfor %}", 3, "needs a text"),
        ("title: {{ 3 | sentence }}\n---\n{{ link | sentence }}\n", 1, "needs a text"),
        ("\n{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", 2, "fuel"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(
    tmp_path: Path, source: str, line: int, words: str
) -> None:
    path = tmp_path / "templates" / "linkedin.txt"
    path.parent.mkdir()
    path.write_text(source)
    with pytest.raises(TemplateError) as caught:
        compose(issue(), channel("linkedin"), KITES, tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: "), message
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize("source", [None, b"\xff\xfe"])
def test_a_template_that_can_not_be_read_is_named(tmp_path: Path, source: bytes | None) -> None:
    if source:
        (tmp_path / "mine.txt").write_bytes(source)
    with pytest.raises(
        TemplateError, match=re.escape(f"{tmp_path / 'mine.txt'}: the template can't be read: ")
    ):
        compose(issue(), channel("twitter", template="mine.txt"), KITES, tmp_path)


@pytest.mark.parametrize(
    "source", ["{{ headline.__class__ }}", "{{ headline.__class__.__mro__ }}", "{{ ''.format.__globals__ }}"]
)
def test_a_template_reaches_nothing_of_the_program(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError):
        with_template(tmp_path, source)


@given(SCRIPTS)
def test_what_looks_like_a_template_in_an_issue_is_text(text: str) -> None:
    on = channel("outbox")
    told = harmless("{{ headline }} {% " + text[:120], on.mention_marks)
    assert told.strip() in text_of(compose(issue(), on, [fact(told)], Path("nowhere")))


@pytest.mark.parametrize("use", sorted(built_in()))
def test_every_adapter_has_a_template_shipped(use: str) -> None:
    assert template_of(channel(use), Path("nowhere")).is_file()


# Digests


WHOLE = Message(text="a", title="b", summary="c", html="d", link="e", image=Image("f", "g"))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "x"},
        {"title": "x"},
        {"summary": "x"},
        {"html": "x"},
        {"link": "x"},
        {"image": Image("f", "x")},
        {"image": None},
    ],
)
def test_a_digest_changes_with_any_word(change: dict[str, Any]) -> None:
    assert Draft((msgspec.structs.replace(WHOLE, **change),)).digest != Draft((WHOLE,)).digest


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert Draft((WHOLE,)).digest == "sha256:1a28012a39dbf6135951467134f68f32c9db21ceb3b1c795f22d524e4f5b22b9"
    assert Draft((WHOLE, WHOLE)).digest != Draft((WHOLE,)).digest
