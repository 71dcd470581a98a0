"""A sentence that lacks a word which only the generator knows is not told as if it were whole."""

from __future__ import annotations

import time
from typing import Any

import pytest

from distribute.facts.pipeline import extract_facts
from distribute.sites.mdx import without_mdx
from distribute.text.holes import HOLE, WIDGET, with_holes
from distribute.text.markdown import parse
from distribute.text.newsletter import newsletter_html

_HEAD = "---\ntitle: Kite News 3\ndate: 2026-11-23\nversion: 1.2.3\n---\n\n## News\n\n"
_PLACES = {
    "hugo": ("hugo.toml", 'baseURL = "https://kites.example/"\n[params]\nprice = 5\n', "content/3.md"),
    "jekyll": ("_config.yml", "url: https://kites.example\n", "_posts/2026-11-23-kites.md"),
    "zola": ("zola.toml", 'base_url = "https://kites.example"\n', "content/3.md"),
    "eleventy": (".eleventy.js", "", "posts/3.md"),
    "astro": ("astro.config.mjs", "export default {site: 'https://kites.example'};", "src/pages/news/3.mdx"),
    "docusaurus": ("docusaurus.config.js", "export default {url: 'https://kites.example', baseUrl: '/'};", "blog/2026-11-23-k.md"),
}  # fmt: skip


def told(make_site: Any, generator: str, entry: str) -> tuple[list[str], list[str]]:
    """Return what is told of an issue with an entry beside another, and the rules by which the rest is not."""
    settings, text, page = _PLACES[generator]
    body = f"{_HEAD}- {entry}\n- Moth 2.0 reads old charts\n"
    site = make_site({settings: text, page: body}, generator=generator, issues=page, check_page=False)
    (issue,) = site.issues()
    found = extract_facts(issue)
    phrases = [fact.phrases[0] for fact in found.facts]
    assert "Moth 2.0 reads old charts" in phrases
    return [phrase for phrase in phrases if "Moth" not in phrase], [entry.rule for entry in found.rejected]


@pytest.mark.parametrize(
    ("generator", "entry"),
    [
        ("hugo", 'Wing 3.1 no longer supports {{% dep "old" %}} sensors'),
        ("hugo", 'Wing 3.1 costs {{< param "fee" >}}'),
        ("jekyll", "Wing 3.1 costs {{ site.data.price }} euros"),
        ("jekyll", "Wing 3.1 costs {{ site.data.price }}."),
        ("jekyll", "Wing 3.1 {% if page.new %}is new{% else %}is withdrawn{% endif %} this week"),
        ("jekyll", "Wing 3.1 supports {% include sensors.html %} sensors"),
        ("zola", 'Wing 3.1 no longer supports {{ dep(name="old") }} sensors'),
        ("eleventy", "Wing 3.1 costs {{ price }} euros"),
        ("eleventy", 'Wing 3.1 supports {% sensor "old" %} sensors'),
        ("astro", "Wing 3.1 costs {price} euros"),
        ("astro", "Wing 3.1 costs {price}"),
        ("docusaurus", 'Wing 3.1 runs on <Tag name="x" /> machines'),
        ("docusaurus", "Wing 3.1 costs {price} euros"),
        (
            "jekyll",
            "{% if page.new %}\n  Wing 3.1 is new\n  {% else %}\n  Wing 3.1 is withdrawn\n  {% endif %}",
        ),
        ("jekyll", "{% if page.beta %}No longer {% endif %}supported by Wing 3.1: new charts"),
        ("jekyll", "Wing 3.1 supports {% for s in sensors %}{{ s }} {% endfor %} sensors"),
        ("jekyll", "{% if page.new %}Wing 3.1 is new{% else %}Wing 3.1 is withdrawn{% endif %}"),
        ("jekyll", "Wing 3.1 is {% if safe %}not {% endif %} affected by the bug"),
        ("hugo", "Wing 3.1 drops {{< os >}}."),
        ("hugo", "Wing 3.1 runs on [{{< os >}}](https://kites.example/) machines"),
    ],
)
def test_an_entry_that_lacks_a_word_is_not_told(make_site: Any, generator: str, entry: str) -> None:
    assert told(make_site, generator, entry) == ([], ["words-missing"])


