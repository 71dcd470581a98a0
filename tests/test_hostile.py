"""What an issue may hold to do harm ends in a clear answer, within bounded memory and time: nothing else."""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import distribute
from tests import forked, shapes

MEMORY = 2_000_000_000  # bytes that a command may take
WORK = 15  # seconds of the processor: most take half a one, and what takes the square of the time far more than these
NEWS = "[Foo 1.2](https://foo.example/) "
SETTINGS = """\
site: {name: News, issues: content/*.md}
channels:
  outbox: {path: out}
  mastodon: {server: https://mastodon.example.org, access_token: $T}
  email: {smtp: 'smtp://mail.example.org:25', from: a@example.org, to: b@example.org}
  reddit: {subreddit: xmpp, kind: self, client_id: $A, client_secret: $B, refresh_token: $C}
  linkedin: {author: 'urn:li:organization:1', access_token: $L}
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D}
"""


def issue(body: str = "", *, title: str = "News", head: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2020-11-05\n{head}---\n\n## Software\n\n{body}\n"


def doubling(levels: int) -> str:
    """YAML in which each name stands for ten of the one before."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


ISSUES: dict[str, str | bytes] = {
    "YAML that explodes": issue(head=doubling(10)),
    "YAML nested deeply": issue(head="x: " + "[" * 20_000 + "\n"),
    "YAML without end": issue(head="x: [[" + "[], " * 1_000_000 + "\n"),
    "keys without end": issue(head="".join(f"k{n}: a\n" for n in range(200_000)) + "k1: b\n"),
    "a TOML key without end": '+++\ntitle = "T"\n' + "a." * 500_000 + "a = 1\n+++\nText.\n",
    "a key twice": issue(head="title: Other\n"),
    "TOML nested deeply": '+++\ntitle = "T"\nx = ' + "[" * 20_000 + "]" * 20_000 + "\n+++\nText.\n",
    "JSON nested deeply": '{"title": "T", "x": ' + "[" * 20_000 + "]" * 20_000 + "}\nText.\n",
    "bytes of no meaning": random.Random(7).randbytes(200_000),
    "NUL": issue("x\0y " + NEWS, title='"a\\0b"'),
    "quotes nested deeply": issue(">" * 10_000 + NEWS),
    "lists nested deeply": issue("".join("  " * level + "- a\n" for level in range(2_000))),
    "HTML nested deeply": issue("<div>" * 50_000),
    "tags that never end": issue("<div " + "<a " * 50_000),
    "tags that never end, in a page": issue('<img src="a.png"><figcaption>' + "<a b='" * 50_000),
    "tags that end in a quotation": issue('<figure><img src="a.png"><figcaption>' + "'<a b='>" * 40_000),
    "a line of two million letters": issue(NEWS + "adds " + "very " * 400_000),
    "an address of 300,000 letters": issue("https://foo.example/" + "a" * 300_000 + " Foo 1.2"),
    "brackets that never close": issue("[" * 100_000),
    "parentheses that never close": issue(NEWS + "(" * 50_000),
    "emphasis that never ends": issue("*a " * 100_000),
    "shortcodes that never end": issue("{{< a " * 20_000),
    "highlights that never end": issue("{{< highlight go >}} " * 20_000),
    "comments that never end": issue("<!-- " * 50_000),
    "quotation marks that never close": issue(NEWS + "“" * 60_000),
    "commas without end": issue(NEWS + "adds " + "a, " * 50_000),
    "versions without end": issue(NEWS + "1." * 50_000),
    "digits without end": issue("1" * 50_000 + " Kite 1.2 was released"),
    "backticks without end": issue(NEWS + "`" * 50_000),
    "prices without end": issue(NEWS + "$" * 50_000, title='"' + "$" * 50_000 + '"'),
    "a summary without end": issue(NEWS, head="summary: " + "Kite 1.2, " * 15_000 + "\n"),
    "names without end": issue("Foo Bar " * 50_000 + "1.2 is out"),
    "dates without end": issue("1 January 2021 " * 20_000),
    "clauses without end": issue(NEWS + "x and y " * 30_000),
    "8,000 items": issue(
        "".join(f"- [F{n} 1.{n}](https://foo.example/{n}) adds {n}.\n" for n in range(8_000))
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


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with little memory; it must end by itself, and not with a traceback."""
    pytest.importorskip("resource", reason="bounds on memory are Unix's")
    return ended(forked.run(folder, *words, memory=MEMORY, work=WORK))


def ended(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """See that a command has ended as commands do."""
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 2, 4}, done.stderr
    return done


def place(folder: Path, content: str | bytes) -> Path:
    (folder / "content").mkdir()
    (folder / "hugo.toml").write_text('baseURL = "https://newsletter.example.org/"\n')
    (folder / "channels.yaml").write_text(SETTINGS)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "content" / "issue.md").write_bytes(data)
    return folder


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


