"""The documents say what is true: README's output, the schema's copy, a row for each channel."""

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import ClassVar, get_origin

import pytest

import distribute
from distribute.channel.interface import NOT_SETTINGS, Channel
from distribute.channel.registry import adapter, built_in
from distribute.cli.docs import overview, reference
from distribute.config_schema import json_schema
from distribute.testing.service import FAULTS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _module(path: Path) -> ModuleType:
    """Return a file as a module: neither benchmarks/ nor docs/ is a package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generated = _module(ROOT / "benchmarks" / "generated.py")


def test_readme_shows_real_output() -> None:
    shown = re.search(r"```console\n\$ distribute (.*)\n([\s\S]*?)\n```", README)
    assert shown
    command = [sys.executable, "-m", "distribute", *shlex.split(shown[1])]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == shown[2].strip()


@pytest.mark.parametrize("name", ["run", "test"])
def test_readme_marks_the_commands_that_ci_runs(name: str) -> None:
    assert re.search(rf"<!-- ci: {name} -->\n```sh\n[^\n]+\n```", README)


@pytest.mark.parametrize("name", generated.FILES)
def test_a_generated_file_is_what_the_code_says(name: str) -> None:
    package = Path(distribute.__file__).parent  # which is not beside the tests where a wheel is installed
    file = package.parent / name if name.startswith("distribute/") else ROOT / name
    copy = file.read_text(encoding="utf-8")
    assert copy == generated.FILES[name](), "write it anew: python benchmarks/generated.py"


def test_the_help_shows_each_command_in_a_whole_sentence() -> None:
    assert "..." not in overview().partition("Commands:")[2]


def test_the_reference_has_every_command_and_option() -> None:
    page = reference()
    named = re.findall(r"^#+ `distribute ([\w ]+)`$", page, re.MULTILINE)
    assert {"publish", "ledger", "ledger export", "settle"} <= set(named)
    assert page.count("- `--json`") == 1  # what every command takes is said once
    help_text = subprocess.run(
        [sys.executable, "-m", "distribute", "publish", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for option in set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", help_text, re.MULTILINE)):
        assert option in page


@pytest.mark.parametrize("use", sorted(built_in()))
def test_readme_has_a_row_for_each_channel(use: str) -> None:
    assert re.search(rf"^\| .*`{use}`", README, re.MULTILINE)


@pytest.mark.parametrize("use", sorted(set(built_in()) - {"x"}))
def test_every_channel_has_a_page_with_its_settings(use: str) -> None:
    page = (ROOT / "docs" / "channels" / f"{use}.md").read_text(encoding="utf-8")
    assert re.match(r"# \S", page)
    assert re.search(rf"^ +(?:use: )?{use}\b", page, re.MULTILINE)
    for setting in adapter(use).example:
        assert setting in page


def test_the_table_of_faults_has_every_channel_and_fault() -> None:
    """It takes minutes to produce, so only its rows and columns are compared with the code."""
    page = (ROOT / "docs" / "explanation" / "guarantees.md").read_text(encoding="utf-8")
    section = page.partition("## Every fault on every channel\n")[2].partition("\n## ")[0]
    assert f"| channel | {' | '.join(FAULTS)} |" in section
    for use in set(built_in()) - {"x"}:
        assert re.search(rf"^\| {use}[ ,]", section, re.MULTILINE) or f"`{use}`" in section, use
    posts = [int(number) for number in re.findall(r"(?:no|doubt), (\d+)\*?(?= \|)", section)]
    assert f"{len(posts)} cases" in section
    assert max(posts) == 1


def test_the_site_of_the_documentation_lists_every_page_of_a_channel() -> None:
    hooks = _module(ROOT / "docs" / "_hooks.py")
    listed = hooks._with_services([{"Set up a service": hooks.SERVICES}])[0]["Set up a service"]
    named = {Path(path).stem for entry in listed for path in entry.values()}
    assert named == set(built_in()) - {"x"}
    assert re.search(rf"^ +- [^:]+: {hooks.SERVICES}$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert len(listed) == len(named)


DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").glob("**/README.md"),
    )
    if not {"node_modules", ".venv"} & set(path.parts)
)
FENCED = re.compile(r"^ *```[\s\S]*?^ *```$", re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and MkDocs make them."""
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = ROOT / document
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)", text):
        there = (path.parent / target) if target else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), f"{target}#{anchor}"


def test_every_setting_of_a_site_and_of_all_channels_has_a_meaning() -> None:
    settings = json_schema()["$defs"]
    common = {
        name: settings["Outbox"]["properties"][name]
        for name in Channel.__struct_fields__
        if name not in NOT_SETTINGS
    }
    properties = settings["SiteSettings"]["properties"] | common
    without = [name for name, field in properties.items() if "description" not in json.dumps(field)]
    assert without == []


def test_every_test_that_security_names_is_there() -> None:
    said = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    everything = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", said)
    assert len(named) >= 8
    assert [name for name in named if f"def {name}(" not in everything] == []
    assert [path for path in re.findall(r"`(tests/[\w./]+)`", said) if not (ROOT / path).exists()] == []


def test_every_file_that_contributing_names_is_there() -> None:
    said = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:distribute|tests|docs|examples|benchmarks)/[\w./-]+)`", said)
    assert len(named) > 20
    package = Path(distribute.__file__).parents[1]  # where it is installed from a wheel, not in the checkout
    there = [ROOT / path if (ROOT / path).exists() else package / path for path in named]
    assert [path for path in there if not path.exists() and not re.search("NAME|CODE", str(path))] == []


PLUGIN = [path for path in (ROOT / "examples" / "plugin").rglob("*.*") if "__pycache__" not in path.parts]
BLOCKS = re.findall(
    r"```\w+\n([\s\S]*?)```", (ROOT / "docs/how-to/write-an-adapter.md").read_text(encoding="utf-8")
)


def test_the_guide_to_plug_ins_explains_every_class_variable() -> None:
    guide = (ROOT / "docs/how-to/write-an-adapter.md").read_text(encoding="utf-8")
    table = guide.partition("\n| variable | meaning |\n")[2].partition("\n\n")[0]
    explained = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    declared = {name for name, kind in Channel.__annotations__.items() if get_origin(kind) is ClassVar}
    assert explained == declared


def test_the_guide_to_plug_ins_has_code() -> None:
    assert len(BLOCKS) > len(
        re.findall(
            r"^## ", (ROOT / "docs/how-to/write-an-adapter.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.strip().splitlines()[0][:40])
def test_the_code_of_the_guide_is_that_of_the_example(block: str) -> None:
    example = "\n".join(path.read_text(encoding="utf-8") for path in PLUGIN if path.is_file())
    assert block in example or indent(block, "    ") in example