@pytest.mark.parametrize(
    ("generator", "entry", "phrase"),
    [
        ("hugo", '{{< icon "star" >}} Wing 3.1 reads new charts', "Wing 3.1 reads new charts"),
        ("hugo", 'Wing 3.1 reads new charts {{< badge "new" >}}', "Wing 3.1 reads new charts"),
        ("hugo", "Wing 3.1 reads {{< hl >}}new{{< /hl >}} charts", "Wing 3.1 reads new charts"),
        ("hugo", 'Wing 3.1 costs {{< param "price" >}} euros', "Wing 3.1 costs 5 euros"),
        ("hugo", 'Wing {{< param "version" >}} reads new charts', "Wing 1.2.3 reads new charts"),
        ("jekyll", "[Wing 3.1]({{ site.baseurl }}/wing) reads new charts", "Wing 3.1 reads new charts"),
        ("jekyll", '<a href="{{ wing.url }}">Wing 3.1</a> reads new charts', "Wing 3.1 reads new charts"),
        ("jekyll", "Wing {{ page.version }} reads new charts", "Wing 1.2.3 reads new charts"),
        ("jekyll", "Wing 3.1 reads {% hl %}new{% endhl %} charts", "Wing 3.1 reads new charts"),
        (
            "jekyll",
            "Wing 3.1 reads new charts.\n  {% highlight js %}fly(){% endhighlight %}",
            "Wing 3.1 reads new charts",
        ),
        ("zola", "Wing 3.1 reads {% hl() %}new{% end %} charts", "Wing 3.1 reads new charts"),
        ("astro", 'Wing 3.1 reads <Mark color="red">new</Mark> charts', "Wing 3.1 reads new charts"),
        ("astro", 'Wing 3.1 costs {"5"} euros', "Wing 3.1 costs 5 euros"),
        ("astro", "Wing 3.1 reads{' '}new charts", "Wing 3.1 reads new charts"),
        ("docusaurus", "Wing 3.1 reads new charts {/* not {yet} */}", "Wing 3.1 reads new charts"),
        ("docusaurus", "Wing 3.1 reads new charts <New />", "Wing 3.1 reads new charts"),
    ],
)
def test_an_entry_that_lacks_no_word_is_told(make_site: Any, generator: str, entry: str, phrase: str) -> None:
    assert told(make_site, generator, entry) == ([phrase], [])


def test_a_heading_that_lacks_a_word_is_not_told_and_hides_nothing(make_site: Any) -> None:
    body = f"{_HEAD}## New in Wing {{{{< param ver >}}}}\n\nMoth 2.0 reads old charts.\n"
    (issue,) = make_site({"hugo.toml": "", "content/3.md": body}, issues="content/3.md").issues()
    assert [fact.phrases[0] for fact in extract_facts(issue).facts] == ["Moth 2.0 reads old charts"]
    (section,) = (each for each in issue.document.sections if each.lacks_words)
    assert section.title == "New in Wing …"


def test_of_a_paragraph_only_the_sentence_that_lacks_a_word_is_left_out(make_site: Any) -> None:
    body = f"{_HEAD}Wing 3.1 costs {{{{< param fee >}}}} euros. Moth 2.0 reads old charts.\n"
    (issue,) = make_site({"hugo.toml": "", "content/3.md": body}, issues="content/3.md").issues()
    assert [fact.phrases[0] for fact in extract_facts(issue).facts] == ["Moth 2.0 reads old charts"]


def test_what_stands_below_an_entry_that_lacks_a_word_stays() -> None:
    (section,) = parse(f"- Kite costs {HOLE} euros\n  - Moth 2.0 flies\n").sections
    (entry,) = section.items
    assert entry.text == f"Kite costs {HOLE} euros"
    assert [child.text for child in entry.children] == ["Moth 2.0 flies"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{WIDGET} Kites fly {WIDGET}", " Kites fly "),
        (f"Kites {WIDGET} fly", f"Kites {HOLE} fly"),
        (f"Kites {WIDGET} {WIDGET}fly", f"Kites {HOLE}fly"),
        (f"{WIDGET}supported by kites", f"{HOLE}supported by kites"),
        (f"{WIDGET}'s kites, {WIDGET}-kites", f"{HOLE}'s kites, {HOLE}-kites"),
        (f"Kites fly:\n{WIDGET}\n", "Kites fly:\n\n"),
        (f"Kites fly over {WIDGET}.", f"Kites fly over {HOLE}."),
        (f"With Kite {WIDGET}, moths fly", f"With Kite {HOLE}, moths fly"),
        (f"Kites cost ${WIDGET} now", f"Kites cost ${HOLE} now"),
        (f"Kites v{WIDGET}", f"Kites v{HOLE}"),
        (f"Kites fly. {WIDGET} Moths sit", "Kites fly.  Moths sit"),
        (f"({WIDGET} new) kites", "( new) kites"),
        (f"Kites {HOLE}{WIDGET} fly", f"Kites {HOLE}{HOLE} fly"),
    ],
)
def test_a_widget_is_a_word_between_words(text: str, shown: str) -> None:
    assert with_holes(text) == shown


