"""Front matter as Hugo and Pelican read them, and what is said of those that can't be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribute.sites.front_matter import (
    FrontMatter,
    FrontMatterError,
    read_front_matter,
    read_meta_lines,
    read_unfenced,
)

YAML = "---\ntitle: Letter\ndate: 2020-12-09\ntags: [a, b]\n---\n\nBody.\n"
TOML = '+++\ntitle = "Letter"\ndate = "2020-12-09"\ntags = ["a", "b"]\n+++\n\nBody.\n'
JSON = '{\n"title": "Letter",\n"date": "2020-12-09",\n"tags": ["a", "b"]\n}\n\nBody.\n'


@pytest.mark.parametrize("text", [YAML, TOML, JSON], ids=["yaml", "toml", "json"])
def test_front_matter_is_read_in_all_three_forms(text: str) -> None:
    assert read_front_matter(text).meta == {"title": "Letter", "date": "2020-12-09", "tags": ["a", "b"]}


@pytest.mark.parametrize(("text", "lines"), [(YAML, 6), (TOML, 6), (JSON, 6)], ids=["yaml", "toml", "json"])
def test_the_body_is_what_follows_with_its_line(text: str, lines: int) -> None:
    front_matter = read_front_matter(text)
    assert front_matter.body == "\nBody.\n"
    assert front_matter.body_line == lines


@pytest.mark.parametrize("text", [YAML, TOML, JSON], ids=["yaml", "toml", "json"])
def test_every_key_is_known_by_its_line(text: str) -> None:
    assert read_front_matter(text).lines == {"title": 2, "date": 3, "tags": 4}


@pytest.mark.parametrize(
    "text",
    ["Body.\n", "", "\n", "# Title\n", "--\ntitle: x\n--\n", "----\n\nBody.\n", "Text\n---\ntitle: x\n---\n"],
)
def test_a_file_without_front_matter_is_all_body(text: str) -> None:
    assert read_front_matter(text) == FrontMatter({}, {}, text, 1)


@pytest.mark.parametrize(
    "text", ["---\n---\nBody.\n", "+++\n+++\nBody.\n", "{}\nBody.\n", "---\n# only a comment\n---\nBody.\n"]
)
def test_an_empty_front_matter_is_a_front_matter(text: str) -> None:
    front_matter = read_front_matter(text)
    assert (front_matter.meta, front_matter.body) == ({}, "Body.\n")


def test_spaces_after_a_fence_are_allowed() -> None:
    assert read_front_matter("--- \ntitle: x\n---\t\nBody.\n").body == "Body.\n"


def test_keys_are_one_whatever_their_case() -> None:
    front_matter = read_front_matter("---\nTitle: x\nDATE: 2020-12-09\n---\n")
    assert front_matter.meta == {"title": "x", "date": "2020-12-09"}
    assert front_matter.lines == {"title": 2, "date": 3}


def test_a_rule_in_the_body_is_no_fence() -> None:
    assert read_front_matter("---\ntitle: x\n---\nA\n\n---\n\nB\n").body == "A\n\n---\n\nB\n"


def test_a_fence_inside_a_line_is_none() -> None:
    assert read_front_matter("---\ntitle: x --- y\n---\nBody.\n").meta == {"title": "x --- y"}


def test_a_file_that_ends_with_its_front_matter_has_no_body() -> None:
    assert read_front_matter("---\ntitle: x\n---").body == ""


def test_a_hash_in_quotes_is_no_comment() -> None:
    assert read_front_matter('---\ntitle: "#16 is out"\n---\n').meta["title"] == "#16 is out"


def test_a_date_stays_the_text_it_is_in_yaml() -> None:
    assert (
        read_front_matter("---\ndate: 2020-12-09T08:30:00+01:00\n---\n").meta["date"]
        == "2020-12-09T08:30:00+01:00"
    )


def test_norway_is_no_falsehood() -> None:
    assert read_front_matter("---\nlang: no\n---\n").meta["lang"] == "no"


def refusal(text: str) -> FrontMatterError:
    with pytest.raises(FrontMatterError) as refused:
        read_front_matter(text)
    return refused.value


@pytest.mark.parametrize(
    "text", ["---\ntitle: x\n\nBody.\n", "+++\ntitle = 'x'\n", "---", "---\ntitle: x\n----\n"]
)
def test_front_matter_without_end_is_told_where_it_begins(text: str) -> None:
    error = refusal(text)
    assert error.line == 1
    assert "has no end" in str(error)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: Kites: how to fly\n---\n", 2, "not YAML"),
        ("---\ntitle: x\nauthor: @ada\n---\n", 3, "not YAML"),
        ("---\ntitle: x\n\tdate: y\n---\n", 3, "not YAML"),
        ("---\ntitle: x\ndate: y\ntitle: z\n---\n", 4, "'title' is repeated here"),
        ("---\n? [a]\n: b\n---\n", 2, "not YAML"),
        ('+++\ntitle = "x"\ndate = soon\n+++\n', 3, "not TOML"),
        ('+++\ntitle = "x"\ntitle = "y"\n+++\n', 3, "not TOML"),
        ('{\n"title": "x",\n"date": soon\n}\n', 3, "not JSON"),
        ('{{< figure src="x.png" >}}\n', 1, "not JSON"),
    ],
    ids=[
        "colon",
        "handle",
        "tab",
        "repeated",
        "list for a key",
        "toml",
        "toml repeated",
        "json",
        "shortcode",
    ],
)
def test_front_matter_that_cannot_be_read_is_told_with_its_line(text: str, line: int, what: str) -> None:
    error = refusal(text)
    assert what in str(error)
    assert error.line == line


def test_what_follows_a_broken_front_matter_is_saved() -> None:
    error = refusal("---\ntitle: a: b\n---\nBody.\n")
    assert (error.front_matter.body, error.front_matter.body_line) == ("Body.\n", 4)


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "[" * 5000 + "\n---\n",
        "+++\na = " + "[" * 5000 + "\n+++\n",
        "[" * 5000,
        "{" + '"a":[' * 5000,
    ],
)
def test_front_matter_nested_without_end_is_no_crash(text: str) -> None:
    try:
        read_front_matter(text)
    except FrontMatterError as error:
        assert error.line >= 1


def test_pelican_lines_are_keys_and_values() -> None:
    front_matter = read_meta_lines("Title: Letter\nDate: 2020-12-09 08:30\n\nBody.\n")
    assert front_matter.meta == {"title": "Letter", "date": "2020-12-09 08:30"}
    assert front_matter.lines == {"title": 1, "date": 2}
    assert (front_matter.body, front_matter.body_line) == ("Body.\n", 4)


@pytest.mark.parametrize("fence", ["---", "------", "--- ", "---\t"])
def test_pelican_lines_may_stand_between_fences(fence: str) -> None:
    front_matter = read_meta_lines(f"{fence}\nTitle: Letter\n{fence}\nBody.\n")
    assert front_matter.meta == {"title": "Letter"}
    assert front_matter.lines == {"title": 2}
    assert (front_matter.body, front_matter.body_line) == ("Body.\n", 4)


def test_three_dots_end_a_pelican_front_matter() -> None:
    assert read_meta_lines("---\nTitle: x\n...\nBody.\n").body == "Body.\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Title: Kites: how to fly", "Kites: how to fly"),
        ("Title:   #16 is out", "#16 is out"),
        ("Title: [x] @y {z}", "[x] @y {z}"),
        ("Title: 'quoted'", "'quoted'"),
        ("Title:", ""),
        ("Title: x  ", "x"),
        ("   Title: x", "x"),
        ("Title:\tx", "x"),
        ("Title:https://x.example/", "https://x.example/"),
    ],
)
def test_a_pelican_value_is_the_rest_of_its_line(line: str, value: str) -> None:
    assert read_meta_lines(f"{line}\n\nBody.\n").meta["title"] == value


@pytest.mark.parametrize("indent", ["    ", "        ", "\t"])
def test_a_pelican_value_goes_on_over_indented_lines(indent: str) -> None:
    front_matter = read_meta_lines(f"Summary: One\n{indent}two\n{indent}three\nTitle: x\n\nBody.\n")
    assert front_matter.meta == {"summary": ["One", "two", "three"], "title": "x"}


def test_a_pelican_key_that_stands_twice_has_two_values_and_its_first_line() -> None:
    front_matter = read_meta_lines("Author: Ada\nTitle: x\nAuthor: Bob\n\n")
    assert front_matter.meta["author"] == ["Ada", "Bob"]
    assert front_matter.lines["author"] == 1


@pytest.mark.parametrize(
    "text", ["Body without front matter.\n", "\nTitle: x\n", "# Title: x\n", "", "1.\n", "    Title: x\n"]
)
def test_a_pelican_file_without_front_matter_has_none(text: str) -> None:
    assert read_meta_lines(text).meta == {}


def test_a_line_of_spaces_ends_a_pelican_front_matter() -> None:
    assert read_meta_lines("Title: x\n  \nDate: y\n").body == "Date: y\n"


def test_the_first_line_that_is_no_key_begins_a_pelican_body() -> None:
    front_matter = read_meta_lines("Title: x\nBody begins here.\n")
    assert (front_matter.body, front_matter.body_line) == ("Body begins here.\n", 2)


@pytest.mark.parametrize(
    ("above", "meta"),
    [
        ('title: "Kites: May"\ndate:  2026-05-26\n---\n', {"title": "Kites: May", "date": "2026-05-26"}),
        ("title: Kites\ntags:\n- line\n- knot\n---\n", {"title": "Kites", "tags": ["line", "knot"]}),
        ("title: Kites\ntags:\n- line\n- knot\n\n", {"title": "Kites", "tags": ["line", "knot"]}),
        ("title: Kites: May\ndate: 2026-05-26\n---\n", {"title": "Kites: May", "date": "2026-05-26"}),
        ("Title: Kites #5\nDate: 2026-05-26\n\n", {"title": "Kites #5", "date": "2026-05-26"}),
        ("Title: Kites\nSummary: Line\n    and knot\n\n", {"title": "Kites", "summary": "Line and knot"}),
        ("    Title: Kites\n    Tags: line, knot\n\n", {"title": "Kites", "tags": "line, knot"}),
        ("\tTitle: Kites\n\tDate: 2026-05-26\n\n", {"title": "Kites", "date": "2026-05-26"}),
    ],
    ids=["yaml", "list", "list before a space", "not quite yaml", "lines", "goes on", "indented", "tab"],
)
def test_front_matter_needs_no_fence_above_it(above: str, meta: dict[str, Any]) -> None:
    front_matter = read_unfenced(f"{above}Body.\n")
    assert front_matter.meta == meta
    assert (front_matter.body, front_matter.body_line) == ("Body.\n", above.count("\n") + 1)
    assert front_matter.lines["title"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Note: the wind\n\nBody.\n",
        "Title: Kites\nare out, says the club.\n\nBody.\n",
        "Title:Kites\n\nBody.\n",
        "Kites\nTitle: Moths\n---\n",
        "\nTitle: Kites\n\n",
        "# Title: Kites\n",
        "",
    ],
)
def test_a_text_that_may_be_no_front_matter_is_all_body(text: str) -> None:
    assert read_unfenced(text) == FrontMatter({}, {}, text, 1)


KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(-9, 9), st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.text(alphabet="ab\n#- ", max_size=20))
def test_every_json_front_matter_is_read_back_with_its_body(meta: dict[str, Any], body: str) -> None:
    front_matter = read_front_matter(json.dumps(meta, indent=1) + "\n" + body)
    assert (front_matter.meta, front_matter.body) == (meta, body)


@given(
    st.dictionaries(KEYS, st.text(alphabet="ab: #@[]{}é", max_size=12).map(str.strip), max_size=5),
    st.text(max_size=20),
)
def test_every_pelican_front_matter_is_read_back_with_its_body(meta: dict[str, str], body: str) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in meta.items()) + "\n" + body
    front_matter = read_meta_lines(text)
    assert (front_matter.meta, front_matter.body) == (meta, body)
    assert front_matter.body_line == len(meta) + 2


PIECES = st.sampled_from(
    [
        "---\n",
        "+++\n",
        "------\n",
        "...\n",
        "{",
        "}",
        "[",
        "]",
        ": ",
        ":",
        " = ",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "- ",
        "? ",
        "'",
        '"',
        "#",
        "title",
        "date",
        "&a",
        "*a",
        "!!x",
        "<<",
        "|",
        ">",
        "1",
        "null",
        "é",
        "\x00",
        "{{<",
    ]
)
ANY = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(PIECES, max_size=12).map(lambda p: "---\n" + "".join(p) + "\n---\n"),
)


@given(ANY)
def test_any_text_is_a_front_matter_or_a_front_matter_error(text: str) -> None:
    last = text.count("\n") + 1
    try:
        front_matter = read_front_matter(text)
    except FrontMatterError as error:
        assert 1 <= error.line <= last + 1
        front_matter = error.front_matter
    assert text.endswith(front_matter.body)
    assert all(1 <= line <= last for line in front_matter.lines.values())


def assert_body_is_the_end_of(text: str, front_matter: FrontMatter) -> None:
    assert text.endswith(front_matter.body)
    assert (
        front_matter.body_line == text.count("\n") - front_matter.body.count("\n") + 1
        or not front_matter.body
    )


@given(ANY)
def test_any_text_has_a_pelican_front_matter_and_a_body(text: str) -> None:
    front_matter = read_meta_lines(text)
    assert_body_is_the_end_of(text, front_matter)
    assert set(front_matter.meta) == set(front_matter.lines)


@given(ANY | ANY.map("title: a\n".__add__))
def test_any_text_has_an_unfenced_front_matter_or_none(text: str) -> None:
    front_matter = read_unfenced(text)
    assert_body_is_the_end_of(text, front_matter)
