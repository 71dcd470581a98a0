"""What an issue may hold to do harm ends in a clear answer, within bounded memory and time: nothing else."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

import pytest

from tests.hostile.kit import NEWS, OUTBOX, SITE, doubling, issue, place, run

ISSUES: dict[str, str | bytes] = {
    "YAML that explodes": issue(head=doubling(10)),
    "YAML nested deeply": issue(head="x: " + "[" * 20_000 + "\n"),
    "YAML without end": issue(head="x: [[" + "[], " * 1_000_000 + "\n"),
    "keys without end": issue(head="".join(f"k{n}: a\n" for n in range(200_000)) + "k1: b\n"),
    "a TOML key without end": '+++\ntitle = "T"\n' + "a." * 500_000 + "a = 1\n+++\nText.\n",
    "a key twice": issue(head="title: Other\n"),
    "TOML nested deeply": '+++\ntitle = "T"\nx = ' + "[" * 20_000 + "]" * 20_000 + "\n+++\nText.\n",
    "JSON nested 600 levels deep": '{"title": "T", "x": ' + "[" * 600 + "]" * 600 + "}\nText.\n",
    "JSON nested deeply": '{"title": "T", "x": ' + "[" * 20_000 + "]" * 20_000 + "}\nText.\n",
    "bytes of no meaning": random.Random(7).randbytes(200_000),
    "NUL": issue("x\0y " + NEWS, title='"a\\0b"'),
    "quotes nested deeply": issue(">" * 10_000 + NEWS),
    "lists nested deeply": issue("".join("  " * level + "- a\n" for level in range(1_200))),
    "HTML nested deeply": issue("<div>" * 25_000),
    "tags that never end": issue("<div " + "<a " * 25_000),
    "tags that never end, in a page": issue('<img src="a.png"><figcaption>' + "<a b='" * 25_000),
    "tags that end in a quotation": issue('<figure><img src="a.png"><figcaption>' + "'<a b='>" * 15_000),
    "a line of a million letters": issue(NEWS + "adds " + "very " * 200_000),
    "an address of 300,000 letters": issue("https://foo.example/" + "a" * 300_000 + " Foo 1.2"),
    "brackets that never close": issue("[" * 50_000),
    "parentheses that never close": issue(NEWS + "(" * 50_000),
    "emphasis that never ends": issue("*a " * 50_000),
    "shortcodes that never end": issue("{{< a " * 20_000),
    "highlights that never end": issue("{{< highlight go >}} " * 20_000),
    "comments that never end": issue("<!-- " * 50_000),
    "quotation marks that never close": issue(NEWS + "“" * 60_000),
    "commas without end": issue(NEWS + "adds " + "a, " * 50_000),
    "versions without end": issue(NEWS + "1." * 50_000),
    "digits without end": issue("1" * 50_000 + " Kite 1.2 was released"),
    "backticks without end": issue(NEWS + "`" * 50_000),
    "prices without end": issue(NEWS + "$" * 25_000, title='"' + "$" * 25_000 + '"'),
    "a summary without end": issue(NEWS, head="summary: " + "Kite 1.2, " * 6_000 + "\n"),
    "names without end": issue("Foo Bar " * 25_000 + "1.2 is out"),
    "dates without end": issue("1 January 2021 " * 10_000),
    "clauses without end": issue(NEWS + "x and y " * 15_000),
    "4,000 items": issue(
        "".join(f"- [F{n} 1.{n}](https://foo.example/{n}) adds {n}.\n" for n in range(4_000))
    ),
    "line breaks in a title": issue(title='"a\\r\\nBcc: x@example.org"'),
    "a terminal's commands in a title": issue(title='"a\\u202Eb\\x1b[31m"'),
    "a template in a title": issue(
        "[{{ link }} 1.2](https://foo.example/) adds {{ title }}.",
        title='"{{ 7 * 7 }} {% for i in range(999999999) %}x{% endfor %}"',
    ),
    "an id that leads out": issue(head='distribute: {id: "../../etc/passwd"}\n'),
    "an id of two lines": issue(head='distribute: {id: "a\\nb"}\n'),
    "a date that is none": "---\ntitle: T\ndate: 99999-99-99\n---\nText.\n",
    "the year nought": "---\ntitle: T\ndate: 0000-00-00\n---\nText.\n",
    "pictures from elsewhere on the disk": issue("![p](../../../etc/passwd)\n\n![q](file:///etc/passwd)\n"),
}


@pytest.mark.parametrize("what", ISSUES)
def test_it_is_shown_or_refused(tmp_path: Path, what: str) -> None:
    folder = place(tmp_path, ISSUES[what])
    shown = run(folder, "publish", "content/issue.md", "--dry-run")
    told = shown.stdout + shown.stderr
    assert not [letter for letter in told if letter in "\x00\x1b\r\u202e"], "a terminal would obey it"
    page = run(folder, "preview", "content/issue.md", "--html", "-")
    assert "root:" not in page.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["channels.yaml", "content", "hugo.toml"]


def test_templates_in_an_issue_are_text(tmp_path: Path) -> None:
    shown = run(place(tmp_path, ISSUES["a template in a title"]), "publish", "content/issue.md", "--dry-run")
    assert "{{ 7 * 7 }}" in shown.stdout
    assert "49" not in shown.stdout.split("mastodon")[0]


@pytest.mark.parametrize("generator", ["eleventy", "hugo", "jekyll", "pelican", "zola"])
@pytest.mark.parametrize(
    "tag",
    [
        ("{% for a %}", "{% endfor %}"),
        ("{% raw %}", "{% endraw %}"),
        ("{% else %}", "{% endif %}"),
        ("{% figure b='", "' %}"),
        ("{{ a(b='", "') }}"),
        ("{{< a b='", "' >}}"),
        ("{{< a >}}", "{{< /a >}}"),
        ("{{", "}}"),
        ("{# ", " #}"),
        (".. a:: ", "\n\n"),
        ("```{a}\n", "```\n"),
    ],
    ids=lambda tag: tag[0].strip(),
)
@pytest.mark.parametrize("closed", [False, True], ids=["never closed", "closed once, far away"])
def test_tags_of_a_generator_that_never_end(
    tmp_path: Path, generator: str, tag: tuple[str, str], *, closed: bool
) -> None:
    opening, closing = tag
    folder = place(tmp_path, issue(NEWS + opening * 15_000 + closing * closed))
    site = SITE.replace("{", f"{{generator: {generator}, ")
    (folder / "channels.yaml").write_text(site + OUTBOX)
    if generator != "hugo":
        (folder / "hugo.toml").unlink()
    assert run(folder, "publish", "content/issue.md", "--dry-run").returncode == 0


def test_an_issue_of_100_megabytes_is_shown_or_refused(tmp_path: Path) -> None:
    folder = place(
        tmp_path, b"---\ntitle: News\ndate: 2020-11-05\n---\n" + b"kites and moths fly\n" * 5_000_000
    )
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert "larger than the limit of 5,000,000 bytes" in told.stdout + told.stderr


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("file", "named", "content"),
    [
        (".env", "/.env", b"TOKEN=moth"),
        (".git/config", "/.git/config", b"TOKEN=moth"),
        (".git/config", "/%2Egit/config", b"TOKEN=moth"),
        (".git/kite.png", "/.git/kite.png", PNG + b"moth"),
        (".env", "/static/../.env", b"TOKEN=moth"),
        ("notes.png", "/notes.png", b"TOKEN=moth"),
        ("kite.svg", "/kite.svg", b"<svg><script>moth</script></svg>"),
    ],
)
def test_a_page_holds_no_file_that_is_not_a_visible_picture(
    tmp_path: Path, file: str, named: str, content: bytes
) -> None:
    folder = place(tmp_path, issue(f"![A kite above the sea]({named})\n\n{NEWS}adds x."))
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(content)
    told = run(folder, "preview", "content/issue.md", "--html", "-").stdout
    assert base64.b64encode(content).decode() not in told


@pytest.mark.parametrize(
    "name",
    [
        "a --> @octocat",
        "a/b",
        "--due",
        "-x",
        ".x",
        "a=b",
        "a#1",
        "a@b",
        "a\u202eb",
        "e\u0301",
        "a" * 101,
        "a.",
    ],
)
def test_an_id_is_a_name_or_an_error(tmp_path: Path, name: str) -> None:
    head = f"distribute: {{id: {json.dumps(name)}}}\n"
    folder = place(tmp_path, issue(NEWS + "adds x.", head=head))
    told = run(folder, "check", "content/issue.md", "--json")
    assert told.returncode == 4
    assert "bad-id" in told.stdout
    found = json.loads(run(folder, "publish", "content/issue.md", "--dry-run", "--json").stdout)
    assert all(name not in post["key"] for post in found.get("deliveries", []))


@pytest.mark.parametrize("name", ["2020-11", "42", "kite-1.2+rc_1", "a" * 100, "Ausgabe-Ü"])
def test_a_plain_id_is_kept(tmp_path: Path, name: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x.", head=f'distribute: {{id: "{name}"}}\n'))
    assert "bad-id" not in run(folder, "check", "content/issue.md", "--json").stdout
    assert name in run(folder, "issues").stdout


def test_a_language_is_a_code_or_an_error(tmp_path: Path) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x.", head='lang: "a --> @octocat"\n'))
    (folder / "hugo.toml").unlink()
    (folder / "channels.yaml").write_text(SITE.replace("{", "{generator: plain, ") + OUTBOX)
    told = run(folder, "check", "content/issue.md", "--json")
    assert told.returncode == 4
    assert "bad-language" in told.stdout
