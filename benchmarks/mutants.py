"""Takes out each of the safety rules of docs/design.md in turn, and sees whether a test notices.

    python benchmarks/mutants.py [--model] [WORD]…

Each mutant is a change to a copy of the package; the tests that ought to notice run against it. Exit
code 1 if one survives, or can't be made because the code has changed. `--model` runs the model of
tests/test_model.py alone, which needs to notice only what it can (a star).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.mutant_tables import channels, commands, doubt, ledgers, posting, reading, words, workers  # noqa: E402 - of this checkout
from benchmarks.mutant_tables.names import ATTEMPT, DELIVER, Mutant  # noqa: E402 - likewise

MUTANTS = [
    *posting.MUTANTS,
    *doubt.MUTANTS,
    *ledgers.MUTANTS,
    *channels.MUTANTS,
    *words.MUTANTS,
    *reading.MUTANTS,
    *commands.MUTANTS,
    *workers.MUTANTS,
]


def main() -> int:
    """Make every mutant that is asked for, run its tests, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="run the model alone")
    parser.add_argument("word", nargs="*", help="only mutants with one of these words")
    asked = parser.parse_args()
    mutants = [
        mutant
        for mutant in MUTANTS
        if not asked.word or any(word in f"{mutant.rule} {mutant.what}" for word in asked.word)
    ]
    unharmed = Mutant(
        "",
        "nothing",
        ATTEMPT,
        "class DeliveryAttempt(Settlement):",
        "class DeliveryAttempt(Settlement):",
        DELIVER,
    )
    if fate(unharmed, model=asked.model) != "SURVIVED":
        print("the tests fail before anything is taken out")
        return 1
    survived = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fates = pool.map(lambda mutant: fate(mutant, model=asked.model), mutants)
        for mutant, said in zip(mutants, fates, strict=True):
            must = mutant.model or not asked.model
            survived += not said.startswith("killed") and must
            star = " *" if asked.model and mutant.model else ""
            print(f"{mutant.rule:<10} {mutant.what:<52} {said}{star}", flush=True)
    print(f"{len(mutants)} mutants, {survived} that should have been noticed were not")
    return 1 if survived else 0


def located(test: str) -> str:
    """Return a test with its file: `FOLDER::NAME` is wherever in the folder it is."""
    place, colons, name = test.partition("::")
    if not colons or not (ROOT / place).is_dir():
        return test
    head = re.compile(
        rf"^(?:def|class) {re.escape(name.partition('::')[0].partition('[')[0])}\b", re.MULTILINE
    )
    (file,) = (path for path in (ROOT / place).glob("test_*.py") if head.search(path.read_text()))
    return f"{file.relative_to(ROOT)}::{name}"


def copy_checkout(to: Path) -> None:
    """Copy the files and folders at the top of this checkout that git knows of, for tests read all kinds of them."""
    git = shutil.which("git") or "git"
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in sorted({line.partition("/")[0] for line in listed.splitlines()}):
        if (ROOT / name).is_dir():
            # With what is compiled already: a changed file is newer than its compiled form, and compiled anew.
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("node_modules"))
        else:
            shutil.copy(ROOT / name, to)


def fate(mutant: Mutant, *, model: bool) -> str:
    """Return "killed" and so on if a test fails on the mutant, or has no end."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_checkout(copy)
        file = copy / mutant.file
        text = file.read_text()
        if text.count(mutant.old) != 1:
            return f"can't be made: its place is there {text.count(mutant.old)} times"
        file.write_text(text.replace(mutant.old, mutant.new))
        tests = " ".join(map(located, mutant.tests.split()))
        if model:
            tests = "tests/test_model.py"
            # That it fails is enough: hypothesis needn't look for the shortest history.
            patient = (copy / tests).read_text()
            (copy / tests).write_text(patient.replace(", Phase.shrink]", "]"))
        pytest = [
            "pytest",
            "-m",
            "slow or not slow",
            "-qx",
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
        ]
        command = [sys.executable, "-m", *pytest, *tests.split()]
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            ran = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, timeout=240, check=False
            )
        except subprocess.TimeoutExpired:
            return "killed, as its tests don't end"
        return {0: "SURVIVED", 1: "killed"}.get(ran.returncode, f"broken: pytest says {ran.returncode}")


if __name__ == "__main__":
    sys.exit(main())
