"""Every mutant can be made, and the tests that must notice it exist."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.mutants import MUTANTS, ROOT, located

FILES = sorted({mutant.file for mutant in MUTANTS})


@pytest.mark.parametrize("file", FILES)
def test_each_place_is_there_once_and_what_replaces_it_is_python(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for mutant in (mutant for mutant in MUTANTS if mutant.file == file):
        assert text.count(mutant.old) == 1, f"{mutant.what}: {mutant.old!r}"
        changed = text.replace(mutant.old, mutant.new)
        assert changed != text, mutant.what
        if file.endswith(".py"):
            compile(changed, file, "exec", dont_inherit=True)


def test_the_tests_exist() -> None:
    for test in {test for mutant in MUTANTS for test in mutant.tests.split()}:
        file, _, name = located(test).partition("::")
        assert (ROOT / file).exists(), test
        first = name.partition("[")[0].partition("::")[0]
        assert not first or f" {first}" in (ROOT / file).read_text(encoding="utf-8"), test


def test_no_two_are_the_same() -> None:
    twice = [key for key, count in Counter((m.file, m.old, m.new) for m in MUTANTS).items() if count > 1]
    assert twice == []