def test_issues_are_looked_for_in_the_site_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(issue(NEWS, title="Secret"))
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    text = SETTINGS.replace("content/*.md", "['content/*.md', '../*.md']")
    (folder / "channels.yaml").write_text(text)
    told = run(folder, "issues")
    assert "leaves the site's root" in told.stderr
    assert "Secret" not in told.stdout + told.stderr


LED_ASTRAY = ("content/issue.md", "templates/outbox.txt", "drafts/2020-11-05.en.md")


@pytest.mark.parametrize(
    "where",
    ["{0}/secret.md", "../../secret.md", "../secret", "/dev/zero", "/proc/self/environ", "/nowhere/notes.md"],
)
@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_link_that_leads_out_of_the_site_is_not_followed(tmp_path: Path, name: str, where: str) -> None:
    (tmp_path / "secret.md").write_text(issue("## outbox\n\n" + NEWS, title="The secret of the house"))
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "secret").symlink_to(tmp_path / "secret.md")
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    file.symlink_to(where.format(tmp_path))
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    said = told.stdout + told.stderr
    assert "a link to a place outside" in said or "not a regular file" in said
    assert file.name in said
    assert "secret of the house" not in said
    assert "PATH" not in said


@pytest.mark.parametrize(
    ("generator", "name"),
    [
        ("eleventy", "eleventy.config.js"),
        ("eleventy", "_data/meta.json"),
        ("astro", "astro.config.mjs"),
        ("mkdocs", "mkdocs.yml"),
        ("hugo", "hugo.toml"),
        ("hugo", "config/_default/params.yaml"),
        ("jekyll", "_config.yml"),
        ("pelican", "pelicanconf.py"),
        ("zola", "zola.toml"),
    ],
)
def test_a_generators_settings_are_in_the_site(tmp_path: Path, generator: str, name: str) -> None:
    (tmp_path / "secret").write_text("moths: 'in the attic'\n")
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(NEWS + "adds x."))
    (folder / "hugo.toml").unlink()
    (folder / "channels.yaml").write_text(SITE.replace("{", f"{{generator: {generator}, ") + OUTBOX)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(tmp_path / "secret")
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert told.returncode == 2
    assert f"{name}: can't be read: it is a link to a place outside the site" in told.stderr
    assert "attic" not in told.stdout + told.stderr