@pytest.mark.parametrize(
    "source",
    [
        f"Kites <!-- {HOLE} --> fly",
        f'<a class="a {HOLE}" href="https://kites.example/{HOLE}" title="Go to {HOLE}">Kites</a> fly',
        f"[Kites](https://kites.example/{HOLE}/a(b)/{HOLE}) fly",
        f"[Kites][k] fly\n\n[k]:\n  https://kites.example/{HOLE}",
        f"![The {HOLE} kite](a.png) Kites fly",
        f"Kites fly {WIDGET}\n",
    ],
)
def test_nothing_is_missing_in_what_readers_do_not_see(source: str) -> None:
    document = parse(source, base="https://kites.example/")
    assert [" ".join(item.text.split()) for item in document.items()] == ["Kites fly"]
    assert all(HOLE not in f"{figure.alt}{figure.url}" for figure in document.figures)
    assert all(HOLE not in link.url for link, _ in document.links)


def test_a_message_shows_where_words_are_missing() -> None:
    html = newsletter_html(f"Kites {HOLE} and {WIDGET} [fly](https://kites.example/{HOLE}a) {WIDGET}", "")
    assert html == '<p>Kites … and  <a href="https://kites.example/a">fly</a> </p>'


def test_the_icons_of_a_font_are_no_marks(make_site: Any) -> None:
    body = f"{_HEAD}- {HOLE} Moth 2.0 reads {WIDGET} old charts\n"
    (issue,) = make_site({"hugo.toml": "", "content/3.md": body}, issues="content/3.md").issues()
    assert [fact.phrases[0] for fact in extract_facts(issue).facts] == ["Moth 2.0 reads old charts"]


def test_a_shortcode_in_code_is_shown_as_it_is_written(make_site: Any) -> None:
    body = f"{_HEAD}- Moth has the shortcode `{{{{</* fly */>}}}}` for kites\n"
    (issue,) = make_site({"hugo.toml": "", "content/3.md": body}, issues="content/3.md").issues()
    assert "`{{< fly >}}`" in issue.body


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("params: {price: 9}", "9"),
        ("params: {price: true}", "true"),
        ('price: "a\\n\\n# b"', "a # b"),
        ("params: {price: []}", "5"),
    ],
)
def test_a_parameter_is_the_pages_before_the_sites(make_site: Any, more: str, shown: str) -> None:
    body = _HEAD.replace("version:", f"{more}\nversion:") + "{{< param price >}}"
    files = {"hugo.toml": "[params]\nprice = 5\n", "content/3.md": body}
    (issue,) = make_site(files, issues="content/3.md").issues()
    assert issue.body.splitlines()[-1] == shown


def test_a_long_parameter_is_not_repeated_without_end(make_site: Any) -> None:
    body = _HEAD.replace("version:", f"long: {'x' * 5_000}\nversion:") + "{{< param long >}}" * 1_000
    (issue,) = make_site({"hugo.toml": "", "content/3.md": body}, issues="content/3.md").issues()
    assert len(issue.body) < len(body)


def test_an_authors_comment_in_mdx_is_not_the_issues() -> None:
    body = "one {/* a */} two\n{/*\n- secret 9.9\n```\n*/} three\n`{/*` four\n```\n{/* code */}\n```\n{/* b"
    assert without_mdx(body) == "one  two\n\n\n\n three\n`{/*` four\n```\n{/* code */}\n```\n"


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("costs {format(\n  {price},\n)} euros", f"costs {HOLE}\n\n euros"),
        ('has <Link to="/a" onClick={() => go()}>better</Link> docs', "has better docs"),
        ('has <Link title="a > b">better</Link> docs', "has better docs"),
        (r"supports \{x\} templates", r"supports \{x\} templates"),
        ("runs on <Os></Os> machines", f"runs on {WIDGET} machines"),
        ('<Note\n  kind="a">Kites fly</Note>', "\nKites fly"),
        ("- writes {'{'} as a brace\n- flies", "- writes { as a brace\n- flies"),
        ("- writes {`v${x}`}\n- flies", f"- writes {HOLE}\n- flies"),
        ("- writes {\n- flies", f"- writes {HOLE}\n- flies"),
    ],
)
def test_what_is_left_of_mdx(body: str, plain: str) -> None:
    assert without_mdx(body) == plain


def test_a_tag_over_several_lines_is_left_out() -> None:
    body = 'one\n<Card\n  title="two"\n  on={() =>\n    three}\n>\nfour\n</Card>\n<Card\n\nfive'
    assert without_mdx(body) == "one\n\n\n\n\n\nfour\n\n\n\nfive"


@pytest.mark.parametrize("open_end", ["{/*", "<Card ", "<Card a={", "{", "{}", "`{/* ", '<Card a="'])
def test_what_never_ends_takes_no_longer(open_end: str) -> None:
    begin = time.process_time()
    without_mdx(open_end * 20_000 + "\n" + open_end * 20_000)
    assert time.process_time() - begin < 5, "the square of this length takes minutes"
