"""Settings, templates and the environment are understood or refused."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import distribute
from tests import forked
from tests.hostile.kit import NEWS, OUTBOX, SITE, doubling, ended, issue, place, run


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
    "hugo.json": ("[" * 100_000, '{"a":' * 100_000, '{"a":' * 600 + "1" + "}" * 600, '{"a": ' + "9" * 100_000 + "}"),
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
        r"FILENAME_METADATA = r'(i|s|u|e|is|su)+\Z|(?:a{100}){99999}'",
        f"SLUG_REGEX_SUBSTITUTIONS = {[('(.)', chr(92) + '1' + chr(92) + '1')] * 24}",
        "SLUG_REGEX_SUBSTITUTIONS = [('(', '')]",
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


# Each takes more memory than there is, or an operation of it ends the process in which it runs.
ENDLESS = {
    "a text doubled in a loop": (
        "{% set ns = namespace(x='kite') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x | length }}"
    ),
    "a text doubled line by line": "{% set a = 'kite' %}" + "{% set a = a + a %}\n" * 40 + "{{ a | length }}",
    "a block doubled": "{% set a %}kite{% endset %}"
    + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40
    + "{{ a | length }}",
    "a macro that doubles": "{% macro m(x, n) %}{{ m(x ~ x, n - 1) if n else x }}{% endmacro %}{{ m('kite', 40) | length }}",
    "a number of a billion places": "{{ '%999999999d' | format(3) }}",
    "a text replaced again and again": "{{ link" + f" | replace('e', '{'e' * 44}')" * 6 + " }}",
    "a text put between others": "{{ range(90000) | join('kite' * 30000) | length }}",
    "a list in pieces": "{{ ('kite' * 200000) | slice(900000000) | list | length }}",
    "a text much too long": "{% for i in range(99999) %}" + "kite " * 900_000 + "{% endfor %}",
    "a text ten times too long": "{% for i in range(25) %}" + "kite " * 900_000 + "{% endfor %}",
    "an expression that overflows the stack": "{{ " + "a ~ " * 900_000 + "a }}",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_template_that_takes_too_much_is_refused(tmp_path: Path, what: str) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    (folder / "channels.yaml").write_text(SITE + OUTBOX)
    (folder / "templates").mkdir()
    (folder / "templates" / "outbox.txt").write_text(f"{{{{ headline }}}}\n{ENDLESS[what]}")
    told = run(folder, "publish", "content/issue.md", "--dry-run")
    assert told.returncode == 2, told
    assert "outbox.txt:1: it " in told.stderr
    assert "takes too much time or memory" in told.stderr or "more than 10,000,000 characters" in told.stderr


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


def test_a_template_does_not_post_the_environment(tmp_path: Path) -> None:
    folder = place(tmp_path, issue(NEWS + "adds x."))
    settings = OUTBOX.replace("}", ", template: /proc/self/environ}", 1)
    (folder / "channels.yaml").write_text(SITE + settings)
    command = [sys.executable, "-m", "distribute", "publish", "content/issue.md", "--dry-run"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(distribute.__file__).parents[1]),
        "TOKEN": "moth",
    }
    told = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "moth" not in told.stdout + told.stderr
    assert (told.returncode, "not a regular file" in told.stderr) == (2, True), told.stderr


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