GENERATORS: dict[str, tuple[str, ...]] = {
    "astro.config.mjs": ("/* " * 100_000, "site: '" * 50_000, "srcDir: '../../../..'", "base:" + " " * 200_000),
    "docusaurus.config.js": ("blog: {" * 50_000, "blog: { " + "path " * 50_000, "routeBasePath: " * 50_000),
    "mkdocs.yml": ("plugins: " + "[" * 100_000, "docs_dir: ../../..", "plugins: [{blog: {post_dir: '{x}/{0}'}}]"),
    "eleventy.config.js": ("/* " * 100_000, "// " * 100_000, "permalink: '" * 50_000, "(" * 100_000),
    "_data/meta.json": ("[" * 100_000, '{"a":' * 100_000, "9" * 100_000),
    "hugo.toml": (
        "x = " + "[" * 100_000,
        "x = " + "{a = " * 100_000,
        "a." * 500_000 + "a = 1",
        "".join(f"[[t]]\na{n} = 1\n" for n in range(100_000)),
        'permalinks = {page = {"/" = "' + ":a" * 100_000 + '"}}',
        "x = " + "9" * 100_000,
    ),
    "hugo.yaml": ("x: " + "[" * 100_000, doubling(10), "x: " + "{a: " * 100_000, "a: 1\n" * 500_000),
    "hugo.json": ("[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 100_000 + "}"),
    "_config.yml": ("x: " + "[" * 100_000, doubling(10), "permalink: /" + ":title" * 50_000 + "/"),
    "_config.toml": ("x = " + "[" * 100_000, "a." * 500_000 + "a = 1"),
    "pelicanconf.py": (
        "X = " + "(" * 100_000,
        "X = " + "-" * 100_000 + "1",
        "X = " + "'a' + " * 100_000 + "'a'",
        "X = " + "9" * 100_000,
        "X = 'a'\n" + "X = X + X\n" * 64 + "SITENAME = X",
        "SITEURL = 'https://a.example'\nARTICLE_URL = '" + "{slug}" * 50_000 + "'",
        "X = 'a\0b'",
        "import os\nSITEURL = os.environ['PATH']\n" * 10_000,
    ),
    "zola.toml": ("x = " + "[" * 100_000, "a." * 500_000 + "a = 1"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, texts in GENERATORS.items() for number in range(len(texts))]
)
def test_a_generators_settings_are_understood_or_refused(tmp_path: Path, name: str, number: int) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x.").replace("title:", "slug: a\ntitle:"))
    (folder / "hugo.toml").unlink()
    generator = {
        "_": "jekyll",
        "a": "astro",
        "d": "docusaurus",
        "m": "mkdocs",
        "e": "eleventy",
        "h": "hugo",
        "p": "pelican",
        "z": "zola",
    }[name[0]]
    generator = "eleventy" if "_data" in name else generator
    (folder / "channels.yaml").write_text(SITE.replace("{", f"{{generator: {generator}, ") + OUTBOX)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(GENERATORS[name][number] + "\n")
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert len(told.stderr) < 20_000
    if told.returncode == 2:
        assert name in told.stderr, told.stderr


@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_link_within_the_site_is_followed(tmp_path: Path, name: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    run(folder, "draft", "content/issue.md")
    (folder / "templates").mkdir()
    (folder / "templates" / "outbox.txt").write_text("{{ headline }} {{ link }}")
    (folder / "kept").mkdir()
    before = run(folder, "publish", "content/issue.md", "--dry-run").stdout
    (folder / name).rename(folder / "kept" / "file")
    (folder / name).symlink_to("../kept/file")
    assert run(folder, "publish", "content/issue.md", "--dry-run").stdout == before


@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert "not a regular file" in told.stdout + told.stderr
    assert file.name in told.stdout + told.stderr


SITE = "site: {name: News, url: 'https://newsletter.example.org/', issues: content/*.md}\n"
OUTBOX = "channels: {outbox: {path: out}}\n"
BAD_SETTINGS: dict[str, str | bytes] = {
    "YAML that explodes": doubling(10) + SITE + OUTBOX,
    "YAML nested deeply": "site: " + "[" * 50_000,
    "a mapping nested deeply": "site: " + "{a: " * 20_000,
    "a key twice": SITE + SITE + OUTBOX,
    "a channel twice": SITE + "channels:\n  outbox: {path: out}\n  outbox: {path: elsewhere}\n",
    "bytes of no meaning": random.Random(7).randbytes(200_000),
    "NUL": SITE + "x: 'a\0b'\n" + OUTBOX,
    "a tag that makes an object": "site: !!python/object/apply:os.system ['id']\n" + OUTBOX,
    "a terminal's commands in a name": SITE.replace("News", '"a\\x1b[31m\\u202Eb"') + "kites: 1\n",
    "a terminal's commands for a key": '"\\x1b[31m\\u202E": 1\n' + SITE + OUTBOX,
    "a list": "- site\n- channels\n",
    "a number of 100,000 digits": SITE + "channels: {outbox: {path: out, limit: " + "9" * 100_000 + "}}\n",
    "a pattern without end": SITE.replace("content/*.md", "'" + "**/" * 2_000 + "*.md'") + OUTBOX,
    "a hundred megabytes": b"# " + b"k" * 100_000_000 + b"\n" + (SITE + OUTBOX).encode(),
}


@pytest.mark.parametrize("what", BAD_SETTINGS)
def test_settings_are_understood_or_refused(tmp_path: Path, what: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    data = BAD_SETTINGS[what]
    (folder / "channels.yaml").write_bytes(data if isinstance(data, bytes) else data.encode())
    for words in (("publish", "content/issue.md", "--dry-run"), ("check", "content/issue.md"), ("channels",)):
        told = run(folder, *words)
        assert not [letter for letter in told.stdout + told.stderr if letter in "\x00\x1b\r\u202e"]
        assert len(told.stderr) < 20_000, "a mistake is told in a few lines"
        if told.returncode == 2:
            assert "channels.yaml" in told.stderr, told.stderr


TEMPLATES: dict[str, str | bytes] = {
    "a loop without end": "{% for a in range(99999) %}{% for b in range(99999) %}{{ b }}{% endfor %}{% endfor %}",
    "a text without end": "{{ 'kite' * 999999999 }}",
    "a power without end": "{{ 9 ** 9 ** 9 }}",
    "a template that includes itself": "{% include 'outbox.txt' %}",
    "another file": "{% include '../channels.yaml' %}{% include '/etc/passwd' %}",
    "the program's insides": "{{ headline.__class__.__mro__[1].__subclasses__() }}",
    "the environment": "{{ environ }}{{ self }}{{ config }}",
    "blocks nested deeply": "{% if true %}" * 5_000,
    "brackets nested deeply": "{{ " + "(" * 5_000 + " }}",
    "bytes of no meaning": random.Random(7).randbytes(50_000),
    "a hundred megabytes": b"k" * 100_000_000,
    "a terminal's commands": "{{ headline }} \x1b[31m\u202e {{ link }}",
}


@pytest.mark.parametrize("what", TEMPLATES)
def test_a_template_is_filled_in_or_refused(tmp_path: Path, what: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    (folder / "templates").mkdir()
    data = TEMPLATES[what]
    (folder / "templates" / "outbox.txt").write_bytes(data if isinstance(data, bytes) else data.encode())
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert "root:" not in told.stdout
    assert not [letter for letter in told.stdout + told.stderr if letter in "\x00\x1b\r\u202e"]
    if told.returncode == 2:
        assert "outbox.txt" in told.stderr, told.stderr


@pytest.mark.parametrize("where", ["{0}/secret.png", "../../secret.png", "link.png"])
def test_a_picture_stays_in_the_site(tmp_path: Path, where: str) -> None:
    (tmp_path / "secret.png").write_text("the secret of the house")
    (tmp_path / "site").mkdir()
    folder = place(tmp_path / "site", issue(f"![A kite]({where.format(tmp_path)})\n\n{NEWS}adds x."))
    (folder / "content" / "link.png").symlink_to(tmp_path / "secret.png")
    told = run(folder, "preview", "content/issue.md", "--html", "-").stdout
    told += run(folder, "publish", "content/issue.md", "--dry-run", "--json").stdout
    inside = base64.b64encode(b"the secret of the house").decode()
    assert "the secret of the house" not in told
    assert inside not in told


@pytest.mark.parametrize(
    "environment",
    [
        {"T": "kite\r\nAuthorization: Bearer moth"},
        {"T": "kite" * 1_000_000, "PATH_INFO": "\x1b[31m"},
        {"DISTRIBUTE_CONFIG": "\x1b[31m/etc/passwd"},
        {"COLUMNS": "99999999999999999999", "LINES": "-1"},
        {"COLUMNS": "kite", "NO_COLOR": "\x1b[31m", "TERM": "\u202e"},
        {"SOURCE_DATE_EPOCH": "kite", "TZ": "../../etc/passwd", "LANG": "\x1b[31m"},
    ],
    ids=[
        "a header in a token",
        "a token of four megabytes",
        "a file of settings",
        "no columns",
        "no words",
        "no time",
    ],
)
def test_the_environment_is_no_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        if len(value) < 100_000 or sys.platform != "linux":
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.setenv(name, value[:120_000])  # Linux takes no longer one
    folder = place(tmp_path, issue(NEWS + "adds x."))
    command = [sys.executable, "-m", "distribute", "publish", "content/issue.md", "--dry-run"]
    anew = {**os.environ, "PYTHONPATH": str(Path(distribute.__file__).parents[1]), "PYTHONUTF8": "1"}
    told = ended(
        subprocess.run(
            command,
            cwd=folder,
            env=anew,
            capture_output=True,
            encoding="utf-8",
            timeout=forked.HUNG,
            check=False,
        )
    )
    assert not [letter for letter in told.stdout + told.stderr if letter in "\x00\x1b\r\u202e"]
    assert "moth" not in told.stdout + told.stderr
    assert "kitekite" not in told.stdout + told.stderr


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
    folder = place(tmp_path, issue(NEWS + opening * 30_000 + closing * closed))
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


# Characters of the shorter issue: enough to show the square of the time, and few for the sake of all shapes.
LARGE = 10_000
PREVIEWED = (
    "releases",
    "entries",
    "linked entries",
    "headings 3",
    "images",
    "a long heading over many",
    "one long line",
)
BY_GENERATOR = {
    "jekyll": ("Liquid's values", "Liquid's raw", "Liquid's loops", "Liquid's sums", "attribute lists", "opening tags"),
    "zola": ("Zola's shortcodes", "Zola's paired shortcodes", "Zola's links", "opening comments"),
    "eleventy": ("Liquid's values in a line", "Liquid's ifs that stay open", "opening blocks"),
    "pelican": ("Pelican's files", "reStructuredText", "a value of lines", "a title of tags", "an author"),
    "plain": ("headings 1", "a title of signs"),
}  # fmt: skip
MADE = {f"body: {name}": shapes.in_body(make) for name, make in shapes.BODIES.items()}
MADE |= {f"front matter: {name}": shapes.in_head(make) for name, make in shapes.HEADS.items()}
LEAST: dict[
    tuple[str, tuple[tuple[str, ...], ...]], float
] = {}  # what any issue takes, by generator and commands
_NOISE = 0.04  # seconds of the processor: below, what is measured is not the shape
DRY_RUN, PREVIEWS = shapes.COMMANDS[:1], shapes.COMMANDS[2:]


def hold_to_proportion(
    folder: Path, generator: str, make: shapes.Make, commands: tuple[tuple[str, ...], ...]
) -> None:
    """Let an issue of twice the size take less than three times as long, but for what any issue takes."""
    file = folder / "content" / "issue.md"
    shapes.place(folder, generator)
    number = max(2, LARGE * 100 // (len(make(150)) - len(make(50))))

    def spent(content: str) -> float:
        file.write_text(content, encoding="utf-8")
        return shapes.spent(folder, *commands)

    if (generator, commands) not in LEAST:  # the first time it also takes what is loaded and compiled
        LEAST[generator, commands] = min(spent(shapes.in_body(lambda _: NEWS)(1)) for _ in range(3))
    least, tried = LEAST[generator, commands], []
    for _ in range(3):
        two = spent(make(2 * number))
        if two - least < 3 * _NOISE:
            return
        one = spent(make(number))
        if two - least < 3 * (one - least):
            return
        tried.append(f"{one:.3f} s, twice as much {two:.3f} s")
    pytest.fail(f"{number}: {'; '.join(tried)}")


@pytest.mark.parametrize("name", MADE)
def test_time_grows_with_the_issue_and_not_with_its_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hold_to_proportion(tmp_path, "hugo", MADE[name], DRY_RUN)


@pytest.mark.parametrize("name", PREVIEWED)
def test_time_of_a_preview_grows_with_the_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hold_to_proportion(tmp_path, "hugo", MADE[f"body: {name}"], PREVIEWS)


@pytest.mark.parametrize(
    ("generator", "name"), [(generator, name) for generator, names in BY_GENERATOR.items() for name in names]
)
def test_time_grows_with_the_issue_for_each_generator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, generator: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = MADE.get(f"body: {name}") or MADE[f"front matter: {name}"]
    hold_to_proportion(tmp_path, generator, made, DRY_RUN)
